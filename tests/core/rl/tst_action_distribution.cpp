#include <QtTest/QTest>
#include <cmath>
#include <limits>
#include <map>

#include "core/rl/action_distribution.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

class TestActionDistribution : public QObject
{
    Q_OBJECT

    // Two branches (2 and 3 choices) and two numbers, one of them 0 … 10, the other unbounded.
    const Space m_space = Space::hybrid({2, 3}, {0.0F, -std::numeric_limits<float>::infinity()},
                                        {10.0F, std::numeric_limits<float>::infinity()});
    const std::vector<float> m_heads = {0.0F, std::log(3.0F), 0.0F, std::log(2.0F), std::log(5.0F), 0.2F, -1.0F};
    const std::vector<float> m_deviations = {std::log(0.5F), std::log(2.0F)};

private Q_SLOTS:
    /// Softmax of (1, 3) and (1, 2, 5); Gaussians by their formula.
    void logProbabilityAndEntropyByHand()
    {
        const ActionDistribution distribution(m_space);
        QCOMPARE(distribution.heads(), std::size_t{7});
        const std::vector<float> drawn = {1, 2, 0.7F, 1.0F};
        const double gauss1 = -0.5 * 1.0 - std::log(0.5) - 0.5 * std::log(2 * M_PI);  // z = (0.7 − 0.2)/0.5
        const double gauss2 = -0.5 * 1.0 - std::log(2.0) - 0.5 * std::log(2 * M_PI);  // z = (1 + 1)/2
        const double expected = std::log(3.0 / 4.0) + std::log(5.0 / 8.0) + gauss1 + gauss2;
        TW_COMPARE_NEAR(distribution.logProbability({m_heads, m_deviations, {}}, drawn), expected,
                        1e-6);  // float heads
        const auto h = [](double p) { return -p * std::log(p); };
        const double entropy = h(0.25) + h(0.75) + h(0.125) + h(0.25) + h(0.625) + 1.0 + std::log(2 * M_PI) +
                               std::log(0.5) + std::log(2.0);
        TW_COMPARE_NEAR(distribution.entropy({m_heads, m_deviations, {}}), entropy, 1e-6);
    }

    void forbiddenChoicesHaveNoProbability()
    {
        const ActionDistribution distribution(m_space);
        const std::vector<std::uint8_t> mask = {1, 0, 1, 1, 0};
        const ActionDistribution::Inputs in = {m_heads, m_deviations, mask};
        QVERIFY(std::isinf(distribution.logProbability(in, std::vector<float>{1, 0, 0, 0})));
        const double gauss = distribution.logProbability(in, std::vector<float>{0, 0, 0, 0}) - std::log(1.0 / 3.0);
        TW_COMPARE_NEAR(distribution.logProbability(in, std::vector<float>{0, 1, 0, 0}), std::log(2.0 / 3.0) + gauss,
                        1e-6);
        Rng rng(1);
        std::vector<float> drawn(4);
        for (int i = 0; i < 1000; ++i) {
            distribution.sample(in, rng, drawn);
            QVERIFY(drawn[0] == 0.0F && drawn[1] != 2.0F);
        }
        distribution.mode(in, drawn);
        QCOMPARE(drawn, (std::vector<float>{0, 1, 0.2F, -1.0F}));
        // The forbidden ones get no gradient.
        std::vector<float> gradient(7);
        std::vector<double> deviation(2);
        distribution.gradient(in, std::vector<float>{0, 1, 0, 0}, {1.0, 1.0}, gradient, deviation);
        QCOMPARE(gradient[0], 0.0F);
        QCOMPARE(gradient[1], 0.0F);
        QCOMPARE(gradient[4], 0.0F);
    }

    void drawsHaveTheProbabilities()
    {
        const ActionDistribution distribution(m_space);
        Rng rng(2);
        std::map<int, int> count;
        double sum = 0;
        double squares = 0;
        std::vector<float> drawn(4);
        constexpr int kDraws = 40000;
        for (int i = 0; i < kDraws; ++i) {
            distribution.sample({m_heads, m_deviations, {}}, rng, drawn);
            ++count[static_cast<int>(drawn[0]) * 3 + static_cast<int>(drawn[1])];
            sum += static_cast<double>(drawn[3]) / kDraws;
            squares += (static_cast<double>(drawn[3]) + 1) * (static_cast<double>(drawn[3]) + 1) / kDraws;
        }
        // Four standard errors: 0.01 for probabilities, 2/200·4 = 0.04 for the mean, 4·√2/200·4 for the variance.
        const double branch0[] = {0.25, 0.75};
        const double branch1[] = {0.125, 0.25, 0.625};
        for (int i = 0; i < 6; ++i)
            TW_COMPARE_NEAR(static_cast<double>(count[i]) / kDraws, branch0[i / 3] * branch1[i % 3], 0.01);
        TW_COMPARE_NEAR(sum, -1.0, 0.04);
        TW_COMPARE_NEAR(squares, 4.0, 0.114);
    }

    void theEnvironmentGetsNumbersInItsOwnUnitAndBounds()
    {
        const ActionDistribution distribution(m_space);
        std::vector<float> action(4);
        distribution.toAction(std::vector<float>{1, 2, 0.5F, 30.0F}, action);
        QCOMPARE(action, (std::vector<float>{1, 2, 7.5F, 30.0F}));
        distribution.toAction(std::vector<float>{1, 2, 3.0F, 30.0F}, action);
        QCOMPARE(action[2], 10.0F);
        std::vector<float> drawn(4);
        distribution.fromAction(std::vector<float>{1, 2, 7.5F, 30.0F}, drawn);
        QCOMPARE(drawn, (std::vector<float>{1, 2, 0.5F, 30.0F}));
    }

    /// Central differences in double of both weighted terms; the heads are floats, so steps are 1e-3.
    void gradientIsTheDerivative()
    {
        const ActionDistribution distribution(m_space);
        const std::vector<std::uint8_t> mask = {1, 1, 1, 0, 1};
        const std::vector<float> drawn = {0, 2, 0.9F, -2.0F};
        const double byLog = 0.7;
        const double byEntropy = -1.3;
        auto heads = m_heads;
        auto deviations = m_deviations;
        const auto value = [&] {
            const ActionDistribution::Inputs in = {heads, deviations, mask};
            return byLog * distribution.logProbability(in, drawn) + byEntropy * distribution.entropy(in);
        };
        std::vector<float> gradient(7);
        std::vector<double> deviationGradient(2, 10.0);
        distribution.gradient({heads, deviations, mask}, drawn, {byLog, byEntropy}, gradient, deviationGradient);
        const auto derivative = [&](float &x) {
            const float before = x;
            x = before + 1e-3F;
            const double high = value();
            const float top = x;
            x = before - 1e-3F;
            const double low = value();
            const double result = (high - low) / (static_cast<double>(top) - static_cast<double>(x));
            x = before;
            return result;
        };
        for (std::size_t i = 0; i < 7; ++i)
            TW_COMPARE_NEAR(gradient[i], derivative(heads[i]), 1e-5);  // third-order term of the difference
        for (std::size_t i = 0; i < 2; ++i)
            TW_COMPARE_NEAR(deviationGradient[i], 10.0 + derivative(deviations[i]), 1e-5);  // added to
    }

    void hugeLogitsStayFinite()
    {
        const ActionDistribution distribution(Space::discrete(2));
        const std::vector<float> heads = {1e30F, -1e30F};
        TW_COMPARE_NEAR(distribution.logProbability({heads, {}, {}}, std::vector<float>{0}), 0.0, 0.0);
        QVERIFY(std::isfinite(distribution.entropy({heads, {}, {}})));
    }
};

QTEST_GUILESS_MAIN(TestActionDistribution)
#include "tst_action_distribution.moc"
