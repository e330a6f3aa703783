#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/rl/a2c.h"
#include "core/rl/ppo.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

/// A network whose answers the test decides: what it says while acting is the same for all observations; while learning
/// an observation is the number of a row. Keeps the gradients that it is handed.
class Puppet : public ActorCritic
{
public:
    struct Answers {
        std::vector<float> heads;
        float value = 0;
    };
    struct Strings {
        Answers acting;
        std::vector<Answers> learning;                  // [row]
        std::vector<std::vector<float>> headGradients;  // [row], after an update
        std::vector<float> valueGradients;              // [row]
        std::vector<float> deviationGradients;
    };
    Puppet(Strings &strings, std::size_t continuous)
        : m_strings(strings), m_logDeviations(continuous, 0.0F), m_deviationGradients(continuous)
    {
    }

    void heads(std::span<const float>, std::size_t count, std::span<float> heads) const override
    {
        for (std::size_t i = 0; i < count; ++i)
            std::copy(m_strings.acting.heads.begin(), m_strings.acting.heads.end(),
                      heads.begin() + static_cast<std::ptrdiff_t>(i * m_strings.acting.heads.size()));
    }
    void values(std::span<const float>, std::size_t, std::span<float> values) const override
    {
        std::fill(values.begin(), values.end(), m_strings.acting.value);
    }
    void forward(std::span<const float> observations, std::size_t count, std::span<float> heads,
                 std::span<float> values, Rng &) override
    {
        m_rows.clear();
        for (std::size_t i = 0; i < count; ++i) {
            m_rows.push_back(static_cast<std::size_t>(observations[i]));
            const Answers &answers = m_strings.learning[m_rows.back()];
            std::copy(answers.heads.begin(), answers.heads.end(),
                      heads.begin() + static_cast<std::ptrdiff_t>(i * answers.heads.size()));
            values[i] = answers.value;
        }
    }
    void backward(std::span<const float> headGradients, std::span<const float> valueGradients) override
    {
        const std::size_t width = m_strings.acting.heads.size();
        m_strings.headGradients.resize(m_rows.size());
        m_strings.valueGradients.resize(m_rows.size());
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const auto part = headGradients.subspan(i * width, width);
            m_strings.headGradients[m_rows[i]].assign(part.begin(), part.end());
            m_strings.valueGradients[m_rows[i]] = valueGradients[i];
        }
    }
    ParameterBlock logDeviations() override { return {m_logDeviations, m_deviationGradients}; }
    [[nodiscard]] std::span<const float> logDeviations() const override { return m_logDeviations; }
    std::vector<ParameterBlock> blocks() override
    {
        m_strings.deviationGradients = m_deviationGradients;  // the last call is the optimiser's
        return {{m_logDeviations, m_deviationGradients}, {m_weight, m_weightGradient}};
    }
    [[nodiscard]] std::string describe(std::size_t, std::size_t) const override { return "a string"; }
    void save(ByteWriter &) const override {}
    Result<void> load(ByteReader &) override { return {}; }

private:
    Strings &m_strings;
    std::vector<float> m_logDeviations;
    std::vector<float> m_deviationGradients;
    std::vector<float> m_weight = {0.0F};
    std::vector<float> m_weightGradient = {0.0F};
    std::vector<std::size_t> m_rows;
};

/// One step of a one-step problem in state `row`; what was done there.
std::vector<float> act(Agent &agent, std::size_t row, std::size_t actionSize, float reward)
{
    const std::vector<float> observation = {static_cast<float>(row)};
    std::vector<float> action(actionSize);
    agent.explore({1, observation, {}}, action);
    const std::vector<std::uint8_t> yes = {1};
    const std::vector<std::uint8_t> no = {0};
    agent.observe({1, observation, action, std::vector<float>{reward}, observation, yes, no, {}, {}});
    return action;
}

const Space kRows = Space::box(0.0F, 10.0F, 1);

}  // namespace

/// The gradients that PPO and A2C hand to their network, and their metrics, against the formulas of core/rl/docs worked
/// out here row by row.
class TestPolicyLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// All six cases of the clipped objective: the ratio below, within and above 1 ± ε, the advantage positive and
    /// negative. With ε from a schedule, entropy, and the value's clip.
    void ppoRowByRow_data()
    {
        QTest::addColumn<bool>("normalised");
        QTest::newRow("advantages as they are") << false;
        QTest::newRow("advantages normalised") << true;
    }
    void ppoRowByRow()
    {
        QFETCH(bool, normalised);
        constexpr std::size_t rows = 6;
        const double ratios[rows] = {0.5, 0.5, 1.1, 1.1, 1.6, 1.6};
        const float rewards[rows] = {2.0F, -1.0F, 2.5F, -1.5F, 3.0F, -2.0F};
        const float values[rows] = {0.5F, 0.4F, 0.9F, 0.25F, 0.55F, -0.5F};  // the rollout's are 0.5

        PpoConfig config;
        config.copies = 1;
        config.rolloutSteps = config.batch = rows;
        config.epochs = 1;
        config.gamma = 0.0;
        config.normaliseAdvantages = normalised;
        config.clip = Schedule::linear(0.4, 0.0);  // 0.2 half way
        config.valueClip = 0.3;
        config.valueWeight = 0.7;
        config.entropyWeight = 0.05;
        config.largestGradient = 0.0;
        Puppet::Strings strings;
        strings.acting = {{0.0F, 0.0F}, 0.5F};  // each choice with probability ½
        strings.learning.resize(rows);
        PpoAgent agent(config, kRows, Space::discrete(2), 5, std::make_unique<Puppet>(strings, 0));
        agent.setProgress(0.5);
        std::size_t chosen[rows];
        for (std::size_t row = 0; row < rows; ++row) {
            chosen[row] = static_cast<std::size_t>(act(agent, row, 1, rewards[row])[0]);
            const double p = 0.5 * ratios[row];  // of the choice that was made
            strings.learning[row].heads = {0.0F, 0.0F};
            strings.learning[row].heads[chosen[row]] = static_cast<float>(std::log(p / (1 - p)));
            strings.learning[row].value = values[row];
        }
        QVERIFY(agent.update().has_value());

        double mean = 0;
        double squares = 0;
        for (const float reward : rewards)
            mean += (static_cast<double>(reward) - 0.5) / rows;
        for (const float reward : rewards)
            squares += std::pow(static_cast<double>(reward) - 0.5 - mean, 2);
        const double deviation = std::sqrt(squares / (rows - 1));
        double policyLoss = 0;
        double valueLoss = 0;
        double entropies = 0;
        double divergence = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double plain = static_cast<double>(rewards[row]) - 0.5;
            const double advantage = normalised ? (plain - mean) / deviation : plain;
            const double ratio = ratios[row];
            const double p = 0.5 * ratio;
            const double entropy = -p * std::log(p) - (1 - p) * std::log(1 - p);
            const bool beyond = (ratio > 1.2 && advantage > 0) || (ratio < 0.8 && advantage < 0);
            const double byLog = beyond ? 0.0 : -advantage * ratio / rows;
            // ∂ log p/∂ logit is 1 − p for the choice, −(1 − p) for the other; H as in action_distribution.cpp.
            for (std::size_t choice = 0; choice < 2; ++choice) {
                const double q = choice == chosen[row] ? p : 1 - p;
                const double byEntropy = 0.05 / rows * q * (std::log(q) + entropy);
                const double expected = byLog * (choice == chosen[row] ? 1 - p : p - 1) + byEntropy;
                TW_COMPARE_NEAR(strings.headGradients[row][choice], expected, 2e-7);  // float logits and gradients
            }
            const double value = static_cast<double>(values[row]);
            const bool moved = std::fabs(value - 0.5) > 0.3;
            const double limited = moved ? 0.5 + std::copysign(0.3, value - 0.5) : value;
            const double error = limited - static_cast<double>(rewards[row]);
            TW_COMPARE_NEAR(strings.valueGradients[row], moved ? 0.0 : 0.7 * 2 * error / rows, 1e-6);
            policyLoss -= std::min(ratio * advantage, std::clamp(ratio, 0.8, 1.2) * advantage) / rows;
            valueLoss += error * error / rows;
            entropies += entropy / rows;
            divergence += (ratio - 1 - std::log(ratio)) / rows;
        }
        const auto metrics = agent.takeMetrics();
        TW_COMPARE_NEAR(metrics.at("train/policy_gradient_loss"), policyLoss, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/value_loss"), valueLoss, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/entropy_loss"), -entropies, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/approx_kl"), divergence, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/clip_fraction"), 4.0 / 6.0, 1e-12);
        TW_COMPARE_NEAR(metrics.at("train/clip_range"), 0.2, 1e-12);
        TW_COMPARE_NEAR(metrics.at("train/loss"), policyLoss + 0.7 * valueLoss - 0.05 * entropies, 1e-6);
    }

    /// A minibatch whose divergence is 1.5 times the target moves nothing and is the rollout's last.
    void ppoStopsAtTheDivergence_data()
    {
        QTest::addColumn<double>("target");
        QTest::addColumn<bool>("stops");
        const double divergence = 0.6 - std::log(1.6);  // of ratio 1.6
        QTest::newRow("just beyond") << divergence / 1.5 - 1e-6 << true;
        QTest::newRow("just within") << divergence / 1.5 + 1e-6 << false;
    }
    void ppoStopsAtTheDivergence()
    {
        QFETCH(double, target);
        QFETCH(bool, stops);
        PpoConfig config;
        config.rolloutSteps = config.batch = 1;
        config.targetKl = target;
        Puppet::Strings strings;
        strings.acting = {{0.0F, 0.0F}, 0.0F};
        strings.learning.resize(1);
        PpoAgent agent(config, kRows, Space::discrete(2), 5, std::make_unique<Puppet>(strings, 0));
        const auto chosen = static_cast<std::size_t>(act(agent, 0, 1, 1.0F)[0]);
        strings.learning[0].heads = {0.0F, 0.0F};
        strings.learning[0].heads[chosen] = static_cast<float>(std::log(0.8 / 0.2));
        QVERIFY(agent.update().has_value());
        QCOMPARE(agent.updates(), std::int64_t{stops ? 0 : 1});
        QCOMPARE(agent.updateDue(), !stops);
    }

    /// A hybrid action: − A · (log-probability of the choice + log-density of the number), minus the entropy's share.
    void a2cOnAHybridAction()
    {
        constexpr std::size_t rows = 3;
        const float rewards[rows] = {1.0F, -2.0F, 0.5F};
        A2cConfig config;
        config.rolloutSteps = rows;
        config.gamma = 0.0;
        config.entropyWeight = 0.1;
        config.largestGradient = 0.0;
        Puppet::Strings strings;
        strings.acting = {{0.0F, 0.0F, 0.0F}, 0.25F};
        strings.learning.assign(rows, {{0.3F, -0.2F, 0.4F}, 0.0F});  // two logits, a mean
        A2cAgent agent(config, kRows, Space::hybrid({2}, {-INFINITY}, {INFINITY}), 5,
                       std::make_unique<Puppet>(strings, 1));
        std::vector<std::vector<float>> actions;
        for (std::size_t row = 0; row < rows; ++row)
            actions.push_back(act(agent, row, 2, rewards[row]));
        QVERIFY(agent.update().has_value());
        const double p0 = 1.0 / (1.0 + std::exp(-0.5));
        const double probabilities[] = {p0, 1 - p0};
        const double entropy = -p0 * std::log(p0) - (1 - p0) * std::log(1 - p0);
        double policyLoss = 0;
        double byDeviation = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double advantage = static_cast<double>(rewards[row]) - 0.25;
            const auto chosen = static_cast<std::size_t>(actions[row][0]);
            for (std::size_t choice = 0; choice < 2; ++choice) {
                const double q = probabilities[choice];
                const double expected =
                    -advantage / rows * ((choice == chosen ? 1.0 : 0.0) - q) + 0.1 / rows * q * (std::log(q) + entropy);
                TW_COMPARE_NEAR(strings.headGradients[row][choice], expected, 2e-7);
            }
            // A number without bounds is its own unit: σ = 1, and z its distance from the mean.
            const double z = static_cast<double>(actions[row][1]) - 0.4;
            TW_COMPARE_NEAR(strings.headGradients[row][2], -advantage / rows * z, 2e-7);
            byDeviation += -advantage / rows * (z * z - 1) - 0.1 / rows;
            policyLoss -=
                advantage / rows * (std::log(probabilities[chosen]) - z * z / 2 - std::log(2 * std::numbers::pi) / 2);
        }
        TW_COMPARE_NEAR(strings.deviationGradients[0], byDeviation, 1e-6);
        const auto metrics = agent.takeMetrics();
        TW_COMPARE_NEAR(metrics.at("train/policy_loss"), policyLoss, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/entropy_loss"), -entropy - 0.5 - std::log(2 * std::numbers::pi) / 2, 1e-6);
    }

    /// Where returns don't differ their variance is no measure, and the metric is left out.
    void explainedVariance()
    {
        PpoConfig config;
        config.rolloutSteps = config.batch = 2;
        Puppet::Strings strings;
        strings.acting = {{0.0F, 0.0F}, 0.0F};
        strings.learning.assign(2, strings.acting);
        for (const float second : {1.0F, 3.0F}) {
            PpoAgent agent(config, kRows, Space::discrete(2), 5, std::make_unique<Puppet>(strings, 0));
            QVERIFY(!agent.takeMetrics().contains("train/explained_variance"));
            act(agent, 0, 1, 1.0F);
            act(agent, 1, 1, second);
            QVERIFY(agent.update().has_value());
            const auto metrics = agent.takeMetrics();
            QCOMPARE(metrics.contains("train/explained_variance"), second != 1.0F);
            if (second != 1.0F)  // the value is the same everywhere and explains nothing
                TW_COMPARE_NEAR(metrics.at("train/explained_variance"), 0.0, 1e-12);
        }
    }
};

QTEST_GUILESS_MAIN(TestPolicyLosses)
#include "tst_policy_losses.moc"
