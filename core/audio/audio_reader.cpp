#include "core/audio/audio_reader.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include "core/audio/container_check.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr auto kFormats = "WAV, FLAC, OGG, MP3, AU and AIFF";

/// The checks that need no decoder. They also keep libsndfile from waiting on a pipe.
Result<void> checkFile(const fs::path &file)
{
    std::error_code error;
    const auto status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no such file.", file.string());
    }
    if (error || ::access(file.c_str(), R_OK) != 0) {
        return fail(ErrorCode::Unreadable, "can't be read: permission denied. Change its permissions or leave it out.",
                    file.string());
    }
    if (!fs::is_regular_file(status)) {
        return fail(ErrorCode::Unreadable, "isn't a file.", file.string());
    }
    if (fs::file_size(file, error) == 0) {
        return fail(ErrorCode::BadData, "is empty (0 bytes). Copy it again or leave it out.", file.string());
    }
    return {};
}

tl::unexpected<Error> notAudio(const fs::path &file)
{
    // jazz.00054 is broken in the corpus as its authors distribute it: nothing that a person did wrong.
    if (file.stem() == "jazz.00054") {
        return fail(ErrorCode::BadData,
                    "isn't readable audio. GTZAN is distributed with this one file broken; leaving it out is usual.",
                    file.string());
    }
    const std::string container = containerName(file);
    if (container.empty()) {
        return fail(ErrorCode::BadData,
                    fmt::format("isn't audio: its content is none of {}, whatever its name says.", kFormats),
                    file.string());
    }
    return fail(ErrorCode::BadData,
                fmt::format("begins like {} but its header is broken or cut off. Copy or convert it again.", container),
                file.string());
}

}  // namespace

void AudioReader::Closer::operator()(void *file) const
{
    sf_close(static_cast<SNDFILE *>(file));
}

Result<AudioReader> AudioReader::open(const fs::path &file)
{
    if (auto usable = checkFile(file); !usable) {
        return fail(usable.error());
    }
    SF_INFO info{};
    AudioReader reader;
    reader.m_path = file;
    reader.m_file.reset(sf_open(file.c_str(), SFM_READ, &info));
    // Headerless "raw" is libsndfile's guess from names like .au and .vox: text would come out as noise.
    if (!reader.m_file || (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_RAW || info.samplerate <= 0 ||
        info.channels <= 0) {
        return notAudio(file);
    }
    if (const auto cut = findTruncation(file)) {
        return fail(ErrorCode::BadData,
                    fmt::format("is truncated: its header promises {} bytes of audio, {} are there. Copy it again.",
                                cut->declaredBytes, cut->presentBytes),
                    file.string());
    }
    if (info.frames <= 0) {
        return fail(ErrorCode::BadData, "contains no audio (0 samples).", file.string());
    }
    reader.m_exactLength = (info.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_MPEG;
    reader.m_info = AudioInfo{.sampleRate = info.samplerate, .channels = info.channels, .frames = info.frames};
    return reader;
}

Result<void> AudioReader::seek(std::int64_t frame)
{
    if (frame >= m_info.frames) {
        return fail(ErrorCode::BadData,
                    fmt::format("the excerpt begins at {:.2f} s, but the file is only {:.2f} s long. Use a smaller "
                                "offset.",
                                static_cast<double>(frame) / m_info.sampleRate, m_info.seconds()),
                    m_path.string());
    }
    if (frame != m_position && sf_seek(static_cast<SNDFILE *>(m_file.get()), frame, SEEK_SET) != frame) {
        return fail(ErrorCode::BadData, "is damaged: its middle can't be reached. Copy it again.", m_path.string());
    }
    m_position = frame;
    return {};
}

Result<std::span<const float>> AudioReader::read(std::int64_t frames)
{
    m_block.resize(static_cast<std::size_t>(frames * m_info.channels));
    const std::int64_t got = sf_readf_float(static_cast<SNDFILE *>(m_file.get()), m_block.data(), frames);
    const auto samples = std::span<const float>(m_block).first(
        static_cast<std::size_t>(std::max<std::int64_t>(got, 0) * m_info.channels));
    if (auto good = checkSamples(samples, m_position); !good) {
        return fail(good.error());
    }
    m_position += std::max<std::int64_t>(got, 0);
    if (got < frames && m_position < m_info.frames && (m_exactLength || got < 0)) {
        return fail(ErrorCode::BadData,
                    fmt::format("is truncated: its header promises {:.2f} s, decoding ended after {:.2f} s. Copy it "
                                "again.",
                                m_info.seconds(), static_cast<double>(m_position) / m_info.sampleRate),
                    m_path.string());
    }
    return samples;
}

Result<void> AudioReader::checkSamples(std::span<const float> samples, std::int64_t firstFrame) const
{
    const auto bad = std::find_if(samples.begin(), samples.end(), [](float s) { return !std::isfinite(s); });
    if (bad == samples.end()) {
        return {};
    }
    const auto frame = firstFrame + (bad - samples.begin()) / m_info.channels;
    return fail(ErrorCode::BadData,
                fmt::format("contains {} samples, the first at {:.3f} s. Export it again from its source.",
                            std::isnan(*bad) ? "NaN (not-a-number)" : "infinite",
                            static_cast<double>(frame) / m_info.sampleRate),
                m_path.string());
}

}  // namespace tonewright
