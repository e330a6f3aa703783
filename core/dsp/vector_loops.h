#pragma once

#include <array>
#include <complex>
#include <span>

/// The innermost loops of the analysis, written so that the compiler vectorises them (checked in its output, not with
/// intrinsics). On x86-64 each exists in an SSE2 and an AVX2 version, chosen when the program starts. Sums run in a
/// fixed number of lanes, so both versions and every machine add in the same order.
namespace tonewright::dsp::loops
{

/// out = a · b, element by element.
void multiply(std::span<const float> a, std::span<const float> b, std::span<float> out);
void multiply(std::span<const float> a, std::span<const double> b, std::span<double> out);
/// out = re² + im².
void power(std::span<const std::complex<float>> in, std::span<float> out);
void power(std::span<const std::complex<double>> in, std::span<float> out);
void squareRoots(std::span<const float> in, std::span<float> out);
/// total += values, element by element.
void accumulate(std::span<const float> values, std::span<double> total);
/// Raises every value to at least `floor`.
void raiseTo(float floor, std::span<float> values);
void addScalar(float amount, std::span<float> values);

double sum(std::span<const float> a);
double dot(std::span<const float> a, std::span<const float> b);
/// Σ a·(k − centre)², ³ and ⁴ over the indices k.
std::array<double, 3> centralSums(std::span<const float> a, double centre);
/// Squares that overflow float are summed again in double.
double sumOfSquares(std::span<const float> a);
double sumOfSquaredDifferences(std::span<const float> a, std::span<const float> b);
/// Σ (max(a, aFloor) − max(b, bFloor) + offset)²: squared distance of two spectra in logarithms with their own floors.
double sumOfSquaredFlooredDifferences(std::span<const float> a, float aFloor, std::span<const float> b, float bFloor,
                                      float offset);
/// Σ log2 of positive, normal values: exponents are added, mantissas multiplied, one logarithm taken of every sixteen.
double sumOfLog2(std::span<const float> a);
float largest(std::span<const float> a);           ///< 0 for none or when all are negative
float largestMagnitude(std::span<const float> a);  ///< 0 for none
bool allFinite(std::span<const float> a);

/// out[j] = Euclidean distance of `point` (one value a row) to column j of `columns`, which has `point.size()` rows of
/// out.size() values.
void distances(std::span<const float> point, std::span<const float> columns, std::span<float> out);

}  // namespace tonewright::dsp::loops
