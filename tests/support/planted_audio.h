#pragma once

#include <cstdint>
#include <filesystem>

#include "core/audio/audio_buffer.h"

namespace tonewright::test
{

/// A sine of `amplitude` at `hertz`, the same in every channel.
AudioBuffer sine(double hertz, double seconds, int sampleRate = 22050, int channels = 1, float amplitude = 0.5F);

/// Music-like noise with its energy spread over the spectrum; other seeds give other noise.
AudioBuffer noise(std::uint64_t seed, double seconds, int sampleRate = 22050);

/// Writes any format of libsndfile: `format` is SF_FORMAT_… | subtype. False if this build can't write it.
bool writeAs(const std::filesystem::path &file, const AudioBuffer &audio, int format);

/// A corpus of `tracksPerGenre` tracks of `seconds` in each of the folders "blues" and "rock".
void plantCorpus(const std::filesystem::path &folder, int tracksPerGenre, double seconds, int sampleRate = 22050);

}  // namespace tonewright::test
