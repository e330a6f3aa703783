// Writes the inputs with which fuzzing begins: small audio files of every format that is read, whole and cut off, into
// FOLDER/read_audio; signals with settings (see fuzz_describe.cpp) into FOLDER/describe.
// Usage: make_seeds FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sndfile.h>
#include <string>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "tests/support/planted_audio.h"

using namespace tonewright;
namespace fs = std::filesystem;

namespace
{

struct Kind {
    const char *name;
    int format;
    int channels = 1;
    int sampleRate = 8000;
};

constexpr Kind kKinds[] = {
    {"pcm16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
    {"pcm24_stereo.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 2},
    {"pcm8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
    {"float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
    {"six_channels.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 6, 11025},
    {"ulaw.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW},
    {"ima_adpcm.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
    {"ms_adpcm_stereo.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 2},
    {"gsm.wav", SF_FORMAT_WAV | SF_FORMAT_GSM610},
    {"extensible.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 2},
    {"big_endian.wav", SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16},
    {"rf64.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
    {"pcm16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2},
    {"float.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT},
    {"pcm16.au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
    {"alaw.au", SF_FORMAT_AU | SF_FORMAT_ALAW},
    {"pcm16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2},
    {"pcm24_192khz.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1, 192000},
    {"vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1, 22050},
    {"opus.ogg", SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, 48000},
    {"layer3.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2, 22050},
    {"caf.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
    {"w64.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
    {"voc.voc", SF_FORMAT_VOC | SF_FORMAT_PCM_U8},
};

/// 0.03 s of a falling tone, other channels quieter.
AudioBuffer sound(const Kind &kind)
{
    AudioBuffer audio = test::sine(440.0, 0.03, kind.sampleRate, kind.channels);
    for (std::size_t c = 0; c < audio.channels.size(); ++c)
        for (std::size_t i = 0; i < audio.frames(); ++i)
            audio.channels[c][i] *= float(audio.frames() - i) / float(audio.frames() * (c + 1));
    return audio;
}

void writeAudioFiles(const fs::path &folder)
{
    for (const Kind &kind : kKinds) {
        const fs::path file = folder / kind.name;
        if (!test::writeAs(file, sound(kind), kind.format)) {
            std::fprintf(stderr, "this libsndfile doesn't write %s\n", kind.name);
            continue;
        }
        const fs::path cut = folder / (std::string("cut_") + kind.name);
        fs::copy_file(file, cut, fs::copy_options::overwrite_existing);
        fs::resize_file(cut, fs::file_size(file) * 2 / 3);
    }
}

/// A click every 0.3 s, for 2 s at 2000 Hz: fast enough for a rhythm in few bytes.
std::vector<float> clicks()
{
    std::vector<float> samples(4000, 0.0F);
    const auto click = test::noise(1, 0.02, 2000).channels[0];
    for (std::size_t at = 0; at + click.size() < samples.size(); at += 600)
        std::copy(click.begin(), click.end(), samples.begin() + std::ptrdiff_t(at));
    return samples;
}

/// The 24 bytes of settings: all descriptors; `anyBits`: floats follow, else 16-bit steps; FFT size 2^`fftBits`; the
/// rest as given. With `ownConfigs` at 2000 Hz, and 32 more bytes: these, then 0 (as usual).
void writeSignal(const fs::path &file, bool anyBits, int fftBits, const std::vector<float> &samples,
                 const std::string &rest = {}, const std::optional<std::string> &ownConfigs = std::nullopt)
{
    const char rate = ownConfigs ? '\xC0' : '\0', usual = rest.empty() ? '\1' : '\0';
    std::string bytes{'\xFF', '\xFF', '\xFF', char(anyBits), rate, char(fftBits), '\0', '\x84', '\0', usual};
    bytes += rest;
    bytes.resize(24);
    if (ownConfigs) {
        bytes += *ownConfigs;
        bytes.resize(56);
    }
    for (const float sample : samples) {
        const auto step = std::int16_t(sample * 32767.0F);
        bytes.append(anyBits ? reinterpret_cast<const char *>(&sample) : reinterpret_cast<const char *>(&step),
                     anyBits ? sizeof(sample) : sizeof(step));
    }
    std::ofstream(file, std::ios::binary) << bytes;
}

void writeSignals(const fs::path &folder)
{
    fs::create_directories(folder);
    const auto tone = test::sine(440.0, 0.05, 22050).channels[0];
    const auto noise = test::noise(1, 0.05, 22050).channels[0];
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
    writeSignal(folder / "tone", false, 9, tone);
    writeSignal(folder / "noise", false, 8, noise);
    writeSignal(folder / "noise_floats", true, 10, noise);
    writeSignal(folder / "silence", false, 9, std::vector<float>(500, 0.0F));
    writeSignal(folder / "dc", true, 9, std::vector<float>(500, 0.25F));
    writeSignal(folder / "clipped", false, 9, std::vector<float>(500, 1.0F));
    writeSignal(folder / "one_sample", true, 9, {0.5F});
    writeSignal(folder / "no_sample", true, 9, {});
    writeSignal(folder / "nan", true, 6, {0.1F, nan, 0.2F});
    writeSignal(folder / "infinite", true, 6, {0.1F, infinite, 0.2F});
    writeSignal(folder / "denormals", true, 7, std::vector<float>(400, 1e-40F));
    writeSignal(folder / "huge", true, 7, {1e12F, -1e12F, 1e11F, 3e38F});
    // 64 mel bands, 20 coefficients, 9 frames, 0.78, from 20 Hz, tuning 0, one band; no powers kept.
    writeSignal(folder / "own_config", false, 9, tone, std::string("\1\x42\x16\x0B\x70\0\x1E\0\x80\0\x64\x10\0\0", 14));
    writeSignal(folder / "rhythm", false, 8, clicks(), {}, "");
    writeSignal(folder / "rhythm_own_configs", false, 8, clicks(), {},
                "\2\x40\x20\xE0\x40\3\2\1\1\2\x10\x20\x40\x08\4\x40\x20\x40\x80\x20\x20\x40\x10\x08"
                "\x40\x40\x40\x40");
}

}  // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_seeds FOLDER\n");
        return 1;
    }
    writeAudioFiles(fs::path(argv[1]) / "read_audio");
    writeSignals(fs::path(argv[1]) / "describe");
    return 0;
}
