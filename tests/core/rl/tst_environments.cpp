#include <QtTest/QTest>
#include <cmath>

#include "core/rl/vector_environment.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

namespace
{

/// The last observation after `actions` from `state`; rewards of all steps.
template <class Problem>
std::vector<float> run(Problem &problem, const typename Problem::State &state, const std::vector<float> &actions,
                       std::vector<float> &rewards)
{
    std::vector<float> observation(problem.observationSpace().size());
    (void)problem.reset(1, observation);
    problem.setState(state);
    for (const float action : actions)
        rewards.push_back(problem.step(std::vector<float>{action}, observation)->reward);
    return observation;
}

void compare(const std::vector<float> &actual, const std::vector<double> &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i)
        TW_COMPARE_NEAR(actual[i], expected[i], 1e-6);  // the observation's rounding to float
}

}  // namespace

/// Five steps of each problem against the step functions of Gymnasium 1.0 (gymnasium/envs/classic_control), computed in
/// Python's double precision.
class TestEnvironments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cartPole()
    {
        CartPole problem;
        std::vector<float> rewards;
        compare(run(problem, {0.1, -0.2, 0.05, 0.3}, {1, 0, 1, 1, 0}, rewards),
                {0.09545152365058938, -0.009046035395999436, 0.060051976353460414, 0.09909776285971317});
        compare(rewards, {1, 1, 1, 1, 1});
        // It ends beyond 12° or 2.4, and is cut off after 500 steps.
        std::vector<float> observation(4);
        (void)problem.reset(1, observation);
        problem.setState({0, 0, 0.2094, 0});
        QVERIFY(!problem.step(std::vector<float>{1}, observation)->terminated);
        problem.setState({0, 0, 0.2095, 0});
        QVERIFY(problem.step(std::vector<float>{1}, observation)->terminated);
        problem.setState({2.401, 0, 0, 0});
        QVERIFY(problem.step(std::vector<float>{1}, observation)->terminated);
        (void)problem.reset(1, observation);
        for (int step = 1; step <= 500; ++step) {
            problem.setState({});
            QCOMPARE(problem.step(std::vector<float>{1}, observation)->truncated, step == 500);
        }
    }

    void pendulum()
    {
        Pendulum problem;
        std::vector<float> rewards;
        compare(run(problem, {2.0, -1.0}, {1.5F, -3.0F, 0.5F, 2.0F, -1.0F}, rewards),
                {-0.6559697086648403, 0.7547872159186088, 2.4780993050273654});
        compare(rewards, {-4.10225, -3.9862816500163634, -4.048252756658282, -4.365222714245199, -5.07901372110106});
    }

    void acrobot()
    {
        Acrobot problem;
        std::vector<float> rewards;
        const double a = -0.2754613972645227;
        const double b = 0.2589339403611779;
        compare(run(problem, {0.5, -0.3, 1.0, -2.0}, {2, 1, 0, 2, 2}, rewards),
                {std::cos(a), std::sin(a), std::cos(b), std::sin(b), -1.6794722964546118, 2.154708993321585});
        compare(rewards, {-1, -1, -1, -1, -1});
        std::vector<float> observation(6);
        problem.setState({3.0, 0.0, 0.0, 0.0});  // nearly upright: the tip is above the bar
        const auto outcome = problem.step(std::vector<float>{1}, observation);
        QVERIFY(outcome->terminated);
        QCOMPARE(outcome->reward, 0.0F);
    }

    void mountainCarContinuous()
    {
        MountainCarContinuous problem;
        std::vector<float> rewards;
        compare(run(problem, {-0.5, 0.0}, {1.0F, -1.0F, 0.25F, 1.5F, 1.0F}, rewards),
                {-0.4956149756908417, 0.0024533746764063835});
        compare(rewards, {-0.1, -0.1, -0.00625, -0.225, -0.1});
        std::vector<float> observation(2);
        problem.setState({0.449, 0.05});
        const auto outcome = problem.step(std::vector<float>{0.5F}, observation);
        QVERIFY(outcome->terminated);
        TW_COMPARE_NEAR(outcome->reward, 100 - 0.025, 1e-5);
    }

    /// The optimum is what the best choices get.
    void toysHaveTheirOptimum()
    {
        MultiDiscreteToy multi;
        std::vector<float> o(3);
        QVERIFY(multi.reset(4, o).has_value());
        const std::vector<float> right = {std::round(o[1] * 6), std::round(o[2] * 4), std::round(o[0] * 2)};
        QCOMPARE(multi.step(right, o)->reward, 1.0F);

        UnequalToy unequal;
        std::vector<float> place(1);
        QVERIFY(unequal.reset(4, place).has_value());
        std::vector<float> choices(UnequalToy::kBranches);
        for (int branch = 0; branch < UnequalToy::kBranches; ++branch)
            choices[std::size_t(branch)] = float(UnequalToy::right(int(place[0]), branch));
        TW_COMPARE_NEAR(unequal.step(choices, place)->reward, UnequalToy::kOptimum, 1e-6);  // five fifths, rounded
        choices[0] = float((int(choices[0]) + 1) % UnequalToy::kChoices);
        TW_COMPARE_NEAR(unequal.step(choices, place)->reward, -9.0, 1e-6);

        HybridToy hybrid;
        std::vector<float> xy(2);
        QVERIFY(hybrid.reset(4, xy).has_value());
        double sum = 0;
        bool ended = false;
        for (int step = 0; step < 10; ++step) {
            const float tool = xy[0] < -1.0F / 3.0F ? 0.0F : xy[0] < 1.0F / 3.0F ? 1.0F : 2.0F;
            const float wanted = tool == 0.0F ? xy[1] : tool == 1.0F ? -xy[1] : xy[1] / 2;
            const auto outcome = hybrid.step(std::vector<float>{tool, wanted}, xy);
            sum += static_cast<double>(outcome->reward);
            ended = outcome->terminated;
        }
        QCOMPARE(sum, HybridToy::kOptimum);
        QVERIFY(ended);

        GridWalk grid;
        std::vector<float> cell(1);
        QVERIFY(grid.reset(1, cell).has_value());
        double reward = 0;
        for (const float action :
             {1.0F, 1.0F, 1.0F, 1.0F, 2.0F, 2.0F, 2.0F, 2.0F})  // right along the top, then down the right side
            reward += static_cast<double>(grid.step(std::vector<float>{action}, cell)->reward);
        QCOMPARE(reward, GridWalk::kOptimum);
        QCOMPARE(cell[0], 24.0F);
        QVERIFY(grid.reset(1, cell).has_value());
        QCOMPARE(grid.step(std::vector<float>{0}, cell)->reward, -1.0F);  // into the edge
        QCOMPARE(cell[0], 0.0F);
    }
};

QTEST_GUILESS_MAIN(TestEnvironments)
#include "tst_environments.moc"
