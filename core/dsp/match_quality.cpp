#include "core/dsp/match_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/dsp/dtw.h"
#include "core/dsp/sample_rate.h"
#include "core/dsp/stft.h"
#include "core/dsp/track_analysis.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

/// The three resolutions of spectral convergence. The middle one's even frames are the 2048/512 frames that everything
/// else needs.
constexpr std::array<StftConfig, 3> kScales{{{512, 256}, {2048, 256, FftPrecision::Double}, {8192, 256}}};
constexpr std::size_t kMiddle = 1;
constexpr StftConfig kMainFrames = kDescriptorFrames;

struct Comparison {
    double spectralDistance = 0;
    double mfccDistance = 0;
    double melMeanSquare = 0;
    double convergence = 0;
    double perceptualSimilarity = 0;
    double balanceError = 0;
    double centroidError = 0;
    double flatnessError = 0;
};

/// ‖P − P_ref‖ / ‖P‖ of one resolution while its frames pass by. `eachFrame` sees every power frame.
template <class EachFrame>
double convergenceOf(std::span<const float> signal, const StftConfig &scale, const Spectrogram &reference,
                     EachFrame eachFrame)
{
    Stft stft(scale);
    std::vector<float> power(std::size_t(stft.bins()));
    double difference = 0, own = 0;
    for (int t = 0; t < reference.frames; ++t) {
        stft.powerFrame(signal, t, power);
        difference += loops::sumOfSquaredDifferences(power, reference.frame(t));
        own += loops::sumOfSquares(power);
        eachFrame(t, power);
    }
    return std::sqrt(difference) / (std::sqrt(own) + 1e-8);
}

Comparison compare(const TrackAnalysis &track, const TrackAnalysis &reference, double convergence)
{
    Comparison c;
    c.spectralDistance = spectralDistance(track, reference);
    c.mfccDistance = dtwDistance(track.mfcc, reference.mfcc) / double(track.mfcc.frames + reference.mfcc.frames);
    c.melMeanSquare = loops::sumOfSquaredDifferences(track.logMel.values, reference.logMel.values) /
                      double(track.logMel.values.size());
    c.convergence = convergence;
    c.perceptualSimilarity = std::clamp(
        0.4 / (1.0 + c.mfccDistance) + 0.3 / (1.0 + c.melMeanSquare) + 0.3 / (1.0 + c.convergence), 0.0, 1.0);
    for (std::size_t band = 0; band < track.bandShares.size(); ++band)
        c.balanceError += (track.bandShares[band] - reference.bandShares[band]) *
                          (track.bandShares[band] - reference.bandShares[band]);
    if (reference.meanCentroidHz > 0)
        c.centroidError = std::abs(track.meanCentroidHz - reference.meanCentroidHz) / reference.meanCentroidHz;
    c.flatnessError = std::abs(track.meanFlatness - reference.meanFlatness) / (reference.meanFlatness + 1e-8);
    return c;
}

TrackAnalysis analyse(const Spectrogram &fine)
{
    const int step = kMainFrames.hopSamples / fine.hopSamples;
    const int frames = (fine.frames + step - 1) / step;
    TrackAnalyser analyser(fine.sampleRate, kMainFrames, frames);
    for (int t = 0; t < fine.frames; t += step)
        analyser.addFrame(fine.frame(t));
    return std::move(analyser).finish();
}

Result<void> check(std::span<const float> signal, const char *which)
{
    if (signal.size() < std::size_t(MatchScorer::kMinimumSamples))
        return fail(ErrorCode::BadData, "the track is too short to compare. It needs at least 2048 samples.", which);
    if (!loops::allFinite(signal))
        return fail(ErrorCode::BadData, "the track has samples that are not numbers. Export it again.", which);
    return {};
}

std::vector<float> levelled(std::span<const float> signal, const LevelTarget &target)
{
    const double gain = target.gainFor(signal);
    std::vector<float> result(signal.size());
    std::ranges::transform(signal, result.begin(), [gain](float sample) { return static_cast<float>(gain * sample); });
    return result;
}

/// Of the part that is compared: all of a track can sound while what the other one is as long as is silent.
Result<void> checkSounds(std::span<const float> part, const char *which)
{
    if (loops::largestMagnitude(part) == 0.0F)
        return fail(ErrorCode::BadData,
                    "the track is silent for as long as the shorter of the two lasts. There is nothing to compare.",
                    which);
    return {};
}

}  // namespace

struct MatchScorer::Data {
    double sampleRate = 0;
    MatchOptions options;
    LevelTarget level;
    std::vector<float> raw, reference;
    std::array<Spectrogram, 3> referencePower;  // one a scale
    TrackAnalysis referenceAnalysis;
    Comparison rawComparison;

    [[nodiscard]] Comparison compareWithReference(std::span<const float> signal) const;
    [[nodiscard]] Comparison compareLevelled(std::span<const float> signal) const;
};

/// At the reference's level.
Comparison MatchScorer::Data::compareLevelled(std::span<const float> signal) const
{
    return level.asksForNothing() ? compareWithReference(signal) : compareWithReference(levelled(signal, level));
}

Comparison MatchScorer::Data::compareWithReference(std::span<const float> signal) const
{
    const int step = kMainFrames.hopSamples / kScales[kMiddle].hopSamples;
    TrackAnalyser analyser(sampleRate, kMainFrames, frameCount(signal.size(), kMainFrames));
    double convergence = 0;
    for (std::size_t scale = 0; scale < kScales.size(); ++scale)
        convergence += convergenceOf(signal, kScales[scale], referencePower[scale],
                                     [&](int t, std::span<const float> power) {
                                         if (scale == kMiddle && t % step == 0)
                                             analyser.addFrame(power);
                                     }) /
                       double(kScales.size());
    return compare(std::move(analyser).finish(), referenceAnalysis, convergence);
}

std::vector<float> peakNormalised(std::span<const float> signal)
{
    std::vector<float> result(signal.begin(), signal.end());
    const float peak = loops::largestMagnitude(signal);
    if (peak > 0)
        for (float &sample : result)
            sample /= peak;
    return result;
}

double errorImprovement(double raw, double processed)
{
    return raw == 0.0 ? 0.0 : (raw - processed) / (raw + 1e-8);
}

void finishMatchMetrics(MatchMetrics &m, const std::array<double, 5> &weights)
{
    m.spectralDistance.improvement =
        (m.spectralDistance.raw - m.spectralDistance.processed) / (m.spectralDistance.raw + 1e-8);
    m.perceptualSimilarity.improvement =
        (m.perceptualSimilarity.processed - m.perceptualSimilarity.raw) / (1.0 - m.perceptualSimilarity.raw + 1e-8);
    for (MatchTerm *term : {&m.energyBalance, &m.spectralCentroid, &m.spectralFlatness})
        term->improvement = errorImprovement(term->raw, term->processed);
    m.overallQuality =
        weightedQuality({m.spectralDistance.improvement, m.perceptualSimilarity.improvement,
                         m.energyBalance.improvement, m.spectralCentroid.improvement, m.spectralFlatness.improvement},
                        weights);
    m.reward = std::clamp(m.overallQuality, -1.0, 1.0);
}

Result<MatchScorer> MatchScorer::create(const Clip &raw, const Clip &reference, const MatchOptions &options)
{
    if (raw.sampleRate != reference.sampleRate)
        return fail(ErrorCode::InvalidArgument, "raw and reference have different sample rates. Resample one of them.",
                    std::to_string(raw.sampleRate) + " Hz and " + std::to_string(reference.sampleRate) + " Hz");
    return create(raw.samples, reference.samples, raw.sampleRate, options);
}

Result<MatchScorer> MatchScorer::create(std::span<const float> raw, std::span<const float> reference, double sampleRate,
                                        const MatchOptions &options)
{
    if (auto usable = checkMatchOptions(options); !usable)
        return fail(usable.error());
    if (auto usable = checkSampleRate(sampleRate); !usable)
        return fail(usable.error());
    if (auto usable = check(raw, "raw"); !usable)
        return fail(usable.error());
    if (auto usable = check(reference, "reference"); !usable)
        return fail(usable.error());

    auto data = std::make_unique<Data>();
    data->sampleRate = sampleRate;
    data->options = options;
    data->raw = peakNormalised(raw);
    data->reference = peakNormalised(reference);
    const std::size_t length = std::min(raw.size(), reference.size());
    data->raw.resize(length);
    data->reference.resize(length);
    if (auto sounds = checkSounds(data->raw, "raw"); !sounds)
        return fail(sounds.error());
    if (auto sounds = checkSounds(data->reference, "reference"); !sounds)
        return fail(sounds.error());
    auto level = LevelTarget::of(data->reference, options.level, sampleRate);
    if (!level)
        return fail(level.error());
    data->level = *level;
    if (!data->level.asksForNothing())
        data->raw = levelled(data->raw, data->level);
    for (std::size_t scale = 0; scale < kScales.size(); ++scale)
        data->referencePower[scale] = powerSpectrogram(data->reference, sampleRate, kScales[scale]);
    data->referenceAnalysis = analyse(data->referencePower[kMiddle]);
    data->rawComparison = data->compareLevelled(data->raw);
    return MatchScorer(std::move(data));
}

MatchScorer::MatchScorer(std::unique_ptr<const Data> data) : m_data(std::move(data)) {}
MatchScorer::MatchScorer(MatchScorer &&) noexcept = default;
MatchScorer &MatchScorer::operator=(MatchScorer &&) noexcept = default;
MatchScorer::~MatchScorer() = default;

double MatchScorer::sampleRate() const
{
    return m_data->sampleRate;
}
const MatchOptions &MatchScorer::options() const
{
    return m_data->options;
}
std::span<const float> MatchScorer::raw() const
{
    return m_data->raw;
}
std::span<const float> MatchScorer::reference() const
{
    return m_data->reference;
}

std::vector<float> MatchScorer::render(const Equaliser &equaliser) const
{
    return applyEqualiser(m_data->raw, equaliser, m_data->sampleRate);
}

MatchMetrics MatchScorer::score(const Equaliser &equaliser) const
{
    return score(render(equaliser));
}

MatchMetrics MatchScorer::score(std::span<const float> processed) const
{
    const Comparison &raw = m_data->rawComparison;
    Comparison now;
    const bool comparable = processed.size() == m_data->raw.size() && loops::allFinite(processed);
    if (comparable) {
        now = m_data->compareLevelled(processed);
    } else {
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        now = {kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone};
    }
    MatchMetrics m;
    m.spectralDistance = {raw.spectralDistance, now.spectralDistance, 0};
    m.perceptualSimilarity = {raw.perceptualSimilarity, now.perceptualSimilarity, 0};
    m.energyBalance = {raw.balanceError, now.balanceError, 0};
    m.spectralCentroid = {raw.centroidError, now.centroidError, 0};
    m.spectralFlatness = {raw.flatnessError, now.flatnessError, 0};
    m.mfccDistance = now.mfccDistance;
    m.melMeanSquare = now.melMeanSquare;
    m.multiScaleConvergence = now.convergence;
    finishMatchMetrics(m, m_data->options.weights);
    if (!comparable)
        m.reward = -1.0;
    return m;
}

}  // namespace tonewright::dsp
