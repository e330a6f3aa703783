#include "core/audio/audio_buffer.h"

namespace tonewright
{

Clip mixToMono(const AudioBuffer &audio)
{
    Clip mono{.sampleRate = audio.sampleRate, .samples = {}};
    if (audio.channels.empty()) {
        return mono;
    }
    mono.samples = audio.channels.front();
    if (audio.channels.size() == 1) {
        return mono;
    }
    for (std::size_t c = 1; c < audio.channels.size(); ++c) {
        for (std::size_t i = 0; i < mono.samples.size(); ++i) {
            mono.samples[i] += audio.channels[c][i];
        }
    }
    const float scale = 1.0F / static_cast<float>(audio.channels.size());
    for (float &sample : mono.samples) {
        sample *= scale;
    }
    return mono;
}

AudioBuffer toBuffer(const Clip &clip)
{
    return AudioBuffer{.sampleRate = clip.sampleRate, .channels = {clip.samples}};
}

}  // namespace tonewright
