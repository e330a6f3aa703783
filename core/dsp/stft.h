#pragma once

#include <complex>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace tonewright::dsp
{

/// Single: rounding stays some 140 dB below a frame's largest bin; half again as fast. For views, environments and
/// norms. Double: bins agree with librosa's (which transforms in double and stores single) however far below the
/// largest they are. For everything that takes logarithms, minima or peaks of weak bins: contrast, flatness, chroma.
enum class FftPrecision { Single, Double };

/// Periodic windows of N samples, n = 0 … N−1 (scipy.signal.get_window(name, N)). Squared and
/// added at a hop of N/4, each but Blackman's gives a constant.
enum class WindowShape {
    Hann,         ///< 0.5 − 0.5·cos(2πn/N)
    Hamming,      ///< 0.54 − 0.46·cos(2πn/N)
    Blackman,     ///< 0.42 − 0.5·cos(2πn/N) + 0.08·cos(4πn/N)
    Rectangular,  ///< 1
};

/// How a signal is cut into frames. The defaults are librosa's and the published equaliser's.
struct StftConfig {
    int fftSize = 2048;                             ///< samples a frame = window length; even, 2 … 2^24
    int hopSamples = 512;                           ///< samples between frames, ≥ 1
    FftPrecision precision = FftPrecision::Single;  ///< of window and transform; spectra are stored in single
    WindowShape window = WindowShape::Hann;
};

/// The published descriptors' frames: 2048/512, transformed in double precision.
inline constexpr StftConfig kDescriptorFrames{2048, 512, FftPrecision::Double};

enum class SpectrumKind { Magnitude, Power };

/// Magnitudes |X| or powers |X|² of a short-time Fourier transform, frame after frame.
struct Spectrogram {
    SpectrumKind kind = SpectrumKind::Power;
    int frames = 0;
    int bins = 0;  ///< fftSize / 2 + 1
    int hopSamples = 0;
    int fftSize = 0;
    double sampleRate = 0;      ///< Hz
    std::vector<float> values;  ///< [frame][bin]

    [[nodiscard]] std::span<const float> frame(int index) const
    {
        return {values.data() + std::size_t(index) * std::size_t(bins), std::size_t(bins)};
    }
    [[nodiscard]] std::span<float> frame(int index)
    {
        return {values.data() + std::size_t(index) * std::size_t(bins), std::size_t(bins)};
    }
    [[nodiscard]] double binHz() const { return sampleRate / fftSize; }  ///< distance between bins
    [[nodiscard]] double frequencyHz(int bin) const { return bin * sampleRate / fftSize; }
    [[nodiscard]] double secondsOfFrame(int index) const { return double(index) * hopSamples / sampleRate; }
};

/// The frames of a centred transform of `samples` samples: 1 + samples / hop. An empty signal has one (zero) frame.
int frameCount(std::size_t samples, const StftConfig &config);

/// The values of a window, in double: narrow them where single precision is enough.
std::vector<double> windowOf(WindowShape shape, int length);
/// windowOf(WindowShape::Hann, length) in single precision.
std::vector<float> hannWindow(int length);

/// The transform behind every spectrum here: frames centred on t·hop, the signal padded with zeros by half a frame at
/// both ends, no scaling: librosa.stft(center=True, pad_mode="constant"). FFTW,
/// planned with FFTW_ESTIMATE because plans chosen by timing differ from run to run and with them the last bits.
///
/// An object holds the plan's buffers and belongs to one thread; construction is safe from any thread (plans are
/// cached, one mutex guards the planner) and costs microseconds when the size was used before.
class Stft
{
public:
    explicit Stft(const StftConfig &config);
    ~Stft();
    Stft(Stft &&) noexcept;
    Stft &operator=(Stft &&) noexcept;

    [[nodiscard]] const StftConfig &config() const { return m_config; }
    [[nodiscard]] int bins() const { return m_config.fftSize / 2 + 1; }

    /// Frame `index` of the signal, bins 0 … fftSize/2. The span is valid until the next call.
    std::span<const std::complex<float>> frame(std::span<const float> signal, int index);
    /// |X|² of frame `index` into `out` (bins() values).
    void powerFrame(std::span<const float> signal, int index, std::span<float> out);

private:
    struct Buffers;
    [[nodiscard]] std::ptrdiff_t firstSample(int index) const;
    StftConfig m_config;
    std::unique_ptr<Buffers> m_buffers;
};

/// The signal whose short-time transform is closest to given frames in the mean square: each transformed back,
/// windowed, added where it belongs, and divided by the sum of the squared windows there (samples that no window
/// reaches stay as they are, as in librosa.istft). Griffin and Lim, "Signal estimation from modified short-time Fourier
/// transform" (1984), equation 6. Frames as Stft makes them, in any order, each at most once.
///
/// Frames that Stft made give the signal back, except samples behind the last frame's window, within 1e-6 of the
/// signal's peak in single and 1e-7 (the rounding of the samples) in double precision.
class InverseStft
{
public:
    /// For a signal of `samples` samples. `config` as the Stft's.
    InverseStft(const StftConfig &config, std::size_t samples);
    ~InverseStft();
    InverseStft(InverseStft &&) noexcept;
    InverseStft &operator=(InverseStft &&) noexcept;

    /// Bins 0 … fftSize/2 of frame `index`; bins that are missing count as 0.
    void addFrame(int index, std::span<const std::complex<float>> bins);
    [[nodiscard]] std::vector<float> finish() &&;

private:
    struct Buffers;
    StftConfig m_config;
    std::unique_ptr<Buffers> m_buffers;
};

/// |X|² and |X| of all frames. Finite for finite input up to about 1e15; an empty signal gives one frame of zeros.
Spectrogram powerSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config = {});
Spectrogram magnitudeSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config = {});
/// Square roots of a power spectrogram.
Spectrogram magnitudeOf(const Spectrogram &power);

/// Mean over frames of every bin. Shape [bin].
std::vector<double> meanOverFrames(const Spectrogram &spectrogram);

}  // namespace tonewright::dsp
