#include "core/studies/eq_matching/eq_preview.h"

#include <algorithm>
#include <cmath>

namespace tonewright::eq_matching
{
namespace
{

constexpr int kCurvePoints = 400;
constexpr double kNothingLeft = 1e-9;
constexpr float kHighestPeak = 0.98F;
constexpr float kPairPeak = 0.5F;  // of raw and reference: 6 dB of room for the equaliser
constexpr std::array<const char *, 4> kBandTitles{"Low shelf", "Low peak", "High peak", "High shelf"};

float peakOf(const AudioBuffer &audio)
{
    float peak = 0.0F;
    for (const auto &channel : audio.channels)
        for (const float sample : channel)
            peak = std::max(peak, std::fabs(sample));
    return peak;
}

void scale(AudioBuffer &audio, float factor)
{
    for (auto &channel : audio.channels)
        for (float &sample : channel)
            sample *= factor;
}

Result<Rendering> render(const AudioPair &pair, const dsp::Equaliser &equaliser, const dsp::MatchOptions &options)
{
    Rendering rendering{pair.raw, pair.raw, pair.reference, {}};
    for (auto *side : {&rendering.raw, &rendering.reference}) {
        const float peak = peakOf(*side);
        if (peak > 0.0F)
            scale(*side, kPairPeak / peak);
    }
    for (std::size_t channel = 0; channel < rendering.raw.channels.size(); ++channel)
        rendering.processed.channels[channel] =
            dsp::applyEqualiser(rendering.raw.channels[channel], equaliser, rendering.raw.sampleRate);

    const auto scorer = dsp::MatchScorer::create(mixToMono(rendering.raw), mixToMono(rendering.reference), options);
    if (!scorer)
        return fail(scorer.error());
    const auto metrics = scorer->score(equaliser);
    rendering.scores = {{"reward", metrics.reward}};
    // Improvements are relative to what the raw track leaves to improve; where that is nothing they mean nothing.
    const auto add = [&rendering](const char *name, const dsp::MatchTerm &term, double leftByRaw) {
        if (leftByRaw > kNothingLeft)
            rendering.scores.emplace_back(name, term.improvement);
    };
    add("spectral_improvement", metrics.spectralDistance, metrics.spectralDistance.raw);
    add("perceptual_improvement", metrics.perceptualSimilarity, 1.0 - metrics.perceptualSimilarity.raw);
    add("balance_improvement", metrics.energyBalance, metrics.energyBalance.raw);
    add("centroid_improvement", metrics.spectralCentroid, metrics.spectralCentroid.raw);
    add("flatness_improvement", metrics.spectralFlatness, metrics.spectralFlatness.raw);
    // Raw and reference sound the same whatever the decision is; only a processed side that would clip is turned down.
    const float peak = peakOf(rendering.processed);
    if (peak > kHighestPeak)
        scale(rendering.processed, kHighestPeak / peak);
    return rendering;
}

}  // namespace

void describeDecision(const dsp::Equaliser &equaliser, int sampleRate, Preview &preview)
{
    preview.action = toJson(equaliser).dump();
    std::vector<double> hertz;
    const double highest = std::min(20000.0, 0.98 * sampleRate / 2.0);
    for (int i = 0; i < kCurvePoints; ++i)
        hertz.push_back(20.0 * std::pow(highest / 20.0, static_cast<double>(i) / (kCurvePoints - 1)));
    preview.total = {"Applied", hertz, dsp::responseDb(equaliser, hertz, sampleRate)};
    for (std::size_t i = 0; i < equaliser.bands.size(); ++i) {
        const dsp::Band band = dsp::limited(equaliser.bands[i], sampleRate);
        preview.bands.push_back({kBandTitles[i], hertz, dsp::bandResponseDb(band, equaliser.mode, hertz, sampleRate)});
        const double applied = equaliser.mode == dsp::FilterMode::ZeroPhase ? 2.0 * band.gainDb : band.gainDb;
        preview.decision.push_back({kBandTitles[i], "frequency", band.frequencyHz, "Hz"});
        preview.decision.push_back({kBandTitles[i], "applied gain", applied, "dB"});
        preview.decision.push_back({kBandTitles[i], "Q", band.q, ""});
    }
}

std::function<Result<Rendering>()> renderer(PairReader reader, const dsp::Equaliser &equaliser,
                                            const dsp::MatchOptions &options)
{
    return [reader = std::move(reader), equaliser, options]() -> Result<Rendering> {
        const auto pair = reader();
        if (!pair)
            return fail(pair.error());
        return render(*pair, equaliser, options);
    };
}

}  // namespace tonewright::eq_matching
