#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tonewright::rl
{

/// Appends plain values and arrays to a string, in this machine's byte order (little-endian on every system that
/// Tonewright supports).
class ByteWriter
{
public:
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void value(const T &value) { m_bytes.append(reinterpret_cast<const char *>(&value), sizeof value); }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void array(std::span<const T> values)
    {
        value<std::uint64_t>(values.size());
        m_bytes.append(reinterpret_cast<const char *>(values.data()), values.size_bytes());
    }
    void text(std::string_view text) { array(std::span<const char>(text.data(), text.size())); }
    [[nodiscard]] const std::string &bytes() const { return m_bytes; }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

/// Reads what ByteWriter wrote. Every read says whether it fitted; after a failed one ok() stays false.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes) : m_rest(bytes) {}

    template <class T>
    requires std::is_trivially_copyable_v<T>
    bool value(T &value)
    {
        if (!m_ok || m_rest.size() < sizeof value)
            return m_ok = false;
        std::memcpy(&value, m_rest.data(), sizeof value);
        m_rest.remove_prefix(sizeof value);
        return true;
    }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    bool array(std::vector<T> &values)
    {
        std::uint64_t count = 0;
        if (!value(count) || count > m_rest.size() / sizeof(T))
            return m_ok = false;
        values.resize(count);
        if (count > 0)  // memcpy wants a place even for nothing
            std::memcpy(values.data(), m_rest.data(), count * sizeof(T));
        m_rest.remove_prefix(count * sizeof(T));
        return true;
    }
    bool text(std::string &text)
    {
        std::vector<char> characters;
        if (!array(characters))
            return false;
        text.assign(characters.begin(), characters.end());
        return true;
    }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] std::size_t left() const { return m_rest.size(); }  ///< bytes

private:
    std::string_view m_rest;
    bool m_ok = true;
};

}  // namespace tonewright::rl
