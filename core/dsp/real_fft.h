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

/// The way back: x[n] = Σ X[k]·exp(2πi·kn/size) over all `size` bins, those above size/2 being the conjugates of those
/// below. Not scaled: running there and back multiplies by size. Ownership and threads as RealFft.
template <class Real>
class InverseRealFft
{
public:
    explicit InverseRealFft(int size);  ///< even, ≥ 2
    ~InverseRealFft();
    InverseRealFft(InverseRealFft &&) noexcept;
    InverseRealFft &operator=(InverseRealFft &&) noexcept;

    [[nodiscard]] int size() const { return m_size; }
    /// Bins 0 … size/2, to be filled anew before every run(). The imaginary parts of the first and last count as 0.
    [[nodiscard]] std::span<std::complex<Real>> spectrum() const;
    /// The signal, size() values; valid until the next call. What spectrum() holds afterwards is undefined.
    std::span<const Real> run();

private:
    struct Buffers;
    int m_size;
    std::unique_ptr<Buffers> m_buffers;
};

extern template class RealFft<float>;
extern template class RealFft<double>;
extern template class InverseRealFft<float>;
extern template class InverseRealFft<double>;

}  // namespace tonewright::dsp
