#include "core/audio/audio_file.h"

#include <algorithm>
#include <cmath>
#include <ebur128.h>
#include <fmt/format.h>
#include <memory>
#include <sndfile.h>
#include <soxr.h>
#include <stdexcept>

#include "core/audio/audio_reader.h"
#include "core/base/atomic_file.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::int64_t kBlockFrames = 65536;
constexpr double kLargestRatio = 256;  // of sample rates
constexpr std::size_t kMostFlacChannels = 8;
constexpr double kShortestLoudnessSeconds = 0.4;  // one gating block of BS.1770

int sndfileFormat(WavFormat format)
{
    switch (format) {
    case WavFormat::Pcm16:
        return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case WavFormat::Pcm24:
        return SF_FORMAT_WAV | SF_FORMAT_PCM_24;
    case WavFormat::Float32:
        break;
    }
    return SF_FORMAT_WAV | SF_FORMAT_FLOAT;
}

std::vector<float> interleave(const AudioBuffer &audio, std::size_t first, std::size_t frames)
{
    const std::size_t channels = audio.channels.size();
    std::vector<float> samples(frames * channels);
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < frames; ++i) {
            samples[i * channels + c] = audio.channels[c][first + i];
        }
    }
    return samples;
}

bool writeSamples(const fs::path &file, const AudioBuffer &audio, int format)
{
    SF_INFO info{};
    info.samplerate = audio.sampleRate;
    info.channels = static_cast<int>(audio.channels.size());
    info.format = format;
    SNDFILE *out = sf_open(file.c_str(), SFM_WRITE, &info);
    if (out == nullptr) {
        return false;
    }
    sf_command(out, SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // The PEAK chunk holds the time of day: equal audio would give unequal files.
    sf_command(out, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    bool good = true;
    for (std::size_t first = 0; good && first < audio.frames(); first += kBlockFrames) {
        const std::size_t frames = std::min<std::size_t>(kBlockFrames, audio.frames() - first);
        const auto block = interleave(audio, first, frames);
        const auto count = static_cast<sf_count_t>(frames);
        good = sf_writef_float(out, block.data(), count) == count;
    }
    return sf_close(out) == 0 && good;
}

/// `length` samples at the new rate, aligned so that sample 0 stays at time 0.
std::vector<float> resampleChannel(const std::vector<float> &in, double fromHz, double toHz, std::size_t length)
{
    std::vector<float> out(length + 64, 0.0F);
    const auto io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const auto quality = soxr_quality_spec(SOXR_HQ, 0);
    const auto runtime = soxr_runtime_spec(1);
    std::size_t done = 0;
    const soxr_error_t error = soxr_oneshot(fromHz, toHz, 1, in.data(), in.size(), nullptr, out.data(), out.size(),
                                            &done, &io, &quality, &runtime);
    if (error != nullptr) {
        throw std::runtime_error(std::string("resampling failed: ") + error);
    }
    out.resize(length, 0.0F);
    return out;
}

Result<void> writeAs(int format, const fs::path &file, const AudioBuffer &audio)
{
    const bool equal = std::all_of(audio.channels.begin(), audio.channels.end(),
                                   [&](const auto &channel) { return channel.size() == audio.frames(); });
    if (audio.channels.empty() || audio.sampleRate <= 0 || !equal) {
        return fail(ErrorCode::InvalidArgument, "audio without a rate or channels of one length can't be written.",
                    file.string());
    }
    return replaceFile(file, [&](const fs::path &temporary) -> Result<void> {
        if (!writeSamples(temporary, audio, format)) {
            return fail(ErrorCode::Unwritable,
                        "the audio can't be written. Is the folder writable and the disk not full?", file.string());
        }
        return {};
    });
}

}  // namespace

Result<AudioInfo> probeAudio(const fs::path &file)
{
    const auto reader = AudioReader::open(file);
    if (!reader) {
        return fail(reader.error());
    }
    return reader->info();
}

Result<AudioBuffer> readAudio(const fs::path &file, const Excerpt &excerpt)
{
    auto reader = AudioReader::open(file);
    if (!reader) {
        return fail(reader.error());
    }
    const AudioInfo &info = reader->info();
    // 1e300 s are no number of frames; what lies beyond every file is beyond this one.
    constexpr double kBeyond = 9e15;
    const double offset = std::clamp(excerpt.offsetSeconds * info.sampleRate, 0.0, kBeyond);
    const auto first = static_cast<std::int64_t>(std::llround(offset));
    if (auto moved = reader->seek(first); !moved) {
        return fail(moved.error());
    }
    std::int64_t left = info.frames - first;
    if (excerpt.seconds > 0) {
        const double wanted = std::min(excerpt.seconds * info.sampleRate, static_cast<double>(left));
        left = std::max<std::int64_t>(std::llround(wanted), 1);
    }
    AudioBuffer audio{.sampleRate = info.sampleRate, .channels = {}};
    audio.channels.resize(static_cast<std::size_t>(info.channels));
    for (auto &channel : audio.channels) {
        // A damaged header may promise anything, 1024 channels too: it doesn't decide how much memory is taken at once.
        channel.reserve(static_cast<std::size_t>(std::min<std::int64_t>(left, (1 << 24) / info.channels)));
    }
    const std::int64_t blockFrames = std::max<std::int64_t>(256, 2 * kBlockFrames / info.channels);
    while (left > 0) {
        const auto block = reader->read(std::min(left, blockFrames));
        if (!block) {
            return fail(block.error());
        }
        if (block->empty()) {
            break;
        }
        const auto channels = audio.channels.size();
        const std::size_t frames = block->size() / channels;
        for (std::size_t c = 0; c < channels; ++c) {
            auto &samples = audio.channels[c];
            for (std::size_t i = 0; i < frames; ++i) {
                samples.push_back((*block)[i * channels + c]);
            }
        }
        left -= static_cast<std::int64_t>(frames);
    }
    if (audio.frames() == 0) {
        return fail(ErrorCode::BadData, "contains no audio (0 samples).", file.string());
    }
    return audio;
}

Result<Clip> readMono(const fs::path &file, const Excerpt &excerpt, int sampleRate)
{
    const auto audio = readAudio(file, excerpt);
    if (!audio) {
        return fail(audio.error());
    }
    Clip mono = mixToMono(*audio);
    if (sampleRate <= 0) {
        return mono;
    }
    // A few bytes with a rate of 1 Hz in their header would grow to gigabytes.
    if (const double ratio = double(sampleRate) / mono.sampleRate; ratio > kLargestRatio || ratio < 1 / kLargestRatio) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("its sample rate is {} Hz; it can't be brought to {} Hz, more than {:g} times away.",
                                mono.sampleRate, sampleRate, kLargestRatio),
                    file.string());
    }
    return resample(mono, sampleRate);
}

Result<void> writeWav(const fs::path &file, const AudioBuffer &audio, WavFormat format)
{
    return writeAs(sndfileFormat(format), file, audio);
}

Result<void> writeFlac(const fs::path &file, const AudioBuffer &audio)
{
    if (audio.channels.size() > kMostFlacChannels) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("FLAC holds up to {} channels, not {}.", kMostFlacChannels, audio.channels.size()),
                    file.string());
    }
    return writeAs(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, file, audio);
}

AudioBuffer resample(const AudioBuffer &audio, int sampleRate)
{
    if (audio.sampleRate == sampleRate || audio.frames() == 0) {
        AudioBuffer same = audio;
        same.sampleRate = sampleRate;
        return same;
    }
    const double ratio = static_cast<double>(sampleRate) / audio.sampleRate;
    const auto length =
        static_cast<std::size_t>(std::max<long long>(1, std::llround(static_cast<double>(audio.frames()) * ratio)));
    AudioBuffer result{.sampleRate = sampleRate, .channels = {}};
    for (const auto &channel : audio.channels) {
        result.channels.push_back(resampleChannel(channel, audio.sampleRate, sampleRate, length));
    }
    return result;
}

Clip resample(const Clip &clip, int sampleRate)
{
    if (clip.sampleRate == sampleRate) {
        return clip;
    }
    AudioBuffer result = resample(toBuffer(clip), sampleRate);
    return Clip{.sampleRate = sampleRate, .samples = std::move(result.channels.front())};
}

Result<double> integratedLoudnessLufs(const AudioBuffer &audio)
{
    if (audio.seconds() < kShortestLoudnessSeconds) {
        return fail(ErrorCode::BadData, "loudness is undefined for less than 0.4 s of audio.");
    }
    const auto destroy = [](ebur128_state *state) { ebur128_destroy(&state); };
    const std::unique_ptr<ebur128_state, decltype(destroy)> state(
        ebur128_init(static_cast<unsigned>(audio.channels.size()), static_cast<unsigned long>(audio.sampleRate),
                     EBUR128_MODE_I),
        destroy);
    if (!state) {
        return fail(ErrorCode::Unsupported, "loudness can't be measured at this sample rate or channel count.");
    }
    for (std::size_t first = 0; first < audio.frames(); first += kBlockFrames) {
        const std::size_t frames = std::min<std::size_t>(kBlockFrames, audio.frames() - first);
        ebur128_add_frames_float(state.get(), interleave(audio, first, frames).data(), frames);
    }
    double lufs = 0;
    if (ebur128_loudness_global(state.get(), &lufs) != EBUR128_SUCCESS || !std::isfinite(lufs)) {
        return fail(ErrorCode::BadData, "loudness is undefined: the audio is silent.");
    }
    return lufs;
}

}  // namespace tonewright
