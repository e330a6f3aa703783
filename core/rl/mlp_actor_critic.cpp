#include <algorithm>
#include <cmath>

#include "core/rl/actor_critic.h"
#include "core/rl/flat_adam.h"

namespace tonewright::rl
{
namespace
{

class MlpActorCritic : public ActorCritic
{
public:
    MlpActorCritic(const MlpActorCriticConfig &config, std::size_t observationSize, std::size_t heads,
                   std::size_t continuous, Rng &initialisation)
        : m_policy(netConfig(config, config.policyHidden, observationSize, heads)),
          m_value(netConfig(config, config.valueHidden, observationSize, 1)),
          m_logDeviations(continuous, static_cast<float>(config.initialLogDeviation)),
          m_policyGradient(m_policy.parameters().size()), m_valueGradient(m_value.parameters().size()),
          m_deviationGradient(continuous)
    {
        m_policy.initialiseOrthogonal(initialisation, 0.01);
        m_value.initialiseOrthogonal(initialisation, 1.0);
    }

    void heads(std::span<const float> observations, std::size_t count, std::span<float> heads) const override
    {
        m_policy.forward(m_actingPass, observations, count);
        copyOutputs(m_actingPass, heads);
    }
    void values(std::span<const float> observations, std::size_t count, std::span<float> values) const override
    {
        m_value.forward(m_valuingPass, observations, count);
        copyOutputs(m_valuingPass, values);
    }
    void forward(std::span<const float> observations, std::size_t count, std::span<float> heads,
                 std::span<float> values, Rng &dropout) override
    {
        m_policy.forward(m_policyPass, observations, count, &dropout);
        m_value.forward(m_valuePass, observations, count, &dropout);
        copyOutputs(m_policyPass, heads);
        copyOutputs(m_valuePass, values);
    }
    void backward(std::span<const float> headGradients, std::span<const float> valueGradients) override
    {
        backward(m_policy, m_policyPass, headGradients, m_policyGradient);
        backward(m_value, m_valuePass, valueGradients, m_valueGradient);
    }

    ParameterBlock logDeviations() override { return {m_logDeviations, m_deviationGradient}; }
    [[nodiscard]] std::span<const float> logDeviations() const override { return m_logDeviations; }
    std::vector<ParameterBlock> blocks() override
    {
        return {{m_policy.parameters(), m_policyGradient},
                {m_value.parameters(), m_valueGradient},
                {m_logDeviations, m_deviationGradient}};
    }
    [[nodiscard]] std::string describe(std::size_t block, std::size_t index) const override
    {
        if (block == 2)
            return "log deviation " + std::to_string(index);
        return (block == 0 ? "policy " : "value ") + (block == 0 ? m_policy : m_value).describe(index);
    }

    void save(ByteWriter &out) const override
    {
        m_policy.save(out);
        m_value.save(out);
        out.array(std::span<const float>(m_logDeviations));
    }
    Result<void> load(ByteReader &in) override
    {
        DenseNet policy(m_policy.config());
        DenseNet value(m_value.config());
        std::vector<float> deviations;
        if (auto loaded = policy.load(in); !loaded)
            return loaded;
        if (auto loaded = value.load(in); !loaded)
            return loaded;
        if (!in.array(deviations) || deviations.size() != m_logDeviations.size())
            return fail(ErrorCode::BadData, "the stored policy is cut short or of another action space");
        if (firstNotFinite(policy.parameters()) || firstNotFinite(value.parameters()) || firstNotFinite(deviations))
            return fail(ErrorCode::BadData, "the stored policy has weights that are not finite");
        std::copy(policy.parameters().begin(), policy.parameters().end(), m_policy.parameters().begin());
        std::copy(value.parameters().begin(), value.parameters().end(), m_value.parameters().begin());
        m_logDeviations = std::move(deviations);
        return {};
    }

private:
    static DenseNetConfig netConfig(const MlpActorCriticConfig &config, const std::vector<std::size_t> &hidden,
                                    std::size_t inputs, std::size_t outputs)
    {
        return {inputs, hidden, outputs, config.activation, config.layerNorm, config.dropout};
    }
    static void copyOutputs(const DenseNet::Pass &pass, std::span<float> to)
    {
        for (std::size_t row = 0; row < pass.rows(); ++row) {
            const auto output = pass.output(row);
            std::copy(output.begin(), output.end(), to.begin() + static_cast<std::ptrdiff_t>(row * output.size()));
        }
    }
    static void backward(const DenseNet &net, DenseNet::Pass &pass, std::span<const float> from,
                         std::vector<float> &gradient)
    {
        for (std::size_t row = 0; row < pass.rows(); ++row) {
            const auto to = pass.outputGradient(row);
            std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row * to.size()), to.size(), to.begin());
        }
        net.backward(pass, gradient);
    }

    DenseNet m_policy;
    DenseNet m_value;
    std::vector<float> m_logDeviations;
    std::vector<float> m_policyGradient;
    std::vector<float> m_valueGradient;
    std::vector<float> m_deviationGradient;
    DenseNet::Pass m_policyPass;
    DenseNet::Pass m_valuePass;
    mutable DenseNet::Pass m_actingPass;  // apart, so that acting between forward() and backward() does no harm
    mutable DenseNet::Pass m_valuingPass;
};

}  // namespace

std::unique_ptr<ActorCritic> makeMlpActorCritic(const MlpActorCriticConfig &config, std::size_t observationSize,
                                                std::size_t heads, std::size_t continuous, Rng &initialisation)
{
    return std::make_unique<MlpActorCritic>(config, observationSize, heads, continuous, initialisation);
}

}  // namespace tonewright::rl
