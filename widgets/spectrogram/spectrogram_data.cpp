#include "widgets/spectrogram/spectrogram_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/dsp/decibel.h"
#include "core/dsp/stft.h"

namespace tonewright
{

namespace
{

constexpr float kSmallest = 1e-30F;             // keeps the logarithm finite, far below kSilenceDb
constexpr float kCentiDbPerLog2 = 301.029996F;  // 100 · 10 · log10(2)

/// How far a sine between two bins of a Hann window reads too low, from the ratio (0 … 1) of the second largest bin to
/// the largest: their distance to the sine follows from it, and the window's shape from that (0 … 1.42 dB).
double hannLossDb(double ratio)
{
    const double distance = std::clamp((2 * ratio - 1) / (ratio + 1), 0.0, 0.5);
    if (distance < 1e-6)
        return 0;
    const double angle = M_PI * distance;
    return -20 * std::log10(std::sin(angle) / angle / (1 - distance * distance));
}

}  // namespace

std::shared_ptr<const SpectrogramData> SpectrogramData::compute(const Clip &clip, int windowSamples,
                                                                std::stop_token stop)
{
    if (clip.samples.empty() || clip.sampleRate <= 0 || windowSamples < 16)
        return nullptr;
    const auto frameLimit = std::size_t(kMaximumFrames);
    const int hop = std::max(windowSamples / 4, int((clip.samples.size() + frameLimit - 1) / frameLimit));
    const dsp::StftConfig config{.fftSize = windowSamples, .hopSamples = hop};
    dsp::Stft stft(config);
    auto data = std::make_shared<SpectrogramData>();
    data->m_sampleRate = clip.sampleRate;
    data->m_seconds = clip.seconds();
    data->m_hopSamples = hop;
    data->m_bins = stft.bins();
    data->m_frames = dsp::frameCount(clip.samples.size(), config);
    data->m_binHz = double(clip.sampleRate) / windowSamples;
    const auto bins = std::size_t(data->m_bins);
    data->m_centiDb.resize(std::size_t(data->m_frames) * bins);

    // A sine of amplitude 1 gives |X| = N/4 (half the window's sum): that is 0 dBFS.
    const float offset = -100.0F * 20.0F * std::log10(float(windowSamples) / 4.0F);
    std::vector<float> power(bins);
    for (int frame = 0; frame < data->m_frames; ++frame) {
        if (stop.stop_requested())
            return nullptr;
        stft.powerFrame(clip.samples, frame, power);
        for (float &value : power)
            value = std::max(value, kSmallest);
        dsp::log2Each(power, power);
        std::int16_t *out = data->m_centiDb.data() + std::size_t(frame) * bins;
        for (std::size_t bin = 0; bin < bins; ++bin)
            out[bin] =
                std::int16_t(std::clamp(power[bin] * kCentiDbPerLog2 + offset, float(kSilenceDb * 100), 32000.0F));
    }
    return data;
}

double SpectrogramData::levelDb(double seconds, double hertz) const
{
    if (m_frames == 0 || seconds < 0 || seconds > m_seconds || hertz < 0 || hertz > m_sampleRate / 2.0)
        return std::numeric_limits<double>::quiet_NaN();
    const int frame = std::clamp(int(std::lround(seconds / frameSeconds())), 0, m_frames - 1);
    const double position = hertz / m_binHz;
    const int nearest = std::clamp(int(std::lround(position)), 0, m_bins - 1);
    for (const int bin : {nearest, nearest - 1, nearest + 1}) {
        if (bin < 1 || bin > m_bins - 2 || std::fabs(position - bin) > 1)
            continue;
        const double left = db(frame, bin - 1);
        const double middle = db(frame, bin);
        const double right = db(frame, bin + 1);
        if (middle < left || middle < right || left + right == 2 * middle)
            continue;
        return middle + hannLossDb(std::pow(10, (std::max(left, right) - middle) / 20));
    }
    const int below = std::clamp(int(position), 0, m_bins - 2);
    const double part = position - below;
    return (1 - part) * db(frame, below) + part * db(frame, below + 1);
}

}  // namespace tonewright
