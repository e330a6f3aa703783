#pragma once

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <memory>

#include "core/audio/audio_buffer.h"
#include "core/audio/audio_file.h"
#include "core/audio/frame_reader.h"
#include "core/base/result.h"

namespace tonewright
{

/// What is longer isn't held in memory for playing but read while it plays.
inline constexpr double kLongestHeldSeconds = 60;

/// An audio file that is read while it is listened to.
class SoundFile
{
public:
    /// Errors as probeAudio.
    static Result<std::shared_ptr<const SoundFile>> open(const std::filesystem::path &file);
    /// Writes `audio` (float, every bit) to a new file in `folder`, which is made; it goes with the object. What a
    /// program that died has left there goes when `sweep` is called. Error: Unwritable.
    static Result<std::shared_ptr<const SoundFile>> writeTemporary(const std::filesystem::path &folder,
                                                                   const AudioBuffer &audio);
    /// Removes the temporary files of programs that run no more.
    static void sweep(const std::filesystem::path &folder);
    ~SoundFile();
    SoundFile(const SoundFile &) = delete;
    SoundFile &operator=(const SoundFile &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] const AudioInfo &info() const { return m_info; }

private:
    SoundFile(std::filesystem::path path, const AudioInfo &info, bool temporary);

    const std::filesystem::path m_path;
    const AudioInfo m_info;
    const bool m_temporary;
};

/// A sound to listen to: in memory, or a file, or none.
class PlayableSound
{
public:
    PlayableSound() = default;
    PlayableSound(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): as a pointer would be
    template <class Buffer>
    requires std::convertible_to<std::shared_ptr<Buffer>, std::shared_ptr<const AudioBuffer>>
    PlayableSound(std::shared_ptr<Buffer> buffer) : m_buffer(std::move(buffer))  // NOLINT(google-explicit-constructor)
    {
    }
    PlayableSound(std::shared_ptr<const SoundFile> file) : m_file(std::move(file)) {}  // NOLINT

    explicit operator bool() const { return m_buffer || m_file; }
    bool operator==(const PlayableSound &) const = default;
    [[nodiscard]] const std::shared_ptr<const AudioBuffer> &buffer() const { return m_buffer; }  ///< null: a file
    [[nodiscard]] const std::shared_ptr<const SoundFile> &file() const { return m_file; }        ///< null: in memory

    [[nodiscard]] int sampleRate() const;  ///< Hz; 0: none
    [[nodiscard]] int channels() const;
    [[nodiscard]] std::int64_t frames() const;
    [[nodiscard]] double seconds() const;
    /// Of one or two channels: more are mixed to one in a file, and the first two of a buffer. Not of none.
    [[nodiscard]] Result<std::unique_ptr<FrameReader>> reader() const;

private:
    std::shared_ptr<const AudioBuffer> m_buffer;
    std::shared_ptr<const SoundFile> m_file;
};

}  // namespace tonewright
