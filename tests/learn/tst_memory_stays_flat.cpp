#include <QtTest/QTest>
#include <functional>
#include <malloc.h>

#include "core/rl/a2c.h"
#include "core/rl/behavioural_cloning.h"
#include "core/rl/ppo.h"
#include "core/rl/sequence_policy.h"
#include "core/rl/vector_environment.h"
#include "tests/core/rl/environments/classic_control.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

/// Bytes on the heap that belong to somebody.
double heapBytes()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

/// Plays CartPole until the agent has made so many updates more.
void playFor(Agent &agent, VectorEnvironment &environments, std::int64_t updates)
{
    const auto last = agent.updates() + updates;
    std::vector<float> actions(environments.copies());
    while (agent.updates() < last) {
        const std::vector<float> before(environments.observations().begin(), environments.observations().end());
        agent.explore({environments.copies(), before, {}}, actions);
        if (!environments.step(actions))
            qFatal("can't step");
        agent.observe({environments.copies(),
                       before,
                       actions,
                       environments.rewards(),
                       environments.nextObservations(),
                       environments.terminated(),
                       environments.truncated(),
                       {},
                       {}});
        while (agent.updateDue())
            if (!agent.update())
                qFatal("can't learn");
        (void)agent.takeMetrics();
    }
}

/// What makes an agent do so many updates.
using Worker = std::function<void(std::int64_t updates)>;

template <class AgentType, class Config>
Worker onCartPole(const Config &config)
{
    auto environments = std::make_shared<VectorEnvironment>(*VectorEnvironment::create(
        [] { return std::make_unique<test::CartPole>(); }, {.copies = config.copies, .seed = 1}));
    (void)environments->reset();
    std::shared_ptr<Agent> agent =
        *AgentType::create(config, environments->observationSpace(), environments->actionSpace(), 1);
    return [=](std::int64_t updates) { playFor(*agent, *environments, updates); };
}

Demonstrations examples(std::size_t count, std::size_t observationSize)
{
    Demonstrations data;
    data.count = count;
    Rng rng(1);
    for (std::size_t i = 0; i < count * observationSize; ++i)
        data.observations.push_back(static_cast<float>(rng.uniform(0, 1)));
    for (std::size_t i = 0; i < count; ++i)
        data.actions.push_back(data.observations[i * observationSize + 1] > 0.5F ? 1.0F : 0.0F);
    return data;
}

Worker cloning(std::unique_ptr<ActorCritic> network, std::size_t observationSize)
{
    CloningConfig config;
    config.batch = 8;
    std::shared_ptr<CloningAgent> agent =
        *CloningAgent::create(config, Space::box(0.0F, 1.0F, observationSize), Space::discrete(2),
                              examples(100, observationSize), 1, std::move(network));
    return [=](std::int64_t updates) {
        for (std::int64_t i = 0; i < updates; ++i)
            if (!agent->update())
                qFatal("can't learn");
        (void)agent->takeMetrics();
    };
}

Worker transformer()
{
    setTensorThreads(1);
    SequencePolicyConfig config;
    config.length = 3;
    config.features = 1;
    config.width = 8;
    config.attentionHeads = 2;
    config.layers = 1;
    config.feedForward = 8;
    Rng rng(1);
    return cloning(*makeSequencePolicy(config, 2, 0, rng), 6);
}

}  // namespace

/// 10,000 updates leave as much on the heap as there was before: within 1 %.
class TestMemoryStaysFlat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandUpdates_data()
    {
        QTest::addColumn<Worker>("worker");
        PpoConfig ppo;
        ppo.copies = 2;
        ppo.rolloutSteps = 128;
        ppo.normaliseObservations = true;
        QTest::newRow("PPO") << onCartPole<PpoAgent>(ppo);
        QTest::newRow("A2C") << onCartPole<A2cAgent>(A2cConfig{});
        QTest::newRow("behavioural cloning") << cloning(nullptr, 6);
        QTest::newRow("a transformer, cloning") << transformer();
    }
    void tenThousandUpdates()
    {
        QFETCH(Worker, worker);
        worker(500);  // buffers find their size
        const double before = heapBytes();
        worker(10'000);
        const double after = heapBytes();
        QVERIFY(before > 0);
        QVERIFY2(after <= 1.01 * before, qPrintable(QStringLiteral("%1 → %2 bytes").arg(before).arg(after)));
    }
};

QTEST_GUILESS_MAIN(TestMemoryStaysFlat)
#include "tst_memory_stays_flat.moc"
