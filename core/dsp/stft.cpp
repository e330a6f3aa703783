#include "core/dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <fftw3.h>
#include <map>
#include <mutex>
#include <numbers>

#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

/// FFTW's planner keeps its state in the process and isn't thread-safe: this mutex and the plans it guards live as
/// long. Executing a plan on other buffers is safe from any thread.
struct PlanCache {
    std::mutex mutex;
    std::map<int, fftwf_plan> plans;

    ~PlanCache()
    {
        for (auto &[size, plan] : plans)
            fftwf_destroy_plan(plan);
    }
};

fftwf_plan planFor(int size)
{
    static PlanCache cache;
    const std::lock_guard lock(cache.mutex);
    auto &plan = cache.plans[size];
    if (plan == nullptr) {
        float *in = fftwf_alloc_real(std::size_t(size));
        fftwf_complex *out = fftwf_alloc_complex(std::size_t(size) / 2 + 1);
        plan = fftwf_plan_dft_r2c_1d(size, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
        fftwf_free(in);
        fftwf_free(out);
    }
    return plan;
}

struct FftwFree {
    void operator()(void *memory) const { fftwf_free(memory); }
};

}  // namespace

struct Stft::Buffers {
    explicit Buffers(int size)
        : window(hannWindow(size)), time(fftwf_alloc_real(std::size_t(size))),
          spectrum(fftwf_alloc_complex(std::size_t(size) / 2 + 1)), plan(planFor(size))
    {
    }
    std::vector<float> window;
    std::unique_ptr<float, FftwFree> time;
    std::unique_ptr<fftwf_complex, FftwFree> spectrum;
    fftwf_plan plan;  // borrowed from the cache
};

int frameCount(std::size_t samples, const StftConfig &config)
{
    return 1 + int(samples / std::size_t(config.hopSamples));
}

std::vector<float> hannWindow(int length)
{
    std::vector<float> window(static_cast<std::size_t>(std::max(length, 0)));
    for (std::size_t n = 0; n < window.size(); ++n)
        window[n] = float(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * double(n) / length));
    return window;
}

Stft::Stft(const StftConfig &config)
    : m_config{std::max(2, config.fftSize + config.fftSize % 2), std::max(1, config.hopSamples)},
      m_buffers(std::make_unique<Buffers>(m_config.fftSize))
{
}

Stft::~Stft() = default;
Stft::Stft(Stft &&) noexcept = default;
Stft &Stft::operator=(Stft &&) noexcept = default;

void Stft::loadFrame(std::span<const float> signal, int index)
{
    const auto size = std::ptrdiff_t(m_config.fftSize);
    const auto length = std::ptrdiff_t(signal.size());
    const std::ptrdiff_t begin = std::ptrdiff_t(index) * m_config.hopSamples - size / 2;
    const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(-begin, 0, size);
    const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(length - begin, from, size);
    const std::span<float> frame(m_buffers->time.get(), std::size_t(size));
    const auto count = std::size_t(to - from);
    std::fill_n(frame.begin(), from, 0.0F);
    if (count > 0)
        loops::multiply(signal.subspan(std::size_t(begin + from), count),
                        std::span<const float>(m_buffers->window).subspan(std::size_t(from), count),
                        frame.subspan(std::size_t(from), count));
    std::fill(frame.begin() + to, frame.end(), 0.0F);
}

std::span<const std::complex<float>> Stft::frame(std::span<const float> signal, int index)
{
    loadFrame(signal, index);
    fftwf_execute_dft_r2c(m_buffers->plan, m_buffers->time.get(), m_buffers->spectrum.get());
    // FFTW documents its complex type as bit-compatible with std::complex.
    return {reinterpret_cast<const std::complex<float> *>(m_buffers->spectrum.get()), std::size_t(bins())};
}

void Stft::powerFrame(std::span<const float> signal, int index, std::span<float> out)
{
    loops::power(frame(signal, index), out);
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
