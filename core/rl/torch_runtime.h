#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tonewright::rl
{

/// How many threads one tensor operation may use in this process. One is fastest on small networks: on a busy
/// two-core machine two spin-waiting threads ran 35 times slower. Call before the first tensor operation.
void setTensorThreads(int threads);

/// Where tensors are computed (`--device auto|cpu|cuda`).
enum class DeviceChoice {
    Auto,  ///< CUDA where LibTorch and the machine have it, otherwise the processor
    Cpu,
    Cuda,
};
/// "auto", "cpu", "cuda"; InvalidArgument for another name.
Result<DeviceChoice> deviceChoice(std::string_view name);
/// Whether the choice means CUDA here. Unsupported, saying what is missing, where CUDA is asked for and can't be had.
Result<bool> usesCuda(DeviceChoice choice);

/// The tensor library and the BLAS behind it, as loaded by this process.
struct TensorRuntime {
    std::string torch;      ///< "LibTorch 1.13.0"
    std::string blas;       ///< "OpenBLAS", "reference BLAS", … from the path of the loaded library
    bool slowBlas = false;  ///< the reference BLAS: many times slower at matrix products than OpenBLAS
    int threads = 1;

    [[nodiscard]] std::string describe() const;  ///< "LibTorch 1.13.0, OpenBLAS, 1 thread"
};
TensorRuntime tensorRuntime();

}  // namespace tonewright::rl
