#include "core/dsp/yin.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>

#include "core/base/multiversion.h"
#include "core/dsp/real_fft.h"

namespace tonewright::dsp
{

namespace
{

/// The next size that FFTW transforms quickly: 2^a · 3^b · 5^c, even.
int fastSize(int atLeast)
{
    for (int size = atLeast + atLeast % 2;; size += 2) {
        int rest = size;
        for (const int factor : {2, 3, 5})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1)
            return size;
    }
}

/// product = conj(a) · b
TW_MULTIVERSION
void multiplyConjugate(std::span<const std::complex<float>> a, std::span<const std::complex<float>> b,
                       std::span<std::complex<float>> product)
{
    const float *__restrict pa = reinterpret_cast<const float *>(a.data());
    const float *__restrict pb = reinterpret_cast<const float *>(b.data());
    float *__restrict out = reinterpret_cast<float *>(product.data());
    for (std::size_t i = 0, n = product.size(); i < n; ++i) {
        out[2 * i] = pa[2 * i] * pb[2 * i] + pa[2 * i + 1] * pb[2 * i + 1];
        out[2 * i + 1] = pa[2 * i] * pb[2 * i + 1] - pa[2 * i + 1] * pb[2 * i];
    }
}

/// Probability that a beta-distributed threshold lies in each of `count` equal parts of 0 … 1: its density by
/// Gauss–Legendre quadrature, then scaled to sum 1.
std::vector<float> betaWeights(double alpha, double beta, int count)
{
    constexpr std::array<double, 5> kNode = {-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831,
                                             0.9061798459386640};
    constexpr std::array<double, 5> kWeight = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889,
                                               0.4786286704993665, 0.2369268850561891};
    std::vector<double> mass(std::size_t(count), 0.0);
    double total = 0;
    for (std::size_t i = 0; i < mass.size(); ++i) {
        for (std::size_t n = 0; n < kNode.size(); ++n) {
            const double x = (double(i) + 0.5 + 0.5 * kNode[n]) / count;
            mass[i] += kWeight[n] * std::pow(x, alpha - 1) * std::pow(1 - x, beta - 1);
        }
        total += mass[i];
    }
    std::vector<float> weights(mass.size());
    std::transform(mass.begin(), mass.end(), weights.begin(), [&](double m) { return float(m / total); });
    return weights;
}

}  // namespace

/// Correlation of a block with itself and what follows it.
struct YinTroughs::Correlator {
    Correlator(int block, int lags) : first(fastSize(block + lags)), second(first.size()), inverse(first.size()) {}

    /// size · Σ over the first `block` samples j of samples[j] · samples[j + τ], for each τ.
    std::span<const float> run(std::size_t block)
    {
        const std::span<const float> signal(samples);
        fill(first.time(), signal.first(block));
        fill(second.time(), signal);
        multiplyConjugate(first.run(), second.run(), inverse.spectrum());
        return inverse.run();
    }
    static void fill(std::span<float> time, std::span<const float> values)
    {
        std::fill(std::copy(values.begin(), values.end(), time.begin()), time.end(), 0.0F);
    }

    RealFft<float> first, second;
    InverseRealFft<float> inverse;
    std::vector<float> samples;        // of a block and the lags after it
    std::vector<double> energyBefore;  // each of them
};

YinTroughs::YinTroughs(std::span<const float> signal, const YinSetup &setup)
    : m_signal(signal), m_setup(setup), m_block(setup.window % setup.hop == 0 ? setup.hop : setup.window),
      m_thresholdWeight(betaWeights(setup.thresholdAlpha, setup.thresholdBeta, setup.thresholds)),
      m_correlator(std::make_unique<Correlator>(m_block, setup.longestLag + 1))
{
    m_weightAbove.assign(m_thresholdWeight.size() + 1, 0.0F);
    for (std::size_t i = m_thresholdWeight.size(); i-- > 0;)
        m_weightAbove[i] = m_weightAbove[i + 1] + m_thresholdWeight[i];
    const auto mostTroughs = std::size_t(setup.longestLag - setup.shortestLag + 2) / 2 + 1;
    m_troughSum.push_back(0);
    for (std::size_t k = 0; k < mostTroughs; ++k) {
        m_troughWeight.push_back(float(std::exp(-setup.troughDecay * double(k))));
        m_troughSum.push_back(m_troughSum.back() + m_troughWeight.back());
    }
    const auto lags = std::size_t(setup.longestLag) + 2;
    m_blocks.assign(std::size_t(setup.window / m_block), std::vector<float>(lags));
    m_blockBegin.assign(m_blocks.size(), PTRDIFF_MIN);
    m_difference.resize(lags);
    m_normalised.resize(lags);
}

YinTroughs::~YinTroughs() = default;

/// difference(τ) = Σ over the block's samples j of (x_j − x_{j+τ})², as energy + energy − 2 · correlation.
void YinTroughs::addBlock(std::ptrdiff_t begin, std::span<float> difference)
{
    auto &samples = m_correlator->samples;
    const std::size_t block = std::size_t(m_block), needed = block + difference.size() - 1;
    samples.assign(needed, 0.0F);
    const auto length = std::ptrdiff_t(m_signal.size());
    const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(begin, 0, length);
    const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(begin + std::ptrdiff_t(needed), from, length);
    if (to > from)
        std::copy(m_signal.begin() + from, m_signal.begin() + to, samples.begin() + (from - begin));

    auto &energy = m_correlator->energyBefore;
    energy.resize(needed + 1);
    energy[0] = 0;
    for (std::size_t i = 0; i < needed; ++i)
        energy[i + 1] = energy[i] + double(samples[i]) * double(samples[i]);
    if (!(energy[needed] > 0)) {
        std::fill(difference.begin(), difference.end(), 0.0F);
        return;
    }
    const std::span<const float> correlation = m_correlator->run(block);
    const double scale = 2.0 / double(correlation.size());
    for (std::size_t lag = 0; lag < difference.size(); ++lag) {
        const double both = energy[block] + (energy[lag + block] - energy[lag]);
        difference[lag] = float(std::max(0.0, both - scale * double(correlation[lag])));
    }
}

std::span<const float> YinTroughs::normalisedDifference(int index)
{
    const std::ptrdiff_t lead = (m_setup.window + m_setup.longestLag / 2) / 2;
    const std::ptrdiff_t begin = std::ptrdiff_t(index) * m_setup.hop - lead;
    std::fill(m_difference.begin(), m_difference.end(), 0.0F);
    for (std::size_t k = 0; k < m_blocks.size(); ++k) {
        const std::ptrdiff_t blockBegin = begin + std::ptrdiff_t(k) * m_block;
        // Frame t's block k is frame t + 1's block k − 1.
        const std::size_t slot = (std::size_t(index) + k) % m_blocks.size();
        if (m_blockBegin[slot] != blockBegin) {
            addBlock(blockBegin, m_blocks[slot]);
            m_blockBegin[slot] = blockBegin;
        }
        for (std::size_t lag = 0; lag < m_difference.size(); ++lag)
            m_difference[lag] += m_blocks[slot][lag];
    }

    double sum = 0;
    m_normalised[0] = 1;
    for (std::size_t lag = 1; lag < m_difference.size(); ++lag) {
        sum += double(m_difference[lag]);
        m_normalised[lag] = sum > 0 ? float(double(m_difference[lag]) * double(lag) / sum) : 1.0F;
    }
    return std::span<const float>(m_normalised).subspan(std::size_t(m_setup.shortestLag) - 1);
}

std::span<const PeriodCandidate> YinTroughs::candidates(int index)
{
    const std::span<const float> d = normalisedDifference(index);
    m_candidates.clear();
    m_troughs.clear();
    std::size_t deepest = 0;
    float lowest = 0;
    for (std::size_t i = 1; i + 1 < d.size(); ++i) {
        if (!(d[i] < d[i - 1] && d[i] <= d[i + 1]))
            continue;
        const float slope = (d[i + 1] - d[i - 1]) / 2.0F, curvature = d[i + 1] + d[i - 1] - 2.0F * d[i];
        const double shift = std::abs(slope) < curvature ? -double(slope) / double(curvature) : 0.0;
        if (m_candidates.empty() || d[i] < lowest) {
            lowest = d[i];
            deepest = m_candidates.size();
        }
        m_candidates.push_back({double(m_setup.shortestLag - 1) + double(i) + shift, 0.0});
        m_troughs.push_back(std::min(m_setup.thresholds, int(d[i] * float(m_setup.thresholds))));
    }
    if (m_candidates.empty())
        return {};

    // Between two neighbouring values of `levels` the same troughs are below the threshold.
    std::vector<int> levels(m_troughs);
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    levels.push_back(m_setup.thresholds);
    for (std::size_t l = 0; l + 1 < levels.size(); ++l) {
        const float mass = m_weightAbove[std::size_t(levels[l])] - m_weightAbove[std::size_t(levels[l + 1])];
        const auto below =
            std::size_t(std::count_if(m_troughs.begin(), m_troughs.end(), [&](int from) { return from <= levels[l]; }));
        std::size_t rank = 0;
        for (std::size_t k = 0; k < m_troughs.size(); ++k)
            if (m_troughs[k] <= levels[l])
                m_candidates[k].probability += double(mass * m_troughWeight[rank++] / m_troughSum[below]);
    }
    m_candidates[deepest].probability +=
        m_setup.noTroughShare * double(1.0F - m_weightAbove[std::size_t(m_troughs[deepest])]);
    return m_candidates;
}

}  // namespace tonewright::dsp
