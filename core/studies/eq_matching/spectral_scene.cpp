#include "core/studies/eq_matching/spectral_scene.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <ranges>

#include "core/dsp/decibel.h"
#include "core/studies/eq_matching/level_weights.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr auto kDbPerOctaveOfAmplitude = static_cast<float>(2.0 * dsp::kDbPerOctaveOfPower);

/// The metrics of a scene without frames.
dsp::MatchMetrics nothingToCompare()
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    constexpr dsp::MatchTerm kNoTerm{kNone, kNone, kNone};
    return {.spectralDistance = kNoTerm,
            .perceptualSimilarity = kNoTerm,
            .energyBalance = kNoTerm,
            .spectralCentroid = kNoTerm,
            .spectralFlatness = kNoTerm,
            .overallQuality = kNone,
            .reward = -1,
            .mfccDistance = kNone,
            .melMeanSquare = kNone,
            .multiScaleConvergence = kNone};
}

/// The first and the past-the-end bin of each band of energy balance.
std::array<std::size_t, 8> balanceBins(int sampleRate)
{
    const double binHz = static_cast<double>(sampleRate) / kFftSize;
    const auto count = [binHz](auto within) {
        return static_cast<std::size_t>(
            *std::ranges::partition_point(std::views::iota(0, kBins), [&](int bin) { return within(bin * binHz); }));
    };
    std::array<std::size_t, 8> bins{};
    for (std::size_t band = 0; band < dsp::kMatchBandsHz.size(); ++band) {
        bins[2 * band] = count([&](double hz) { return hz < dsp::kMatchBandsHz[band][0]; });
        bins[2 * band + 1] = count([&](double hz) { return hz <= dsp::kMatchBandsHz[band][1]; });
    }
    return bins;
}

std::array<double, 4> bandShares(std::span<const double> power, const std::array<std::size_t, 8> &bins)
{
    std::array<double, 4> shares{};
    double all = 0.0;
    for (std::size_t band = 0; band < shares.size(); ++band) {
        const std::size_t first = std::min(bins[2 * band], bins[2 * band + 1]);
        shares[band] = scene::total(power.subspan(first, bins[2 * band + 1] - first));
        all += shares[band];
    }
    for (double &share : shares)
        share /= all + 1e-8;
    return shares;
}

std::vector<double> times(std::span<const double> a, std::span<const float> b)
{
    std::vector<double> result(a.size());
    scene::products(a, b, result);
    return result;
}

std::vector<float> singlePrecision(std::span<const double> values)
{
    return {values.begin(), values.end()};
}

/// What a window of each scale hears.
std::array<std::span<const float>, kScaleSizes.size()> perScale(const scene::HeardGains &heard)
{
    return {heard.broad, heard.power, heard.fine};
}

}  // namespace

struct SpectralScene::Terms {
    scene::FrameTerms frames;
    double convergence = 0;
    double balanceError = 0;
};

std::shared_ptr<const scene::MelBank> melFiltersFor(int sampleRate)
{
    return std::make_shared<const scene::MelBank>(sampleRate);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, std::span<const float> rawGain,
                             std::span<const int> frames, std::shared_ptr<const scene::MelBank> mel,
                             const dsp::MatchOptions &options)
    : m_options(options), m_mel(std::move(mel))
{
    setReference(reference, frames);
    const scene::HeardPower referencePower(reference.finePower);
    scene::SettingGains gains(rawGain, referencePower, m_sampleRate);
    m_rawPower = times(reference.meanPower, gains.heard.power);
    if (const double factor = toReferenceLevel(m_rawPower); factor != 1.0) {
        gains.scale(std::sqrt(factor));
        m_rawPower = times(reference.meanPower, gains.heard.power);
    }
    m_rawHeard = referencePower.through(gains.heard);
    const auto heard = perScale(gains.heard);
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale) {
        m_cross[scale] = scale + 1 < kScaleSizes.size()
                             ? times(reference.powerSquared[scale], heard[scale])
                             : times(scene::toFineRows(reference.powerSquared[scale]), heard[scale]);
        m_rawSquared[scale] = times(m_cross[scale], heard[scale]);
    }
    if (!m_wholeTrack)
        setLoudest(reference, gains.heard.power);
    if (m_frames > 0)
        m_comparison = scene::FrameComparison(reference, frames, m_wholeTrack, gains, m_mel);
    finishRaw(reference);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, const SignalSpectra &raw, std::span<const int> frames,
                             std::shared_ptr<const scene::MelBank> mel, const dsp::MatchOptions &options)
    : m_options(options), m_mel(std::move(mel)), m_rawPower(raw.meanPower), m_rawHeard(raw.finePower),
      m_rawSquared(raw.powerSquared), m_cross(raw.crossPower)
{
    setReference(reference, frames);
    for (PerScale *sums : {&m_rawSquared, &m_cross})
        sums->back() = scene::toFineRows(sums->back());
    if (m_wholeTrack)
        m_rawEnds = raw.ends;
    else
        setLoudest(raw, {});
    const double factor = toReferenceLevel(m_rawPower);
    if (factor != 1.0)
        raisePower(factor);
    if (m_frames > 0)
        m_comparison =
            scene::FrameComparison(reference, frames, m_wholeTrack, raw, static_cast<float>(std::sqrt(factor)), m_mel);
    finishRaw(reference);
}

/// What doesn't depend on the raw track.
void SpectralScene::setReference(const SignalSpectra &reference, std::span<const int> frames)
{
    m_sampleRate = reference.sampleRate;
    m_frames = frames.size();
    m_wholeTrack = static_cast<int>(m_frames) == reference.totalFrames;
    for (std::size_t i = 0; m_wholeTrack && i < m_frames; ++i)
        m_wholeTrack = reference.frameIndices[static_cast<std::size_t>(frames[i])] == static_cast<int>(i);
    m_balanceBins = balanceBins(m_sampleRate);
    m_referenceShares = bandShares(reference.meanPower, m_balanceBins);
    m_levelWeights = scene::levelWeights(m_options.level, m_sampleRate);
    m_referenceLevel = levelOf(reference.meanPower);
    const double binHz = static_cast<double>(m_sampleRate) / kFftSize;
    const std::size_t present = stateBandsAt(m_sampleRate);
    for (const double centre : stateBandCentresHz())
        m_stateBins.push_back(m_stateBins.size() < present ? static_cast<int>(std::lround(centre / binHz)) : -1);
}

/// Of a spectrum of mean powers, as the options' way of matching levels has it; 0 without.
double SpectralScene::levelOf(std::span<const double> meanPower) const
{
    return std::inner_product(m_levelWeights.begin(), m_levelWeights.end(), meanPower.begin(), 0.0);
}

/// What a track's power is multiplied with where levels are matched.
double SpectralScene::toReferenceLevel(std::span<const double> meanPower) const
{
    if (m_levelWeights.empty())
        return 1.0;
    const double level = levelOf(meanPower);
    return level > 0.0 && m_referenceLevel > 0.0 ? m_referenceLevel / level : 1.0;
}

/// Everything kept of the raw track but its frames.
void SpectralScene::raisePower(double factor)
{
    const auto amplitude = static_cast<float>(std::sqrt(factor));
    for (std::vector<float> *end : {&m_rawEnds.head, &m_rawEnds.tail})
        for (float &sample : *end)
            sample *= amplitude;
    for (std::vector<double> *powers : {&m_rawPower, &m_cross[0], &m_cross[1], &m_cross[2]})
        for (double &value : *powers)
            value *= factor;
    for (std::vector<double> &squares : m_rawSquared)
        for (double &value : squares)
            value *= factor * factor;
    for (float &value : m_largestPower)
        value = static_cast<float>(value * factor);
    m_rawHeard.scale(factor);
}

/// The loudest of all frames, those that aren't here, too: of each bin, and of each mel band relative to its mean.
void SpectralScene::setLoudest(const SignalSpectra &track, std::span<const float> heard)
{
    m_largestPower = track.largestPower;
    if (!heard.empty())
        std::ranges::transform(m_largestPower, heard, m_largestPower.begin(), std::multiplies());
    const auto mean = scene::melOf(*m_mel, singlePrecision(track.meanPower));
    m_melCrest.resize(mean.size());
    for (std::size_t band = 0; band < mean.size(); ++band)
        m_melCrest[band] = mean[band] > 0.0F ? track.largestMelPower[band] / mean[band] : 0.0F;
}

std::optional<Loudest> SpectralScene::loudestThrough(const scene::SettingGains &gains,
                                                     std::span<const double> meanPower) const
{
    if (m_wholeTrack)
        return {};
    const auto inDb = [](float power) { return 10.0F * std::log10(std::max(scene::kSmallestPower, power)); };
    Loudest loudest{inDb(scene::largestProduct(m_largestPower, gains.heard.power)), scene::kSmallestPowerDb};
    if (measures(kPerceptual))
        loudest.melDb = inDb(scene::largestProduct(m_melCrest, scene::melOf(*m_mel, singlePrecision(meanPower))));
    return loudest;
}

void SpectralScene::finishRaw(const SignalSpectra &reference)
{
    m_referenceSquared = reference.powerSquaredTotal;
    m_state = matchState(m_rawPower, reference.meanPower, m_sampleRate);
    if (m_frames == 0) {
        m_rawMetrics = nothingToCompare();
        return;
    }
    fill(measure(std::vector<float>(kBins, 1.0F), {}), true, m_rawMetrics);
}

SpectralScene::Terms SpectralScene::measure(std::span<const float> gain, const scene::EndFrames &ends) const
{
    scene::SettingGains gains(gain, m_rawHeard, m_sampleRate);
    std::vector<double> power = times(m_rawPower, gains.heard.power);
    exchangePower(gains, ends, power);
    if (const double factor = toReferenceLevel(power); factor != 1.0) {
        gains.scale(std::sqrt(factor));
        for (double &value : power)
            value *= factor;
    }
    Terms terms;
    const auto shares = bandShares(power, m_balanceBins);
    for (std::size_t band = 0; band < shares.size(); ++band)
        terms.balanceError += (shares[band] - m_referenceShares[band]) * (shares[band] - m_referenceShares[band]);
    const scene::WantedTerms wanted{.spectral = measures(kSpectral),
                                    .mel = measures(kPerceptual),
                                    .centroid = measures(kCentroid),
                                    .flatness = measures(kFlatness)};
    if (wanted.spectral || wanted.mel || wanted.centroid || wanted.flatness)
        terms.frames = m_comparison.measure(gains, loudestThrough(gains, power), ends, wanted);
    if (wanted.mel)
        terms.convergence = convergence(gains);
    return terms;
}

/// In the mean power [kBins], frames that were rendered instead of those the gains make.
void SpectralScene::exchangePower(const scene::SettingGains &gains, const scene::EndFrames &ends,
                                  std::span<double> power) const
{
    for (std::size_t i = 0; i < ends.frames.size(); ++i) {
        const auto frame = static_cast<std::size_t>(ends.frames[i]);
        const float *rendered = ends.magnitudes.data() + i * kBins;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const double before = m_comparison.rawMagnitude(frame, bin), after = rendered[bin];
            const double change = after * after - before * before * static_cast<double>(gains.heard.power[bin]);
            power[bin] = std::max(0.0, power[bin] + change / static_cast<double>(m_frames));
        }
    }
}

double SpectralScene::convergence(const scene::SettingGains &gains) const
{
    const auto heard = perScale(gains.heard);
    double mean = 0.0;
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale) {
        const auto sums = scene::converge(m_rawSquared[scale], m_cross[scale], heard[scale]);
        const double error = std::max(0.0, sums.difference + m_referenceSquared[scale]);
        mean += std::sqrt(error) / (std::sqrt(sums.own) + 1e-8) / double(kScaleSizes.size());
    }
    return mean;
}

void SpectralScene::fill(const Terms &terms, bool raw, dsp::MatchMetrics &metrics) const
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const auto set = [&](Term term, dsp::MatchTerm &values, double value) {
        (raw ? values.raw : values.processed) = measures(term) ? value : kNone;
    };
    const scene::FrameTerms &frames = terms.frames;
    const double centroid = m_comparison.reference().centroid, flatness = m_comparison.reference().flatness;
    set(kSpectral, metrics.spectralDistance, frames.spectralDistance);
    set(kPerceptual, metrics.perceptualSimilarity,
        std::clamp(0.4 / (1.0 + frames.mfccDistance) + 0.3 / (1.0 + frames.melMeanSquare) +
                       0.3 / (1.0 + terms.convergence),
                   0.0, 1.0));
    set(kBalance, metrics.energyBalance, terms.balanceError);
    set(kCentroid, metrics.spectralCentroid, std::fabs(frames.centroid - centroid) / std::max(1e-12, centroid));
    set(kFlatness, metrics.spectralFlatness, std::fabs(frames.flatness - flatness) / (flatness + 1e-8));
    metrics.mfccDistance = measures(kPerceptual) ? frames.mfccDistance : kNone;
    metrics.melMeanSquare = measures(kPerceptual) ? frames.melMeanSquare : kNone;
    metrics.multiScaleConvergence = measures(kPerceptual) ? terms.convergence : kNone;
}

dsp::MatchMetrics SpectralScene::score(std::span<const float> gain) const
{
    dsp::MatchMetrics metrics = m_rawMetrics;
    if (m_frames == 0)
        return metrics;
    fill(measure(gain, {}), false, metrics);
    dsp::finishMatchMetrics(metrics, m_options.weights);
    return metrics;
}

dsp::MatchMetrics SpectralScene::score(const dsp::Equaliser &equaliser, const ResponseGrid &grid) const
{
    dsp::MatchMetrics metrics = m_rawMetrics;
    if (m_frames == 0)
        return metrics;
    fill(measure(grid.gains(equaliser.bands, equaliser.mode), scene::renderEnds(m_rawEnds, equaliser, m_sampleRate)),
         false, metrics);
    dsp::finishMatchMetrics(metrics, m_options.weights);
    return metrics;
}

double SpectralScene::remainingMismatchDb(std::span<const float> gain) const
{
    std::array<float, kStateBands> gainDb;
    for (std::size_t band = 0; band < gainDb.size(); ++band) {
        const int bin = m_stateBins[band];
        gainDb[band] = bin < 0 ? 1.0F : std::max(1e-10F, gain[static_cast<std::size_t>(bin)]);
    }
    dsp::log2Each(gainDb, gainDb);
    double sum = 0.0, squares = 0.0;
    int count = 0;
    for (std::size_t band = 0; band < gainDb.size(); ++band) {
        if (m_stateBins[band] < 0)
            continue;
        const double left = 10.0 * m_state[band] - kDbPerOctaveOfAmplitude * gainDb[band];
        sum += left;
        squares += left * left;
        ++count;
    }
    if (count == 0)
        return 0.0;
    const double mean = m_levelWeights.empty() ? 0.0 : sum / count;
    return std::sqrt(std::max(0.0, squares / count - mean * mean));
}

}  // namespace tonewright::eq_matching
