#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/pair_source.h"

/// A raw/reference pair as both see it: the exact reward and the training environment with every frame.
namespace tonewright::eq_matching
{

struct BothViews {
    dsp::MatchScorer exact;
    SpectralScene scene;
    ResponseGrid grid;
};

inline std::vector<int> allFrames(const SignalSpectra &spectra)
{
    std::vector<int> frames(static_cast<std::size_t>(spectra.frames()));
    std::iota(frames.begin(), frames.end(), 0);
    return frames;
}

/// Squared-sine fades that begin and end in nothing.
inline void fadeEnds(AudioBuffer &audio, double seconds)
{
    const auto length = std::min(static_cast<std::size_t>(seconds * audio.sampleRate), audio.frames() / 2);
    for (auto &channel : audio.channels)
        for (std::size_t i = 0; i < length; ++i) {
            const double phase = static_cast<double>(i) / static_cast<double>(length);
            const auto gain = static_cast<float>(std::pow(std::sin(0.5 * std::numbers::pi * phase), 2.0));
            channel[i] *= gain;
            channel[channel.size() - 1 - i] *= gain;
        }
}

inline Result<BothViews> bothViews(const AudioPair &pair, const dsp::MatchOptions &options = {})
{
    const Clip raw = mixToMono(pair.raw), reference = mixToMono(pair.reference);
    auto exact = dsp::MatchScorer::create(raw, reference, options);
    if (!exact)
        return fail(exact.error());
    const SignalSpectra spectra = analyse(reference, std::numeric_limits<int>::max());
    SpectralScene scene(spectra, analyseLike(raw, spectra, reference), allFrames(spectra),
                        melFiltersFor(reference.sampleRate), options);
    return BothViews{std::move(*exact), std::move(scene), ResponseGrid(reference.sampleRate)};
}

}  // namespace tonewright::eq_matching
