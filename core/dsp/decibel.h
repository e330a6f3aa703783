#pragma once

#include <span>

namespace tonewright::dsp
{

/// Powers below this count as this before the logarithm (librosa's amin: 1e-10 for powers, 1e-5 for magnitudes).
inline constexpr float kSmallestPower = 1e-10F;
/// Decibels are floored this far below the loudest value of the whole array (librosa's top_db).
inline constexpr double kDynamicRangeDb = 80.0;

/// 10·log10(2): one doubling of power in dB.
inline constexpr double kDbPerOctaveOfPower = 3.0102999566398119521;

enum class DbReference {
    One,      ///< 0 dB = power 1 (librosa's default)
    Maximum,  ///< 0 dB = the largest value (ref=np.max)
};

/// librosa.power_to_db, in place: 10·log10(max(1e-10, P)) relative to the reference, floored 80 dB below the largest.
/// amplitude_to_db of magnitudes is the same thing on their squares.
void powerToDb(std::span<float> power, DbReference reference);
/// The same of a part of an array whose largest value is `loudest`.
void powerToDb(std::span<float> power, DbReference reference, float loudest);

/// log2 of each value, which must be positive and normal; relative error of the power below 3e-7. Loops are written so
/// that the compiler vectorises them. `out` may be `in`.
void log2Each(std::span<const float> in, std::span<float> out);

}  // namespace tonewright::dsp
