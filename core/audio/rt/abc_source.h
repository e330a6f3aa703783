#pragma once

#include <array>
#include <cstddef>

namespace tonewright
{

/// The three versions of one piece that are compared everywhere: A, B, C; keys 1, 2, 3; orange, green, blue.
enum class AbcSource { Raw = 0, Processed = 1, Reference = 2 };

inline constexpr std::size_t kAbcSourceCount = 3;
inline constexpr std::array<AbcSource, kAbcSourceCount> kAbcSources{AbcSource::Raw, AbcSource::Processed,
                                                                    AbcSource::Reference};

[[nodiscard]] constexpr std::size_t indexOf(AbcSource source)
{
    return static_cast<std::size_t>(source);
}

}  // namespace tonewright
