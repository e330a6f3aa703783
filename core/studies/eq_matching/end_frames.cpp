#include "core/studies/eq_matching/end_frames.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/real_fft.h"
#include "core/dsp/stft.h"

namespace tonewright::eq_matching::scene
{

EndFrames renderEnds(const TrackEnds &ends, const dsp::Equaliser &equaliser, int sampleRate)
{
    EndFrames result;
    if (ends.samples == 0)
        return result;
    static const std::vector<double> window = dsp::windowOf(dsp::WindowShape::Hann, kFftSize);
    dsp::RealFft<double> fft(kFftSize);
    // `signal` begins at sample `start` of the track.
    const auto add = [&](const std::vector<float> &signal, std::ptrdiff_t start, int frame) {
        const std::ptrdiff_t first = std::ptrdiff_t{frame} * kHopSamples - kFftSize / 2 - start;
        const auto time = fft.time();
        for (std::ptrdiff_t i = 0; i < kFftSize; ++i) {
            const std::ptrdiff_t at = first + i;
            const bool inside = at >= 0 && at < std::ptrdiff_t(signal.size());
            time[std::size_t(i)] = inside ? window[std::size_t(i)] * static_cast<double>(signal[std::size_t(at)]) : 0.0;
        }
        result.frames.push_back(frame);
        for (const auto &bin : fft.run())
            result.magnitudes.push_back(static_cast<float>(std::abs(bin)));
    };
    const auto head = dsp::applyEqualiser(ends.head, equaliser, sampleRate);
    const auto tail = dsp::applyEqualiser(ends.tail, equaliser, sampleRate);
    const auto samples = static_cast<std::ptrdiff_t>(ends.samples);
    const int last = static_cast<int>(samples / kHopSamples);
    int frame = 0;
    for (; frame <= last && frame * kHopSamples < kFftSize / 2; ++frame)
        add(head, 0, frame);
    for (; frame <= last; ++frame)
        if (std::ptrdiff_t{frame} * kHopSamples + kFftSize / 2 > samples)
            add(tail, samples - std::ptrdiff_t(tail.size()), frame);
    return result;
}

}  // namespace tonewright::eq_matching::scene
