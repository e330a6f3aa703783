#pragma once

#include <cstddef>
#include <vector>

namespace tonewright
{

/// Samples as read from a file: planar, nominally −1 … 1, every channel of equal length.
struct AudioBuffer {
    int sampleRate = 0;                        ///< Hz
    std::vector<std::vector<float>> channels;  ///< [channel][frame]

    [[nodiscard]] std::size_t frames() const { return channels.empty() ? 0 : channels.front().size(); }
    [[nodiscard]] double seconds() const { return sampleRate > 0 ? static_cast<double>(frames()) / sampleRate : 0.0; }
};

/// One channel: what every analysis works on.
struct Clip {
    int sampleRate = 0;          ///< Hz
    std::vector<float> samples;  ///< [frame]

    [[nodiscard]] double seconds() const
    {
        return sampleRate > 0 ? static_cast<double>(samples.size()) / sampleRate : 0.0;
    }
};

/// The mean of all channels (librosa's and most tools' meaning of "mono").
Clip mixToMono(const AudioBuffer &audio);

/// A one-channel buffer, for writing or playing a clip.
AudioBuffer toBuffer(const Clip &clip);

}  // namespace tonewright
