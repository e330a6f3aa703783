#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/base/result.h"

namespace tonewright
{

/// Reads a file block by block and checks every sample on the way: what readAudio and the corpus scan share. Files of
/// any length need the memory of one block only. Not thread-safe; any number of readers may work side by side.
class AudioReader
{
public:
    /// Errors as probeAudio.
    static Result<AudioReader> open(const std::filesystem::path &file);

    [[nodiscard]] const AudioInfo &info() const { return m_info; }

    /// Moves to a frame. BadData when that is behind the end.
    Result<void> seek(std::int64_t frame);

    /// Up to `frames` more frames, interleaved; empty at the end. The span is valid until the next call. BadData for
    /// NaN and infinite samples and for data that ends before the header says.
    Result<std::span<const float>> read(std::int64_t frames);

private:
    struct Closer {
        void operator()(void *file) const;
    };
    AudioReader() = default;
    Result<void> checkSamples(std::span<const float> samples, std::int64_t firstFrame) const;

    std::filesystem::path m_path;
    std::unique_ptr<void, Closer> m_file;  ///< SNDFILE
    AudioInfo m_info;
    std::int64_t m_position = 0;  ///< frames
    bool m_exactLength = true;    ///< false for MP3, whose length may be an estimate
    std::vector<float> m_block;
};

}  // namespace tonewright
