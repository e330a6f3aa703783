#include "core/dsp/equaliser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::dsp
{

namespace
{

constexpr std::size_t kPadding = 9;  // filtfilt's 3 · max(len a, len b)

/// State of a transposed direct form II filter that has seen the value 1 for ever (scipy.signal.lfilter_zi).
std::array<double, 2> steadyState(const Biquad &f)
{
    const double first = f.b1 - f.a1 * f.b0;
    const double second = f.b2 - f.a2 * f.b0;
    const double z1 = (first + second) / (1.0 + f.a1 + f.a2);
    return {z1, second - f.a2 * z1};
}

/// Filters in place, `step` 1 forward or −1 backward, from state (z1, z2). The recursion is written in direct form I,
/// where one multiplication and one subtraction link neighbouring samples (transposed form: two and one); the state of
/// the transposed form enters through the first two outputs.
void run(double *first, std::size_t count, std::ptrdiff_t step, const Biquad &f, double z1, double z2)
{
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    double *p = first;
    std::size_t i = 0;
    const double carried[2] = {z1, z2};
    for (; i < 2 && i < count; ++i, p += step) {
        const double x = *p;
        const double y = f.b0 * x + f.b1 * x1 + f.b2 * x2 - f.a2 * y2 - f.a1 * y1 + carried[i];
        x2 = x1, x1 = x, y2 = y1, y1 = y;
        *p = y;
    }
    constexpr std::size_t kBlock = 256;
    while (i < count) {
        const std::size_t end = std::min(count, i + kBlock);
        for (; i < end; ++i, p += step) {
            const double x = *p;
            const double rest = (f.b0 * x + f.b1 * x1 + f.b2 * x2) - f.a2 * y2;
            const double y = rest - f.a1 * y1;
            x2 = x1, x1 = x, y2 = y1, y1 = y;
            *p = y;
        }
        // A decaying tail ends in silence, not in denormal numbers, which would be slow and never reach zero.
        if (std::abs(y1) < 1e-200 && std::abs(y2) < 1e-200)
            y1 = y2 = 0;
    }
}

bool changesNothing(const Biquad &f)
{
    return f.b0 == 1.0 && f.b1 == f.a1 && f.b2 == f.a2;
}

/// Filters the middle of `padded` (the signal with kPadding samples of room at both ends) forward and backward in
/// place.
void zeroPhase(std::span<double> padded, const Biquad &f)
{
    const std::size_t n = padded.size() - 2 * kPadding;
    const std::span<double> signal = padded.subspan(kPadding, n);
    for (std::size_t i = 0; i < kPadding; ++i) {
        padded[i] = 2.0 * signal[0] - signal[kPadding - i];
        padded[kPadding + n + i] = 2.0 * signal[n - 1] - signal[n - 2 - i];
    }
    const auto [z1, z2] = steadyState(f);
    run(padded.data(), padded.size(), 1, f, z1 * padded.front(), z2 * padded.front());
    const double last = padded.back();
    run(padded.data() + padded.size() - 1, padded.size(), -1, f, z1 * last, z2 * last);
}

/// One signal on its way through several bands, with the room that zero-phase filtering needs.
template <class T>
std::vector<T> throughBands(std::span<const T> signal, std::span<const Band> bands, FilterMode mode, double sampleRate)
{
    const bool tooShort = mode == FilterMode::ZeroPhase && signal.size() <= kPadding;
    std::vector<double> padded(signal.size() + 2 * kPadding);
    const std::span<double> middle = std::span<double>(padded).subspan(kPadding, signal.size());
    std::copy(signal.begin(), signal.end(), middle.begin());
    for (const Band &band : bands) {
        const Biquad biquad = designBiquad(band, sampleRate);
        if (tooShort || changesNothing(biquad))
            continue;
        if (mode == FilterMode::ZeroPhase)
            zeroPhase(padded, biquad);
        else
            run(middle.data(), middle.size(), 1, biquad, 0.0, 0.0);
    }
    return {middle.begin(), middle.end()};
}

}  // namespace

Band limited(const Band &band, double sampleRate)
{
    const double highest = std::max(20.0, 0.95 * sampleRate / 2.0);
    Band result = band;
    result.frequencyHz = std::clamp(band.frequencyHz, 20.0, highest);
    result.q = std::clamp(band.q, 0.1, band.kind == BandKind::Peak ? 18.0 : 10.0);
    return result;
}

Biquad designBiquad(const Band &asked, double sampleRate)
{
    const Band band = limited(asked, sampleRate);
    const double a = std::pow(10.0, band.gainDb / 40.0);
    const double omega = 2.0 * std::numbers::pi * band.frequencyHz / sampleRate;
    const double alpha = std::sin(omega) / (2.0 * band.q);
    const double c = std::cos(omega);
    const double r = 2.0 * std::sqrt(a) * alpha;
    double b0 = 0, b1 = 0, b2 = 0, a0 = 1, a1 = 0, a2 = 0;
    switch (band.kind) {
    case BandKind::Peak:
        b0 = 1 + alpha * a, b1 = -2 * c, b2 = 1 - alpha * a;
        a0 = 1 + alpha / a, a1 = -2 * c, a2 = 1 - alpha / a;
        break;
    case BandKind::LowShelf:
        b0 = a * ((a + 1) - (a - 1) * c + r);
        b1 = 2 * a * ((a - 1) - (a + 1) * c);
        b2 = a * ((a + 1) - (a - 1) * c - r);
        a0 = (a + 1) + (a - 1) * c + r;
        a1 = -2 * ((a - 1) + (a + 1) * c);
        a2 = (a + 1) + (a - 1) * c - r;
        break;
    case BandKind::HighShelf:
        b0 = a * ((a + 1) + (a - 1) * c + r);
        b1 = -2 * a * ((a - 1) + (a + 1) * c);
        b2 = a * ((a + 1) + (a - 1) * c - r);
        a0 = (a + 1) - (a - 1) * c + r;
        a1 = 2 * ((a - 1) - (a + 1) * c);
        a2 = (a + 1) - (a - 1) * c - r;
        break;
    }
    return {b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

double powerResponse(const Biquad &f, double frequencyHz, double sampleRate)
{
    // |c0 + c1 z⁻¹ + c2 z⁻²| = |(c0 + c2) cos ω + c1 + i (c0 − c2) sin ω|, with cos ω = 1 − 2 sin²(ω/2) so that low
    // frequencies don't cancel.
    const double omega = 2.0 * std::numbers::pi * frequencyHz / sampleRate;
    const double half = std::sin(omega / 2.0);
    const double s = std::sin(omega);
    const auto squared = [&](double c0, double c1, double c2) {
        const double real = (c0 + c1 + c2) - 2.0 * (c0 + c2) * half * half;
        const double imaginary = (c0 - c2) * s;
        return real * real + imaginary * imaginary;
    };
    return squared(f.b0, f.b1, f.b2) / squared(1.0, f.a1, f.a2);
}

std::vector<double> bandResponseDb(const Band &band, FilterMode mode, std::span<const double> frequenciesHz,
                                   double sampleRate)
{
    const Biquad biquad = designBiquad(band, sampleRate);
    const double passes = mode == FilterMode::ZeroPhase ? 2.0 : 1.0;
    std::vector<double> result(frequenciesHz.size());
    std::transform(frequenciesHz.begin(), frequenciesHz.end(), result.begin(), [&](double frequencyHz) {
        return passes * 10.0 * std::log10(powerResponse(biquad, frequencyHz, sampleRate));
    });
    return result;
}

std::vector<double> responseDb(const Equaliser &eq, std::span<const double> frequenciesHz, double sampleRate)
{
    std::vector<double> result(frequenciesHz.size(), 0.0);
    for (const Band &band : eq.bands) {
        const auto one = bandResponseDb(band, eq.mode, frequenciesHz, sampleRate);
        std::transform(one.begin(), one.end(), result.begin(), result.begin(), std::plus<>());
    }
    return result;
}

std::vector<double> applyBand(std::span<const double> signal, const Band &band, FilterMode mode, double sampleRate)
{
    return throughBands(signal, {&band, 1}, mode, sampleRate);
}

std::vector<float> applyEqualiser(std::span<const float> signal, const Equaliser &eq, double sampleRate)
{
    return throughBands(signal, eq.bands, eq.mode, sampleRate);
}

}  // namespace tonewright::dsp
