#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

/// The innermost loops of SpectralScene. Frames lie beside each other in blocks of kLanes ([block][row][kLanes]), so
/// that a row's loop is one vector operation and a frame's sums need no adding across a vector: the same bits on every
/// machine. Written for the compiler to vectorise, like core/dsp/vector_loops.h.
namespace tonewright::eq_matching::scene
{

constexpr std::size_t kLanes = 8;
using Lanes = std::array<float, kLanes>;

constexpr std::size_t kMelBands = 128;
constexpr std::size_t kMfcc = 13;
constexpr float kSmallestPower = 1e-10F;  ///< librosa's amin: what logarithms raise powers to
constexpr float kSmallestPowerDb = -100.0F;
constexpr float kTopDb = 80.0F;  ///< librosa's top_db

/// Frames of `rows` values each → blocks; missing lanes of the last block are `padding`.
std::vector<float> toBlocks(std::span<const float *const> frames, std::size_t rows, float padding);
/// Every row of blocks [blocks][factor.size()][kLanes] times its factor; what is then below `smallest` becomes 0.
void scaleRows(std::span<float> blocks, std::span<const float> factor, float smallest);
/// The same with an amount added.
void raiseRows(std::span<float> blocks, std::span<const float> amount);

/// Sums over one frame's bins, a lane each.
struct BinSums {
    Lanes magnitude{};     ///< Σ m
    Lanes weighted{};      ///< Σ m · Hz
    Lanes power{};         ///< Σ max(kSmallestPower, m²)
    Lanes largestPower{};  ///< max m²
};

/// m = magnitude · gain for each bin [bins][kLanes]; its square goes to `power`. `hertz` is gain · frequency [bins].
BinSums scaleFrames(const float *magnitude, std::span<const float> gain, std::span<const float> hertz, float *power);

struct LevelSums {
    Lanes levels{};   ///< Σ L, L = max(kSmallestPowerDb, raw + gain) in dB
    Lanes squares{};  ///< Σ (max(−kTopDb, L − loudest) − reference)²
};

LevelSums compareLevels(const float *rawDb, const float *referenceDb, std::span<const float> gainDb, float loudest);

/// Triangular filters with their weights in one row, a pair of loops a block.
struct MelBank {
    explicit MelBank(int sampleRate);
    std::array<std::size_t, kMelBands> first{};       ///< bin
    std::array<std::size_t, kMelBands + 1> offset{};  ///< where a band's weights begin
    std::vector<float> weights;
    std::vector<float> cosines;  ///< orthonormal DCT-II, [kMelBands][kMfcc]
};

/// Mel powers [kMelBands] of one spectrum of powers [bins].
std::array<float, kMelBands> melOf(const MelBank &bank, std::span<const float> power);

/// Mel powers [kMelBands][kLanes] of powers [bins][kLanes].
void applyMel(const MelBank &bank, const float *power, float *mel);

/// Coefficients [kMfcc][kLanes] of levels [kMelBands][kLanes], raised to `floor` first; levels are changed.
void applyCosines(const MelBank &bank, float floor, float *levels, float *coefficients);

/// Σ (a − b)² a lane over `rows` rows.
Lanes squaredDifferences(const float *a, const float *b, std::size_t rows, float offset);

/// Σ own · p² and Σ own · p² − 2 · cross · p, for powers p.
struct Convergence {
    double own = 0;
    double difference = 0;  ///< without the reference's part
};
Convergence converge(std::span<const double> own, std::span<const double> cross, std::span<const float> power);

double total(std::span<const double> values);
/// The largest a · b, at least 0.
float largestProduct(std::span<const float> a, std::span<const float> b);
/// a · b, element by element.
void products(std::span<const double> a, std::span<const float> b, std::span<double> out);

/// Dynamic time warping (dsp::dtwDistance) along a band of ±kWarpFrames about the diagonal, of two matrices of as many
/// frames: [frame][kMfcc] and, `columns`, [kMfcc][kWarpFrames + frames + kWarpFrames].
constexpr std::size_t kWarpFrames = 48;
double bandedWarp(std::span<const float> frames, std::span<const float> columns);

}  // namespace tonewright::eq_matching::scene
