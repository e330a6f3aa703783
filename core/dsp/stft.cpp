#include "core/dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <variant>

#include "core/dsp/real_fft.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

template <class Real>
std::vector<Real> narrowedWindow(WindowShape shape, int length)
{
    const std::vector<double> window = windowOf(shape, length);
    return {window.begin(), window.end()};
}

/// Sizes that aren't are made even and positive.
StftConfig usable(StftConfig config)
{
    config.fftSize = std::max(2, config.fftSize + config.fftSize % 2);
    config.hopSamples = std::max(1, config.hopSamples);
    return config;
}

/// First sample of a frame; before the signal's for the first ones.
std::ptrdiff_t firstSampleOf(const StftConfig &config, int index)
{
    return std::ptrdiff_t(index) * config.hopSamples - config.fftSize / 2;
}

/// Window and transform of frames of one size.
template <class Real>
struct Transform {
    explicit Transform(const StftConfig &config)
        : window(narrowedWindow<Real>(config.window, config.fftSize)), fft(config.fftSize)
    {
    }

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
    return narrowedWindow<float>(WindowShape::Hann, length);
}

std::vector<double> windowOf(WindowShape shape, int length)
{
    std::vector<double> window(static_cast<std::size_t>(std::max(length, 0)));
    for (std::size_t n = 0; n < window.size(); ++n) {
        const double phase = 2.0 * std::numbers::pi * double(n) / length;
        switch (shape) {
        case WindowShape::Hann:
            window[n] = 0.5 - 0.5 * std::cos(phase);
            break;
        case WindowShape::Hamming:
            window[n] = 0.54 - 0.46 * std::cos(phase);
            break;
        case WindowShape::Blackman:
            window[n] = 0.42 - 0.5 * std::cos(phase) + 0.08 * std::cos(2.0 * phase);
            break;
        case WindowShape::Rectangular:
            window[n] = 1.0;
        }
    }
    return window;
}

Stft::Stft(const StftConfig &config) : m_config(usable(config))
{
    if (config.precision == FftPrecision::Single)
        m_buffers = std::make_unique<Buffers>(Buffers{Transform<float>(m_config), {}});
    else
        m_buffers = std::make_unique<Buffers>(Buffers{Transform<double>(m_config), {}});
}

Stft::~Stft() = default;
Stft::Stft(Stft &&) noexcept = default;
Stft &Stft::operator=(Stft &&) noexcept = default;

std::ptrdiff_t Stft::firstSample(int index) const
{
    return firstSampleOf(m_config, index);
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

/// Window, transform and the sums of one inverse.
template <class Real>
struct InverseTransform {
    InverseTransform(const StftConfig &config, std::size_t samples)
        : window(narrowedWindow<Real>(config.window, config.fftSize)), fft(config.fftSize), sum(samples, Real(0)),
          windowSquares(samples, Real(0))
    {
    }

    void add(std::ptrdiff_t begin, std::span<const std::complex<float>> bins)
    {
        const auto spectrum = fft.spectrum();
        const auto end = std::copy_n(bins.begin(), std::min(bins.size(), spectrum.size()), spectrum.begin());
        std::fill(end, spectrum.end(), Real(0));
        const std::span<const Real> frame = fft.run();
        const auto size = std::ptrdiff_t(frame.size());
        const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(-begin, 0, size);
        const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(std::ptrdiff_t(sum.size()) - begin, from, size);
        for (std::ptrdiff_t n = from; n < to; ++n) {
            const Real weight = window[std::size_t(n)];
            sum[std::size_t(begin + n)] += frame[std::size_t(n)] * weight;
            windowSquares[std::size_t(begin + n)] += weight * weight;
        }
    }

    [[nodiscard]] std::vector<float> result() const
    {
        std::vector<float> signal(sum.size());
        const Real scale = Real(1) / Real(fft.size());
        for (std::size_t i = 0; i < signal.size(); ++i) {
            const Real squares = windowSquares[i];
            signal[i] = float(sum[i] * scale / (squares > std::numeric_limits<float>::min() ? squares : Real(1)));
        }
        return signal;
    }

    std::vector<Real> window;
    InverseRealFft<Real> fft;
    std::vector<Real> sum, windowSquares;  // [sample]
};

struct InverseStft::Buffers {
    std::variant<InverseTransform<float>, InverseTransform<double>> transform;
};

InverseStft::InverseStft(const StftConfig &config, std::size_t samples) : m_config(usable(config))
{
    if (config.precision == FftPrecision::Single)
        m_buffers = std::make_unique<Buffers>(Buffers{InverseTransform<float>(m_config, samples)});
    else
        m_buffers = std::make_unique<Buffers>(Buffers{InverseTransform<double>(m_config, samples)});
}

InverseStft::~InverseStft() = default;
InverseStft::InverseStft(InverseStft &&) noexcept = default;
InverseStft &InverseStft::operator=(InverseStft &&) noexcept = default;

void InverseStft::addFrame(int index, std::span<const std::complex<float>> bins)
{
    std::visit([&](auto &transform) { transform.add(firstSampleOf(m_config, index), bins); }, m_buffers->transform);
}

std::vector<float> InverseStft::finish() &&
{
    return std::visit([](const auto &transform) { return transform.result(); }, m_buffers->transform);
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
    Spectrogram result{SpectrumKind::Magnitude, power.frames,     power.bins, power.hopSamples,
                       power.fftSize,           power.sampleRate, {}};
    result.values.resize(power.values.size());
    loops::squareRoots(power.values, result.values);
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
