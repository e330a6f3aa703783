#include "core/dsp/metre.h"

#include <algorithm>
#include <cmath>

namespace tonewright::dsp
{
namespace
{

constexpr double kBeatReachSeconds = 0.035;  ///< an onset so near belongs to the beat
constexpr double kSixteenthReach = 0.7;      ///< share of that for sixteenths
constexpr double kGapSeconds = 0.06;         ///< round a moment, left out of the harmony before and after it

double against(double a, double b)
{
    return (a - b) / (a + b + 1e-6);
}

double mean(const std::vector<double> &values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return values.empty() ? 0.0 : sum / double(values.size());
}

float strongest(const std::vector<float> &curve, double from, double to)
{
    float best = 0;
    const auto last = std::min(std::ptrdiff_t(std::floor(to)), std::ptrdiff_t(curve.size()) - 1);
    for (auto t = std::ptrdiff_t(std::max(0.0, std::ceil(from))); t <= last; ++t)
        best = std::max(best, curve[std::size_t(t)]);
    return best;
}

/// Onsets of one band round each beat.
struct BandAtBeats {
    std::vector<double> on, between, sixteenths;
};

BandAtBeats onsetsAtBeats(const std::vector<float> &curve, const std::vector<double> &beats, double reach)
{
    BandAtBeats at;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        const double length = i + 1 < beats.size() ? beats[i + 1] - beats[i] : beats[i] - beats[i - 1];
        const auto around = [&](double share, double width) {
            return strongest(curve, beats[i] + share * length - width, beats[i] + share * length + width);
        };
        at.on.push_back(around(0, reach));
        at.between.push_back(strongest(curve, beats[i] + 0.29 * length, beats[i] + 0.71 * length));
        at.sixteenths.push_back(std::max(around(0.25, kSixteenthReach * reach), around(0.75, kSixteenthReach * reach)));
    }
    return at;
}

/// Means over the beats with the same place in the bar.
struct BarProfile {
    std::array<double, 4> place{};
    int beatsPerBar;

    BarProfile(const std::vector<double> &values, int beats, int first) : beatsPerBar(beats)
    {
        std::array<int, 4> count{};
        for (int i = 0; i < int(values.size()); ++i) {
            const auto at = std::size_t((i - first + beats) % beats);
            place[at] += values[std::size_t(i)];
            ++count[at];
        }
        for (std::size_t i = 0; i < place.size(); ++i)
            place[i] /= std::max(1, count[i]);
    }
    [[nodiscard]] double downbeat() const
    {
        double others = 0;
        for (int i = 1; i < beatsPerBar; ++i)
            others += place[std::size_t(i)] / (beatsPerBar - 1);
        return against(place[0], others);
    }
    [[nodiscard]] double downbeatOfThree() const { return beatsPerBar == 3 ? downbeat() : 0.0; }
    [[nodiscard]] double odd() const
    {
        return beatsPerBar == 4 ? against(place[0] + place[2], place[1] + place[3]) : 0.0;
    }
};

std::vector<double> runningSums(const FeatureMatrix &rows)
{
    const auto bands = std::size_t(rows.bands);
    std::vector<double> sums((std::size_t(rows.frames) + 1) * bands, 0.0);
    for (std::size_t i = 0; i < rows.values.size(); ++i)
        sums[i + bands] = sums[i] + rows.values[i];
    return sums;
}

/// 1 − cosine of the means of frames [a, b] and [c, d]; 0 where one is silent.
double cosineDistance(const std::vector<double> &sums, int bands, std::array<int, 2> first, std::array<int, 2> second)
{
    double xy = 0, xx = 0, yy = 0;
    const auto row = [&](int frame) { return sums.data() + std::size_t(frame) * std::size_t(bands); };
    const double *a = row(first[0]), *b = row(first[1] + 1), *c = row(second[0]), *d = row(second[1] + 1);
    for (int i = 0; i < bands; ++i) {
        const double x = b[i] - a[i], y = d[i] - c[i];
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xx > 1e-12 && yy > 1e-12 ? 1 - xy / std::sqrt(xx * yy) : 0.0;
}

}  // namespace

MetreJudge::MetreJudge(const RhythmFeatures &features, const PulseCorrelation &correlation)
    : m_features(features), m_correlation(correlation), m_chroma(runningSums(features.chroma)),
      m_bass(runningSums(features.bass))
{
}

double MetreJudge::harmonyChange(double seconds, double span) const
{
    const int last = m_features.chroma.frames - 1;
    if (last < 0)
        return 0;
    const auto frames = [&](double from, double to) -> std::array<int, 2> {
        const int a = std::max(0, int(std::ceil(from * m_features.harmonyRate)));
        const int b = std::min(last, int(std::floor(to * m_features.harmonyRate)));
        if (a <= b)
            return {a, b};
        const int middle = std::clamp(int(std::lround((from + to) / 2 * m_features.harmonyRate)), 0, last);
        return {middle, middle};
    };
    const auto before = frames(seconds - span, seconds - kGapSeconds);
    const auto after = frames(seconds + kGapSeconds, seconds + span);
    return cosineDistance(m_chroma, m_features.chroma.bands, before, after) +
           cosineDistance(m_bass, m_features.bass.bands, before, after);
}

std::vector<MetreHypothesis> MetreJudge::hypotheses(const TempoCandidate &tempo, const std::vector<double> &beats) const
{
    if (beats.size() < 2)
        return {};
    std::array<BandAtBeats, kAllBands> bands;
    for (std::size_t g = 0; g < bands.size(); ++g)
        bands[g] = onsetsAtBeats(m_features.onsets[g], beats, kBeatReachSeconds * m_features.frameRate);
    std::vector<double> change, changeBetween;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        const double length = i + 1 < beats.size() ? beats[i + 1] - beats[i] : beats[i] - beats[i - 1];
        const double seconds = beats[i] / m_features.frameRate, span = length / m_features.frameRate;
        change.push_back(i > 0 ? harmonyChange(seconds, span) : 0.0);
        changeBetween.push_back(harmonyChange(seconds + span / 2, span));
    }

    MetreHypothesis common{tempo, beats, 4, 0, {}, 0};
    auto &e = common.evidence;
    e[kCombStrength] = std::log(std::max(1e-3, tempo.comb));
    e[kFast] = std::log2(tempo.bpm / 120);
    e[kFastSquared] = e[kFast] * e[kFast];
    for (std::size_t g = 0; g < bands.size(); ++g) {
        const double on = mean(bands[g].on);
        e[kLowBeats + g] = against(on, mean(bands[g].between));
        e[kLowSixteenths + g] = against(on, mean(bands[g].sixteenths));
    }
    e[kChange] = mean(change);
    e[kChangeBeats] = against(e[kChange], mean(changeBetween));
    for (const auto &[which, beatsAway] :
         {std::pair{kHalfBeat, 0.5}, {kOneBeat, 1.0}, {kTwoBeats, 2.0}, {kThreeBeats, 3.0}, {kFourBeats, 4.0}})
        e[which] = m_correlation.at(beatsAway * tempo.periodFrames);

    std::vector<MetreHypothesis> all;
    for (const int beatsPerBar : {3, 4})
        for (int first = 0; first < beatsPerBar; ++first) {
            MetreHypothesis one = common;
            one.beatsPerBar = beatsPerBar;
            one.firstDownbeat = first;
            const BarProfile low(bands[kLowBand].on, beatsPerBar, first);
            const BarProfile middle(bands[kMiddleBand].on, beatsPerBar, first);
            const BarProfile high(bands[kHighBand].on, beatsPerBar, first);
            const BarProfile harmony(change, beatsPerBar, first);
            one.evidence[kThree] = beatsPerBar == 3 ? 1 : 0;
            one.evidence[kMiddleDownbeat] = middle.downbeat();
            one.evidence[kLowOdd] = low.odd();
            one.evidence[kHighOdd] = high.odd();
            one.evidence[kLowDownbeatThree] = low.downbeatOfThree();
            one.evidence[kMiddleDownbeatThree] = middle.downbeatOfThree();
            one.evidence[kHighDownbeatThree] = high.downbeatOfThree();
            one.evidence[kChangeDownbeat] = harmony.downbeat();
            one.evidence[kChangeOdd] = harmony.odd();
            one.evidence[kChangeDownbeatThree] = harmony.downbeatOfThree();
            for (std::size_t i = 0; i < one.evidence.size(); ++i)
                one.score += metreWeights()[i] * one.evidence[i];
            all.push_back(std::move(one));
        }
    return all;
}

}  // namespace tonewright::dsp
