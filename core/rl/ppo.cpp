#include "core/rl/ppo.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/rl/setting_checks.h"

namespace tonewright::rl
{

Result<std::unique_ptr<PpoAgent>> PpoAgent::create(const PpoConfig &config, const Space &observations,
                                                   const Space &actions, std::uint64_t seed,
                                                   std::unique_ptr<ActorCritic> network)
{
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    constexpr double largest = std::numeric_limits<float>::max();
    if (auto kept = checkRules({
            {config.batch > 0, "batch", "must be 1 or more"},
            {config.epochs > 0, "epochs", "must be 1 or more"},
            {staysWithin(config.clip, 0, largest), "clip", "must be 0 or more all the time"},
            {config.valueClip >= 0 && config.valueClip <= largest, "valueClip", "must be 0 (no limit) or more"},
            {config.targetKl >= 0 && config.targetKl <= largest, "targetKl", "must be 0 (no limit) or more"},
        });
        !kept)
        return fail(kept.error());
    return std::make_unique<PpoAgent>(config, observations, actions, seed, std::move(network));
}

PpoAgent::PpoAgent(const PpoConfig &config, const Space &observations, const Space &actions, std::uint64_t seed,
                   std::unique_ptr<ActorCritic> network)
    : OnPolicyAgent(config, observations, actions, seed, std::move(network)), m_config(config)
{
}

void PpoAgent::shuffle()
{
    // The rows of one state stay together: they share a pass through the network.
    const auto group = static_cast<std::uint32_t>(m_config.actionsPerState);
    std::vector<std::uint32_t> states(rollout().rows() / group);
    std::iota(states.begin(), states.end(), 0U);
    for (std::size_t i = states.size(); i > 1; --i)
        std::swap(states[i - 1], states[shuffling().below(i)]);
    m_order.resize(states.size() * group);
    for (std::size_t i = 0; i < m_order.size(); ++i)
        m_order[i] = states[i / group] * group + static_cast<std::uint32_t>(i % group);
    m_position = 0;
}

void PpoAgent::beginRollout()
{
    m_epoch = 0;
    shuffle();
}

std::span<const std::uint32_t> PpoAgent::nextMinibatch()
{
    if (m_position == m_order.size()) {
        if (++m_epoch >= m_config.epochs)
            return {};
        shuffle();
    }
    const std::size_t group = m_config.actionsPerState;
    const std::size_t whole = std::max(group, m_config.batch / group * group);
    const std::size_t count = std::min<std::size_t>(whole, m_order.size() - m_position);
    const auto rows = std::span<const std::uint32_t>(m_order).subspan(m_position, count);
    m_position += count;
    return rows;
}

void PpoAgent::beginMinibatch(double progress)
{
    m_minibatch = {};
    m_clip = m_config.clip.at(progress);
}

OnPolicyAgent::RowGradient PpoAgent::rowLoss(const Row &row, double &loss)
{
    const double logRatio = row.logProbability - row.oldLogProbability;
    const double ratio = std::exp(logRatio);
    const double plain = row.advantage * ratio;
    const double limited = row.advantage * std::clamp(ratio, 1.0 - m_clip, 1.0 + m_clip);
    // Where the limited one is the smaller, the ratio is beyond its limit in the direction that would pay: no gradient.
    const double byRatio = plain <= limited ? row.advantage : 0.0;

    double value = row.value;
    double byValue = 1.0;
    if (m_config.valueClip > 0) {
        value = row.oldValue + std::clamp(row.value - row.oldValue, -m_config.valueClip, m_config.valueClip);
        byValue = value == row.value ? 1.0 : 0.0;
    }
    const double error = value - row.target;

    m_minibatch.policy -= std::min(plain, limited);
    m_minibatch.value += error * error;
    m_minibatch.entropy += row.entropy;
    m_minibatch.kl += ratio - 1.0 - logRatio;
    m_minibatch.clipped += std::fabs(ratio - 1.0) > m_clip ? 1.0 : 0.0;
    m_minibatch.rows += 1;
    loss += -std::min(plain, limited) + m_config.valueWeight * error * error - m_config.entropyWeight * row.entropy;
    return {-byRatio * ratio, -m_config.entropyWeight, m_config.valueWeight * 2.0 * error * byValue};
}

bool PpoAgent::mayStep()
{
    m_stopped = m_config.targetKl > 0 && m_minibatch.kl / m_minibatch.rows > 1.5 * m_config.targetKl;
    return !m_stopped;
}

void PpoAgent::endMinibatch(std::size_t, double loss)
{
    m_all.policy += m_minibatch.policy;
    m_all.value += m_minibatch.value;
    m_all.entropy += m_minibatch.entropy;
    m_all.kl += m_minibatch.kl;
    m_all.clipped += m_minibatch.clipped;
    m_all.rows += m_minibatch.rows;
    m_loss += loss;
    m_minibatches += 1;
}

Metrics PpoAgent::takeOwnMetrics()
{
    Metrics metrics;
    if (m_minibatches > 0) {
        metrics["train/policy_gradient_loss"] = m_all.policy / m_all.rows;
        metrics["train/value_loss"] = m_all.value / m_all.rows;
        metrics["train/entropy_loss"] = -m_all.entropy / m_all.rows;
        metrics["train/approx_kl"] = m_all.kl / m_all.rows;
        metrics["train/clip_fraction"] = m_all.clipped / m_all.rows;
        metrics["train/loss"] = m_loss / m_minibatches;
        metrics["train/clip_range"] = m_clip;
        if (m_config.valueClip > 0)
            metrics["train/clip_range_vf"] = m_config.valueClip;
    }
    m_all = {};
    m_loss = 0;
    m_minibatches = 0;
    return metrics;
}

void PpoAgent::saveOwn(ByteWriter &out) const
{
    out.array(std::span<const std::uint32_t>(m_order));
    out.value(m_position);
    out.value(m_epoch);
}

Result<void> PpoAgent::loadOwn(ByteReader &in)
{
    const std::size_t rows = rollout().rows();
    if (!in.array(m_order) || !in.value(m_position) || !in.value(m_epoch) || m_position > m_order.size() ||
        (!m_order.empty() && m_order.size() != rows) ||
        std::any_of(m_order.begin(), m_order.end(), [rows](std::uint32_t row) { return row >= rows; }))
        return fail(ErrorCode::BadData, "the checkpoint's place in the rollout doesn't fit its settings");
    return {};
}

}  // namespace tonewright::rl
