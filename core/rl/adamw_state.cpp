#include "core/rl/adamw_state.h"

#include <memory>
#include <span>
#include <sstream>
#include <type_traits>

#include "core/rl/torch_headers.h"

namespace tonewright::rl
{
namespace
{

/// The key of a parameter in an optimiser's state: its address, as text in LibTorch 1, as a pointer in LibTorch 2.
template <class State>
auto stateKey(const State &, const at::Tensor &parameter)
{
    using Key = typename State::key_type;
    if constexpr (std::is_pointer_v<Key>) {
        return static_cast<Key>(parameter.unsafeGetTensorImpl());
    } else {
        std::ostringstream text;
        text << parameter.unsafeGetTensorImpl();
        return text.str();
    }
}

void write(ByteWriter &out, const at::Tensor &values)
{
    const auto flat = values.detach().to(torch::kCPU).contiguous();
    out.array(std::span<const float>(flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel())));
}

bool read(ByteReader &in, const at::Tensor &shape, std::vector<float> &values)
{
    return in.array(values) && static_cast<std::int64_t>(values.size()) == shape.numel();
}

at::Tensor like(std::vector<float> &values, const at::Tensor &tensor)
{
    return torch::from_blob(values.data(), tensor.sizes(), torch::kFloat32).clone().to(tensor.device());
}

}  // namespace

void writeTensors(ByteWriter &out, const std::vector<at::Tensor> &tensors)
{
    for (const auto &tensor : tensors)
        write(out, tensor);
}

void writeMoments(ByteWriter &out, const torch::optim::AdamW &optimiser, const std::vector<at::Tensor> &parameters)
{
    for (const auto &parameter : parameters) {
        const auto found = optimiser.state().find(stateKey(optimiser.state(), parameter));
        const bool stepped = found != optimiser.state().end();
        out.value<std::uint8_t>(stepped ? 1 : 0);
        if (!stepped)
            continue;
        const auto &state = static_cast<const torch::optim::AdamWParamState &>(*found->second);
        out.value<std::int64_t>(state.step());
        write(out, state.exp_avg());
        write(out, state.exp_avg_sq());
    }
}

bool readTensors(ByteReader &in, const std::vector<at::Tensor> &shapes, std::vector<std::vector<float>> &values)
{
    values.resize(shapes.size());
    for (std::size_t i = 0; i < shapes.size(); ++i)
        if (!read(in, shapes[i], values[i]))
            return false;
    return true;
}

bool readMoments(ByteReader &in, const std::vector<at::Tensor> &shapes, std::vector<StoredMoments> &moments)
{
    moments.assign(shapes.size(), {});
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        std::uint8_t stepped = 0;
        if (!in.value(stepped))
            return false;
        if (stepped != 0 && !(in.value(moments[i].step) && read(in, shapes[i], moments[i].first) &&
                              read(in, shapes[i], moments[i].second)))
            return false;
    }
    return true;
}

void setTensors(const std::vector<at::Tensor> &tensors, std::vector<std::vector<float>> &values)
{
    const torch::NoGradGuard noGradient;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        tensors[i].copy_(like(values[i], tensors[i]));
}

void setMoments(torch::optim::AdamW &optimiser, const std::vector<at::Tensor> &parameters,
                std::vector<StoredMoments> &moments)
{
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto key = stateKey(optimiser.state(), parameters[i]);
        optimiser.state().erase(key);
        if (moments[i].step == 0)
            continue;
        auto state = std::make_unique<torch::optim::AdamWParamState>();
        state->step(moments[i].step);
        state->exp_avg(like(moments[i].first, parameters[i]));
        state->exp_avg_sq(like(moments[i].second, parameters[i]));
        optimiser.state()[key] = std::move(state);
    }
}

}  // namespace tonewright::rl
