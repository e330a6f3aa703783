#include "core/audio/playable_sound.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tonewright
{

namespace
{

namespace fs = std::filesystem;
constexpr const char *kPrefix = "playing-";

}  // namespace

Result<std::shared_ptr<const SoundFile>> SoundFile::open(const fs::path &file)
{
    const auto info = probeAudio(file);
    if (!info)
        return fail(info.error());
    return std::shared_ptr<const SoundFile>(new SoundFile(file, *info, false));
}

Result<std::shared_ptr<const SoundFile>> SoundFile::writeTemporary(const fs::path &folder, const AudioBuffer &audio)
{
    static std::atomic<unsigned> next{0};  // names only: two of one program never meet
    std::error_code failed;
    fs::create_directories(folder, failed);
    const fs::path file = folder / fmt::format("{}{}-{}.wav", kPrefix, ::getpid(), next++);
    if (auto written = writeWav(file, audio); !written)
        return fail(written.error());
    const AudioInfo info{audio.sampleRate, static_cast<int>(audio.channels.size()),
                         static_cast<std::int64_t>(audio.frames())};
    return std::shared_ptr<const SoundFile>(new SoundFile(file, info, true));
}

void SoundFile::sweep(const fs::path &folder)
{
    std::error_code failed;
    for (const auto &entry : fs::directory_iterator(folder, failed)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kPrefix))
            continue;
        const long process = std::strtol(name.c_str() + std::char_traits<char>::length(kPrefix), nullptr, 10);
        if (process > 0 && ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH)
            fs::remove(entry.path(), failed);
    }
}

SoundFile::SoundFile(fs::path path, const AudioInfo &info, bool temporary)
    : m_path(std::move(path)), m_info(info), m_temporary(temporary)
{
}

SoundFile::~SoundFile()
{
    std::error_code failed;
    if (m_temporary)
        fs::remove(m_path, failed);
}

int PlayableSound::sampleRate() const
{
    return m_file ? m_file->info().sampleRate : m_buffer ? m_buffer->sampleRate : 0;
}

int PlayableSound::channels() const
{
    return m_file ? m_file->info().channels : m_buffer ? static_cast<int>(m_buffer->channels.size()) : 0;
}

std::int64_t PlayableSound::frames() const
{
    return m_file ? m_file->info().frames : m_buffer ? static_cast<std::int64_t>(m_buffer->frames()) : 0;
}

double PlayableSound::seconds() const
{
    return sampleRate() > 0 ? static_cast<double>(frames()) / sampleRate() : 0.0;
}

Result<std::unique_ptr<FrameReader>> PlayableSound::reader() const
{
    if (!m_file)
        return std::make_unique<BufferReader>(m_buffer);
    auto reader = FileFrameReader::open(m_file->path());
    if (!reader)
        return fail(reader.error());
    return std::unique_ptr<FrameReader>(std::move(*reader));
}

}  // namespace tonewright
