#include "core/dsp/phrases.h"

#include <algorithm>
#include <cmath>

namespace tonewright::dsp
{
namespace
{

/// Mean of the rows from one beat to the next, without the mean over all beats, of length 1.
std::vector<std::vector<double>> beatRows(const FeatureMatrix &rows, double rate, std::span<const double> beats)
{
    std::vector<std::vector<double>> result;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        std::vector<double> mean(std::size_t(rows.bands), 0.0);
        const double length = i + 1 < beats.size() ? beats[i + 1] - beats[i] : i > 0 ? beats[i] - beats[i - 1] : 0.5;
        const int from = std::clamp(int(std::lround(beats[i] * rate)), 0, std::max(0, rows.frames - 1));
        const int to =
            std::clamp(int(std::lround((beats[i] + length) * rate)), from + 1, std::max(from + 1, rows.frames));
        for (int t = from; t < std::min(to, rows.frames); ++t)
            for (int b = 0; b < rows.bands; ++b)
                mean[std::size_t(b)] += rows.at(t, b) / (to - from);
        result.push_back(std::move(mean));
    }
    for (std::size_t b = 0; b < std::size_t(rows.bands); ++b) {
        double mean = 0;
        for (const auto &row : result)
            mean += row[b] / double(result.size());
        for (auto &row : result)
            row[b] -= mean;
    }
    for (auto &row : result) {
        double squares = 0;
        for (const double value : row)
            squares += value * value;
        for (double &value : row)
            value = squares > 1e-12 ? value / std::sqrt(squares) : 0.0;
    }
    return result;
}

}  // namespace

std::vector<double> beatNovelty(const RhythmFeatures &features, std::span<const double> beats,
                                const PhraseConfig &config)
{
    const int n = int(beats.size()), reach = std::max(2, config.kernelBeats);
    std::vector<double> novelty(beats.size(), 0.0);
    const std::array parts = {beatRows(features.chroma, features.harmonyRate, beats),
                              beatRows(features.bass, features.harmonyRate, beats),
                              beatRows(features.timbre, features.harmonyRate, beats)};
    // similarity[i][d] of beats i and i + d
    std::vector<std::vector<double>> similarity(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
        for (int j = i; j < std::min(n, i + 2 * reach); ++j) {
            double sum = 0;
            for (const auto &rows : parts)
                for (std::size_t b = 0; b < rows[std::size_t(i)].size(); ++b)
                    sum += rows[std::size_t(i)][b] * rows[std::size_t(j)][b];
            similarity[std::size_t(i)].push_back(sum / double(parts.size()));
        }
    const auto taper = [&](int offset) {
        const double x = (offset + 0.5) / (0.5 * reach);
        return std::exp(-0.5 * x * x);
    };
    for (int centre = 1; centre < n; ++centre) {
        double same = 0, across = 0, sameWeight = 0, acrossWeight = 0;
        for (int i = std::max(0, centre - reach); i < std::min(n, centre + reach); ++i)
            for (int j = i; j < std::min(n, centre + reach); ++j) {
                const double weight =
                    taper(i < centre ? centre - 1 - i : i - centre) * taper(j < centre ? centre - 1 - j : j - centre);
                const double value = weight * similarity[std::size_t(i)][std::size_t(j - i)];
                const bool crosses = i < centre && j >= centre;
                (crosses ? across : same) += value;
                (crosses ? acrossWeight : sameWeight) += weight;
            }
        novelty[std::size_t(centre)] =
            std::max(0.0, same / std::max(1e-9, sameWeight) - across / std::max(1e-9, acrossWeight));
    }
    return novelty;
}

std::vector<double> phraseBoundaries(const RhythmFeatures &features, std::span<const double> beats,
                                     std::span<const double> downbeats, const PhraseConfig &config)
{
    if (downbeats.empty())
        return {};
    const auto novelty = beatNovelty(features, beats, config);
    // Novelty of a downbeat: the largest of the beats nearer to it than to another.
    std::vector<double> atDownbeat(downbeats.size(), 0.0);
    std::vector<std::size_t> indexOf(downbeats.size(), 0);
    for (std::size_t i = 0, d = 0; i < beats.size(); ++i) {
        while (d + 1 < downbeats.size() && std::abs(downbeats[d + 1] - beats[i]) <= std::abs(downbeats[d] - beats[i]))
            ++d;
        atDownbeat[d] = std::max(atDownbeat[d], novelty[i]);
        if (beats[i] == downbeats[d])
            indexOf[d] = i;
    }
    double mean = 0, squares = 0;
    for (const double value : atDownbeat) {
        mean += value / double(atDownbeat.size());
        squares += value * value / double(atDownbeat.size());
    }
    const double least = mean + config.threshold * std::sqrt(std::max(0.0, squares - mean * mean));
    std::vector<std::size_t> order;
    for (std::size_t d = 1; d < atDownbeat.size(); ++d)
        if (atDownbeat[d] > least)
            order.push_back(d);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return atDownbeat[a] > atDownbeat[b]; });
    std::vector<std::size_t> chosen = {0};
    for (const std::size_t d : order)
        if (std::all_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
                const auto apart = std::ptrdiff_t(indexOf[d]) - std::ptrdiff_t(indexOf[other]);
                return std::abs(apart) >= (other == 0 ? 1 : config.shortestBeats);
            }))
            chosen.push_back(d);
    std::sort(chosen.begin(), chosen.end());
    std::vector<double> boundaries;
    for (const std::size_t d : chosen)
        boundaries.push_back(downbeats[d]);
    return boundaries;
}

}  // namespace tonewright::dsp
