#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tonewright
{

/// 64 bits that tell contents apart, several GB a second: to find what a cache holds of something, not to keep secrets
/// or to withstand somebody who makes collisions. Four lanes of multiply, add and rotate over little-endian words, as
/// fast hashes do; the number is Tonewright's own and the same on every machine and for any splitting into pieces.
class ContentHash
{
public:
    explicit ContentHash(std::uint64_t seed = 0);
    void add(std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t value() const;  ///< of all bytes so far; more may follow
    [[nodiscard]] std::string text() const;     ///< 16 hexadecimal digits

private:
    void addBlock(const std::byte *block);
    static constexpr std::size_t kBlock = 32;
    std::uint64_t m_lanes[4];
    std::byte m_rest[kBlock];
    std::size_t m_restSize = 0;
    std::uint64_t m_length = 0;
};

}  // namespace tonewright
