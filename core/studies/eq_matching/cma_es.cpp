#include "core/studies/eq_matching/cma_es.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tonewright::eq_matching
{
namespace
{

constexpr int kMostSweeps = 30;
constexpr double kLeastEigenvalue = 1e-20;

/// Cyclic Jacobi of the symmetric matrix `a` [n][n], which ends diagonal; `v` [n][n] becomes its eigenvectors
/// (columns). Golub and Van Loan, "Matrix Computations", section 8.5.
void jacobi(std::vector<double> &a, std::vector<double> &v, std::size_t n)
{
    std::fill(v.begin(), v.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i)
        v[i * n + i] = 1.0;
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        double off = 0.0, all = 0.0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                (i == j ? all : off) += a[i * n + j] * a[i * n + j];
        if (off <= 1e-24 * all)
            return;
        for (std::size_t p = 0; p + 1 < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                if (a[p * n + q] == 0.0)
                    continue;
                const double tau = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
                const double t = (tau >= 0.0 ? 1.0 : -1.0) / (std::fabs(tau) + std::sqrt(1.0 + tau * tau));
                const double c = 1.0 / std::sqrt(1.0 + t * t);
                const double s = t * c;
                for (std::size_t k = 0; k < n; ++k) {
                    const double kp = a[k * n + p], kq = a[k * n + q];
                    a[k * n + p] = c * kp - s * kq;
                    a[k * n + q] = s * kp + c * kq;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double pk = a[p * n + k], qk = a[q * n + k];
                    a[p * n + k] = c * pk - s * qk;
                    a[q * n + k] = s * pk + c * qk;
                    const double vp = v[k * n + p], vq = v[k * n + q];
                    v[k * n + p] = c * vp - s * vq;
                    v[k * n + q] = s * vp + c * vq;
                }
            }
        }
    }
}

}  // namespace

CmaEs::CmaEs(std::vector<double> mean, double stepSize, std::uint64_t seed, int population)
    : m_n(mean.size()), m_mean(std::move(mean)), m_stepSize(stepSize), m_rng(seed), m_pathC(m_n, 0.0),
      m_pathSigma(m_n, 0.0), m_covariance(m_n * m_n, 0.0), m_axes(m_n * m_n, 0.0), m_lengths(m_n, 1.0)
{
    const auto n = static_cast<double>(m_n);
    const auto lambda = static_cast<std::size_t>(population > 1 ? population : 4 + std::floor(3.0 * std::log(n)));
    m_points.assign(lambda, std::vector<double>(m_n));
    m_parents = lambda / 2;
    for (std::size_t i = 0; i < m_parents; ++i)
        m_weights.push_back(std::log((static_cast<double>(lambda) + 1.0) / 2.0) -
                            std::log(static_cast<double>(i) + 1.0));
    const double sum = std::accumulate(m_weights.begin(), m_weights.end(), 0.0);
    double squares = 0.0;
    for (double &weight : m_weights) {
        weight /= sum;
        squares += weight * weight;
    }
    m_mueff = 1.0 / squares;
    m_cc = (4.0 + m_mueff / n) / (n + 4.0 + 2.0 * m_mueff / n);
    m_cs = (m_mueff + 2.0) / (n + m_mueff + 5.0);
    m_c1 = 2.0 / ((n + 1.3) * (n + 1.3) + m_mueff);
    m_cmu = std::min(1.0 - m_c1, 2.0 * (0.25 + m_mueff + 1.0 / m_mueff - 2.0) / ((n + 2.0) * (n + 2.0) + m_mueff));
    m_damping = 1.0 + 2.0 * std::max(0.0, std::sqrt((m_mueff - 1.0) / (n + 1.0)) - 1.0) + m_cs;
    m_chi = std::sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n));
    for (std::size_t i = 0; i < m_n; ++i)
        m_covariance[i * m_n + i] = m_axes[i * m_n + i] = 1.0;
}

void CmaEs::decompose()
{
    std::vector<double> diagonal = m_covariance;
    jacobi(diagonal, m_axes, m_n);
    for (std::size_t i = 0; i < m_n; ++i)
        m_lengths[i] = std::sqrt(std::max(kLeastEigenvalue, diagonal[i * m_n + i]));
}

const std::vector<std::vector<double>> &CmaEs::ask()
{
    std::vector<double> z(m_n);
    for (auto &point : m_points) {
        for (std::size_t i = 0; i < m_n; ++i)
            z[i] = m_lengths[i] * m_rng.normal();
        for (std::size_t i = 0; i < m_n; ++i) {
            double moved = 0.0;
            for (std::size_t j = 0; j < m_n; ++j)
                moved += m_axes[i * m_n + j] * z[j];
            point[i] = m_mean[i] + m_stepSize * moved;
        }
    }
    return m_points;
}

void CmaEs::tell(std::span<const double> values)
{
    ++m_generation;
    std::vector<std::size_t> order(m_points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto rank = [&values](std::size_t i) {
        return std::isnan(values[i]) ? std::numeric_limits<double>::infinity() : values[i];
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });

    std::vector<double> step(m_n, 0.0);  // (new mean − old mean) / step size
    for (std::size_t k = 0; k < m_parents; ++k)
        for (std::size_t i = 0; i < m_n; ++i)
            step[i] += m_weights[k] * (m_points[order[k]][i] - m_mean[i]) / m_stepSize;

    // C^(−1/2) · step
    std::vector<double> rotated(m_n, 0.0), whitened(m_n, 0.0);
    for (std::size_t j = 0; j < m_n; ++j) {
        for (std::size_t i = 0; i < m_n; ++i)
            rotated[j] += m_axes[i * m_n + j] * step[i];
        rotated[j] /= m_lengths[j];
    }
    double pathSquare = 0.0;
    for (std::size_t i = 0; i < m_n; ++i) {
        for (std::size_t j = 0; j < m_n; ++j)
            whitened[i] += m_axes[i * m_n + j] * rotated[j];
        m_pathSigma[i] = (1.0 - m_cs) * m_pathSigma[i] + std::sqrt(m_cs * (2.0 - m_cs) * m_mueff) * whitened[i];
        pathSquare += m_pathSigma[i] * m_pathSigma[i];
    }
    const double length = std::sqrt(pathSquare);
    const auto n = static_cast<double>(m_n);
    const bool stalled =
        length / std::sqrt(1.0 - std::pow(1.0 - m_cs, 2.0 * m_generation)) >= (1.4 + 2.0 / (n + 1.0)) * m_chi;
    for (std::size_t i = 0; i < m_n; ++i)
        m_pathC[i] = (1.0 - m_cc) * m_pathC[i] + (stalled ? 0.0 : std::sqrt(m_cc * (2.0 - m_cc) * m_mueff) * step[i]);

    const double keep = 1.0 - m_c1 - m_cmu + (stalled ? m_c1 * m_cc * (2.0 - m_cc) : 0.0);
    for (std::size_t i = 0; i < m_n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = keep * m_covariance[i * m_n + j] + m_c1 * m_pathC[i] * m_pathC[j];
            for (std::size_t k = 0; k < m_parents; ++k) {
                const auto &point = m_points[order[k]];
                sum +=
                    m_cmu * m_weights[k] * (point[i] - m_mean[i]) * (point[j] - m_mean[j]) / (m_stepSize * m_stepSize);
            }
            m_covariance[i * m_n + j] = m_covariance[j * m_n + i] = sum;
        }
    }
    for (std::size_t i = 0; i < m_n; ++i)
        m_mean[i] += m_stepSize * step[i];
    m_stepSize *= std::exp(std::min(1.0, m_cs / m_damping * (length / m_chi - 1.0)));
    decompose();
}

double CmaEs::spread() const
{
    return m_stepSize * *std::max_element(m_lengths.begin(), m_lengths.end());
}

}  // namespace tonewright::eq_matching
