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
    static void execute(Plan plan, float *in, Complex *out) { fftwf_execute_dft_r2c(plan, in, out); }
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
    static void execute(Plan plan, double *in, Complex *out) { fftw_execute_dft_r2c(plan, in, out); }
    static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};

/// Both precisions' memory comes from one aligned allocator.
template <class T>
std::unique_ptr<T, FftwFree> alignedArray(int count)
{
    return std::unique_ptr<T, FftwFree>(static_cast<T *>(fftwf_malloc(sizeof(T) * std::size_t(count))));
}

/// FFTW's planner keeps its state in the process and isn't thread-safe: this mutex and the plans that it guards live as
/// long. Executing a plan on other aligned buffers is safe from any thread.
template <class Real>
typename Fftw<Real>::Plan planFor(int size)
{
    struct Cache {
        std::mutex mutex;
        std::map<int, typename Fftw<Real>::Plan> plans;
        ~Cache()
        {
            for (auto &[plannedSize, plan] : plans)
                Fftw<Real>::destroy(plan);
        }
    };
    static Cache cache;
    const std::lock_guard lock(cache.mutex);
    auto &plan = cache.plans[size];
    if (plan == nullptr)
        plan = Fftw<Real>::plan(size, alignedArray<Real>(size).get(),
                                alignedArray<typename Fftw<Real>::Complex>(size / 2 + 1).get());
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
                            planFor<Real>(size)})
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

template class RealFft<float>;
template class RealFft<double>;

}  // namespace tonewright::dsp
