#include "core/rl/torch_runtime.h"

#include <dlfcn.h>
#include <filesystem>
#include <link.h>

#include "core/rl/torch_headers.h"
#include <torch/cuda.h>
#include <torch/version.h>

namespace tonewright::rl
{
namespace
{

/// Real paths of the loaded libraries whose name contains "blas".
int collectBlas(dl_phdr_info *info, std::size_t, void *data)
{
    const std::filesystem::path path = info->dlpi_name;
    if (path.filename().string().find("blas") != std::string::npos) {
        std::error_code ignored;
        *static_cast<std::string *>(data) += std::filesystem::canonical(path, ignored).string() + "\n";
    }
    return 0;
}

}  // namespace

void setTensorThreads(int threads)
{
    at::set_num_threads(threads);
    // LibTorch doesn't tell OpenBLAS, whose own pool would go on spin-waiting on the other cores. Looked up at run
    // time, because another BLAS may stand behind libblas.so.3.
    using SetThreads = void (*)(int);
    if (auto *set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        set(threads);
}

Result<DeviceChoice> deviceChoice(std::string_view name)
{
    if (name == "auto")
        return DeviceChoice::Auto;
    if (name == "cpu")
        return DeviceChoice::Cpu;
    if (name == "cuda")
        return DeviceChoice::Cuda;
    return fail(ErrorCode::InvalidArgument, "a device is auto, cpu or cuda", std::string(name));
}

Result<bool> usesCuda(DeviceChoice choice)
{
    if (choice == DeviceChoice::Cpu)
        return false;
    if (torch::cuda::is_available())
        return true;
    if (choice == DeviceChoice::Auto)
        return false;
    const char *what = at::hasCUDA()
                           ? "LibTorch finds no CUDA device on this machine. Check the driver, or use --device cpu"
                           : "this LibTorch was built without CUDA. Install one that has it, or use --device cpu";
    return fail(ErrorCode::Unsupported, what, "cuda");
}

TensorRuntime tensorRuntime()
{
    TensorRuntime runtime;
    runtime.torch = std::string("LibTorch ") + TORCH_VERSION;
    std::string libraries;
    dl_iterate_phdr(collectBlas, &libraries);
    if (libraries.find("openblas") != std::string::npos) {
        runtime.blas = "OpenBLAS";
    } else if (libraries.find("blis") != std::string::npos) {
        runtime.blas = "BLIS";
    } else if (libraries.find("mkl") != std::string::npos) {
        runtime.blas = "MKL";
    } else if (libraries.empty()) {
        runtime.blas = "built-in BLAS";
    } else {
        runtime.blas = "reference BLAS";
        runtime.slowBlas = true;
    }
    runtime.threads = at::get_num_threads();
    return runtime;
}

std::string TensorRuntime::describe() const
{
    return torch + ", " + blas + ", " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

}  // namespace tonewright::rl
