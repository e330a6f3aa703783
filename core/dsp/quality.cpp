#include "core/dsp/quality.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "core/audio/audio_file.h"
#include "core/dsp/si_sdr.h"
#include "core/dsp/signal_check.h"
#include "core/dsp/spectral_distance.h"
#include "core/dsp/stoi.h"

namespace tonewright::dsp
{

namespace
{

Result<double> loudnessOf(const AudioBuffer &audio, const char *which)
{
    for (const std::vector<float> &channel : audio.channels)
        if (auto usable = checkSamples(channel, which); !usable)
            return fail(usable.error());
    auto loudness = integratedLoudnessLufs(audio);
    if (!loudness)
        loudness.error().context = which;
    return loudness;
}

/// Both mixed down and cut to one length, if they can be compared at all.
struct Pair {
    std::vector<float> reference, estimate;
    int sampleRate = 0;
};

Result<Pair> pairOf(const AudioBuffer &reference, const AudioBuffer &estimate)
{
    if (reference.sampleRate != estimate.sampleRate)
        return fail(ErrorCode::BadData, "the sample rates differ: " + std::to_string(reference.sampleRate) +
                                            " Hz and " + std::to_string(estimate.sampleRate) +
                                            " Hz. Resample one of them.");
    Pair pair{mixToMono(reference).samples, mixToMono(estimate).samples, reference.sampleRate};
    const std::size_t length = std::min(pair.reference.size(), pair.estimate.size());
    pair.reference.resize(length);
    pair.estimate.resize(length);
    return pair;
}

/// Numbers that overflowed are no numbers for whoever reads them.
Result<double> finite(Result<double> value)
{
    if (value && !std::isfinite(*value))
        return fail(ErrorCode::BadData, "the samples are too large to compute with. Lower the level.");
    return value;
}

void addComparisons(const Pair &pair, const std::stop_token &stop, std::vector<QualityMeasure> &measures)
{
    const auto unlessStopped = [&stop](auto measure) -> decltype(measure()) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        return measure();
    };
    measures.push_back({"si_sdr_db", finite(siSdrDb(pair.reference, pair.estimate))});
    const auto speech = unlessStopped([&] { return intelligibility(pair.reference, pair.estimate, pair.sampleRate); });
    measures.push_back({"stoi", speech.map([](const Intelligibility &both) { return both.stoi; })});
    measures.push_back({"estoi", speech.map([](const Intelligibility &both) { return both.estoi; })});

    const auto spectra =
        unlessStopped([&] { return SpectralComparison::create(pair.reference, pair.estimate, pair.sampleRate); });
    const auto add = [&](std::string_view name, auto measure) {
        measures.push_back({name, finite(spectra.and_then([&](const SpectralComparison &both) {
                                return unlessStopped([&]() -> Result<double> { return std::invoke(measure, both); });
                            }))});
    };
    add("log_spectral_distance_db", &SpectralComparison::logSpectralDistanceDb);
    add("multi_scale_spectral_convergence", &SpectralComparison::multiScaleSpectralConvergence);
    add("mel_distance_db", &SpectralComparison::melDistanceDb);
    add("dtw_mfcc", [&](const SpectralComparison &both) { return both.dtwMfcc(stop); });
    add("dtw_mfcc_banded", &SpectralComparison::bandedDtwMfcc);
    add("dtw_mfcc_fast", &SpectralComparison::fastDtwMfcc);
    add("wasserstein_spectrum_hz", &SpectralComparison::spectrumWassersteinHz);
}

}  // namespace

std::vector<QualityMeasure> measureQuality(const AudioBuffer &reference, const AudioBuffer &estimate,
                                           const std::stop_token &stop)
{
    std::vector<QualityMeasure> measures;
    if (const auto pair = pairOf(reference, estimate)) {
        addComparisons(*pair, stop, measures);
    } else {
        for (const char *name :
             {"si_sdr_db", "stoi", "estoi", "log_spectral_distance_db", "multi_scale_spectral_convergence",
              "mel_distance_db", "dtw_mfcc", "dtw_mfcc_banded", "dtw_mfcc_fast", "wasserstein_spectrum_hz"})
            measures.push_back({name, fail(pair.error())});
    }
    const auto before = finite(loudnessOf(reference, "reference")), after = finite(loudnessOf(estimate, "estimate"));
    measures.push_back({"reference_loudness_lufs", before});
    measures.push_back({"estimate_loudness_lufs", after});
    measures.push_back({"loudness_difference_lu", before.and_then([&](double quiet) {
                            return after.map([&](double loud) { return loud - quiet; });
                        })});
    return measures;
}

double comparedSeconds(const AudioBuffer &reference, const AudioBuffer &estimate)
{
    return reference.sampleRate == estimate.sampleRate ? std::min(reference.seconds(), estimate.seconds()) : 0.0;
}

}  // namespace tonewright::dsp
