#include "core/base/npz_writer.h"

#include <array>
#include <fmt/format.h>
#include <ostream>

namespace tonewright
{

namespace
{

constexpr std::array<std::uint32_t, 256> crcTable()
{
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1U) != 0 ? (value >> 1U) ^ 0xEDB88320U : value >> 1U;
        table[i] = value;
    }
    return table;
}

constexpr auto kCrcTable = crcTable();

/// Little-endian, `bytes` of them.
void number(std::string &out, std::uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        out += char((value >> (8U * unsigned(i))) & 0xFFU);
}

/// Code points of UTF-8; what isn't valid becomes a question mark.
std::vector<std::uint32_t> codePoints(std::string_view utf8)
{
    std::vector<std::uint32_t> points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto first = static_cast<unsigned char>(utf8[i++]);
        int more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : -1;
        std::uint32_t point = more < 0 ? '?' : more == 0 ? first : first & (0x3FU >> unsigned(more));
        for (; more > 0 && i < utf8.size(); --more)
            point = (point << 6U) | (static_cast<unsigned char>(utf8[i++]) & 0x3FU);
        points.push_back(point);
    }
    return points;
}

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before)
{
    std::uint32_t value = ~before;
    for (const std::byte byte : bytes)
        value = kCrcTable[(value ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU] ^ (value >> 8U);
    return ~value;
}

NpzWriter::NpzWriter(std::ostream &stream) : m_stream(stream) {}

void NpzWriter::header(const Entry &entry, bool central)
{
    std::string out = central ? "PK\x01\x02" : "PK\x03\x04";
    if (central)
        number(out, 20, 2);  // version that made it
    number(out, 20, 2);      // version needed
    number(out, 0x0800, 2);  // names are UTF-8
    number(out, 0, 2);       // stored
    number(out, 0, 2);       // 00:00 on
    number(out, 0x21, 2);    // 1 January 1980: the same bytes whenever they are written
    number(out, entry.crc, 4);
    number(out, entry.size, 4);
    number(out, entry.size, 4);
    number(out, std::uint32_t(entry.name.size()), 2);
    number(out, 0, 2);
    if (central) {
        number(out, 0, 2 + 2 + 2);
        number(out, 0, 4);
        number(out, entry.offset, 4);
    }
    m_stream << out << entry.name;
}

void NpzWriter::begin(std::string_view name, std::string_view type, const NpyShape &shape)
{
    close();
    m_entries.push_back({std::string(name) + ".npy", 0, 0, std::uint32_t(m_stream.tellp())});
    header(m_entries.back(), false);
    m_open = true;
    const std::string start = npyHeader(type, shape);
    append(std::as_bytes(std::span(start)));
}

void NpzWriter::append(std::span<const std::byte> values)
{
    Entry &entry = m_entries.back();
    entry.crc = crc32(values, entry.crc);
    entry.size += std::uint32_t(values.size());
    m_stream.write(reinterpret_cast<const char *>(values.data()), std::streamsize(values.size()));
}

/// Size and sum are known now.
void NpzWriter::close()
{
    if (!m_open)
        return;
    m_open = false;
    const auto end = m_stream.tellp();
    m_stream.seekp(std::streamoff(m_entries.back().offset));
    header(m_entries.back(), false);
    m_stream.seekp(end);
}

void NpzWriter::finish()
{
    close();
    const auto begin = std::uint32_t(m_stream.tellp());
    for (const Entry &entry : m_entries)
        header(entry, true);
    const auto end = std::uint32_t(m_stream.tellp());
    std::string out = "PK\x05\x06";
    number(out, 0, 4);
    number(out, std::uint32_t(m_entries.size()), 2);
    number(out, std::uint32_t(m_entries.size()), 2);
    number(out, end - begin, 4);
    number(out, begin, 4);
    number(out, 0, 2);
    m_stream << out;
}

void NpzWriter::add(std::string_view name, const NpyShape &shape, std::span<const double> values)
{
    begin(name, "<f8", shape);
    append(std::as_bytes(values));
}

void NpzWriter::add(std::string_view name, std::int64_t value)
{
    begin(name, "<i8", {});
    append(std::as_bytes(std::span(&value, 1)));
}

void NpzWriter::add(std::string_view name, std::string_view utf8)
{
    std::vector<std::uint32_t> letters = codePoints(utf8);
    if (letters.empty())
        letters.push_back(0);  // NumPy knows no string of no letters; this one reads as ""
    begin(name, fmt::format("<U{}", letters.size()), {});
    append(std::as_bytes(std::span(std::as_const(letters))));
}

}  // namespace tonewright
