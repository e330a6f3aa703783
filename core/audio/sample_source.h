#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/audio_reader.h"
#include "core/base/result.h"

namespace tonewright
{

/// A sound of one channel whose samples are asked for piece by piece, so that views of long files need not hold them.
/// Never changes; any thread may read, several at once.
class SampleSource
{
public:
    SampleSource() = default;
    SampleSource(const SampleSource &) = delete;
    SampleSource &operator=(const SampleSource &) = delete;
    virtual ~SampleSource() = default;

    [[nodiscard]] virtual int sampleRate() const = 0;       ///< Hz, > 0
    [[nodiscard]] virtual std::int64_t frames() const = 0;  ///< ≥ 0
    [[nodiscard]] double seconds() const { return double(frames()) / sampleRate(); }

    /// The samples from `begin` on; zeros before the start and after the end. Errors as AudioReader's.
    [[nodiscard]] virtual Result<void> read(std::int64_t begin, std::span<float> out) const = 0;

    /// A few letters that equal contents share and different ones don't (64 bits, see ContentHash), under which what
    /// was found out about the sound may be kept on disk. Reads the whole; found out once. Empty: not worth keeping.
    [[nodiscard]] virtual Result<std::string> contentKey() const = 0;
    /// A few letters that change when the contents probably have, found out without reading them: under these the
    /// contentKey() of another time may be kept. Empty: not to be had.
    [[nodiscard]] virtual std::string identity() const { return {}; }
    /// Reading here and there costs as little as reading on.
    [[nodiscard]] virtual bool inMemory() const = 0;
};

/// A clip that is in memory anyway. Its contents are found out again faster than they are found on disk: no key.
class ClipSource : public SampleSource
{
public:
    explicit ClipSource(std::shared_ptr<const Clip> clip);  ///< not null, of a rate > 0

    [[nodiscard]] int sampleRate() const override { return m_clip->sampleRate; }
    [[nodiscard]] std::int64_t frames() const override { return std::int64_t(m_clip->samples.size()); }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::span<float> out) const override;
    [[nodiscard]] Result<std::string> contentKey() const override { return std::string(); }
    [[nodiscard]] bool inMemory() const override { return true; }

private:
    std::shared_ptr<const Clip> m_clip;
};

/// A file, read where it's asked for and mixed to mono (mean of the channels). Keeps open as many readers as threads
/// have asked at once and no samples.
class FileSource : public SampleSource
{
public:
    /// Errors as AudioReader::open.
    static Result<std::shared_ptr<const FileSource>> open(const std::filesystem::path &file);

    [[nodiscard]] int sampleRate() const override { return m_info.sampleRate; }
    [[nodiscard]] std::int64_t frames() const override { return m_info.frames; }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::span<float> out) const override;
    /// Hash of the file's bytes.
    [[nodiscard]] Result<std::string> contentKey() const override;
    /// Of its name, its size and when it was written.
    [[nodiscard]] std::string identity() const override;
    [[nodiscard]] bool inMemory() const override { return false; }
    [[nodiscard]] const std::filesystem::path &file() const { return m_file; }

private:
    struct OpenReader {
        AudioReader reader;
        std::int64_t next = 0;  ///< the frame it would read without seeking
    };
    FileSource(std::filesystem::path file, AudioReader reader);
    [[nodiscard]] Result<std::unique_ptr<OpenReader>> takeReader(std::int64_t begin) const;
    [[nodiscard]] static Result<void> readWith(OpenReader &open, std::int64_t begin, std::span<float> out);

    std::filesystem::path m_file;
    AudioInfo m_info;
    mutable std::mutex m_mutex;  ///< guards what follows
    mutable std::vector<std::unique_ptr<OpenReader>> m_idle;
    mutable std::string m_key;
};

}  // namespace tonewright
