#include "widgets/dataset_pane/group_histogram.h"

#include <QtCore/QMap>
#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

constexpr std::size_t kEnoughForPercentiles = 200;
constexpr double kOutlyingShare = 0.005;
constexpr double kLogarithmicRatio = 50;

/// Linear between ranks, as NumPy's default. `sorted` is not empty.
double quantile(const std::vector<double> &sorted, double share)
{
    const double rank = share * double(sorted.size() - 1);
    const auto below = std::size_t(rank);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (rank - double(below)) * (sorted[above] - sorted[below]);
}

void chooseBins(std::vector<double> all, GroupHistograms &made)
{
    std::sort(all.begin(), all.end());
    const bool robust = all.size() >= kEnoughForPercentiles;
    made.low = robust ? quantile(all, kOutlyingShare) : all.front();
    made.high = robust ? quantile(all, 1 - kOutlyingShare) : all.back();
    made.logarithmic = made.low > 0 && made.high > kLogarithmicRatio * made.low;
    if (!(made.high > made.low)) {
        const double margin = made.low == 0 ? 0.5 : std::abs(made.low) * 0.05;
        made.low -= margin;
        made.high += margin;
    }
}

}  // namespace

GroupHistograms histogramsOf(std::span<const float> values, const TrackList &tracks, int bins)
{
    GroupHistograms made;
    QMap<QString, std::vector<double>> ofGenre;
    std::vector<double> all;
    for (std::size_t i = 0; i < tracks.tracks.size(); ++i) {
        if (i >= values.size() || !std::isfinite(values[i])) {
            ++made.without;
            continue;
        }
        ofGenre[tracks.tracks[i].genre].push_back(double(values[i]));
        all.push_back(double(values[i]));
    }
    if (all.empty())
        return made;
    chooseBins(all, made);
    const auto scaled = [&made](double value) { return made.logarithmic ? std::log(value) : value; };
    const double low = scaled(made.low), width = scaled(made.high) - low;
    for (auto genre = ofGenre.begin(); genre != ofGenre.end(); ++genre) {
        std::vector<double> &sorted = genre.value();
        std::sort(sorted.begin(), sorted.end());
        GroupHistogram group;
        group.group = genre.key();
        group.tracks = int(sorted.size());
        group.lowerQuartile = quantile(sorted, 0.25);
        group.median = quantile(sorted, 0.5);
        group.upperQuartile = quantile(sorted, 0.75);
        group.counts.assign(std::size_t(bins), 0);
        for (const double value : sorted) {
            made.beyond += value < made.low || value > made.high ? 1 : 0;
            const double inside = std::clamp(value, made.low, made.high);
            const auto bin = int((scaled(inside) - low) / width * bins);
            ++group.counts[std::size_t(std::clamp(bin, 0, bins - 1))];
        }
        const int most = *std::max_element(group.counts.begin(), group.counts.end());
        made.largestShare = std::max(made.largestShare, double(most) / group.tracks);
        made.groups.push_back(std::move(group));
    }
    return made;
}

}  // namespace tonewright
