#include "core/dsp/octave_resampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>

#include "core/base/multiversion.h"

namespace tonewright::dsp
{

namespace
{

constexpr double kRejectionDb = 60.0;

constexpr auto kReciprocalSquares = [] {
    std::array<double, 24> result{};
    for (std::size_t k = 0; k < result.size(); ++k)
        result[k] = 1.0 / double((k + 1) * (k + 1));
    return result;
}();

/// I₀(x), the modified Bessel function, by its power series in x²/4, for x up to beta = 5.65: 24 terms are exact to the
/// last bits.
double bessel(double quarterSquare)
{
    double sum = 1.0;
    for (std::size_t k = kReciprocalSquares.size(); k-- > 0;)
        sum = sum * (quarterSquare * kReciprocalSquares[k]) + 1.0;
    return sum;
}

/// Octave's low pass at `up` times the input's rate: 2·half + 1 taps, sum `up`.
std::vector<double> lowPass(int up, int down)
{
    const double cutoff = 1.0 / (2.0 * std::max(up, down));  // cycles a sample
    const auto half = std::ptrdiff_t(std::ceil((kRejectionDb - 8.0) / (28.714 * cutoff / 10.0)));
    const double beta = 0.1102 * (kRejectionDb - 8.7), quarter = beta * beta / 4.0;
    std::vector<double> taps(std::size_t(2 * half + 1));
    for (std::ptrdiff_t n = 0; n <= half; ++n) {
        const double place = double(n) / double(half), angle = 2.0 * std::numbers::pi * cutoff * double(n);
        const double sinc = n == 0 ? 1.0 : std::sin(angle) / angle;
        const double tap = sinc * bessel(quarter * (1.0 - place * place));
        taps[std::size_t(half - n)] = taps[std::size_t(half + n)] = tap;
    }
    const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
    for (double &tap : taps)
        tap *= up / sum;
    return taps;
}

std::ptrdiff_t floorDivide(std::ptrdiff_t a, std::ptrdiff_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Computed side by side, all in registers: so many phases of so many neighbouring periods.
constexpr std::size_t kPhases = OctaveResampler::kPhases;
constexpr std::size_t kLanes = 8;
/// Inputs sorted at a time: they fit the second-level cache; and never more than so many chunks of kLanes periods.
constexpr std::size_t kBlockInputs = 32768;
constexpr std::size_t kLargestBlock = 32;

/// out[phase][k] = Σ_i taps[i][phase] · input[k·q + first + i]; input n of the block is rows[n mod q][⌊n / q⌋], where
/// rows[r] begins at rows + r·stride.
TW_MULTIVERSION
void filterBlock(const double *rows, std::size_t stride, std::ptrdiff_t q, std::ptrdiff_t first,
                 std::span<const double> taps, double *out)
{
    // Vector types, because the compiler, left alone, turns the sums' order round and spills them.
    typedef double Four __attribute__((vector_size(32)));
    Four sums[kPhases][2] = {};
    const std::ptrdiff_t shift = first >= 0 ? first / q : -((-first + q - 1) / q);
    const double *column = rows + shift;
    const double *tap = taps.data();
    const std::size_t count = taps.size() / kPhases;
    auto row = std::size_t(first - shift * q);
    for (std::size_t done = 0; done < count; row = 0, ++column) {
        const std::size_t end = std::min(count, done + std::size_t(q) - row);
        const double *values = column + row * stride;
        for (; done < end; ++done, values += stride, tap += kPhases) {
            Four low, high;
            std::memcpy(&low, values, sizeof low);
            std::memcpy(&high, values + 4, sizeof high);
            for (std::size_t phase = 0; phase < kPhases; ++phase) {
                sums[phase][0] += tap[phase] * low;
                sums[phase][1] += tap[phase] * high;
            }
        }
    }
    std::memcpy(out, sums, sizeof sums);
}

/// rows[row][column] = gain · signal[origin + column·q + row], zeros outside the signal.
void sortBlock(std::span<const float> signal, std::ptrdiff_t origin, std::size_t q, std::size_t stride, double gain,
               std::span<double> rows)
{
    const auto samples = std::ptrdiff_t(signal.size());
    const bool inside = origin >= 0 && origin + std::ptrdiff_t(q * stride) <= samples;
    for (std::size_t row = 0; row < q; ++row) {
        double *out = rows.data() + row * stride;
        if (inside) {
            const float *in = signal.data() + origin + row;
            for (std::size_t column = 0; column < stride; ++column)
                out[column] = gain * double(in[column * q]);
        } else {
            for (std::size_t column = 0; column < stride; ++column) {
                const std::ptrdiff_t at = origin + std::ptrdiff_t(column * q + row);
                out[column] = at >= 0 && at < samples ? gain * double(signal[std::size_t(at)]) : 0.0;
            }
        }
    }
}

}  // namespace

OctaveResampler::OctaveResampler(int fromHz, int toHz)
    : m_up(toHz / std::gcd(fromHz, toHz)), m_down(fromHz / std::gcd(fromHz, toHz))
{
    const std::vector<double> taps = lowPass(m_up, m_down);
    const std::ptrdiff_t up = m_up, half = std::ptrdiff_t(taps.size() / 2);
    // Output m lies at m·down of the stuffed signal; tap j reaches the stuffed sample m·down + half − j, which is an
    // input sample where `up` divides it.
    for (std::ptrdiff_t begin = 0; begin < up; begin += std::ptrdiff_t(kPhases)) {
        const std::ptrdiff_t end = std::min(begin + std::ptrdiff_t(kPhases), up);
        const std::ptrdiff_t last = floorDivide((end - 1) * m_down + half, up);
        Phases own;
        own.first = floorDivide(begin * m_down - half + up - 1, up);
        own.taps.resize(std::size_t(last - own.first + 1) * kPhases);
        for (std::ptrdiff_t input = own.first; input <= last; ++input)
            for (std::ptrdiff_t phase = begin; phase < end; ++phase) {
                const std::ptrdiff_t tap = phase * m_down + half - input * up;
                if (tap >= 0 && tap < std::ptrdiff_t(taps.size()))
                    own.taps[std::size_t(input - own.first) * kPhases + std::size_t(phase - begin)] =
                        taps[std::size_t(tap)];
            }
        m_phases.push_back(std::move(own));
    }
}

std::vector<double> OctaveResampler::resample(std::span<const float> signal, double gain) const
{
    const auto up = std::size_t(m_up), down = std::size_t(m_down);
    std::vector<double> result((signal.size() * up + down - 1) / down);
    if (m_up == m_down) {
        std::transform(signal.begin(), signal.end(), result.begin(), [gain](float x) { return gain * double(x); });
        return result;
    }
    // A block of inputs, sorted by their place modulo q, so that the outputs of one phase lie side by side.
    std::ptrdiff_t lowest = 0, highest = 0;
    for (const Phases &group : m_phases) {
        const auto taps = std::ptrdiff_t(group.taps.size() / kPhases);
        lowest = std::min(lowest, floorDivide(group.first, m_down));
        highest = std::max(highest, floorDivide(group.first + taps - 1, m_down));
    }
    const std::size_t block = std::clamp(kBlockInputs / down / kLanes, std::size_t(1), kLargestBlock) * kLanes;
    const std::size_t stride = block + std::size_t(highest - lowest), periods = (result.size() + up - 1) / up;
    std::vector<double> rows(down * stride);
    for (std::size_t begin = 0; begin < periods; begin += block) {
        const std::ptrdiff_t origin = (std::ptrdiff_t(begin) + lowest) * m_down;
        sortBlock(signal, origin, down, stride, gain, rows);
        for (std::size_t chunk = 0; chunk < block && begin + chunk < periods; chunk += kLanes)
            for (std::size_t group = 0; group < m_phases.size(); ++group) {
                double out[kPhases * kLanes];
                filterBlock(rows.data() + chunk - lowest, stride, m_down, m_phases[group].first, m_phases[group].taps,
                            out);
                for (std::size_t phase = 0; phase < kPhases && group * kPhases + phase < up; ++phase) {
                    std::size_t at = (begin + chunk) * up + group * kPhases + phase;
                    for (std::size_t k = 0; k < kLanes && at < result.size(); ++k, at += up)
                        result[at] = out[phase * kLanes + k];
                }
            }
    }
    return result;
}

}  // namespace tonewright::dsp
