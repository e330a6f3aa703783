#pragma once

#include <cstdint>
#include <filesystem>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"

namespace tonewright
{

struct AudioInfo {
    int sampleRate = 0;  ///< Hz
    int channels = 0;
    std::int64_t frames = 0;
    [[nodiscard]] double seconds() const { return sampleRate > 0 ? double(frames) / sampleRate : 0.0; }
};

/// Which part of a file to read. `seconds` 0 = to the end.
struct Excerpt {
    double offsetSeconds = 0;
    double seconds = 0;
};

enum class WavFormat { Float32, Pcm16, Pcm24 };

/// Reads the header only. Errors: NotFound, Unreadable, BadData (not audio, truncated header, 0 samples).
Result<AudioInfo> probeAudio(const std::filesystem::path &file);

/// Reads WAV, FLAC, OGG, MP3, AU and AIFF through libsndfile, any rate and channel count.
/// Errors as probeAudio, and BadData for a file that ends before its header says, for NaN or infinite samples (the
/// message says at which time) and for an excerpt that begins after the end.
Result<AudioBuffer> readAudio(const std::filesystem::path &file, const Excerpt &excerpt = {});

/// readAudio, mixed to mono and, if `sampleRate` > 0, resampled. InvalidArgument for a rate more than 256 times the
/// file's own, or less than 1/256 of it.
Result<Clip> readMono(const std::filesystem::path &file, const Excerpt &excerpt = {}, int sampleRate = 0);

/// Writes to a temporary name, flushes and renames: a reader never sees half a file. Error: Unwritable.
/// Pcm formats clip at full scale.
Result<void> writeWav(const std::filesystem::path &file, const AudioBuffer &audio,
                      WavFormat format = WavFormat::Float32);
/// The same as FLAC of 16 bit, which browsers play: half a WAV's size or less. At most 8 channels (InvalidArgument).
Result<void> writeFlac(const std::filesystem::path &file, const AudioBuffer &audio);

/// libsoxr at high quality; returns the input unchanged when the rate already fits. `sampleRate` > 0.
AudioBuffer resample(const AudioBuffer &audio, int sampleRate);
Clip resample(const Clip &clip, int sampleRate);

/// Integrated loudness (EBU R 128, libebur128) in LUFS. BadData when undefined: silence or shorter than 400 ms.
Result<double> integratedLoudnessLufs(const AudioBuffer &audio);

}  // namespace tonewright
