#include <QtTest/QTest>
#include <cstdio>

#include "core/audio/corpus.h"
#include "core/studies/eq_matching/eq_study.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

double meanOf(const Evaluation &evaluation, const std::string &name)
{
    for (const auto &[key, value] : evaluation.means)
        if (key == name)
            return value;
    qFatal("no mean of this name");
}

}  // namespace

/// The short form of what the README claims: after some twenty seconds the agent's own choice, rendered, on tracks it
/// never trained on, is better than doing nothing and than chance. Synthetic tracks: real ones take longer.
class TestEqLearns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAgentBeatsDoingNothingAndChance()
    {
        test::TemporaryFolder folder;
        test::plantCorpus(folder.path(), 6, 4.0, 44100);
        RunListener silent;
        RunContext context(silent, {});
        const auto corpus = scanCorpus(folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        RunSpec spec;
        spec.study = "eq_matching";
        spec.algorithm = "dqn";
        spec.seed = 1;
        spec.episodes = 8000;
        spec.parameters = *(*descriptor().algorithm("dqn"))
                               ->parameters.parse({"frames_scored=8", "frames_kept=16", "epsilon_steps=60000",
                                                   "schedule_steps=130000"});
        EqStudy study;
        QVERIFY(study.prepare(*corpus, spec, context).has_value());
        const auto before = study.evaluate(EvaluationItems::HeldOut, context);
        QVERIFY(study.train(folder / "checkpoint.bin", context).has_value());
        const auto after = study.evaluate(EvaluationItems::HeldOut, context);
        QVERIFY(before.has_value() && after.has_value());
        const double untrained = meanOf(*before, "greedy_reward_mean");
        const double trained = meanOf(*after, "greedy_reward_mean");
        const double random = meanOf(*after, "random_reward_mean");
        std::printf("greedy %.3f untrained, %.3f trained; random %.3f\n", untrained, trained, random);
        QVERIFY2(trained > 0.0, qPrintable(QString::number(trained)));
        QVERIFY(trained > random + 0.2);
        QVERIFY(trained > untrained + 0.1);
    }
};

QTEST_GUILESS_MAIN(TestEqLearns)
#include "tst_eq_learns.moc"
