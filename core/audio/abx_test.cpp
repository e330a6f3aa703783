#include "core/audio/abx_test.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tonewright
{

namespace
{

constexpr int kRecordVersion = 1;

AbxTest::Side draw(Rng &rng)
{
    return rng.below(2) == 0 ? AbxTest::Side::A : AbxTest::Side::B;
}

const char *letter(AbxTest::Side side)
{
    return side == AbxTest::Side::A ? "a" : "b";
}

}  // namespace

double abxPValue(int correct, int trials)
{
    double ways = 1;  // C(trials, k), an integer below 2^53
    double tail = 0;
    for (int k = trials; k >= std::max(correct, 0); --k) {
        tail += ways;
        ways = ways * k / (trials - k + 1);
    }
    return std::ldexp(tail, -trials);
}

Result<AbxTest> AbxTest::begin(const AbxSetup &setup)
{
    if (setup.trials < AbxSetup::kFewest || setup.trials > AbxSetup::kMost)
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "a blind test has {} to {} trials: fewer prove nothing, more tire the ears ({} were asked for).",
                AbxSetup::kFewest, AbxSetup::kMost, setup.trials),
            "trials");
    return AbxTest(setup);
}

AbxTest::AbxTest(const AbxSetup &setup) : m_setup(setup), m_rng(setup.seed), m_x(draw(m_rng)) {}

void AbxTest::answer(Side xIs, double seconds)
{
    if (isFinished())
        return;
    m_trials.push_back({m_x, xIs, seconds});
    if (!isFinished())
        m_x = draw(m_rng);
}

std::optional<AbxTest::Outcome> AbxTest::result() const
{
    if (!isFinished())
        return std::nullopt;
    Outcome result;
    result.trials = m_trials;
    result.correct =
        static_cast<int>(std::count_if(m_trials.begin(), m_trials.end(), [](const Trial &t) { return t.isCorrect(); }));
    result.pValue = abxPValue(result.correct, m_setup.trials);
    return result;
}

Json AbxTest::toJson() const
{
    const auto result = this->result();
    if (!result)
        return nullptr;
    Json trials = Json::array();
    for (const Trial &trial : result->trials)
        trials.push_back({{"x", letter(trial.x)},
                          {"answer", letter(trial.answer)},
                          {"correct", trial.isCorrect()},
                          {"seconds", std::round(trial.seconds * 100) / 100}});
    return {{"test", "abx"},        {"version", kRecordVersion},
            {"item", m_setup.item}, {"a", m_setup.a},
            {"b", m_setup.b},       {"correct", result->correct},
            {"of", m_setup.trials}, {"p_value", result->pValue},
            {"seed", m_setup.seed}, {"trials", trials}};
}

}  // namespace tonewright
