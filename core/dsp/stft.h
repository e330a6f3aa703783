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

/// How a signal is cut into frames. The defaults are librosa's and the published equaliser's.
struct StftConfig {
    int fftSize = 2048;                             ///< samples a frame = window length; even, 2 … 2^24
    int hopSamples = 512;                           ///< samples between frames, ≥ 1
    FftPrecision precision = FftPrecision::Single;  ///< of window and transform; spectra are stored in single
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

/// Periodic Hann window, 0.5 − 0.5·cos(2πn/N), n = 0 … N−1.
std::vector<float> hannWindow(int length);

/// The transform behind every spectrum here: frames centred on t·hop, the signal padded with zeros by half a frame at
/// both ends, periodic Hann, no scaling: librosa.stft(center=True, pad_mode="constant"). FFTW,
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

/// |X|² and |X| of all frames. Finite for finite input up to about 1e15; an empty signal gives one frame of zeros.
Spectrogram powerSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config = {});
Spectrogram magnitudeSpectrogram(std::span<const float> signal, double sampleRate, const StftConfig &config = {});
/// Square roots of a power spectrogram.
Spectrogram magnitudeOf(const Spectrogram &power);

/// Mean over frames of every bin. Shape [bin].
std::vector<double> meanOverFrames(const Spectrogram &spectrogram);

}  // namespace tonewright::dsp
