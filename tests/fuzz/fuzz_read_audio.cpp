// Any bytes as an audio file: header, whole contents, an excerpt from the middle. Reading either says why not, or gives
// what AudioBuffer promises: a rate above 0, channels of one length, finite samples.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "core/audio/audio_file.h"
#include "core/audio/audio_reader.h"
#include "tests/fuzz/fuzz_target.h"

using namespace tonewright;

namespace
{

/// Samples of all channels that one input may take: a few hundred bytes of FLAC can hold hours of silence.
constexpr double kMostSamples = 1 << 20;

void require(bool good)
{
    if (!good)
        std::abort();
}

void checkPromises(const AudioBuffer &audio, const AudioInfo &info)
{
    require(audio.sampleRate == info.sampleRate && audio.sampleRate > 0);
    require(audio.channels.size() == std::size_t(info.channels) && !audio.channels.empty());
    require(audio.frames() > 0);
    for (const auto &channel : audio.channels) {
        require(channel.size() == audio.frames());
        require(std::all_of(channel.begin(), channel.end(), [](float sample) { return std::isfinite(sample); }));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const int file = memfd_create("input", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    require(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == ssize_t(size));

    const auto info = probeAudio(path);
    if (!info) {
        require(!info.error().message.empty());
        return 0;
    }
    require(info->sampleRate > 0 && info->channels > 0 && info->frames > 0);
    const double allowedSeconds = std::max(1.0, kMostSamples / info->channels) / info->sampleRate;
    const bool whole = info->seconds() <= allowedSeconds;
    if (const auto audio = readAudio(path, {0.0, whole ? 0.0 : allowedSeconds}))
        checkPromises(*audio, *info);
    if (const auto audio = readAudio(path, {info->seconds() / 2, allowedSeconds / 4}))
        checkPromises(*audio, *info);
    return 0;
}
