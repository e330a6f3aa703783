#pragma once

#include <complex>
#include <memory>
#include <span>

namespace tonewright::dsp
{

/// Discrete Fourier transform of a real signal, X[k] = Σ x[n]·exp(−2πi·kn/size), by FFTW in the precision of `Real`
/// (float or double). Planned with FFTW_ESTIMATE, because plans chosen by timing differ from run to run and with them
/// the last bits.
///
/// An object holds its buffers and belongs to one thread; construction is safe from any thread (plans are cached, one
/// mutex guards the planner) and costs microseconds when the size was used before. This is the only place that plans.
template <class Real>
class RealFft
{
public:
    explicit RealFft(int size);  ///< even, ≥ 2
    ~RealFft();
    RealFft(RealFft &&) noexcept;
    RealFft &operator=(RealFft &&) noexcept;

    [[nodiscard]] int size() const { return m_size; }
    /// The signal, size() values, to be filled anew before every run().
    [[nodiscard]] std::span<Real> time() const;
    /// Bins 0 … size/2; valid until the next call. What time() holds afterwards is undefined.
    std::span<const std::complex<Real>> run();

private:
    struct Buffers;
    int m_size;
    std::unique_ptr<Buffers> m_buffers;
};

extern template class RealFft<float>;
extern template class RealFft<double>;

}  // namespace tonewright::dsp
