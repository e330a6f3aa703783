#include "widgets/spectrogram/spectrogram_tile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/dsp/decibel.h"

namespace tonewright
{

namespace
{

constexpr float kSmallest = 1e-30F;  // keeps the logarithm finite, far below kSilenceDb
constexpr float kLargest = 1e30F;
constexpr float kCentiDbPerLog2 = 301.029996F;  // 100 · 10 · log10(2)
constexpr std::int64_t kBlockSamples = 1 << 16;

/// To the nearest, in a form that vectorises: what is cut is never negative.
std::int16_t rounded(float centiDb)
{
    constexpr int kAbove = 16384;
    return std::int16_t(int(centiDb + (float(kAbove) + 0.5F)) - kAbove);
}

/// Frames of level 0 to powers, loudest and levels: the buffers of one tile's computation.
class TileMaker
{
public:
    TileMaker(const SampleSource &source, const SpectrogramAnalysis &analysis)
        : m_source(source), m_analysis(analysis),
          m_stft({.fftSize = analysis.windowSamples, .hopSamples = 1, .window = analysis.window}),
          m_power(std::size_t(m_stft.bins())), m_loudest(m_power.size())
    {
        const std::vector<double> window = dsp::windowOf(analysis.window, analysis.windowSamples);
        // A sine of amplitude 1 on a bin gives |X| = half the window's sum: that is 0 dBFS.
        m_offset = float(-2000 * std::log10(std::accumulate(window.begin(), window.end(), 0.0) / 2));
    }

    [[nodiscard]] int bins() const { return m_stft.bins(); }

    /// The loudest of frames first … last − 1 into `out`. Reads what it needs and as much on as is worth it up to
    /// frame `until`.
    Result<void> loudest(std::int64_t first, std::int64_t last, std::int64_t until, std::int16_t *out)
    {
        std::fill(m_loudest.begin(), m_loudest.end(), kSmallest);
        for (std::int64_t frame = first; frame < last; ++frame) {
            if (auto there = provide(frame, until); !there)
                return there;
            // A hop of one sample: its frame i begins at sample i − windowSamples / 2 of the block.
            m_stft.powerFrame(m_block, int(firstSample(frame) - m_blockBegin) + m_analysis.windowSamples / 2, m_power);
            for (std::size_t bin = 0; bin < m_power.size(); ++bin)  // NaN loses every comparison
                m_loudest[bin] = m_power[bin] > m_loudest[bin] ? m_power[bin] : m_loudest[bin];
        }
        for (float &value : m_loudest)
            value = std::min(value, kLargest);
        dsp::log2Each(m_loudest, m_loudest);
        for (std::size_t bin = 0; bin < m_loudest.size(); ++bin)
            out[bin] = rounded(std::clamp(m_loudest[bin] * kCentiDbPerLog2 + m_offset,
                                          float(SpectrogramTile::kSilenceDb * 100), 32000.0F));
        return {};
    }

private:
    [[nodiscard]] std::int64_t firstSample(std::int64_t frame) const
    {
        return frame * m_analysis.hopSamples - m_analysis.windowSamples / 2;
    }

    Result<void> provide(std::int64_t frame, std::int64_t until)
    {
        const std::int64_t begin = firstSample(frame);
        const std::int64_t end = begin + m_analysis.windowSamples;
        if (begin >= m_blockBegin && end <= m_blockBegin + std::int64_t(m_block.size()))
            return {};
        const std::int64_t useful = firstSample(until - 1) + m_analysis.windowSamples;
        const std::int64_t length = std::max(end - begin, std::min(useful - begin, kBlockSamples));
        m_block.resize(std::size_t(length));
        m_blockBegin = begin;
        return m_source.read(begin, m_block);
    }

    const SampleSource &m_source;
    const SpectrogramAnalysis m_analysis;
    dsp::Stft m_stft;
    std::vector<float> m_power, m_loudest;
    std::vector<float> m_block;  // samples from m_blockBegin on
    std::int64_t m_blockBegin = 0;
    float m_offset = 0;
};

}  // namespace

std::int64_t spectrogramFrames(const SampleSource &source, const SpectrogramAnalysis &analysis)
{
    return source.frames() > 0 ? 1 + source.frames() / analysis.hopSamples : 0;
}

std::int64_t framesPerFrame(int level)
{
    return std::int64_t{1} << (2 * level);
}

std::int64_t framesOfLevel(std::int64_t frames, int level)
{
    return (frames + framesPerFrame(level) - 1) / framesPerFrame(level);
}

Result<TilePtr> computeTile(const SampleSource &source, const SpectrogramAnalysis &analysis, int level,
                            std::int64_t index, TileDetail detail, const std::stop_token &stop)
{
    const std::int64_t all = spectrogramFrames(source, analysis);
    const std::int64_t each = framesPerFrame(level);
    const std::int64_t first = index * kTileFrames;
    TileMaker maker(source, analysis);
    auto tile = std::make_shared<SpectrogramTile>();
    tile->frames = int(std::clamp<std::int64_t>(framesOfLevel(all, level) - first, 0, kTileFrames));
    tile->bins = maker.bins();
    tile->centiDb.resize(std::size_t(tile->frames) * std::size_t(tile->bins));
    const std::int64_t until = std::min(all, (first + tile->frames) * each);
    for (int frame = 0; frame < tile->frames; ++frame) {
        if (stop.stop_requested())
            return TilePtr();
        std::int64_t begin = (first + frame) * each;
        std::int64_t end = std::min(all, begin + each);
        if (detail == TileDetail::Coarse) {
            begin = std::min(begin + each / 2, all - 1);
            end = begin + 1;
        }
        std::int16_t *out = tile->centiDb.data() + std::size_t(frame) * std::size_t(tile->bins);
        if (auto made = maker.loudest(begin, end, detail == TileDetail::Sharp ? until : end, out); !made)
            return fail(made.error());
    }
    return TilePtr(std::move(tile));
}

TilePtr foldTiles(const std::vector<TilePtr> &below)
{
    auto tile = std::make_shared<SpectrogramTile>();
    int frames = 0;
    for (const TilePtr &one : below)
        frames += one->frames;
    tile->frames = (frames + kLevelFactor - 1) / kLevelFactor;
    tile->bins = below.front()->bins;
    const auto bins = std::size_t(tile->bins);
    tile->centiDb.assign(std::size_t(tile->frames) * bins, std::int16_t(SpectrogramTile::kSilenceDb * 100));
    for (int frame = 0; frame < frames; ++frame) {
        const std::int16_t *in = below[std::size_t(frame / kTileFrames)]->frame(frame % kTileFrames);
        std::int16_t *out = tile->centiDb.data() + std::size_t(frame / kLevelFactor) * bins;
        for (std::size_t bin = 0; bin < bins; ++bin)
            out[bin] = std::max(out[bin], in[bin]);
    }
    return tile;
}

double scallopingLossDb(dsp::WindowShape window, double ratio)
{
    // Magnitude of the transform of a0 − a1·cos(2πn/N) + a2·cos(4πn/N), x bins beside its middle, for large N; its
    // value at 0 is a0.
    double a0 = 1, a1 = 0, a2 = 0;
    switch (window) {
    case dsp::WindowShape::Hann:
        a0 = a1 = 0.5;
        break;
    case dsp::WindowShape::Hamming:
        a0 = 0.54, a1 = 0.46;
        break;
    case dsp::WindowShape::Blackman:
        a0 = 0.42, a1 = 0.5, a2 = 0.08;
        break;
    case dsp::WindowShape::Rectangular:
        break;
    }
    const auto magnitude = [=](double x) {
        const double sum = a0 / x - a1 / 2 * (1 / (x - 1) + 1 / (x + 1)) + a2 / 2 * (1 / (x - 2) + 1 / (x + 2));
        return std::fabs(std::sin(M_PI * x) / M_PI * sum);
    };
    constexpr double kOnBin = 1e-6;
    double nearest = kOnBin, farthest = 0.5;
    if (magnitude(1 - nearest) >= ratio * magnitude(nearest))
        return 0;
    for (int step = 0; step < 40; ++step) {
        const double middle = (nearest + farthest) / 2;
        (magnitude(1 - middle) < ratio * magnitude(middle) ? nearest : farthest) = middle;
    }
    return 20 * std::log10(a0 / magnitude(nearest));
}

}  // namespace tonewright
