#include "core/base/content_hash.h"

#include <algorithm>
#include <bit>
#include <cstdio>

namespace tonewright
{

namespace
{

// Odd, without a pattern in their bits: the golden ratio's and square roots' first 64 bits.
constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t kSecond = 0x6A09E667F3BCC909U;
constexpr std::uint64_t kThird = 0xBB67AE8584CAA73BU;

std::uint64_t word(const std::byte *bytes)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value |= std::uint64_t(std::to_integer<unsigned>(bytes[i])) << (8U * i);
    return value;
}

std::uint64_t stirred(std::uint64_t lane, std::uint64_t input)
{
    return std::rotl(lane + input * kSecond, 31) * kFirst;
}

std::uint64_t finished(std::uint64_t value)
{
    value = (value ^ (value >> 32U)) * kThird;
    value = (value ^ (value >> 29U)) * kFirst;
    return value ^ (value >> 32U);
}

}  // namespace

ContentHash::ContentHash(std::uint64_t seed)
    : m_lanes{seed + kFirst, seed ^ kSecond, seed - kThird, finished(seed + 1)}, m_rest{}
{
}

void ContentHash::addBlock(const std::byte *block)
{
    for (std::size_t lane = 0; lane < 4; ++lane)
        m_lanes[lane] = stirred(m_lanes[lane], word(block + 8 * lane));
}

void ContentHash::add(std::span<const std::byte> bytes)
{
    m_length += bytes.size();
    if (m_restSize > 0) {
        const std::size_t taken = std::min(kBlock - m_restSize, bytes.size());
        std::copy_n(bytes.begin(), taken, m_rest + m_restSize);
        m_restSize += taken;
        bytes = bytes.subspan(taken);
        if (m_restSize < kBlock)
            return;
        addBlock(m_rest);
        m_restSize = 0;
    }
    for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock))
        addBlock(bytes.data());
    std::copy_n(bytes.begin(), bytes.size(), m_rest);
    m_restSize = bytes.size();
}

std::uint64_t ContentHash::value() const
{
    std::uint64_t sum = m_length * kThird;
    for (const std::uint64_t lane : m_lanes)
        sum = finished(sum ^ lane) + std::rotl(sum, 17);
    for (std::size_t i = 0; i < m_restSize; ++i)
        sum = stirred(sum, std::to_integer<std::uint64_t>(m_rest[i]) + 1);
    return finished(sum);
}

std::string ContentHash::text() const
{
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value()));
    return digits;
}

}  // namespace tonewright
