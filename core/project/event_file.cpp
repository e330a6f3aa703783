#include "core/project/event_file.h"

#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/project/crc32c.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::string_view kVersion = "brain.Event:2";

// Field numbers of the protocol buffers.
constexpr unsigned kEventWallTime = 1;  // double
constexpr unsigned kEventStep = 2;      // int64
constexpr unsigned kEventVersion = 3;   // string
constexpr unsigned kEventSummary = 5;   // Summary
constexpr unsigned kSummaryValue = 1;   // Value, repeated
constexpr unsigned kValueTag = 1;       // string
constexpr unsigned kValueSimple = 2;    // float

// How a field is stored.
constexpr unsigned kVarint = 0;
constexpr unsigned kFixed64 = 1;
constexpr unsigned kLengthDelimited = 2;
constexpr unsigned kFixed32 = 5;

template <class Number>
void putFixed(std::string &out, Number number)
{
    static_assert(std::endian::native == std::endian::little);
    out.append(reinterpret_cast<const char *>(&number), sizeof number);
}

void putVarint(std::string &out, std::uint64_t number)
{
    for (; number >= 0x80U; number >>= 7U)
        out.push_back(static_cast<char>((number & 0x7FU) | 0x80U));
    out.push_back(static_cast<char>(number));
}

void putKey(std::string &out, unsigned field, unsigned kind)
{
    putVarint(out, field << 3U | kind);
}

void putBytes(std::string &out, unsigned field, std::string_view bytes)
{
    putKey(out, field, kLengthDelimited);
    putVarint(out, bytes.size());
    out.append(bytes);
}

std::string eventHead(double wallSeconds, std::int64_t step)
{
    std::string out;
    putKey(out, kEventWallTime, kFixed64);
    putFixed(out, wallSeconds);
    if (step != 0) {  // the default isn't stored
        putKey(out, kEventStep, kVarint);
        putVarint(out, static_cast<std::uint64_t>(step));
    }
    return out;
}

std::string record(std::string_view data)
{
    std::string out;
    putFixed(out, static_cast<std::uint64_t>(data.size()));
    putFixed(out, maskedCrc32c(out));
    out.append(data);
    putFixed(out, maskedCrc32c(data));
    return out;
}

std::string firstRecord(double wallSeconds)
{
    std::string event = eventHead(wallSeconds, 0);
    putBytes(event, kEventVersion, kVersion);
    return record(event);
}

template <class Number>
std::optional<Number> takeFixed(std::string_view &in)
{
    if (in.size() < sizeof(Number))
        return std::nullopt;
    Number number{};
    std::memcpy(&number, in.data(), sizeof number);
    in.remove_prefix(sizeof number);
    return number;
}

std::optional<std::uint64_t> takeVarint(std::string_view &in)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80U)
            return number;
    }
    return std::nullopt;
}

struct Field {
    unsigned number = 0;
    unsigned kind = 0;
    std::uint64_t bits = 0;  // of a number
    std::string_view bytes;  // of something with a length
};

std::optional<Field> takeField(std::string_view &in)
{
    const auto key = takeVarint(in);
    if (!key)
        return std::nullopt;
    Field field{.number = static_cast<unsigned>(*key >> 3U), .kind = static_cast<unsigned>(*key & 7U), .bytes = {}};
    std::optional<std::uint64_t> bits;
    if (field.kind == kFixed32) {
        bits = takeFixed<std::uint32_t>(in);
    } else if (field.kind == kFixed64) {
        bits = takeFixed<std::uint64_t>(in);
    } else if (field.kind == kVarint || field.kind == kLengthDelimited) {
        bits = takeVarint(in);
    }
    if (!bits)
        return std::nullopt;
    field.bits = *bits;
    if (field.kind == kLengthDelimited) {
        if (field.bits > in.size())
            return std::nullopt;
        field.bytes = in.substr(0, static_cast<std::size_t>(field.bits));
        in.remove_prefix(field.bytes.size());
    }
    return field;
}

bool readValue(std::string_view in, EventFile::Event &event)
{
    std::string tag;
    float value = 0;
    while (!in.empty()) {
        const auto field = takeField(in);
        if (!field)
            return false;
        if (field->number == kValueTag && field->kind == kLengthDelimited)
            tag = field->bytes;
        else if (field->number == kValueSimple && field->kind == kFixed32)
            value = std::bit_cast<float>(static_cast<std::uint32_t>(field->bits));
    }
    event.values[tag] = value;
    return true;
}

bool readSummary(std::string_view in, EventFile::Event &event)
{
    while (!in.empty()) {
        const auto field = takeField(in);
        if (!field || (field->number == kSummaryValue && !readValue(field->bytes, event)))
            return false;
    }
    return true;
}

std::optional<EventFile::Event> readEvent(std::string_view in)
{
    EventFile::Event event;
    while (!in.empty()) {
        const auto field = takeField(in);
        if (!field)
            return std::nullopt;
        if (field->number == kEventWallTime && field->kind == kFixed64)
            event.wallSeconds = std::bit_cast<double>(field->bits);
        else if (field->number == kEventStep && field->kind == kVarint)
            event.step = static_cast<std::int64_t>(field->bits);
        else if (field->number == kEventVersion)
            event.version = field->bytes;
        else if (field->number == kEventSummary && !readSummary(field->bytes, event))
            return std::nullopt;
    }
    return event;
}

/// The next record's data. Nothing, with `in` unmoved, where it is cut short or a sum doesn't fit.
std::optional<std::string_view> takeRecord(std::string_view &in)
{
    std::string_view rest = in;
    const auto lengthBytes = rest.substr(0, sizeof(std::uint64_t));
    const auto length = takeFixed<std::uint64_t>(rest);
    const auto lengthSum = takeFixed<std::uint32_t>(rest);
    if (!length || !lengthSum || *lengthSum != maskedCrc32c(lengthBytes) || *length > rest.size())
        return std::nullopt;
    const auto data = rest.substr(0, static_cast<std::size_t>(*length));
    rest.remove_prefix(data.size());
    const auto sum = takeFixed<std::uint32_t>(rest);
    if (!sum || *sum != maskedCrc32c(data))
        return std::nullopt;
    in = rest;
    return data;
}

/// Whether what is left can only be a record that a power cut left half written.
bool isCutShort(std::string_view in)
{
    constexpr std::size_t frame = sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t);
    std::string_view rest = in;
    const auto length = takeFixed<std::uint64_t>(rest);
    return in.size() < frame || !length || *length > in.size() - frame;
}

tl::unexpected<Error> unwritable(const std::string &file, int number)
{
    return fail(
        ErrorCode::Unwritable,
        std::string("can't be written: ") + std::strerror(number) + ". Choose another place or free some space.", file);
}

tl::unexpected<Error> damaged(const std::string &file, std::size_t offset)
{
    return fail(ErrorCode::BadData,
                "is damaged at byte " + std::to_string(offset) + ". Move it away; the run's other files don't need it.",
                file);
}

fs::path pathOf(const fs::path &folder, const std::string &name)
{
    return folder / ("events.out.tfevents." + name);
}

}  // namespace

EventFile::~EventFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

EventFile::EventFile(EventFile &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_file(std::move(other.m_file))
{
}

EventFile &EventFile::operator=(EventFile &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_file, other.m_file);
    return *this;
}

namespace
{

Result<int> openAppending(const fs::path &file)
{
    const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0)
        return unwritable(file.string(), errno);
    return fd;
}

}  // namespace

Result<EventFile> EventFile::create(const fs::path &folder, const std::string &name, double wallSeconds)
{
    EventFile result;
    const fs::path file = pathOf(folder, name);
    if (auto begun = replaceFile(file, firstRecord(wallSeconds)); !begun)
        return fail(begun.error());
    const auto fd = openAppending(file);
    if (!fd)
        return fail(fd.error());
    result.m_fd = *fd;
    result.m_file = file.string();
    return result;
}

Result<EventFile> EventFile::reopen(const fs::path &folder, const std::string &name, std::int64_t lastStep,
                                    double wallSeconds)
{
    const fs::path file = pathOf(folder, name);
    const auto content = readTextFile(file);
    if (!content) {
        if (content.error().code == ErrorCode::NotFound)
            return create(folder, name, wallSeconds);
        return fail(content.error());
    }
    std::string kept;
    std::string_view rest = *content;
    while (!rest.empty()) {
        const std::string_view before = rest;
        const auto data = takeRecord(rest);
        const auto event = data ? readEvent(*data) : std::nullopt;
        if (!event) {
            if (isCutShort(before))
                break;
            return damaged(file.string(), content->size() - before.size());
        }
        if (event->step <= lastStep)
            kept.append(before.substr(0, before.size() - rest.size()));
    }
    if (kept.empty())
        return create(folder, name, wallSeconds);
    if (kept.size() != content->size())
        if (auto cut = replaceFile(file, kept); !cut)
            return fail(cut.error());
    const auto fd = openAppending(file);
    if (!fd)
        return fail(fd.error());
    EventFile result;
    result.m_fd = *fd;
    result.m_file = file.string();
    return result;
}

Result<void> EventFile::write(std::int64_t step, double wallSeconds, const std::map<std::string, double> &values)
{
    if (values.empty())
        return {};
    std::string summary;
    for (const auto &[tag, number] : values) {
        std::string value;
        putBytes(value, kValueTag, tag);
        putKey(value, kValueSimple, kFixed32);
        putFixed(value, static_cast<float>(number));
        putBytes(summary, kSummaryValue, value);
    }
    std::string event = eventHead(wallSeconds, step);
    putBytes(event, kEventSummary, summary);
    const std::string bytes = record(event);
    ssize_t written = 0;
    do {
        written = ::write(m_fd, bytes.data(), bytes.size());
    } while (written < 0 && errno == EINTR);
    if (written != static_cast<ssize_t>(bytes.size()))
        return unwritable(m_file, written < 0 ? errno : ENOSPC);
    return {};
}

Result<std::vector<EventFile::Event>> EventFile::read(const fs::path &file)
{
    const auto content = readTextFile(file);
    if (!content)
        return fail(content.error());
    std::vector<Event> events;
    std::string_view rest = *content;
    while (!rest.empty()) {
        const std::size_t offset = content->size() - rest.size();
        const auto data = takeRecord(rest);
        auto event = data ? readEvent(*data) : std::nullopt;
        if (!event)
            return damaged(file.string(), offset);
        events.push_back(*std::move(event));
    }
    return events;
}

}  // namespace tonewright
