#include "tests/support/planted_audio.h"

#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <sndfile.h>
#include <stdexcept>
#include <string>

#include "core/audio/audio_file.h"
#include "core/base/rng.h"

namespace tonewright::test
{

AudioBuffer sine(double hertz, double seconds, int sampleRate, int channels, float amplitude)
{
    std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * sampleRate)));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / sampleRate;
        samples[i] = amplitude * static_cast<float>(std::sin(phase));
    }
    return {.sampleRate = sampleRate, .channels = std::vector(static_cast<std::size_t>(channels), samples)};
}

AudioBuffer noise(std::uint64_t seed, double seconds, int sampleRate)
{
    Rng rng(seed);
    std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * sampleRate)));
    // White noise plus a slow random walk: falls with frequency as music does, but reaches up to the top.
    double low = 0;
    for (float &sample : samples) {
        const double white = rng.normal();
        low = 0.97 * low + 0.3 * white;
        sample = static_cast<float>(0.08 * low + 0.03 * white);
    }
    return {.sampleRate = sampleRate, .channels = {std::move(samples)}};
}

bool writeAs(const std::filesystem::path &file, const AudioBuffer &audio, int format)
{
    std::filesystem::create_directories(file.parent_path());
    SF_INFO info{};
    info.samplerate = audio.sampleRate;
    info.channels = static_cast<int>(audio.channels.size());
    info.format = format;
    if (sf_format_check(&info) == 0) {
        return false;
    }
    SNDFILE *out = sf_open(file.c_str(), SFM_WRITE, &info);
    if (out == nullptr) {
        return false;
    }
    std::vector<float> frames;
    for (std::size_t i = 0; i < audio.frames(); ++i) {
        for (const auto &channel : audio.channels) {
            frames.push_back(channel[i]);
        }
    }
    sf_writef_float(out, frames.data(), static_cast<sf_count_t>(audio.frames()));
    return sf_close(out) == 0;
}

void plantCorpus(const std::filesystem::path &folder, int tracksPerGenre, double seconds, int sampleRate)
{
    std::uint64_t seed = 1;
    for (const std::string genre : {"blues", "rock"}) {
        for (int i = 0; i < tracksPerGenre; ++i) {
            const auto file = folder / genre / fmt::format("{}.{:05}.wav", genre, i);
            if (!writeWav(file, noise(seed++, seconds, sampleRate))) {
                throw std::runtime_error("the planted corpus can't be written");
            }
        }
    }
}

}  // namespace tonewright::test
