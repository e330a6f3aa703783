#include "core/rl/twin_critic.h"

#include <algorithm>
#include <cmath>

#include "core/rl/off_policy_checks.h"

namespace tonewright::rl
{

TwinCritic::TwinCritic(std::size_t observationSize, std::size_t actionSize, const std::vector<std::size_t> &hidden,
                       Activation activation, Rng &initialisation)
    : m_observationSize(observationSize), m_actionSize(actionSize)
{
    for (std::size_t k = 0; k < 2; ++k) {
        DenseNet &net = m_online.emplace_back(DenseNetConfig{observationSize + actionSize, hidden, 1, activation});
        net.initialise(initialisation);
        m_optimisers.emplace_back(net.parameters().size());
        m_gradients[k].resize(net.parameters().size());
    }
    m_target = m_online;
}

void TwinCritic::run(const DenseNet &net, DenseNet::Pass &pass, std::span<const float> observations,
                     std::span<const float> actions) const
{
    const std::size_t count = actions.size() / m_actionSize;
    net.prepare(pass, count);
    for (std::size_t row = 0; row < count; ++row) {
        const auto input = pass.input(row);
        std::copy_n(observations.data() + row * m_observationSize, m_observationSize, input.data());
        std::copy_n(actions.data() + row * m_actionSize, m_actionSize, input.data() + m_observationSize);
    }
    net.forward(pass);
}

void TwinCritic::targetValues(std::span<const float> observations, std::span<const float> actions,
                              std::span<float> values)
{
    for (std::size_t k = 0; k < 2; ++k)
        run(m_target[k], m_passes[k], observations, actions);
    for (std::size_t row = 0; row < values.size(); ++row)
        values[row] = std::min(m_passes[0].output(row)[0], m_passes[1].output(row)[0]);
}

Result<void> TwinCritic::learn(const TransitionBatch &batch, std::span<const float> targets, double scale, double rate,
                               double gradientNorm, Learnt &learnt)
{
    const auto count = static_cast<double>(batch.count);
    learnt.loss = 0;
    learnt.meanValue = 0;
    learnt.tdErrors.assign(batch.count, 0.0F);
    for (std::size_t k = 0; k < 2; ++k) {
        run(m_online[k], m_passes[k], batch.observations, batch.actions);
        for (std::size_t row = 0; row < batch.count; ++row) {
            const float value = m_passes[k].output(row)[0];
            const auto error = static_cast<double>(value) - static_cast<double>(targets[row]);
            const double weight = scale * static_cast<double>(batch.importanceWeights[row]) / count;
            learnt.loss += weight * error * error;
            learnt.meanValue += 0.5 * static_cast<double>(value) / count;
            learnt.tdErrors[row] += static_cast<float>(0.5 * std::fabs(error));
            m_passes[k].outputGradient(row)[0] = static_cast<float>(2.0 * weight * error);
        }
    }
    if (!std::isfinite(learnt.loss))
        return fail(ErrorCode::Diverged,
                    "the critics' loss became " + std::to_string(learnt.loss) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "train/critic_loss");
    for (std::size_t k = 0; k < 2; ++k) {
        std::fill(m_gradients[k].begin(), m_gradients[k].end(), 0.0F);
        m_online[k].backward(m_passes[k], m_gradients[k]);
        if (!std::isfinite(kernels::sumOfSquares(m_gradients[k])))
            return fail(ErrorCode::Diverged,
                        "a gradient is not finite. Lower the learning rate; the last checkpoint is still good",
                        "critic " + std::to_string(k + 1) + " " +
                            m_online[k].describe(firstNotFinite(m_gradients[k]).value_or(0)));
    }
    for (std::size_t k = 0; k < 2; ++k)
        m_optimisers[k].step(m_online[k].parameters(), m_gradients[k], rate, gradientNorm);
    for (std::size_t k = 0; k < 2; ++k)
        if (auto finite = checkWeights(m_online[k], "critic " + std::to_string(k + 1)); !finite)
            return finite;
    return {};
}

void TwinCritic::actionGradients(std::span<const float> observations, std::span<const float> actions, bool smaller,
                                 std::span<float> values, std::span<float> gradients)
{
    const std::size_t nets = smaller ? 2 : 1;
    for (std::size_t k = 0; k < nets; ++k)
        run(m_online[k], m_passes[k], observations, actions);
    std::fill(gradients.begin(), gradients.end(), 0.0F);
    for (std::size_t row = 0; row < values.size(); ++row) {
        std::size_t which = 0;
        if (smaller && m_passes[1].output(row)[0] < m_passes[0].output(row)[0])
            which = 1;
        values[row] = m_passes[which].output(row)[0];
        m_passes[which].outputGradient(row)[0] = 1.0F;
    }
    for (std::size_t k = 0; k < nets; ++k) {
        m_online[k].backward(m_passes[k], {}, true);
        for (std::size_t row = 0; row < values.size(); ++row) {
            const auto from = m_passes[k].inputGradient(row).subspan(m_observationSize);
            for (std::size_t i = 0; i < m_actionSize; ++i)
                gradients[row * m_actionSize + i] += from[i];
        }
    }
}

void TwinCritic::moveTargets(double tau)
{
    for (std::size_t k = 0; k < 2; ++k)
        kernels::moveTowards(m_online[k].parameters(), tau, m_target[k].parameters());
}

std::array<float, 2> TwinCritic::values(std::span<const float> observation, std::span<const float> action,
                                        bool target) const
{
    std::array<float, 2> result{};
    for (std::size_t k = 0; k < 2; ++k) {
        DenseNet::Pass pass;
        run(target ? m_target[k] : m_online[k], pass, observation, action);
        result[k] = pass.output(0)[0];
    }
    return result;
}

void TwinCritic::save(ByteWriter &out) const
{
    for (std::size_t k = 0; k < 2; ++k) {
        m_online[k].save(out);
        m_target[k].save(out);
        m_optimisers[k].save(out);
    }
}

Result<void> TwinCritic::load(ByteReader &in)
{
    for (std::size_t k = 0; k < 2; ++k) {
        for (auto *net : {&m_online[k], &m_target[k]})
            if (auto loaded = net->load(in); !loaded)
                return loaded;
        if (auto loaded = m_optimisers[k].load(in); !loaded)
            return loaded;
    }
    return {};
}

}  // namespace tonewright::rl
