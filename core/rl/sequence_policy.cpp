#include "core/rl/sequence_policy.h"

#include <algorithm>
#include <cmath>

#include "core/rl/flat_adam.h"
#include "core/rl/torch_headers.h"

namespace tonewright::rl
{
namespace
{

using torch::Tensor;

/// One layer: attention, then two linear maps, each on normalised input and added to what came in.
struct EncoderLayerImpl : torch::nn::Module {
    explicit EncoderLayerImpl(const SequencePolicyConfig &config)
        : heads(config.attentionHeads),
          attentionNorm(
              register_module("attention_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({config.width})))),
          query(register_module("query", torch::nn::Linear(config.width, config.width))),
          key(register_module("key", torch::nn::Linear(config.width, config.width))),
          value(register_module("value", torch::nn::Linear(config.width, config.width))),
          output(register_module("output", torch::nn::Linear(config.width, config.width))),
          mapNorm(register_module("map_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({config.width})))),
          widen(register_module("widen", torch::nn::Linear(config.width, config.feedForward))),
          narrow(register_module("narrow", torch::nn::Linear(config.feedForward, config.width)))
    {
    }

    /// x [batch, length, width]; bias [batch, 1, 1, length]: 0 or a very negative number for padding;
    /// drop(x): dropout or x itself.
    template <class Drop>
    Tensor forward(const Tensor &x, const Tensor &bias, const Drop &drop)
    {
        const auto batch = x.size(0);
        const auto length = x.size(1);
        const auto split = [&](const Tensor &t) {  // [batch, heads, length, width / heads]
            return t.view({batch, length, heads, -1}).transpose(1, 2);
        };
        const auto normal = attentionNorm(x);
        const auto q = split(query(normal));
        const auto scores = q.matmul(split(key(normal)).transpose(2, 3)) / std::sqrt(static_cast<double>(q.size(3)));
        const auto mixed = torch::softmax(scores + bias, -1).matmul(split(value(normal)));
        const auto attended = x + drop(output(mixed.transpose(1, 2).reshape({batch, length, -1})));
        return attended + drop(narrow(drop(torch::relu(widen(mapNorm(attended))))));
    }

    std::int64_t heads;
    torch::nn::LayerNorm attentionNorm;
    torch::nn::Linear query, key, value, output;
    torch::nn::LayerNorm mapNorm;
    torch::nn::Linear widen, narrow;
};
TORCH_MODULE(EncoderLayer);

struct EncoderImpl : torch::nn::Module {
    EncoderImpl(const SequencePolicyConfig &c, std::int64_t policyHeads)
        : config(c), tokens(register_module("tokens", torch::nn::Linear(c.features, c.width))),
          positions(register_parameter("positions", torch::zeros({c.length, c.width}))),
          policy(register_module("policy", torch::nn::Linear(c.width, policyHeads))),
          value(register_module("value", torch::nn::Linear(c.width, 1))),
          lastNorm(register_module("last_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({c.width}))))
    {
        for (int i = 0; i < c.layers; ++i)
            layers.push_back(register_module("layer_" + std::to_string(i), EncoderLayer(c)));
    }

    /// observations [batch, length, 1 + features] → {heads [batch, all heads], values [batch]}
    template <class Drop>
    std::pair<Tensor, Tensor> forward(const Tensor &observations, const Drop &drop)
    {
        const auto exists = observations.select(2, 0);  // [batch, length]
        const auto there = exists.unsqueeze(2);
        const auto bias = ((1.0 - exists) * -1e9).unsqueeze(1).unsqueeze(1);
        auto x = (tokens(observations.narrow(2, 1, config.features)) + positions) * there;
        for (auto &layer : layers)
            x = layer->forward(x, bias, drop) * there;
        x = lastNorm(x) * there;
        const auto mean = x.sum(1) / exists.sum(1, true).clamp_min(1.0);  // [batch, width]
        const auto heads =
            config.headsPerToken > 0 ? (policy(x) * there).reshape({observations.size(0), -1}) : policy(mean);
        return {heads, value(mean).squeeze(1)};
    }

    SequencePolicyConfig config;
    torch::nn::Linear tokens;
    Tensor positions;
    torch::nn::Linear policy, value;
    torch::nn::LayerNorm lastNorm;
    std::vector<EncoderLayer> layers;
};
TORCH_MODULE(Encoder);

/// Weights live in one buffer on the host, as every agent's do; the module's tensors (perhaps on another device) are
/// brought up to date before they are used.
class SequencePolicy : public ActorCritic
{
public:
    SequencePolicy(const SequencePolicyConfig &config, std::size_t heads, std::size_t continuous, Rng &initialisation,
                   torch::Device device)
        : m_config(config), m_heads(heads),
          m_encoder(config, static_cast<std::int64_t>(config.headsPerToken > 0 ? config.headsPerToken : heads)),
          m_device(device), m_logDeviations(continuous, static_cast<float>(config.initialLogDeviation)),
          m_deviationGradient(continuous)
    {
        for (const auto &item : m_encoder->named_parameters()) {
            m_names.push_back(item.key());
            m_offsets.push_back(m_values.size());
            const auto &shape = item.value();
            const bool norm = item.key().find("norm") != std::string::npos;
            const bool weight = item.key().ends_with("weight");
            double bound = 0;
            if (shape.dim() == 2)
                bound = std::sqrt(6.0 / static_cast<double>(shape.size(0) + shape.size(1)));
            if (item.key().starts_with("policy"))
                bound *= 0.01;
            for (std::int64_t i = 0; i < shape.numel(); ++i) {
                const double value = norm        ? (weight ? 1.0 : 0.0)
                                     : bound > 0 ? initialisation.uniform(-bound, bound)
                                                 : 0;
                m_values.push_back(static_cast<float>(value));
            }
        }
        m_gradients.resize(m_values.size());
        m_encoder->to(device);
    }

    void heads(std::span<const float> observations, std::size_t count, std::span<float> heads) const override
    {
        const torch::NoGradGuard noGradient;
        copyOut(run(observations, count).first, heads);
    }
    void values(std::span<const float> observations, std::size_t count, std::span<float> values) const override
    {
        const torch::NoGradGuard noGradient;
        copyOut(run(observations, count).second, values);
    }
    void forward(std::span<const float> observations, std::size_t count, std::span<float> heads,
                 std::span<float> values, Rng &dropout) override
    {
        bringUpToDate();
        const double share = m_config.dropout;
        const auto drop = [&](const Tensor &x) {
            if (share <= 0)
                return x;
            auto kept = torch::empty(x.sizes(), torch::kFloat32);
            auto *data = kept.data_ptr<float>();
            for (std::int64_t i = 0; i < kept.numel(); ++i)
                data[i] = dropout.chance(share) ? 0.0F : static_cast<float>(1.0 / (1.0 - share));
            return x * kept.to(m_device);
        };
        std::tie(m_headTensor, m_valueTensor) = m_encoder->forward(input(observations, count), drop);
        copyOut(m_headTensor, heads);
        copyOut(m_valueTensor, values);
    }
    void backward(std::span<const float> headGradients, std::span<const float> valueGradients) override
    {
        m_encoder->zero_grad();
        const auto like = [this](std::span<const float> values, const Tensor &shape) {
            return torch::from_blob(const_cast<float *>(values.data()), shape.sizes(), torch::kFloat32).to(m_device);
        };
        // Its gradient with respect to heads and values is the one given.
        ((m_headTensor * like(headGradients, m_headTensor)).sum() +
         (m_valueTensor * like(valueGradients, m_valueTensor)).sum())
            .backward();
        std::size_t index = 0;
        for (const auto &parameter : m_encoder->parameters()) {
            float *to = m_gradients.data() + m_offsets[index++];
            if (!parameter.grad().defined())
                continue;
            const auto gradient = parameter.grad().to(torch::kCPU).contiguous();
            const auto *from = gradient.data_ptr<float>();
            for (std::int64_t i = 0; i < gradient.numel(); ++i)
                to[i] += from[i];
        }
    }

    ParameterBlock logDeviations() override { return {m_logDeviations, m_deviationGradient}; }
    [[nodiscard]] std::span<const float> logDeviations() const override { return m_logDeviations; }
    std::vector<ParameterBlock> blocks() override
    {
        m_stale = true;
        return {{m_values, m_gradients}, {m_logDeviations, m_deviationGradient}};
    }
    [[nodiscard]] std::string describe(std::size_t block, std::size_t index) const override
    {
        if (block == 1)
            return "log deviation " + std::to_string(index);
        const auto after = std::upper_bound(m_offsets.begin(), m_offsets.end(), index);
        return m_names[static_cast<std::size_t>(after - m_offsets.begin()) - 1];
    }

    void save(ByteWriter &out) const override
    {
        out.array(std::span<const float>(m_values));
        out.array(std::span<const float>(m_logDeviations));
    }
    Result<void> load(ByteReader &in) override
    {
        std::vector<float> values;
        std::vector<float> deviations;
        if (!in.array(values) || !in.array(deviations) || values.size() != m_values.size() ||
            deviations.size() != m_logDeviations.size())
            return fail(ErrorCode::BadData, "the stored network has another shape than this run's settings ask for");
        if (firstNotFinite(values) || firstNotFinite(deviations))
            return fail(ErrorCode::BadData, "the stored policy has weights that are not finite");
        m_values = std::move(values);
        m_logDeviations = std::move(deviations);
        m_stale = true;
        return {};
    }

private:
    [[nodiscard]] Tensor input(std::span<const float> observations, std::size_t count) const
    {
        return torch::from_blob(const_cast<float *>(observations.data()),
                                {static_cast<std::int64_t>(count), m_config.length, 1 + m_config.features},
                                torch::kFloat32)
            .to(m_device);
    }
    [[nodiscard]] std::pair<Tensor, Tensor> run(std::span<const float> observations, std::size_t count) const
    {
        bringUpToDate();
        return m_encoder->forward(input(observations, count), [](const Tensor &x) { return x; });
    }
    static void copyOut(const Tensor &from, std::span<float> to)
    {
        const auto values = from.detach().to(torch::kCPU).contiguous();
        std::copy_n(values.data_ptr<float>(), to.size(), to.begin());
    }
    void bringUpToDate() const
    {
        if (!m_stale)
            return;
        const torch::NoGradGuard noGradient;
        std::size_t index = 0;
        for (auto &parameter : m_encoder->parameters()) {
            auto *from = const_cast<float *>(m_values.data()) + m_offsets[index++];
            parameter.copy_(torch::from_blob(from, parameter.sizes(), torch::kFloat32));
        }
        m_stale = false;
    }

    SequencePolicyConfig m_config;
    std::size_t m_heads;
    mutable Encoder m_encoder;  // LibTorch's forward functions aren't const
    torch::Device m_device;
    std::vector<std::string> m_names;    // [tensor]
    std::vector<std::size_t> m_offsets;  // [tensor]: of its first weight
    std::vector<float> m_values;
    std::vector<float> m_gradients;
    std::vector<float> m_logDeviations;
    std::vector<float> m_deviationGradient;
    mutable bool m_stale = true;
    Tensor m_headTensor;
    Tensor m_valueTensor;
};

}  // namespace

Result<std::unique_ptr<ActorCritic>> makeSequencePolicy(const SequencePolicyConfig &config, std::size_t heads,
                                                        std::size_t continuous, Rng &initialisation,
                                                        DeviceChoice device)
{
    const auto wrong = [](const char *what, const char *which) {
        return fail(ErrorCode::InvalidArgument, what, which);
    };
    if (config.length < 1 || config.features < 1 || config.width < 1 || config.layers < 1 || config.feedForward < 1)
        return wrong("a sequence policy's sizes are all 1 or more", "sequence policy");
    if (config.attentionHeads < 1 || config.width % config.attentionHeads != 0)
        return wrong("the width must be a multiple of the attention heads", "attentionHeads");
    if (config.headsPerToken > 0 && static_cast<std::size_t>(config.headsPerToken * config.length) != heads)
        return wrong("length times heads a token must be what the action space needs", "headsPerToken");
    if (!(config.dropout >= 0 && config.dropout < 1))
        return wrong("dropout is a share from 0 to below 1", "dropout");
    const auto cuda = usesCuda(device);
    if (!cuda)
        return fail(cuda.error());
    return std::unique_ptr<ActorCritic>(std::make_unique<SequencePolicy>(
        config, heads, continuous, initialisation, torch::Device(*cuda ? torch::kCUDA : torch::kCPU)));
}

}  // namespace tonewright::rl
