#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QTest>

// [environment]
#include "core/rl/ppo.h"
#include "core/rl/training_loop.h"

using namespace tonewright;

/// A room that loses heat: heat it (1) or not (0), so that it stays at 0 degrees from where we feel well.
class Room : public rl::Environment
{
public:
    const rl::Space &observationSpace() const override { return m_observations; }
    const rl::Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override
    {
        m_degrees = static_cast<float>(Rng(seed).uniform(-5, 5));  // everything random comes from the seed
        m_steps = 0;
        observation[0] = m_degrees;
        return {};
    }
    Result<rl::StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        m_degrees += action[0] == 1.0F ? 0.5F : -0.5F;
        observation[0] = m_degrees;
        return rl::StepOutcome{.reward = -std::abs(m_degrees), .truncated = ++m_steps == 50};
    }

private:
    rl::Space m_observations = rl::Space::box(-40.0F, 40.0F, 1);
    rl::Space m_actions = rl::Space::discrete(2);
    float m_degrees = 0;
    int m_steps = 0;
};
// [environment]

// [training]
/// Trains for 20,000 steps and returns the mean reward of 20 episodes that the agent hasn't seen.
Result<double> teach(const std::filesystem::path &folder, RunContext &context)
{
    const rl::EnvironmentFactory factory = [] { return std::make_unique<Room>(); };
    if (auto kept = rl::checkEnvironment(factory); !kept)
        return fail(kept.error());  // says which rule of Environment's contract is broken, and where

    rl::PpoConfig settings;  // defaults are Stable-Baselines3's
    settings.copies = 4;
    settings.rolloutSteps = 256;
    settings.learningRate = rl::Schedule::linear(1e-3, 0.0);
    const Room room;
    auto agent = rl::PpoAgent::create(settings, room.observationSpace(), room.actionSpace(), 1);
    if (!agent)
        return fail(agent.error());

    rl::TrainingConfig training;
    training.steps = 20'000;
    training.evaluateEvery = 5'000;
    training.choosing = {.episodes = 10, .seed = 2};  // keeps the best policy in folder/best.twc
    training.checkpointSeconds = 10;                  // folder/checkpoint.twc, to go on from
    training.folder = folder;
    rl::TrainingHooks hooks;
    hooks.onMetrics = [](std::int64_t /*steps*/, const rl::Metrics & /*byName*/) -> Result<void> { return {}; };
    rl::TrainingLoop loop(**agent, factory, {.copies = settings.copies, .seed = 1}, training);
    if (auto result = loop.run(context, hooks); !result)
        return fail(result.error());

    const auto seen = rl::evaluate(**agent, factory, {.episodes = 20, .seed = 3});
    return seen ? Result<double>(seen->meanReward) : fail(seen.error());
}
// [training]

namespace
{

QByteArray textOf(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

/// The example of core/rl/README.md: it is this code, and it learns.
class TestFirstSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theReadmeShowsThisCode()
    {
        const auto source = textOf(QStringLiteral(TW_SOURCE_DIR "/tests/core/rl/tst_first_steps.cpp"));
        const auto readme = textOf(QStringLiteral(TW_SOURCE_DIR "/core/rl/README.md"));
        for (const char *mark : {"// [environment]\n", "// [training]\n"}) {
            const auto parts = [&] {
                const auto begin = source.indexOf(mark) + static_cast<qsizetype>(qstrlen(mark));
                return source.mid(begin, source.indexOf(mark, begin) - begin);
            }();
            QVERIFY(parts.size() > 100);
            QVERIFY2(readme.contains(parts), mark);
        }
    }

    void itLearns()
    {
        QTemporaryDir folder;
        RunListener listener;
        RunContext context(listener, {});
        const auto reward = teach(folder.path().toStdString(), context);
        QVERIFY2(reward.has_value(), reward ? "" : reward.error().describe().c_str());
        // The best possible from 2.5 degrees away: about −5 · 1.4 on the way and then −0.25 a step.
        QVERIFY2(*reward > -35, qPrintable(QString::number(*reward)));
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("best.twc"))));
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("checkpoint.twc"))));
    }
};

QTEST_GUILESS_MAIN(TestFirstSteps)
#include "tst_first_steps.moc"
