#include "core/studies/eq_matching/scene_loops.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include "core/base/multiversion.h"
#include "core/dsp/mel.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching::scene
{

namespace
{

/// One value a lane. GCC's and clang's vector type: without AVX two SSE registers, with the same results.
typedef float Aligned __attribute__((vector_size(kLanes * sizeof(float))));
typedef Aligned Row __attribute__((aligned(alignof(float)), may_alias));

constexpr std::size_t kBandWidth = 2 * kWarpFrames + 1;
constexpr double kFar = std::numeric_limits<double>::infinity();

/// out[o] = distance of `point` to the columns from `first` on.
TW_MULTIVERSION
void bandDistances(const float *point, const float *first, std::size_t stride, float *out)
{
    float squares[kBandWidth] = {};
    for (std::size_t k = 0; k < kMfcc; ++k) {
        const float *__restrict column = first + k * stride;
        const float p = point[k];
        for (std::size_t o = 0; o < kBandWidth; ++o)
            squares[o] += (p - column[o]) * (p - column[o]);
    }
    for (std::size_t o = 0; o < kBandWidth; ++o)
        out[o] = __builtin_sqrtf(squares[o]);
}

}  // namespace

std::vector<float> toBlocks(std::span<const float *const> frames, std::size_t rows, float padding)
{
    const std::size_t blocks = (frames.size() + kLanes - 1) / kLanes;
    std::vector<float> result(blocks * rows * kLanes, padding);
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::size_t lanes = std::min(kLanes, frames.size() - block * kLanes);
        const float *const *from = frames.data() + block * kLanes;
        float *to = result.data() + block * rows * kLanes;
        for (std::size_t row = 0; row < rows; ++row, to += kLanes)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                to[lane] = from[lane][row];
    }
    return result;
}

TW_MULTIVERSION
void scaleRows(std::span<float> blocks, std::span<const float> factor, float smallest)
{
    Row *rows = reinterpret_cast<Row *>(blocks.data());
    const Row least = Row{} + smallest, none{};
    for (std::size_t row = 0; row < blocks.size() / kLanes; row += factor.size())
        for (std::size_t i = 0; i < factor.size(); ++i) {
            const Row value = rows[row + i] * factor[i];
            rows[row + i] = value < least ? none : value;
        }
}

TW_MULTIVERSION
void raiseRows(std::span<float> blocks, std::span<const float> amount)
{
    Row *rows = reinterpret_cast<Row *>(blocks.data());
    for (std::size_t row = 0; row < blocks.size() / kLanes; row += amount.size())
        for (std::size_t i = 0; i < amount.size(); ++i)
            rows[row + i] += amount[i];
}

TW_MULTIVERSION
BinSums scaleFrames(const float *magnitude, std::span<const float> gain, std::span<const float> hertz, float *power)
{
    const Row *from = reinterpret_cast<const Row *>(magnitude);
    Row *to = reinterpret_cast<Row *>(power);
    const float *g = gain.data();
    const float *h = hertz.data();
    const Row smallest = Row{} + kSmallestPower;
    Row total{}, weighted{}, energy{}, largest{};
    for (std::size_t bin = 0, n = gain.size(); bin < n; ++bin) {
        const Row raw = from[bin];
        const Row m = raw * g[bin];
        const Row p = m * m;
        total += m;
        weighted += raw * h[bin];
        energy += p < smallest ? smallest : p;
        largest = largest < p ? p : largest;
        to[bin] = p;
    }
    BinSums sums;
    std::memcpy(sums.magnitude.data(), &total, sizeof total);
    std::memcpy(sums.weighted.data(), &weighted, sizeof weighted);
    std::memcpy(sums.power.data(), &energy, sizeof energy);
    std::memcpy(sums.largestPower.data(), &largest, sizeof largest);
    return sums;
}

TW_MULTIVERSION
LevelSums compareLevels(const float *rawDb, const float *referenceDb, std::span<const float> gainDb, float loudest)
{
    const Row *raw = reinterpret_cast<const Row *>(rawDb);
    const Row *reference = reinterpret_cast<const Row *>(referenceDb);
    const float *gain = gainDb.data();
    const Row smallest = Row{} + kSmallestPowerDb, range = Row{} - kTopDb, top = Row{} + loudest;
    Row levels{}, squares{};
    for (std::size_t bin = 0, n = gainDb.size(); bin < n; ++bin) {
        const Row sum = raw[bin] + gain[bin];
        const Row level = sum < smallest ? smallest : sum;
        const Row relative = level - top;
        const Row difference = (relative < range ? range : relative) - reference[bin];
        levels += level;
        squares += difference * difference;
    }
    LevelSums sums;
    std::memcpy(sums.levels.data(), &levels, sizeof levels);
    std::memcpy(sums.squares.data(), &squares, sizeof squares);
    return sums;
}

MelBank::MelBank(int sampleRate)
{
    const dsp::MelFilters filters(sampleRate, kFftSize, int(kMelBands));
    for (std::size_t band = 0; band < kMelBands; ++band) {
        offset[band] = weights.size();
        std::size_t past = 0;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            if (filters.weight(int(band), int(bin)) != 0.0F) {
                if (past == 0)
                    first[band] = bin;
                past = bin + 1;
            }
        for (std::size_t bin = first[band]; bin < past; ++bin)
            weights.push_back(filters.weight(int(band), int(bin)));
    }
    offset[kMelBands] = weights.size();
    for (std::size_t n = 0; n < kMelBands; ++n)
        for (std::size_t k = 0; k < kMfcc; ++k)
            cosines.push_back(float(std::sqrt((k == 0 ? 1.0 : 2.0) / kMelBands) *
                                    std::cos(std::numbers::pi * double(k) * (double(n) + 0.5) / kMelBands)));
}

TW_MULTIVERSION
void applyMel(const MelBank &bank, const float *power, float *mel)
{
    const Row *rows = reinterpret_cast<const Row *>(power);
    Row *out = reinterpret_cast<Row *>(mel);
    const float *weights = bank.weights.data();
    for (std::size_t band = 0; band < kMelBands; ++band) {
        const Row *from = rows + bank.first[band];
        const std::size_t begin = bank.offset[band], count = bank.offset[band + 1] - begin;
        Row sum{};
        for (std::size_t i = 0; i < count; ++i)
            sum += from[i] * weights[begin + i];
        out[band] = sum;
    }
}

TW_MULTIVERSION
void applyCosines(const MelBank &bank, float floor, float *levels, float *coefficients)
{
    Row *rows = reinterpret_cast<Row *>(levels);
    Row *out = reinterpret_cast<Row *>(coefficients);
    const Row smallest = Row{} + floor;
    Row sums[kMfcc] = {};
    for (std::size_t band = 0; band < kMelBands; ++band) {
        const Row level = rows[band] < smallest ? smallest : rows[band];
        rows[band] = level;
        const float *column = bank.cosines.data() + band * kMfcc;
        for (std::size_t k = 0; k < kMfcc; ++k)
            sums[k] += level * column[k];
    }
    for (std::size_t k = 0; k < kMfcc; ++k)
        out[k] = sums[k];
}

TW_MULTIVERSION
Lanes squaredDifferences(const float *a, const float *b, std::size_t rows, float offset)
{
    const Row *left = reinterpret_cast<const Row *>(a);
    const Row *right = reinterpret_cast<const Row *>(b);
    Row sum{};
    for (std::size_t i = 0; i < rows; ++i) {
        const Row difference = left[i] - right[i] - offset;
        sum += difference * difference;
    }
    Lanes result;
    std::memcpy(result.data(), &sum, sizeof sum);
    return result;
}

TW_MULTIVERSION
Convergence converge(std::span<const double> own, std::span<const double> cross, std::span<const float> power)
{
    double ownSums[kLanes] = {}, differences[kLanes] = {};
    const std::size_t whole = power.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double p = power[i + l];
            const double squared = own[i + l] * p * p;
            ownSums[l] += squared;
            differences[l] += squared - 2.0 * cross[i + l] * p;
        }
    Convergence result;
    for (std::size_t i = whole; i < power.size(); ++i) {
        const double p = power[i];
        result.own += own[i] * p * p;
        result.difference += own[i] * p * p - 2.0 * cross[i] * p;
    }
    for (std::size_t l = 0; l < kLanes; ++l) {
        result.own += ownSums[l];
        result.difference += differences[l];
    }
    return result;
}

TW_MULTIVERSION
double total(std::span<const double> values)
{
    double sums[kLanes] = {};
    const std::size_t whole = values.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            sums[l] += values[i + l];
    double result = 0;
    for (std::size_t i = whole; i < values.size(); ++i)
        result += values[i];
    for (const double sum : sums)
        result += sum;
    return result;
}

TW_MULTIVERSION
float largestProduct(std::span<const float> a, std::span<const float> b)
{
    float largest[kLanes] = {};
    const std::size_t whole = a.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const float product = a[i + l] * b[i + l];
            largest[l] = largest[l] < product ? product : largest[l];
        }
    float result = 0;
    for (std::size_t i = whole; i < a.size(); ++i)
        result = std::max(result, a[i] * b[i]);
    for (const float value : largest)
        result = std::max(result, value);
    return result;
}

TW_MULTIVERSION
void products(std::span<const double> a, std::span<const float> b, std::span<double> out)
{
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = a[i] * double(b[i]);
}

std::array<float, kMelBands> melOf(const MelBank &bank, std::span<const float> power)
{
    std::array<float, kMelBands> mel;
    for (std::size_t band = 0; band < kMelBands; ++band) {
        const float *from = power.data() + bank.first[band];
        const float *weights = bank.weights.data() + bank.offset[band];
        float sum = 0;
        for (std::size_t i = 0, n = bank.offset[band + 1] - bank.offset[band]; i < n; ++i)
            sum += from[i] * weights[i];
        mel[band] = sum;
    }
    return mel;
}

double bandedWarp(std::span<const float> frames, std::span<const float> columns)
{
    const std::size_t count = frames.size() / kMfcc;
    const std::size_t stride = columns.size() / kMfcc;
    // Cell o of row i pairs frame i with frame i + o − kWarpFrames of the columns.
    std::array<double, kBandWidth + 1> row;
    row.fill(kFar);
    std::array<float, kBandWidth> distance;
    for (std::size_t i = 0; i < count; ++i) {
        bandDistances(frames.data() + i * kMfcc, columns.data() + i, stride, distance.data());
        const std::size_t begin = i < kWarpFrames ? kWarpFrames - i : 0;
        const std::size_t end = std::min(kBandWidth, count - i + kWarpFrames);
        double left = i == 0 ? 0.0 : kFar;
        for (std::size_t o = begin; o < end; ++o) {
            const double better = row[o] < row[o + 1] ? row[o] : row[o + 1];
            left = std::min(left, better) + double(distance[o]);
            row[o] = left;
        }
        std::fill(row.begin() + std::ptrdiff_t(end), row.end(), kFar);
    }
    return count > 0 ? row[kWarpFrames] : 0.0;
}

}  // namespace tonewright::eq_matching::scene
