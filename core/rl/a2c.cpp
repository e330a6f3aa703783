#include "core/rl/a2c.h"

#include <numeric>

#include "core/rl/setting_checks.h"

namespace tonewright::rl
{

Result<std::unique_ptr<A2cAgent>> A2cAgent::create(const A2cConfig &config, const Space &observations,
                                                   const Space &actions, std::uint64_t seed,
                                                   std::unique_ptr<ActorCritic> network)
{
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    return std::make_unique<A2cAgent>(config, observations, actions, seed, std::move(network));
}

A2cAgent::A2cAgent(const A2cConfig &config, const Space &observations, const Space &actions, std::uint64_t seed,
                   std::unique_ptr<ActorCritic> network)
    : OnPolicyAgent(config, observations, actions, seed, std::move(network)), m_config(config),
      m_rows(config.rolloutSteps * config.copies)
{
    std::iota(m_rows.begin(), m_rows.end(), 0U);
}

std::span<const std::uint32_t> A2cAgent::nextMinibatch()
{
    if (m_used)
        return {};
    m_used = true;
    return m_rows;
}

OnPolicyAgent::RowGradient A2cAgent::rowLoss(const Row &row, double &loss)
{
    const double error = row.value - row.target;
    m_policyLoss -= row.advantage * row.logProbability;
    m_valueLoss += error * error;
    m_entropy += row.entropy;
    m_count += 1;
    loss += -row.advantage * row.logProbability + m_config.valueWeight * error * error -
            m_config.entropyWeight * row.entropy;
    return {-row.advantage, -m_config.entropyWeight, m_config.valueWeight * 2.0 * error};
}

void A2cAgent::endMinibatch(std::size_t, double loss)
{
    m_loss += loss;
    m_minibatches += 1;
}

Metrics A2cAgent::takeOwnMetrics()
{
    Metrics metrics;
    if (m_minibatches > 0) {
        metrics["train/policy_loss"] = m_policyLoss / m_count;
        metrics["train/value_loss"] = m_valueLoss / m_count;
        metrics["train/entropy_loss"] = -m_entropy / m_count;
        metrics["train/loss"] = m_loss / m_minibatches;
    }
    m_policyLoss = m_valueLoss = m_entropy = m_loss = m_count = m_minibatches = 0;
    return metrics;
}

void A2cAgent::saveOwn(ByteWriter &out) const
{
    out.value<std::uint8_t>(m_used ? 1 : 0);
}

Result<void> A2cAgent::loadOwn(ByteReader &in)
{
    std::uint8_t used = 0;
    if (!in.value(used))
        return fail(ErrorCode::BadData, "the checkpoint's learning state is cut short");
    m_used = used != 0;
    return {};
}

}  // namespace tonewright::rl
