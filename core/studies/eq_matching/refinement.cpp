#include "core/studies/eq_matching/refinement.h"

#include <algorithm>
#include <cmath>

#include "core/studies/eq_matching/curve_fit.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kDbPerDifference = 10.0;  // the state's first half: dB / 10
constexpr int kPoints = 96;
constexpr double kLowestHz = 25.0, kHighestHz = 20000.0;
constexpr int kIterations = 12;

std::vector<double> pointsHz(int sampleRate)
{
    const double highest = std::min(kHighestHz, 0.475 * sampleRate);
    std::vector<double> points(kPoints);
    for (int i = 0; i < kPoints; ++i)
        points[static_cast<std::size_t>(i)] = kLowestHz * std::pow(highest / kLowestHz, i / (kPoints - 1.0));
    return points;
}

}  // namespace

std::vector<float> stateAfter(std::span<const float> state, int sampleRate, const dsp::Equaliser &equaliser)
{
    std::vector<float> after(state.begin(), state.end());
    const auto &centres = stateBandCentresHz();
    const std::size_t present = stateBandsAt(sampleRate);
    const auto response = dsp::responseDb(equaliser, std::span(centres).first(present), sampleRate);
    for (std::size_t band = 0; band < present; ++band)
        after[band] -= static_cast<float>(response[band] / kDbPerDifference);
    return after;
}

dsp::Equaliser inSeries(const dsp::Equaliser &first, const dsp::Equaliser &second, int sampleRate,
                        const SettingSpace &space)
{
    TargetCurve target{pointsHz(sampleRate), {}, sampleRate};
    target.gainDb = dsp::responseDb(first, target.hertz, sampleRate);
    const auto further = dsp::responseDb(second, target.hertz, sampleRate);
    dsp::Equaliser start = first;
    for (std::size_t i = 0; i < further.size(); ++i)
        target.gainDb[i] += further[i];
    for (std::size_t band = 0; band < start.bands.size(); ++band)
        start.bands[band].gainDb += second.bands[band].gainDb;
    return space.at(fitCurve(target, space, space.of(start), kIterations).position);
}

}  // namespace tonewright::eq_matching
