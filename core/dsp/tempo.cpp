#include "core/dsp/tempo.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/dsp/smoothing.h"
#include "core/dsp/stft.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{
namespace
{

constexpr int kCombTeeth = 8;
constexpr int kLocalTeeth = 4;
constexpr double kWindowSeconds = 8.0, kWindowHopSeconds = 1.0;
constexpr double kTempoStep = 1.005;  ///< between neighbouring tempi that are tried
constexpr double kBendStep = 0.01;    ///< of the logarithm of a local period
constexpr int kBends = 31, kLargestBendPerHop = 3;
constexpr double kBendCost = 0.04;  ///< a step, in units of the comb

double interpolated(const std::vector<double> &curve, double x)
{
    if (!(x >= 0) || x + 1 >= double(curve.size()))
        return 0;
    const auto i = std::size_t(x);
    return curve[i] + (x - double(i)) * (curve[i + 1] - curve[i]);
}

/// Σ x[t]·x[t − lag] for lags 0 … longest.
std::vector<double> autocorrelation(std::span<const float> x, int longest)
{
    std::vector<double> sums(std::size_t(longest) + 1, 0.0);
    for (std::size_t lag = 0; lag < std::min(sums.size(), x.size()); ++lag)
        sums[lag] = loops::dot(x.subspan(lag), x.first(x.size() - lag));
    return sums;
}

/// numpy.pad(mode="linear_ramp") by `pad` on both sides.
std::vector<float> ramped(std::span<const float> curve, int pad)
{
    std::vector<float> out(curve.size() + 2 * std::size_t(pad));
    std::copy(curve.begin(), curve.end(), out.begin() + pad);
    for (int i = 0; i < pad; ++i) {
        out[std::size_t(i)] = curve.front() * float(i) / float(pad);
        out[out.size() - 1 - std::size_t(i)] = curve.back() * float(i) / float(pad);
    }
    return out;
}

}  // namespace

double referenceTempo(std::span<const float> onset, double frameRate, const ReferenceTempoConfig &config)
{
    const int window = std::max(2, int(config.windowSeconds * frameRate));
    if (std::all_of(onset.begin(), onset.end(), [](float x) { return x == 0.0F; }))
        return 0;
    const auto padded = ramped(onset, window / 2);
    const auto hann = hannWindow(window);
    std::vector<float> piece(hann.size());
    std::vector<double> mean(hann.size(), 0.0);
    for (std::size_t t = 0; t < onset.size() && t + hann.size() <= padded.size(); ++t) {
        loops::multiply(std::span(padded).subspan(t, hann.size()), hann, piece);
        const auto correlation = autocorrelation(piece, window - 1);
        if (correlation[0] > std::numeric_limits<float>::min())
            for (std::size_t lag = 0; lag < mean.size(); ++lag)
                mean[lag] += correlation[lag] / correlation[0] / double(onset.size());
    }
    double best = -std::numeric_limits<double>::infinity(), tempo = 0;
    for (int lag = 1; lag < window; ++lag) {
        const double bpm = 60 * frameRate / lag;
        if (bpm >= config.fastestBpm)
            continue;
        const double octaves = std::log2(bpm / config.likelyBpm) / config.spreadOctaves;
        const double score = std::log1p(1e6 * std::max(0.0, mean[std::size_t(lag)])) - 0.5 * octaves * octaves;
        if (score > best) {
            best = score;
            tempo = bpm;
        }
    }
    return tempo;
}

PulseCorrelation::PulseCorrelation(const RhythmFeatures &features, double slowestBpm, double fastestBpm)
    : m_frameRate(features.frameRate), m_slowest(slowestBpm), m_fastest(fastestBpm),
      m_frames(int(features.onsets[kAllBands].size())),
      m_windowHop(std::max(1, int(kWindowHopSeconds * features.frameRate)))
{
    const int longest = int(kCombTeeth * 60 * m_frameRate / m_slowest) + 2;
    m_whole.assign(std::size_t(longest) + 1, 0.0);
    for (const int band : {kLowBand, kMiddleBand, kHighBand}) {
        const auto curve = withoutMean(smoothed(features.onsets[std::size_t(band)], kPulseSmoothing * m_frameRate));
        const auto sums = autocorrelation(curve, longest);
        for (int lag = 0; lag < std::min(m_frames, longest + 1) && sums[0] > 0; ++lag)
            m_whole[std::size_t(lag)] += sums[std::size_t(lag)] / sums[0] * m_frames / (m_frames - lag) / 3;
    }
    const auto curve = withoutMean(smoothed(features.onsets[kAllBands], kPulseSmoothing * m_frameRate));
    const auto hann = hannWindow(std::max(2, int(kWindowSeconds * m_frameRate)));
    std::vector<float> piece(hann.size());
    for (int centre = 0; centre < m_frames + m_windowHop; centre += m_windowHop) {
        for (std::size_t i = 0; i < hann.size(); ++i) {
            const auto t = std::ptrdiff_t(i) + centre - std::ptrdiff_t(hann.size() / 2);
            piece[i] = t >= 0 && t < m_frames ? curve[std::size_t(t)] * hann[i] : 0.0F;
        }
        m_windows.push_back(autocorrelation(piece, int(hann.size()) - 1));
    }
}

double PulseCorrelation::at(double lagFrames) const
{
    return interpolated(m_whole, lagFrames);
}

std::vector<TempoCandidate> PulseCorrelation::candidates(int most) const
{
    std::vector<TempoCandidate> all, peaks;
    for (double bpm = m_slowest; bpm <= m_fastest; bpm *= kTempoStep) {
        const double period = 60 * m_frameRate / bpm;
        double sum = 0;
        int teeth = 0;
        for (int k = 1; k <= kCombTeeth && k * period < std::min(m_frames, int(m_whole.size()) - 1); ++k, ++teeth)
            sum += at(k * period);
        all.push_back({bpm, period, teeth > 0 ? sum / teeth : 0.0});
    }
    for (std::size_t i = 1; i + 1 < all.size(); ++i)
        if (all[i].comb > 0 && all[i].comb > all[i - 1].comb && all[i].comb >= all[i + 1].comb)
            peaks.push_back(all[i]);
    std::stable_sort(peaks.begin(), peaks.end(), [](const auto &a, const auto &b) { return a.comb > b.comb; });
    peaks.resize(std::min(peaks.size(), std::size_t(std::max(0, most))));
    return peaks;
}

std::vector<double> PulseCorrelation::localPeriods(const TempoCandidate &candidate) const
{
    const auto bent = [&](int bend) { return candidate.periodFrames * std::exp(kBendStep * (bend - kBends / 2)); };
    const auto windows = m_windows.size();
    std::vector<std::array<int, kBends>> from(windows);
    std::array<double, kBends> score{};
    for (std::size_t w = 0; w < windows; ++w) {
        std::array<double, kBends> next{};
        for (int bend = 0; bend < kBends; ++bend) {
            double local = 0;
            for (int k = 1; k <= kLocalTeeth; ++k)
                local += interpolated(m_windows[w], k * bent(bend)) / kLocalTeeth;
            local = m_windows[w][0] > 0 ? local / m_windows[w][0] : 0;
            double best = -std::numeric_limits<double>::infinity();
            const int nearest = std::max(0, bend - kLargestBendPerHop);
            for (int b = nearest; b <= std::min(kBends - 1, bend + kLargestBendPerHop); ++b)
                if (const double s = score[std::size_t(b)] - kBendCost * std::abs(b - bend); s > best) {
                    best = s;
                    from[w][std::size_t(bend)] = b;
                }
            next[std::size_t(bend)] = best + local;
        }
        score = next;
    }
    std::vector<double> path(windows);
    auto bend = int(std::max_element(score.begin(), score.end()) - score.begin());
    for (std::size_t w = windows; w-- > 0; bend = from[w][std::size_t(bend)])
        path[w] = bent(bend);
    std::vector<double> periods(static_cast<std::size_t>(m_frames), candidate.periodFrames);
    for (std::size_t t = 0; t < periods.size() && windows > 1; ++t) {
        const double x = std::min(double(t) / m_windowHop, double(windows) - 1.001);
        periods[t] = interpolated(path, x);
    }
    return periods;
}

}  // namespace tonewright::dsp
