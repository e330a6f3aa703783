#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/rl/continuous_action.h"
#include "core/rl/sac.h"
#include "core/rl/squashed_gaussian.h"
#include "tests/core/rl/continuous_control_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

template <>
struct tonewright::rl::test::AgentOf<SacConfig> {
    using Type = SacAgent;
};

class TestSac : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// log π by its definition: the density of N(μ, σ) at u over |da/du|; gradients by central differences.
    void densityAndGradientsAreThoseOfTheDefinition()
    {
        DenseNet net({.inputs = 2, .hidden = {}, .outputs = 4});
        Rng rng(3);
        net.initialise(rng, 2.0);
        const std::vector<float> input = {0.7F, -1.2F};
        const std::vector<double> noise = {0.8, -1.5};
        DenseNet::Pass pass;
        SquashedGaussian policy(2);
        const auto at = [&](std::size_t shifted, double by) {
            net.parameters()[net.biasIndex(0, shifted)] += float(by);
            net.forward(pass, input, 1);
            policy.draw(pass, noise);
            net.parameters()[net.biasIndex(0, shifted)] -= float(by);
        };
        at(0, 0.0);
        double expected = 0;
        for (std::size_t i = 0; i < 2; ++i) {
            const double mean = pass.output(0)[i];
            const double deviation = std::exp(double(pass.output(0)[2 + i]));
            const double u = mean + deviation * noise[i];
            TW_COMPARE_NEAR(policy.actions()[i], std::tanh(u), 1e-6);
            const double density = std::exp(-0.5 * noise[i] * noise[i]) / (deviation * std::sqrt(2 * std::numbers::pi));
            expected += std::log(density) - std::log(1 - std::tanh(u) * std::tanh(u));
        }
        TW_COMPARE_NEAR(policy.logProbabilities()[0], expected, 1e-9);
        // loss = 0.3 a₀ − 0.7 a₁ + 0.2 log π
        const auto loss = [&] {
            return 0.3 * policy.actions()[0] - 0.7 * policy.actions()[1] + 0.2 * policy.logProbabilities()[0];
        };
        policy.backward(std::vector<float>{0.3F, -0.7F}, 0.2, pass);
        const std::vector<float> gradient(pass.outputGradient(0).begin(), pass.outputGradient(0).end());
        for (std::size_t output = 0; output < 4; ++output) {
            constexpr double h = 1e-2;  // actions are floats: smaller steps would drown in rounding
            at(output, h);
            const double up = loss();
            at(output, -h);
            TW_COMPARE_NEAR(gradient[output], (up - loss()) / (2 * h), 2e-4);
        }
    }

    void farOutTheDensityStaysFinite()
    {
        DenseNet net({.inputs = 1, .hidden = {}, .outputs = 2});
        net.parameters()[net.biasIndex(0, 0)] = 40.0F;
        net.parameters()[net.biasIndex(0, 1)] = 9.0F;  // limited to 2
        DenseNet::Pass pass;
        net.forward(pass, std::vector<float>{0.0F}, 1);
        SquashedGaussian policy(1);
        policy.draw(pass, std::vector<double>{0.0});
        QCOMPARE(policy.actions()[0], 1.0F);
        // log(1 − tanh² 40) = 2 log 2 − 80
        TW_COMPARE_NEAR(policy.logProbabilities()[0],
                        -2.0 - 0.5 * std::log(2 * std::numbers::pi) - (2 * std::numbers::ln2 - 80), 1e-9);
        policy.backward(std::vector<float>{0.0F}, 1.0, pass);
        QCOMPARE(pass.outputGradient(0)[1], 0.0F);  // at the limit
    }

    /// With a certain policy (no noise left to speak of) the losses follow from the networks as they were before:
    /// ½ Σ_k (y − Q_k)², y = r + γ (min Q' − α log π).
    void lossesByHand()
    {
        auto config = byHand<SacConfig>();
        config.entropyCoefficient = 0.3;
        config.tau = 0.5;
        const auto agent = make(config, kOne, kUnits);
        QVERIFY(!learnOneStep(*agent, 0.4F, true).empty());
        // Terminated: y = r.
        const double before = agent->value(kHere, std::vector<float>{0.4F});
        const Metrics metrics = learnOneStep(*agent, 0.4F, true);
        const double mean = metrics.at("train/q_mean");
        const double other = 2 * mean - before;  // the larger of both
        TW_COMPARE_NEAR(metrics.at("train/critic_loss"), 0.5 * (std::pow(0.25 - before, 2) + std::pow(0.25 - other, 2)),
                        1e-5);
        QVERIFY(agent->value(kHere, std::vector<float>{0.4F}, true) != agent->value(kHere, std::vector<float>{0.4F}));
        // loss = −log α · (log π + target entropy), target −1; α was e^(log α) before the step.
        const double logAlpha = std::log(metrics.at("train/ent_coef"));
        TW_COMPARE_NEAR(metrics.at("train/ent_coef_loss"), -logAlpha * (metrics.at("train/log_probability") - 1.0),
                        1e-5);
    }

    void theEntropyCoefficientFollowsTheTarget()
    {
        for (const double target : {-20.0, 20.0}) {
            auto config = tiny<SacConfig>();
            config.targetEntropy = target;
            const auto agent = make(config);
            QVERIFY(!trainedBytes(*agent, kPendulum, 100, 5).empty());
            QVERIFY(target < 0 ? agent->entropyCoefficient() < 0.7 : agent->entropyCoefficient() > 1.4);
            config.automaticEntropy = false;
            const auto constant = make(config);
            QVERIFY(!trainedBytes(*constant, kPendulum, 100, 5).empty());
            QCOMPARE(constant->entropyCoefficient(), 1.0);
        }
    }

    void theRightActionIsLearnt()
    {
        auto config = tiny<SacConfig>();
        config.experience.batch = 32;
        config.hidden = {32};
        config.learningRate = 3e-3;
        learnsTheRightNumber(*make(config, kOne, kUnits));
    }

    void behavesAsEveryAgent() { commonBehaviour<SacConfig>(); }

    void everySettingChangesWhatIsLearnt()
    {
        commonSettingsChangeWhatIsLearnt<SacConfig>();
        const auto before = policyAfter<SacConfig>([](auto &) {});
        QVERIFY(policyAfter<SacConfig>([](auto &c) { c.entropyCoefficient = 0.1; }) != before);
        QVERIFY(policyAfter<SacConfig>([](auto &c) { c.automaticEntropy = false; }) != before);
        QVERIFY(policyAfter<SacConfig>([](auto &c) { c.targetEntropy = -3.0; }) != before);
    }

    void aRewardThatIsNotFiniteStopsWithinOneUpdate()
    {
        stopsAtAnInfiniteReward(*make(byHand<SacConfig>(), kOne, kUnits), "train/critic_loss");
    }

    /// ρ = 0.9: every number by itself standard normal, neighbours correlated by ρ, a new episode begins anew.
    void correlatedNoiseIsStandardNormal()
    {
        ExplorationNoise noise(1, 0.9);
        Rng rng(4);
        double squares = 0;
        double products = 0;
        double last = 0;
        constexpr int count = 200'000;
        for (int i = 0; i < count; ++i) {
            const double now = noise.next(1, rng)[0];
            squares += now * now / count;
            products += now * last / count;
            last = now;
        }
        TW_COMPARE_NEAR(squares, 1.0, 0.05);  // 4 standard deviations of √(2/n · (1 + ρ²)/(1 − ρ²)) = 0.01
        TW_COMPARE_NEAR(products, 0.9, 0.05);
        double across = 0;
        for (int i = 0; i < 20'000; ++i) {
            const double before = noise.next(1, rng)[0];
            noise.endEpisodes(std::vector<std::uint8_t>{0}, std::vector<std::uint8_t>{1});
            across += before * noise.next(1, rng)[0] / 20'000;
        }
        TW_COMPARE_NEAR(across, 0.0, 0.05);
    }

    void firstActionsAreUniform()
    {
        Rng rng(5);
        int counts[4] = {};
        for (int i = 0; i < 8000; ++i)
            ++counts[int((uniformFromNormal(rng.normal()) + 1.0F) * 1.9999F)];
        for (const int count : counts)
            QVERIFY(std::abs(count - 2000) < 200);  // 5 standard deviations of √(8000 · ¼ · ¾) = 39
    }
};

QTEST_GUILESS_MAIN(TestSac)
#include "tst_sac.moc"
