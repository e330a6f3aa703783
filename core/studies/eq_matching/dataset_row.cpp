#include "core/studies/eq_matching/dataset_row.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "core/dsp/describe.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/eq_state.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/pair_source.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kMostDraws = 20;
constexpr float kSilencePeak = 1e-4F;  // as the corpus' own check

bool audible(const AudioBuffer &audio)
{
    return audio.frames() >= static_cast<std::size_t>(dsp::MatchScorer::kMinimumSamples) &&
           std::any_of(audio.channels[0].begin(), audio.channels[0].end(),
                       [](float sample) { return std::fabs(sample) >= kSilencePeak; });
}

/// What a table keeps of a number: so that a row can be made again from its columns.
double single(double value)
{
    return static_cast<double>(static_cast<float>(value));
}

void roundToSingle(Distortion &distortion)
{
    for (auto &band : distortion.equaliser.bands)
        band = {band.kind, single(band.frequencyHz), single(band.gainDb), single(band.q)};
    distortion.air.frequencyHz = single(distortion.air.frequencyHz);
    distortion.air.gainDb = single(distortion.air.gainDb);
    distortion.air.q = single(distortion.air.q);
}

void append(const std::array<double, kParameters> &parameters, std::vector<float> &values)
{
    for (const double parameter : parameters)
        values.push_back(static_cast<float>(parameter));
}

/// Declared, then as applied.
void appendSetting(const dsp::Equaliser &equaliser, double sampleRate, std::vector<float> &values)
{
    append(parametersOf(equaliser), values);
    dsp::Equaliser effective = equaliser;
    for (auto &band : effective.bands) {
        band = dsp::limited(band, sampleRate);
        if (equaliser.mode == dsp::FilterMode::ZeroPhase)
            band.gainDb *= 2.0;
    }
    append(parametersOf(effective), values);
}

}  // namespace

/// What one signal of a pair measures, over all frames.
struct RowMaker::Heard {
    explicit Heard(const AudioBuffer &audio)
    {
        using dsp::Descriptor;
        const auto signal = dsp::peakNormalised(audio.channels[0]);
        const auto described = dsp::describeUnchecked(
            signal, audio.sampleRate, {Descriptor::MeanPower, Descriptor::Centroid, Descriptor::Flatness});
        const auto mean = [](const std::vector<double> &values) {
            return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        };
        meanPower = described.meanPower;
        centroidHz = mean(described.centroid);
        flatness = mean(described.flatness);
        double total = 1e-8;
        for (std::size_t band = 0; band < shares.size(); ++band) {
            shares[band] = dsp::bandEnergy(meanPower, static_cast<double>(audio.sampleRate) / kFftSize,
                                           dsp::kMatchBandsHz[band][0], dsp::kMatchBandsHz[band][1]);
            total += shares[band];
        }
        for (double &share : shares)
            share /= total;
    }

    /// The measures of `this` as a raw track, as far as isInformative asks for them.
    [[nodiscard]] dsp::MatchMetrics comparedWith(const Heard &reference) const
    {
        dsp::MatchMetrics metrics;
        metrics.spectralCentroid.raw =
            std::fabs(centroidHz - reference.centroidHz) / std::max(1e-8, reference.centroidHz);
        metrics.spectralFlatness.raw = std::fabs(flatness - reference.flatness) / (reference.flatness + 1e-8);
        for (std::size_t band = 0; band < shares.size(); ++band)
            metrics.energyBalance.raw += std::pow(shares[band] - reference.shares[band], 2.0);
        return metrics;
    }

    std::vector<double> meanPower;  // [kBins]
    double centroidHz = 0;
    double flatness = 0;
    std::array<double, 4> shares{};
};

RowMaker::RowMaker(const std::vector<Track> &tracks, std::vector<bool> heldOut, DatasetRules rules)
    : m_tracks(tracks), m_heldOut(std::move(heldOut)), m_rules(std::move(rules))
{
    Corpus corpus;
    corpus.tracks = tracks;
    const auto genres = corpus.genres();
    for (const Track &track : tracks)
        m_genres.push_back(
            static_cast<std::size_t>(std::find(genres.begin(), genres.end(), track.genre) - genres.begin()));
}

Result<void> RowMaker::drawExcerpt(DatasetPair &pair, Rng &rng) const
{
    const Track &track = m_tracks[pair.track];
    const double room = std::max(0.0, track.info.seconds() - m_rules.excerptSeconds);
    const auto read = [&](double offset) -> Result<bool> {
        auto clip = readMono(track.reference, {offset, m_rules.excerptSeconds});
        if (!clip)
            return fail(clip.error());
        pair.offsetSeconds = offset;
        pair.reference = toBuffer(*clip);
        return audible(pair.reference);
    };
    // Whole milliseconds, so that a table's number is the number that was used.
    const int draws = room > 0.0 ? kMostDraws : 1;
    for (int draw = 0; draw < draws; ++draw) {
        const auto found = read(std::floor(1000.0 * rng.uniform(0.0, room)) / 1000.0);
        if (!found || *found)
            return found ? Result<void>() : fail(found.error());
    }
    for (double offset = 0.0; offset <= room; offset += m_rules.excerptSeconds) {
        const auto found = read(offset);
        if (!found || *found)
            return found ? Result<void>() : fail(found.error());
    }
    return fail(
        ErrorCode::BadData,
        fmt::format("no {:g} s of it can be heard. Take the file out of the folder, or choose a longer excerpt.",
                    m_rules.excerptSeconds),
        track.reference.string());
}

void RowMaker::drawDistortionOf(DatasetPair &pair, Rng &rng) const
{
    const Heard reference(pair.reference);
    for (int draw = 1;; ++draw) {
        pair.distortion = drawDistortion(m_rules.distortionGainDb, rng);
        roundToSingle(pair.distortion);
        pair.raw = distort(pair.reference, pair.distortion);
        Heard raw(pair.raw);
        if (draw == kMostDraws || isInformative(raw.comparedWith(reference))) {
            pair.rawPower = std::move(raw.meanPower);
            pair.referencePower = reference.meanPower;
            return;
        }
    }
}

Result<DatasetPair> RowMaker::pair(std::int64_t row) const
{
    Rng rng = Rng(m_rules.seed).fork(fmt::format("row {}", row));
    DatasetPair pair;
    pair.track = rng.below(m_tracks.size());
    if (auto drawn = drawExcerpt(pair, rng); !drawn)
        return fail(drawn.error());
    drawDistortionOf(pair, rng);
    return pair;
}

Result<std::vector<float>> RowMaker::make(std::int64_t row, const GoOn &goOn) const
{
    const auto made = pair(row);
    if (!made)
        return fail(made.error());
    const int sampleRate = made->reference.sampleRate;
    std::vector<float> values{static_cast<float>(row),
                              static_cast<float>(made->track),
                              static_cast<float>(m_genres[made->track]),
                              m_heldOut[made->track] ? 1.0F : 0.0F,
                              static_cast<float>(sampleRate),
                              static_cast<float>(made->offsetSeconds)};
    for (const auto &feature : dsp::datasetFeatures(made->raw.channels[0], sampleRate))
        values.push_back(static_cast<float>(feature.value));
    for (const float level : matchState(made->rawPower, made->referencePower, sampleRate))
        values.push_back(level);
    appendSetting(made->distortion.inverse(), sampleRate, values);
    const auto &air = made->distortion.air;
    for (const double number : {air.frequencyHz, air.gainDb, air.q})
        values.push_back(static_cast<float>(number));
    if (auto added = addDecisions(*made, goOn, values); !added)
        return fail(added.error());
    return values;
}

Result<void> RowMaker::addDecisions(const DatasetPair &pair, const GoOn &goOn, std::vector<float> &values) const
{
    if (!decisions().any())
        return {};
    const auto scorer = dsp::MatchScorer::create(mixToMono(pair.raw), mixToMono(pair.reference), m_rules.match);
    if (!scorer)
        return fail(scorer.error());
    const auto addReward = [&](const dsp::Equaliser &equaliser) {
        values.push_back(static_cast<float>(scorer->score(equaliser).reward));
    };
    const dsp::Equaliser inverse = pair.distortion.inverse();
    addReward(inverse);
    if (m_rules.agent) {
        const dsp::Equaliser chosen = m_rules.agent(*scorer);
        appendSetting(chosen, pair.reference.sampleRate, values);
        addReward(chosen);
    }
    if (m_rules.oracle) {
        const auto found = m_rules.oracle(*scorer, inverse, goOn);
        if (!found)
            return fail(found.error());
        appendSetting(*found, pair.reference.sampleRate, values);
        addReward(*found);
    }
    return {};
}

}  // namespace tonewright::eq_matching
