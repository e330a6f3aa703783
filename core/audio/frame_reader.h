#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/audio_reader.h"
#include "core/base/result.h"

namespace tonewright
{

/// A sound of one or two channels that is read piece by piece, from wherever it is: what pages for playing are filled
/// from. Belongs to one thread at a time.
class FrameReader
{
public:
    FrameReader() = default;
    FrameReader(const FrameReader &) = delete;
    FrameReader &operator=(const FrameReader &) = delete;
    virtual ~FrameReader() = default;

    [[nodiscard]] virtual int sampleRate() const = 0;       ///< Hz, > 0
    [[nodiscard]] virtual int channels() const = 0;         ///< 1 or 2
    [[nodiscard]] virtual std::int64_t frames() const = 0;  ///< ≥ 0

    /// `count` frames from `begin` on into out[channels()]; zeros before the start and after the end.
    [[nodiscard]] virtual Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) = 0;
};

/// A sound in memory; of more than two channels, which must be mixed first, the first two.
class BufferReader final : public FrameReader
{
public:
    explicit BufferReader(std::shared_ptr<const AudioBuffer> audio);  ///< not null, with a rate and a channel

    [[nodiscard]] int sampleRate() const override { return m_audio->sampleRate; }
    [[nodiscard]] int channels() const override { return m_audio->channels.size() > 1 ? 2 : 1; }
    [[nodiscard]] std::int64_t frames() const override { return static_cast<std::int64_t>(m_audio->frames()); }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) override;

private:
    const std::shared_ptr<const AudioBuffer> m_audio;
};

/// A file; of more than two channels the mean. Errors as AudioReader's.
class FileFrameReader final : public FrameReader
{
public:
    static Result<std::unique_ptr<FileFrameReader>> open(const std::filesystem::path &file);

    [[nodiscard]] int sampleRate() const override { return m_reader.info().sampleRate; }
    [[nodiscard]] int channels() const override { return m_reader.info().channels == 2 ? 2 : 1; }
    [[nodiscard]] std::int64_t frames() const override { return m_reader.info().frames; }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) override;

private:
    explicit FileFrameReader(AudioReader reader) : m_reader(std::move(reader)) {}

    AudioReader m_reader;
    std::int64_t m_next = 0;  ///< the frame it would read without seeking; −1: unknown
};

/// Another reader's sound at another rate, as resample() of the whole would give it: each piece is resampled with what
/// lies around it, from a frame on where both rates meet.
class ResampledReader final : public FrameReader
{
public:
    ResampledReader(std::unique_ptr<FrameReader> source, int sampleRate);

    [[nodiscard]] int sampleRate() const override { return m_sampleRate; }
    [[nodiscard]] int channels() const override { return m_source->channels(); }
    [[nodiscard]] std::int64_t frames() const override { return m_frames; }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) override;

private:
    const std::unique_ptr<FrameReader> m_source;
    const int m_sampleRate;
    const std::int64_t m_frames;
    const std::int64_t m_in, m_out;  ///< so many frames there last as long as so many here
};

/// `source` at that rate: itself, where it has it.
[[nodiscard]] std::unique_ptr<FrameReader> atRate(std::unique_ptr<FrameReader> source, int sampleRate);

}  // namespace tonewright
