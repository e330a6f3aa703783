#include "core/base/rng.h"

#include <cmath>
#include <limits>
#include <locale>
#include <numbers>
#include <sstream>

namespace tonewright
{

namespace
{

/// SplitMix64's finaliser: spreads seeds that differ in one bit over all 64.
std::uint64_t mixBits(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

}  // namespace

Rng::Rng(std::uint64_t seed) : m_seed(seed), m_engine(seed) {}

Rng Rng::fork(std::string_view label) const
{
    return Rng(mixBits(m_seed ^ mixBits(stableHash(label))));
}

std::uint64_t Rng::next()
{
    return m_engine();
}

double Rng::uniform()
{
    return static_cast<double>(m_engine() >> 11) * 0x1.0p-53;
}

double Rng::uniform(double low, double high)
{
    const double value = low + (high - low) * uniform();
    // Rounding can reach `high` although uniform() is below 1.
    return value < high ? value : low;
}

std::uint64_t Rng::below(std::uint64_t n)
{
    // Numbers under `threshold` would make the first 2^64 mod n results likelier than the rest.
    const std::uint64_t threshold = (0 - n) % n;
    std::uint64_t draw = m_engine();
    while (draw < threshold) {
        draw = m_engine();
    }
    return draw % n;
}

double Rng::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::string Rng::save() const
{
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << m_seed << ' ' << m_engine;
    return out.str();
}

bool Rng::restore(const std::string &state)
{
    std::istringstream in(state);
    in.imbue(std::locale::classic());
    std::uint64_t seed = 0;
    std::mt19937_64 engine;
    if (!(in >> seed >> engine)) {
        return false;
    }
    m_seed = seed;
    m_engine = engine;
    return true;
}

std::uint64_t stableHash(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ULL;
    }
    return hash;
}

}  // namespace tonewright
