#include "core/studies/eq_matching/spectral_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/dsp/decibel.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kMelBands = 128;
constexpr int kMfcc = 13;
constexpr float kTopDb = 80.0F;
constexpr float kPowerFloor = 1e-10F;
constexpr float kMagnitudeFloor = 1e-5F;
constexpr auto kDbPerOctaveOfPower = static_cast<float>(dsp::kDbPerOctaveOfPower);
constexpr float kDbPerOctaveOfAmplitude = 2.0F * kDbPerOctaveOfPower;

/// Orthonormal DCT-II rows 0 … 12 over 128 values. [kMfcc][kMelBands]
const std::vector<float> &dctRows()
{
    static const std::vector<float> rows = [] {
        std::vector<float> result;
        for (int k = 0; k < kMfcc; ++k)
            for (int n = 0; n < kMelBands; ++n)
                result.push_back(static_cast<float>(std::sqrt((k == 0 ? 1.0 : 2.0) / kMelBands) *
                                                    std::cos(std::numbers::pi * k * (n + 0.5) / kMelBands)));
        return result;
    }();
    return rows;
}

/// Raises to `floor`, then takes the logarithm in dB.
void toDecibels(std::span<float> values, float floor, float dbPerOctave)
{
    for (float &value : values)
        value = value < floor ? floor : value;
    dsp::log2Each(values, values);
    for (float &value : values)
        value *= dbPerOctave;
}

std::vector<float> decibels(std::span<const float> values, float floor, float dbPerOctave)
{
    std::vector<float> result(values.begin(), values.end());
    toDecibels(result, floor, dbPerOctave);
    return result;
}

float maximumOf(std::span<const float> values)
{
    return *std::max_element(values.begin(), values.end());
}

std::vector<double> bandShares(std::span<const double> power, double binHz)
{
    std::vector<double> shares;
    double total = 0.0;
    for (const auto &band : dsp::kMatchBandsHz) {
        double energy = 0.0;
        for (std::size_t bin = 0; bin < power.size(); ++bin) {
            const double hz = static_cast<double>(bin) * binHz;
            if (hz >= band[0] && hz <= band[1])
                energy += power[bin];
        }
        shares.push_back(energy);
        total += energy;
    }
    for (double &share : shares)
        share /= total + 1e-8;
    return shares;
}

}  // namespace

struct SpectralScene::Terms {
    double spectralDistance = 0;
    double mfccDistance = 0;
    double melMeanSquare = 0;
    double convergence = 0;
    double balanceError = 0;
    double centroid = 0;
    double flatness = 0;
};

std::shared_ptr<const dsp::MelFilters> melFiltersFor(int sampleRate)
{
    return std::make_shared<const dsp::MelFilters>(sampleRate, kFftSize, kMelBands);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, std::span<const float> rawGain,
                             std::span<const int> frames, std::shared_ptr<const dsp::MelFilters> mel)
    : m_mel(std::move(mel))
{
    std::vector<double> rawPower(kBins);
    for (std::size_t bin = 0; bin < rawPower.size(); ++bin)
        rawPower[bin] = reference.meanPower[bin] * rawGain[bin] * rawGain[bin];
    m_rawMagnitude.resize(frames.size() * kBins);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const float *from = reference.magnitudes.data() + static_cast<std::size_t>(frames[i]) * kBins;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            m_rawMagnitude[i * kBins + bin] = from[bin] * rawGain[bin];
    }
    for (const auto &squared : reference.powerSquared) {
        auto &own = m_rawSquared.emplace_back(kBins);
        auto &cross = m_cross.emplace_back(kBins);
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const double power = static_cast<double>(rawGain[bin]) * rawGain[bin];
            cross[bin] = squared[bin] * power;
            own[bin] = cross[bin] * power;
        }
    }
    initialise(reference, frames, rawPower);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, const SignalSpectra &raw, std::span<const int> frames,
                             std::shared_ptr<const dsp::MelFilters> mel)
    : m_mel(std::move(mel))
{
    m_rawMagnitude.reserve(frames.size() * kBins);
    for (const int frame : frames) {
        const float *from = raw.magnitudes.data() + static_cast<std::size_t>(frame) * kBins;
        m_rawMagnitude.insert(m_rawMagnitude.end(), from, from + kBins);
    }
    m_rawSquared = raw.powerSquared;
    for (std::size_t scale = 0; scale < raw.powerSquared.size(); ++scale) {
        auto &cross = m_cross.emplace_back(kBins);
        for (std::size_t bin = 0; bin < kBins; ++bin)
            cross[bin] = std::sqrt(raw.powerSquared[scale][bin] * reference.powerSquared[scale][bin]);
    }
    initialise(reference, frames, raw.meanPower);
}

void SpectralScene::initialise(const SignalSpectra &reference, std::span<const int> frames,
                               std::span<const double> rawPower)
{
    m_sampleRate = reference.sampleRate;
    m_frames = static_cast<int>(frames.size());
    m_rawPower.assign(rawPower.begin(), rawPower.end());
    m_referenceSquared = reference.powerSquared;
    const double binHz = static_cast<double>(m_sampleRate) / kFftSize;

    m_rawDb = decibels(m_rawMagnitude, kMagnitudeFloor, kDbPerOctaveOfAmplitude);
    m_referenceDb.reserve(m_rawMagnitude.size());
    for (int frame = 0; frame < m_frames; ++frame) {
        // ln max(1e-10, p) = 2 ln max(1e-5, m), and the dB values hold that logarithm already.
        double sum = 0.0;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            sum += m_rawDb[static_cast<std::size_t>(frame) * kBins + bin];
        m_meanLogPower.push_back(static_cast<float>(sum / kBins * std::numbers::ln10 / 10.0));
    }

    m_referenceMelDb.resize(static_cast<std::size_t>(m_frames * kMelBands));
    std::vector<float> power(kBins);
    for (int frame = 0; frame < m_frames; ++frame) {
        const float *from =
            reference.magnitudes.data() + static_cast<std::size_t>(frames[static_cast<std::size_t>(frame)]) * kBins;
        double weighted = 0.0;
        double total = 0.0;
        double arithmetic = 0.0;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            power[bin] = from[bin] * from[bin];
            weighted += from[bin] * static_cast<double>(bin) * binHz;
            total += from[bin];
            arithmetic += std::max(kPowerFloor, power[bin]);
        }
        const auto levels = decibels({from, kBins}, kMagnitudeFloor, kDbPerOctaveOfAmplitude);
        m_referenceDb.insert(m_referenceDb.end(), levels.begin(), levels.end());
        const double logs = std::accumulate(levels.begin(), levels.end(), 0.0) * std::numbers::ln10 / 10.0;
        m_referenceCentroid += total > 0.0 ? weighted / total / m_frames : 0.0;
        m_referenceFlatness += std::exp(logs / kBins) / (arithmetic / kBins) / m_frames;
        const auto mel = std::span(m_referenceMelDb).subspan(static_cast<std::size_t>(frame * kMelBands), kMelBands);
        m_mel->apply(power, mel);
        toDecibels(mel, kPowerFloor, kDbPerOctaveOfPower);
    }
    const float loudest = maximumOf(m_referenceDb);
    for (float &value : m_referenceDb)
        value = std::max(-kTopDb, value - loudest);
    m_referenceMelMaximum = maximumOf(m_referenceMelDb);
    for (float &value : m_referenceMelDb)
        value = std::max(m_referenceMelMaximum - kTopDb, value);

    m_referenceShares = bandShares(reference.meanPower, binHz);
    m_state = matchState(m_rawPower, reference.meanPower, m_sampleRate);
    for (const double centre : stateBandCentresHz())
        m_stateBins.push_back(centre < 0.99 * m_sampleRate / 2.0 ? static_cast<int>(std::lround(centre / binHz)) : -1);

    const std::vector<float> flat(kBins, 1.0F);
    fill(measure(flat), true, m_rawMetrics);
}

SpectralScene::Terms SpectralScene::measure(std::span<const float> gain) const
{
    Terms terms;
    const auto binHz = static_cast<float>(m_sampleRate) / kFftSize;
    std::array<float, kBins> gainDb;
    std::array<float, kBins> gainPower;
    std::array<float, kBins> hertz;
    double logGain = 0.0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        gainPower[bin] = gain[bin] * gain[bin];
        gainDb[bin] = gain[bin];
        hertz[bin] = static_cast<float>(bin) * binHz;
    }
    toDecibels(gainDb, kPowerFloor, kDbPerOctaveOfAmplitude);
    for (const float level : gainDb)
        logGain += level;
    const auto meanLogGain = static_cast<float>(logGain / kBins * std::numbers::ln10 / 10.0);

    // First pass: loudest bin, centroid, flatness, mel.
    float loudest = -1e9F;
    std::array<float, kBins> power;
    std::vector<float> melDb(static_cast<std::size_t>(m_frames * kMelBands));
    for (int frame = 0; frame < m_frames; ++frame) {
        const float *magnitude = m_rawMagnitude.data() + static_cast<std::size_t>(frame) * kBins;
        const float *rawDb = m_rawDb.data() + static_cast<std::size_t>(frame) * kBins;
        float total = 0.0F;
        float weighted = 0.0F;
        float energy = 0.0F;
        float frameLoudest = -1e9F;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const float processed = magnitude[bin] * gain[bin];
            power[bin] = processed * processed;
            total += processed;
            weighted += processed * hertz[bin];
            energy += power[bin];
            const float level = rawDb[bin] + gainDb[bin];
            frameLoudest = level > frameLoudest ? level : frameLoudest;
        }
        loudest = std::max(loudest, frameLoudest);
        terms.centroid += total > 0.0F ? weighted / total / static_cast<float>(m_frames) : 0.0;
        const float logs = m_meanLogPower[static_cast<std::size_t>(frame)] + meanLogGain;
        terms.flatness +=
            std::min(1.0F, std::exp(logs) / std::max(kPowerFloor, energy / kBins)) / static_cast<float>(m_frames);
        m_mel->apply(power, std::span(melDb).subspan(static_cast<std::size_t>(frame * kMelBands), kMelBands));
    }

    // Second pass: distances in dB.
    double distance = 0.0;
    for (int frame = 0; frame < m_frames; ++frame) {
        const float *rawDb = m_rawDb.data() + static_cast<std::size_t>(frame) * kBins;
        const float *referenceDb = m_referenceDb.data() + static_cast<std::size_t>(frame) * kBins;
        float sum = 0.0F;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const float level = rawDb[bin] + gainDb[bin] - loudest;
            const float difference = (level < -kTopDb ? -kTopDb : level) - referenceDb[bin];
            sum += difference * difference;
        }
        distance += sum;
    }
    terms.spectralDistance = distance / (static_cast<double>(m_frames) * kBins);

    toDecibels(melDb, kPowerFloor, kDbPerOctaveOfPower);
    const float melMaximum = maximumOf(melDb);
    const auto &dct = dctRows();
    double melSquare = 0.0;
    for (int frame = 0; frame < m_frames; ++frame) {
        std::array<float, kMelBands> difference;
        const float *own = melDb.data() + frame * kMelBands;
        const float *reference = m_referenceMelDb.data() + frame * kMelBands;
        float square = 0.0F;
        const float offset = melMaximum - m_referenceMelMaximum;
        for (std::size_t band = 0; band < kMelBands; ++band) {
            difference[band] = std::max(melMaximum - kTopDb, own[band]) - reference[band];
            square += (difference[band] - offset) * (difference[band] - offset);
        }
        melSquare += square;
        float norm = 0.0F;
        for (int k = 0; k < kMfcc; ++k) {
            float coefficient = 0.0F;
            for (std::size_t band = 0; band < kMelBands; ++band)
                coefficient += dct[static_cast<std::size_t>(k) * kMelBands + band] * difference[band];
            norm += coefficient * coefficient;
        }
        terms.mfccDistance += std::sqrt(norm) / (2.0 * m_frames);
    }
    terms.melMeanSquare = melSquare / (static_cast<double>(m_frames) * kMelBands);

    for (std::size_t scale = 0; scale < m_rawSquared.size(); ++scale) {
        double error = 0.0;
        double own = 0.0;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const double p = gainPower[bin];
            const double a = m_rawSquared[scale][bin] * p * p;
            own += a;
            error += a - 2.0 * m_cross[scale][bin] * p + m_referenceSquared[scale][bin];
        }
        terms.convergence += std::sqrt(std::max(0.0, error)) / (std::sqrt(own) + 1e-8) / 3.0;
    }

    std::array<double, kBins> processedPower;
    for (std::size_t bin = 0; bin < kBins; ++bin)
        processedPower[bin] = m_rawPower[bin] * gainPower[bin];
    const auto shares = bandShares(processedPower, binHz);
    for (std::size_t band = 0; band < shares.size(); ++band)
        terms.balanceError += (shares[band] - m_referenceShares[band]) * (shares[band] - m_referenceShares[band]);
    return terms;
}

void SpectralScene::fill(const Terms &terms, bool raw, dsp::MatchMetrics &metrics) const
{
    const auto value = [raw](dsp::MatchTerm &term) -> double & { return raw ? term.raw : term.processed; };
    value(metrics.spectralDistance) = terms.spectralDistance;
    value(metrics.perceptualSimilarity) = std::clamp(
        0.4 / (1.0 + terms.mfccDistance) + 0.3 / (1.0 + terms.melMeanSquare) + 0.3 / (1.0 + terms.convergence), 0.0,
        1.0);
    value(metrics.energyBalance) = terms.balanceError;
    value(metrics.spectralCentroid) =
        std::fabs(terms.centroid - m_referenceCentroid) / std::max(1e-12, m_referenceCentroid);
    value(metrics.spectralFlatness) = std::fabs(terms.flatness - m_referenceFlatness) / (m_referenceFlatness + 1e-8);
    metrics.mfccDistance = terms.mfccDistance;
    metrics.melMeanSquare = terms.melMeanSquare;
    metrics.multiScaleConvergence = terms.convergence;
}

dsp::MatchMetrics SpectralScene::score(std::span<const float> gain) const
{
    dsp::MatchMetrics metrics = m_rawMetrics;
    fill(measure(gain), false, metrics);
    dsp::finishMatchMetrics(metrics);
    return metrics;
}

double SpectralScene::remainingMismatchDb(std::span<const float> gain) const
{
    double sum = 0.0;
    int count = 0;
    for (std::size_t band = 0; band < m_stateBins.size(); ++band) {
        if (m_stateBins[band] < 0)
            continue;
        const double gainDb = 20.0 * std::log10(std::max(1e-10F, gain[static_cast<std::size_t>(m_stateBins[band])]));
        const double left = 10.0 * m_state[band] - gainDb;
        sum += left * left;
        ++count;
    }
    return count > 0 ? std::sqrt(sum / count) : 0.0;
}

}  // namespace tonewright::eq_matching
