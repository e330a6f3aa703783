#include "core/dsp/real_fft.h"

#include <fftw3.h>
#include <map>
#include <mutex>

namespace tonewright::dsp
{

namespace
{

struct FftwFree {
    void operator()(void *memory) const { fftwf_free(memory); }
};

/// FFTW's names in one precision.
template <class Real>
struct Fftw;

template <>
struct Fftw<float> {
    using Plan = fftwf_plan;
    using Complex = fftwf_complex;
    static Plan plan(int n, float *in, Complex *out)
    {
        return fftwf_plan_dft_r2c_1d(n, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    }
    static Plan plan(int n, Complex *in, float *out)
    {
        return fftwf_plan_dft_c2r_1d(n, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    }
    static void execute(Plan plan, float *in, Complex *out) { fftwf_execute_dft_r2c(plan, in, out); }
    static void execute(Plan plan, Complex *in, float *out) { fftwf_execute_dft_c2r(plan, in, out); }
    static void destroy(Plan plan) { fftwf_destroy_plan(plan); }
};

template <>
struct Fftw<double> {
    using Plan = fftw_plan;
    using Complex = fftw_complex;
    static Plan plan(int n, double *in, Complex *out)
    {
        return fftw_plan_dft_r2c_1d(n, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    }
    static Plan plan(int n, Complex *in, double *out)
    {
        return fftw_plan_dft_c2r_1d(n, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    }
    static void execute(Plan plan, double *in, Complex *out) { fftw_execute_dft_r2c(plan, in, out); }
    static void execute(Plan plan, Complex *in, double *out) { fftw_execute_dft_c2r(plan, in, out); }
    static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};

/// Both precisions' memory comes from one aligned allocator.
template <class T>
std::unique_ptr<T, FftwFree> alignedArray(int count)
{
    return std::unique_ptr<T, FftwFree>(static_cast<T *>(fftwf_malloc(sizeof(T) * std::size_t(count))));
}

/// FFTW's planner keeps its state in the process and isn't thread-safe: this mutex guards it in both precisions.
std::mutex &plannerMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// Plans from `In` to `Out`, made once a size, which live as long as the process. Executing a plan on other aligned
/// buffers is safe from any thread.
template <class Real, class In, class Out>
typename Fftw<Real>::Plan planFor(int size)
{
    struct Cache {
        std::map<int, typename Fftw<Real>::Plan> plans;
        ~Cache()
        {
            for (auto &[plannedSize, plan] : plans)
                Fftw<Real>::destroy(plan);
        }
    };
    const std::lock_guard lock(plannerMutex());
    static Cache cache;
    auto &plan = cache.plans[size];
    if (plan == nullptr)
        plan = Fftw<Real>::plan(size, alignedArray<In>(size).get(), alignedArray<Out>(size).get());
    return plan;
}

}  // namespace

template <class Real>
struct RealFft<Real>::Buffers {
    std::unique_ptr<Real, FftwFree> time;
    std::unique_ptr<typename Fftw<Real>::Complex, FftwFree> spectrum;
    typename Fftw<Real>::Plan plan;  // borrowed from the cache
};

template <class Real>
RealFft<Real>::RealFft(int size)
    : m_size(size),
      m_buffers(new Buffers{alignedArray<Real>(size), alignedArray<typename Fftw<Real>::Complex>(size / 2 + 1),
                            planFor<Real, Real, typename Fftw<Real>::Complex>(size)})
{
}

template <class Real>
RealFft<Real>::~RealFft() = default;
template <class Real>
RealFft<Real>::RealFft(RealFft &&) noexcept = default;
template <class Real>
RealFft<Real> &RealFft<Real>::operator=(RealFft &&) noexcept = default;

template <class Real>
std::span<Real> RealFft<Real>::time() const
{
    return {m_buffers->time.get(), std::size_t(m_size)};
}

template <class Real>
std::span<const std::complex<Real>> RealFft<Real>::run()
{
    Fftw<Real>::execute(m_buffers->plan, m_buffers->time.get(), m_buffers->spectrum.get());
    // FFTW documents its complex type as bit-compatible with std::complex.
    return {reinterpret_cast<const std::complex<Real> *>(m_buffers->spectrum.get()), std::size_t(m_size / 2 + 1)};
}

template <class Real>
struct InverseRealFft<Real>::Buffers {
    std::unique_ptr<typename Fftw<Real>::Complex, FftwFree> spectrum;
    std::unique_ptr<Real, FftwFree> time;
    typename Fftw<Real>::Plan plan;  // borrowed from the cache
};

template <class Real>
InverseRealFft<Real>::InverseRealFft(int size)
    : m_size(size),
      m_buffers(new Buffers{alignedArray<typename Fftw<Real>::Complex>(size / 2 + 1), alignedArray<Real>(size),
                            planFor<Real, typename Fftw<Real>::Complex, Real>(size)})
{
}

template <class Real>
InverseRealFft<Real>::~InverseRealFft() = default;
template <class Real>
InverseRealFft<Real>::InverseRealFft(InverseRealFft &&) noexcept = default;
template <class Real>
InverseRealFft<Real> &InverseRealFft<Real>::operator=(InverseRealFft &&) noexcept = default;

template <class Real>
std::span<std::complex<Real>> InverseRealFft<Real>::spectrum() const
{
    return {reinterpret_cast<std::complex<Real> *>(m_buffers->spectrum.get()), std::size_t(m_size / 2 + 1)};
}

template <class Real>
std::span<const Real> InverseRealFft<Real>::run()
{
    // A real signal's first and last bins are real; what FFTW would make of other ones differs between its plans.
    spectrum().front().imag(Real(0));
    spectrum().back().imag(Real(0));
    Fftw<Real>::execute(m_buffers->plan, m_buffers->spectrum.get(), m_buffers->time.get());
    return {m_buffers->time.get(), std::size_t(m_size)};
}

template class RealFft<float>;
template class RealFft<double>;
template class InverseRealFft<float>;
template class InverseRealFft<double>;

}  // namespace tonewright::dsp
