#include "core/dsp/hpss.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "core/base/multiversion.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{
namespace
{

/// Series that are filtered side by side, one a vector lane.
constexpr int kLanes = 16;
constexpr int kBlockFrames = 512;
constexpr int kLargestWidth = 4095;

/// Index `i` of n mirrored into 0 … n − 1: … 1 0 | 0 1 … n−1 | n−1 … (the edge value twice).
int mirrored(int i, int n)
{
    const int period = 2 * n;
    i %= period;
    if (i < 0)
        i += period;
    return i < n ? i : period - 1 - i;
}

/// The last `width` values of kLanes series, sorted. `sorted`: [width][kLanes]. Takes `leaving` out and puts `entering`
/// in: one pass that shifts what lies between the two, without a branch.
TW_MULTIVERSION
void replaceSorted(float *__restrict sorted, int width, const float *__restrict leaving,
                   const float *__restrict entering)
{
    float below[kLanes];
    for (int l = 0; l < kLanes; ++l)
        below[l] = -std::numeric_limits<float>::infinity();
    for (int i = 0; i + 1 < width; ++i) {
        float *here = sorted + i * kLanes;
        for (int l = 0; l < kLanes; ++l) {
            const float kept = here[l] < leaving[l] ? here[l] : here[l + kLanes];
            const float smaller = entering[l] < kept ? entering[l] : kept;
            here[l] = below[l] < smaller ? smaller : below[l];
            below[l] = kept;
        }
    }
    float *last = sorted + (width - 1) * kLanes;
    for (int l = 0; l < kLanes; ++l)
        last[l] = below[l] < entering[l] ? entering[l] : below[l];
}

/// Running medians of kLanes series of `length` values. `load(i, lanes)` reads the i-th of each; `store` writes.
template <class Load, class Store>
void runningMedians(int length, int width, Load load, Store store)
{
    const int half = width / 2;
    std::vector<float> sorted(std::size_t(width) * kLanes, std::numeric_limits<float>::infinity());
    float entering[kLanes], leaving[kLanes];
    std::fill_n(leaving, kLanes, std::numeric_limits<float>::infinity());
    for (int i = -half; i <= half; ++i) {
        load(mirrored(i, length), entering);
        replaceSorted(sorted.data(), width, leaving, entering);
    }
    for (int i = 0; i < length; ++i) {
        store(i, sorted.data() + std::size_t(half) * kLanes);
        load(mirrored(i - half, length), leaving);
        load(mirrored(i + half + 1, length), entering);
        replaceSorted(sorted.data(), width, leaving, entering);
    }
}

int oddWidth(int width)
{
    return std::clamp(width, 1, kLargestWidth) | 1;
}

/// For medians h and q: h² / (h² + (qm)²) into `harmonic`, q² / (q² + (hn)²) into `percussive`, m and n the margins;
/// `nothing` where both are 0. Scaled by the larger one before squaring, as librosa.util.softmask does.
TW_MULTIVERSION
void squareMasks(std::span<float> harmonic, std::span<float> percussive, float harmonicMargin, float percussiveMargin,
                 float nothing)
{
    constexpr float kSmallest = std::numeric_limits<float>::min();
    float *__restrict h = harmonic.data();
    float *__restrict q = percussive.data();
    for (std::size_t i = 0, n = harmonic.size(); i < n; ++i) {
        const float mineH = h[i], otherH = q[i] * harmonicMargin, mineQ = q[i], otherQ = h[i] * percussiveMargin;
        const float largerH = mineH < otherH ? otherH : mineH, largerQ = mineQ < otherQ ? otherQ : mineQ;
        const float safeH = largerH < kSmallest ? 1.0F : largerH, safeQ = largerQ < kSmallest ? 1.0F : largerQ;
        const float a = mineH / safeH, b = otherH / safeH, c = mineQ / safeQ, d = otherQ / safeQ;
        const float sumH = a * a + b * b, sumQ = c * c + d * d;
        const float maskH = a * a / (largerH < kSmallest ? 1.0F : sumH);
        const float maskQ = c * c / (largerQ < kSmallest ? 1.0F : sumQ);
        h[i] = largerH < kSmallest ? nothing : maskH;
        q[i] = largerQ < kSmallest ? nothing : maskQ;
    }
}

/// The same for any power.
float powerMask(float mine, float other, double power, float nothing)
{
    const float larger = std::max(mine, other);
    if (larger < std::numeric_limits<float>::min())
        return nothing;
    const double x = std::pow(double(mine / larger), power), y = std::pow(double(other / larger), power);
    return float(x / (x + y));
}

struct Masks {
    std::vector<float> harmonic, percussive;  // [frame][bin]
};

Masks masksOf(const Spectrogram &magnitude, const HpssConfig &config)
{
    Masks masks{std::vector<float>(magnitude.values.size()), std::vector<float>(magnitude.values.size())};
    if (masks.harmonic.empty())
        return masks;
    auto &[harmonic, percussive] = masks;
    medianOverRows(magnitude.values, magnitude.frames, magnitude.bins, config.frames, harmonic);
    medianOverColumns(magnitude.values, magnitude.frames, magnitude.bins, config.bins, percussive);
    const float nothing = config.harmonicMargin == 1.0 && config.percussiveMargin == 1.0 ? 0.5F : 0.0F;
    const auto harmonicMargin = float(config.harmonicMargin), percussiveMargin = float(config.percussiveMargin);
    if (config.power == 2.0) {
        squareMasks(harmonic, percussive, harmonicMargin, percussiveMargin, nothing);
        return masks;
    }
    for (std::size_t i = 0; i < harmonic.size(); ++i) {
        const float h = harmonic[i], q = percussive[i];
        harmonic[i] = powerMask(h, q * harmonicMargin, config.power, nothing);
        percussive[i] = powerMask(q, h * percussiveMargin, config.power, nothing);
    }
    return masks;
}

void addMasked(int index, std::span<const std::complex<float>> spectrum, const float *mask,
               std::vector<std::complex<float>> &part, InverseStft &to)
{
    for (std::size_t k = 0; k < part.size(); ++k)
        part[k] = spectrum[k] * mask[k];
    to.addFrame(index, part);
}

}  // namespace

void medianOverRows(std::span<const float> in, int rows, int columns, int width, std::span<float> out)
{
    width = oddWidth(width);
    for (int first = 0; first < columns; first += kLanes) {
        const int count = std::min(kLanes, columns - first);
        const auto at = [&](int row) { return std::size_t(row) * std::size_t(columns) + std::size_t(first); };
        runningMedians(
            rows, width,
            [&](int row, float *lanes) {
                std::fill_n(std::copy_n(in.data() + at(row), count, lanes), kLanes - count, 0.0F);
            },
            [&](int row, const float *lanes) { std::copy_n(lanes, count, out.data() + at(row)); });
    }
}

void medianOverColumns(std::span<const float> in, int rows, int columns, int width, std::span<float> out)
{
    width = oddWidth(width);
    for (int first = 0; first < rows; first += kLanes) {
        const int count = std::min(kLanes, rows - first);
        const float *source = in.data() + std::size_t(first) * std::size_t(columns);
        float *target = out.data() + std::size_t(first) * std::size_t(columns);
        runningMedians(
            columns, width,
            [&](int column, float *lanes) {
                for (int l = 0; l < kLanes; ++l)
                    lanes[l] = source[std::size_t(std::min(l, count - 1)) * std::size_t(columns) + std::size_t(column)];
            },
            [&](int column, const float *lanes) {
                for (int l = 0; l < count; ++l)
                    target[std::size_t(l) * std::size_t(columns) + std::size_t(column)] = lanes[l];
            });
    }
}

HarmonicPercussiveSpectrum splitHarmonicPercussive(const Spectrogram &magnitude, const HpssConfig &config)
{
    const Masks masks = masksOf(magnitude, config);
    HarmonicPercussiveSpectrum parts{magnitude, magnitude};
    loops::multiply(magnitude.values, masks.harmonic, parts.harmonic.values);
    loops::multiply(magnitude.values, masks.percussive, parts.percussive.values);
    return parts;
}

HarmonicPercussiveSignal splitHarmonicPercussive(std::span<const float> signal, const HpssConfig &config,
                                                 const StftConfig &frames)
{
    Stft stft(frames);
    const int total = frameCount(signal.size(), stft.config()), bins = stft.bins();
    const auto row = [&](int t) { return std::size_t(t) * std::size_t(bins); };
    const int margin = oddWidth(config.frames) / 2;
    InverseStft harmonic(frames, signal.size()), percussive(frames, signal.size());
    std::vector<std::complex<float>> spectrum, part(static_cast<std::size_t>(bins));
    for (int first = 0; first < total; first += kBlockFrames) {
        const int last = std::min(total, first + kBlockFrames);
        const int from = std::max(0, first - margin), to = std::min(total, last + margin);
        // The block's own edges are mirrored, too, but frames that this reaches are not taken from it.
        Spectrogram magnitude{SpectrumKind::Magnitude, to - from, bins, frames.hopSamples, frames.fftSize, 0, {}};
        magnitude.values.resize(row(to - from));
        spectrum.resize(magnitude.values.size());
        for (int t = from; t < to; ++t) {
            const auto frame = stft.frame(signal, t);
            std::copy(frame.begin(), frame.end(), spectrum.begin() + std::ptrdiff_t(row(t - from)));
        }
        loops::power(std::span<const std::complex<float>>(spectrum), magnitude.values);
        loops::squareRoots(magnitude.values, magnitude.values);
        const Masks masks = masksOf(magnitude, config);
        for (int t = first; t < last; ++t) {
            const auto bin = std::span(spectrum).subspan(row(t - from), part.size());
            addMasked(t, bin, masks.harmonic.data() + row(t - from), part, harmonic);
            addMasked(t, bin, masks.percussive.data() + row(t - from), part, percussive);
        }
    }
    return {std::move(harmonic).finish(), std::move(percussive).finish()};
}

}  // namespace tonewright::dsp
