#include "core/dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

#include "core/dsp/real_fft.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

template <class Real>
std::vector<Real> hann(int length)
{
    std::vector<Real> window(static_cast<std::size_t>(std::max(length, 0)));
    for (std::size_t n = 0; n < window.size(); ++n)
        window[n] = Real(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * double(n) / length));
    return window;
}

/// Window and transform of frames of one size.
template <class Real>
struct Transform {
    explicit Transform(int fftSize) : window(hann<Real>(fftSize)), fft(fftSize) {}

    /// Frame that begins at sample `begin`, which may lie before the signal; zeros outside it.
    std::span<const std::complex<Real>> run(std::span<const float> signal, std::ptrdiff_t begin)
    {
        const std::span<Real> frame = fft.time();
        const auto length = std::ptrdiff_t(signal.size()), size = std::ptrdiff_t(frame.size());
        const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(-begin, 0, size);
        const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(length - begin, from, size);
        const auto count = std::size_t(to - from);
        std::fill_n(frame.begin(), from, Real(0));
        if (count > 0)
            loops::multiply(signal.subspan(std::size_t(begin + from), count),
                            std::span<const Real>(window).subspan(std::size_t(from), count),
                            frame.subspan(std::size_t(from), count));
        std::fill(frame.begin() + to, frame.end(), Real(0));
        return fft.run();
    }

    std::vector<Real> window;
    RealFft<Real> fft;
};

}  // namespace

struct Stft::Buffers {
    std::variant<Transform<float>, Transform<double>> transform;
    std::vector<std::complex<float>> narrowed;  // of a double transform
};

int frameCount(std::size_t samples, const StftConfig &config)
{
    return 1 + int(samples / std::size_t(std::max(1, config.hopSamples)));
}

std::vector<float> hannWindow(int length)
{
    return hann<float>(length);
}

Stft::Stft(const StftConfig &config)
    : m_config{std::max(2, config.fftSize + config.fftSize % 2), std::max(1, config.hopSamples), config.precision}
{
    if (config.precision == FftPrecision::Single)
        m_buffers = std::make_unique<Buffers>(Buffers{Transform<float>(m_config.fftSize), {}});
    else
        m_buffers = std::make_unique<Buffers>(Buffers{Transform<double>(m_config.fftSize), {}});
}

Stft::~Stft() = default;
Stft::Stft(Stft &&) noexcept = default;
Stft &Stft::operator=(Stft &&) noexcept = default;

std::ptrdiff_t Stft::firstSample(int index) const
{
    return std::ptrdiff_t(index) * m_config.hopSamples - m_config.fftSize / 2;
}

std::span<const std::complex<float>> Stft::frame(std::span<const float> signal, int index)
{
    if (auto *single = std::get_if<Transform<float>>(&m_buffers->transform))
        return single->run(signal, firstSample(index));
    const auto wide = std::get<Transform<double>>(m_buffers->transform).run(signal, firstSample(index));
    m_buffers->narrowed.assign(wide.begin(), wide.end());
    return m_buffers->narrowed;
}

void Stft::powerFrame(std::span<const float> signal, int index, std::span<float> out)
{
    std::visit([&](auto &transform) { loops::power(transform.run(signal, firstSample(index)), out); },
               m_buffers->transform);
}

Spectrogram powerSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config)
{
    Stft stft(config);
    Spectrogram result;
    result.kind = SpectrumKind::Power;
    result.frames = frameCount(signal.size(), stft.config());
    result.bins = stft.bins();
    result.hopSamples = stft.config().hopSamples;
    result.fftSize = stft.config().fftSize;
    result.sampleRate = sampleRate;
    result.values.resize(std::size_t(result.frames) * std::size_t(result.bins));
    for (int t = 0; t < result.frames; ++t)
        stft.powerFrame(signal, t, result.frame(t));
    return result;
}

Spectrogram magnitudeSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config)
{
    Spectrogram result = powerSpectrogram(signal, sampleRate, config);
    loops::squareRoots(result.values, result.values);
    result.kind = SpectrumKind::Magnitude;
    return result;
}

Spectrogram magnitudeOf(const Spectrogram &power)
{
    Spectrogram result = power;
    loops::squareRoots(power.values, result.values);
    result.kind = SpectrumKind::Magnitude;
    return result;
}

std::vector<double> meanOverFrames(const Spectrogram &spectrogram)
{
    std::vector<double> mean(std::size_t(spectrogram.bins), 0.0);
    for (int t = 0; t < spectrogram.frames; ++t)
        loops::accumulate(spectrogram.frame(t), mean);
    for (double &value : mean)
        value /= std::max(1, spectrogram.frames);
    return mean;
}

}  // namespace tonewright::dsp
