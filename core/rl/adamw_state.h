#pragma once

#include <cstdint>
#include <vector>

#include "core/rl/byte_stream.h"

namespace at
{
class Tensor;
}
namespace torch::optim
{
class AdamW;
}

namespace tonewright::rl
{

// Weights and moments of networks on LibTorch as plain arrays: torch::save of an optimiser keys its state by addresses,
// so equal agents would give different bytes, and torch::load takes tensors of any shape.

/// One array of floats a tensor, from whatever device it lies on.
void writeTensors(ByteWriter &out, const std::vector<at::Tensor> &tensors);
/// Step count and both moments of every parameter; a flag alone where the optimiser hasn't moved it yet.
void writeMoments(ByteWriter &out, const torch::optim::AdamW &optimiser, const std::vector<at::Tensor> &parameters);

/// An optimiser's memory of one parameter; step 0: none.
struct StoredMoments {
    std::int64_t step = 0;
    std::vector<float> first;
    std::vector<float> second;
};

/// What writeTensors wrote for tensors of these shapes; false where it doesn't fit. Nothing but `values` changes, so
/// that a caller can read and check everything before it changes a network.
bool readTensors(ByteReader &in, const std::vector<at::Tensor> &shapes, std::vector<std::vector<float>> &values);
bool readMoments(ByteReader &in, const std::vector<at::Tensor> &shapes, std::vector<StoredMoments> &moments);

/// Puts what was read in place, on the tensors' own device.
void setTensors(const std::vector<at::Tensor> &tensors, std::vector<std::vector<float>> &values);
void setMoments(torch::optim::AdamW &optimiser, const std::vector<at::Tensor> &parameters,
                std::vector<StoredMoments> &moments);

}  // namespace tonewright::rl
