#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace tonewright
{

/// The one source of randomness of a run. The engine is std::mt19937_64, whose bits the standard fixes; the
/// distributions are ours because the standard library's differ between implementations.
///
/// Not thread-safe: one Rng belongs to one thread. Use fork() to give independent streams to parts of a program.
class Rng
{
public:
    explicit Rng(std::uint64_t seed);

    /// An independent stream that depends on this generator's seed and the label only, not on how many numbers
    /// were drawn so far: `rng.fork("environment")` is the same stream whenever it is asked for.
    [[nodiscard]] Rng fork(std::string_view label) const;

    [[nodiscard]] std::uint64_t seed() const { return m_seed; }

    std::uint64_t next();                     ///< 64 random bits
    double uniform();                         ///< [0, 1), 53 bits
    double uniform(double low, double high);  ///< [low, high)
    std::uint64_t below(std::uint64_t n);     ///< 0 … n−1 without modulo bias; n > 0
    double normal();                          ///< mean 0, standard deviation 1 (Box–Muller, no cached half)
    bool chance(double probability) { return uniform() < probability; }

    /// The complete state as text, for checkpoints; restore() returns false if the text isn't one.
    [[nodiscard]] std::string save() const;
    bool restore(const std::string &state);

private:
    std::uint64_t m_seed;
    std::mt19937_64 m_engine;
};

/// 64-bit FNV-1a: stable across machines; for seeds and splits by name, not for security.
std::uint64_t stableHash(std::string_view text);

}  // namespace tonewright
