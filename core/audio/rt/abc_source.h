#pragma once

#include <array>
#include <cstddef>

namespace tonewright
{

/// What can be listened to: the three versions of one piece that are compared everywhere (A, B, C; keys 1, 2, 3;
/// orange, green, blue), and what is left when the reference is taken away from the processed sound (key 4).
enum class AbcSource { Raw = 0, Processed = 1, Reference = 2, Difference = 3 };

/// The sources that are sounds of their own.
inline constexpr std::size_t kAbcSourceCount = 3;
inline constexpr std::array<AbcSource, kAbcSourceCount> kAbcSources{AbcSource::Raw, AbcSource::Processed,
                                                                    AbcSource::Reference};

/// Everything that can be selected.
inline constexpr std::size_t kHeardSourceCount = 4;
inline constexpr std::array<AbcSource, kHeardSourceCount> kHeardSources{AbcSource::Raw, AbcSource::Processed,
                                                                        AbcSource::Reference, AbcSource::Difference};

[[nodiscard]] constexpr std::size_t indexOf(AbcSource source)
{
    return static_cast<std::size_t>(source);
}

}  // namespace tonewright
