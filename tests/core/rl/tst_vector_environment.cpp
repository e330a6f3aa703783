#include <QtTest/QTest>
#include <limits>

#include "core/rl/vector_environment.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

std::vector<float> copyOf(std::span<const float> values)
{
    return {values.begin(), values.end()};
}

/// Counts its steps: the observation is {episode's seed modulo 1000, step}; ends after `length` steps.
class Counter : public Environment
{
public:
    explicit Counter(int length = 3) : m_length(length) {}
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override
    {
        m_seed = static_cast<float>(seed % 1000);
        m_step = 0;
        observation[0] = m_seed;
        observation[1] = 0;
        return {};
    }
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        observation[0] = m_seed;
        observation[1] = static_cast<float>(++m_step);
        return StepOutcome{action[0], m_step >= m_length, false};
    }
    [[nodiscard]] EpisodeInfo info() const override { return {"group", "item", {{"steps", m_step}}}; }

protected:
    int m_length;
    float m_seed = 0;
    int m_step = 0;
    Space m_observations = Space::box(0.0F, 1000.0F, 2);
    Space m_actions = Space::box(-1.0F, 1.0F, 1);
};

/// Breaks one rule at a time.
class Broken : public Counter
{
public:
    enum Rule { None, OutOfBounds, NotWritten, NanReward, Remembers, IgnoresSeed, EmptyMask, HalfMask };
    explicit Broken(Rule rule) : m_rule(rule) { m_actions = Space::discrete(2); }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override
    {
        auto result = Counter::reset(m_rule == IgnoresSeed ? 5 : seed, observation);
        if (m_rule == Remembers)
            observation[0] = static_cast<float>(m_episodes++);
        return result;
    }
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        const float before = observation[1];
        auto result = Counter::step(action, observation);
        if (m_rule == OutOfBounds)
            observation[1] = 1001.0F;
        if (m_rule == NotWritten)
            observation[1] = before;
        if (m_rule == NanReward)
            result->reward = std::numeric_limits<float>::quiet_NaN();
        return result;
    }
    [[nodiscard]] bool hasActionMask() const override { return true; }
    void actionMask(std::span<std::uint8_t> mask) const override
    {
        mask[0] = m_rule == EmptyMask ? 0 : 1;
        if (m_rule != HalfMask)
            mask[1] = 0;
    }

private:
    Rule m_rule;
    int m_episodes = 0;
};

}  // namespace

class TestVectorEnvironment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEndedEpisodeIsResetAndItsLastObservationKept()
    {
        auto made = VectorEnvironment::create([] { return std::make_unique<Counter>(2); }, {.copies = 2, .seed = 1});
        QVERIFY(made.has_value());
        auto &all = *made;
        QVERIFY(all.reset().has_value());
        const auto first = copyOf(all.observations());
        QVERIFY(first[0] != first[2]);  // each copy its own seed
        QVERIFY(all.step(std::vector<float>{0.5F, -0.5F}).has_value());
        QVERIFY(all.finished().empty());
        QCOMPARE(copyOf(all.observations()), copyOf(all.nextObservations()));
        QVERIFY(all.step(std::vector<float>{0.25F, -0.25F}).has_value());
        QCOMPARE(copyOf(all.nextObservations()), (std::vector<float>{first[0], 2, first[2], 2}));
        QCOMPARE(all.observations()[1], 0.0F);
        QVERIFY(all.observations()[0] != first[0]);  // the next episode has another seed
        QCOMPARE(static_cast<int>(all.terminated()[0]), 1);
        QCOMPARE(static_cast<int>(all.truncated()[0]), 0);
        QCOMPARE(all.finished().size(), std::size_t{2});
        QCOMPARE(all.finished()[0].reward, 0.75);
        QCOMPARE(all.finished()[1].reward, -0.75);
        QCOMPARE(all.finished()[1].length, std::int64_t{2});
        QCOMPARE(all.finished()[0].info.values.at("steps"), 2.0);
        QCOMPARE(all.steps(), std::int64_t{4});
    }

    void copiesThatShareASeedBeginInTheSameState()
    {
        auto all = *VectorEnvironment::create([] { return std::make_unique<test::HybridToy>(); },
                                              {.copies = 4, .seed = 3, .copiesPerSeed = 2});
        QVERIFY(all.reset().has_value());
        const auto o = copyOf(all.observations());
        QVERIFY(o[0] == o[2] && o[1] == o[3]);
        QVERIFY(o[4] == o[6] && o[5] == o[7]);
        QVERIFY(o[0] != o[4]);
        const auto refused = VectorEnvironment::create([] { return std::make_unique<Counter>(); },
                                                       {.copies = 3, .seed = 3, .copiesPerSeed = 2});
        QVERIFY(refused.error().code == ErrorCode::InvalidArgument);
        QVERIFY(!VectorEnvironment::create([] { return std::make_unique<Counter>(); }, {.copies = 0}).has_value());
    }

    void theSeedDecidesTheEpisodes()
    {
        const auto start = [](std::uint64_t seed) {
            auto all = *VectorEnvironment::create([] { return std::make_unique<test::CartPole>(); }, {.seed = seed});
            (void)all.reset();
            return copyOf(all.observations());
        };
        QCOMPARE(start(1), start(1));
        QVERIFY(start(1) != start(2));
    }

    void masksBelongToTheirObservations()
    {
        auto all = *VectorEnvironment::create([] { return std::make_unique<test::HybridToy>(true); }, {});
        QVERIFY(all.reset().has_value());
        for (int i = 0; i < 25; ++i) {
            const float x = all.observations()[0];
            const std::size_t right = x < -1.0F / 3.0F ? 0 : x < 1.0F / 3.0F ? 1 : 2;
            QCOMPARE(all.masks().size(), std::size_t{4});
            QCOMPARE(static_cast<int>(all.masks()[right]), 1);
            QCOMPARE(static_cast<int>(all.masks()[(right + 1) % 3]), 0);
            QCOMPARE(static_cast<int>(all.masks()[3]), 0);
            QVERIFY(all.step(std::vector<float>{static_cast<float>(right), 0.0F}).has_value());
        }
    }

    /// The episodes in flight are played again from their seeds and actions.
    void savedAndLoadedItGoesOnBitForBit()
    {
        const EnvironmentFactory factory = [] { return std::make_unique<test::CartPole>(); };
        auto one = *VectorEnvironment::create(factory, {.copies = 3, .seed = 9});
        QVERIFY(one.reset().has_value());
        Rng rng(4);
        const auto act = [&rng] {
            std::vector<float> actions(3);
            for (float &action : actions)
                action = static_cast<float>(rng.below(2));
            return actions;
        };
        for (int i = 0; i < 57; ++i)
            QVERIFY(one.step(act()).has_value());
        ByteWriter out;
        one.save(out);
        auto other = *VectorEnvironment::create(factory, {.copies = 3, .seed = 9});
        ByteReader in(out.bytes());
        QVERIFY(other.load(in).has_value());
        QVERIFY(in.atEnd());
        QCOMPARE(other.steps(), one.steps());
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(copyOf(other.observations()), copyOf(one.observations()));
            const auto actions = act();
            QVERIFY(one.step(actions).has_value() && other.step(actions).has_value());
            QCOMPARE(one.finished().size(), other.finished().size());
            for (std::size_t k = 0; k < one.finished().size(); ++k)
                QCOMPARE(one.finished()[k].reward, other.finished()[k].reward);
        }
    }

    void damagedBytesAreRefused()
    {
        const EnvironmentFactory factory = [] { return std::make_unique<Counter>(); };
        auto one = *VectorEnvironment::create(factory, {.copies = 2});
        QVERIFY(one.reset().has_value());
        QVERIFY(one.step(std::vector<float>{0, 0}).has_value());
        ByteWriter out;
        one.save(out);
        for (std::size_t length = 0; length < out.bytes().size(); ++length) {
            ByteReader in(std::string_view(out.bytes()).substr(0, length));
            QVERIFY(VectorEnvironment::create(factory, {.copies = 2})->load(in).error().code == ErrorCode::BadData);
        }
        ByteReader in(out.bytes());
        QVERIFY(!VectorEnvironment::create(factory, {.copies = 1})->load(in).has_value());
    }

    void numbersThatAreNotFiniteStopIt()
    {
        auto all = *VectorEnvironment::create([] { return std::make_unique<Broken>(Broken::NanReward); }, {});
        QVERIFY(all.reset().has_value());
        const auto stepped = all.step(std::vector<float>{0.0F});
        QVERIFY(!stepped.has_value());
        QVERIFY(stepped.error().code == ErrorCode::Diverged);
        QCOMPARE(stepped.error().context, std::string("reward"));
    }

    void aMaskThatAllowsNothingStopsIt()
    {
        auto all = *VectorEnvironment::create([] { return std::make_unique<Broken>(Broken::EmptyMask); }, {});
        const auto reset = all.reset();
        QVERIFY(!reset.has_value());
        QVERIFY(reset.error().code == ErrorCode::InvalidArgument);
        QCOMPARE(reset.error().context, std::string("branch 0"));
    }

    void aTimeLimitTruncates()
    {
        TimeLimit limited(std::make_unique<Counter>(5), 3);
        std::vector<float> observation(2);
        for (int episode = 0; episode < 2; ++episode) {
            QVERIFY(limited.reset(1, observation).has_value());
            for (int step = 1; step <= 3; ++step) {
                const auto outcome = limited.step(std::vector<float>{0.0F}, observation);
                QCOMPARE(outcome->truncated, step == 3);
                QVERIFY(!outcome->terminated);
            }
        }
    }

    void theCheckerPassesWhatKeepsTheContract()
    {
        const auto check = [](auto make, CheckOptions options = {}) {
            const auto result = checkEnvironment(make, options);
            return result ? QString() : QString::fromStdString(result.error().describe());
        };
        QCOMPARE(check([] { return std::make_unique<Broken>(Broken::None); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::CartPole>(); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::Pendulum>(); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::Acrobot>(); }, {.mostSteps = 600}), QString());
        QCOMPARE(check([] { return std::make_unique<test::MountainCarContinuous>(); }, {.mostSteps = 1100}), QString());
        QCOMPARE(check([] { return std::make_unique<test::MultiDiscreteToy>(); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::UnequalToy>(); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::HybridToy>(); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::HybridToy>(true); }), QString());
        QCOMPARE(check([] { return std::make_unique<test::GridWalk>(); }, {.oneStart = true}), QString());
    }

    void theCheckerFindsEveryBreach()
    {
        for (const auto rule : {Broken::OutOfBounds, Broken::NotWritten, Broken::NanReward, Broken::Remembers,
                                Broken::IgnoresSeed, Broken::EmptyMask, Broken::HalfMask}) {
            const auto result = checkEnvironment([rule] { return std::make_unique<Broken>(rule); });
            QVERIFY2(!result.has_value(), qPrintable(QString::number(rule)));
            QVERIFY(result.error().code == ErrorCode::InvalidArgument);
        }
    }
};

QTEST_GUILESS_MAIN(TestVectorEnvironment)
#include "tst_vector_environment.moc"
