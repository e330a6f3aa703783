#include <QRadioButton>
#include <QTableView>
#include <QTest>

#include "app/window/main_window.h"
#include "tests/app/window_fixture.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/dataset_pane/setting_comparison.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/episodes/episode_details.h"
#include "widgets/episodes/episode_inspector.h"
#include "widgets/episodes/episode_model.h"
#include "widgets/episodes/episode_table.h"
#include "widgets/style/pane.h"

using namespace tonewright;
using namespace tonewright::test;

/// The list of episodes in the real window, over the fake study.
class TestEpisodeDesk : public QObject
{
    Q_OBJECT

    /// The window after a run of so many episodes.
    static bool train(WindowFixture &f, std::int64_t episodes)
    {
        if (!f.open())
            return false;
        RunRequest request{.study = "fake", .corpus = {}, .parameters = {}, .episodes = episodes, .excerpt = {}};
        request.parameters = fakeDescriptor().defaultAlgorithm().parameters.defaults();
        f.window->run().train(request, true);
        return f.waitFor(RunPhase::Finished);
    }
    static EpisodeInspector &inspector(const WindowFixture &f) { return *f.window->panes().episodes; }
    static bool isShown(const WindowFixture &f, std::int64_t episode)
    {
        return QTest::qWaitFor(
            [&] {
                const auto &shown = f.window->previews().shown();
                const std::string end = " #" + std::to_string(episode);
                return f.window->episodes().isShown() && shown && shown->preview->itemKey.ends_with(end);
            },
            10000);
    }

private Q_SLOTS:
    void isEmptyBeforeTraining()
    {
        WindowFixture f;
        QVERIFY(f.window->panes().episodesPane->isEmpty());
        QVERIFY(!f.window->panes().episodesPane->emptyState()->sentence().isEmpty());
        QVERIFY(!f.window->panes().episodesPane->emptyState()->actionText().isEmpty());
        QVERIFY(train(f, 50));
        QTRY_VERIFY(!f.window->panes().episodesPane->isEmpty());
        QTRY_COMPARE(inspector(f).table()->model()->rowCount(), 50);
    }

    void anEpisodeIsSeenAndHeard()
    {
        WindowFixture f;
        QVERIFY(train(f, 50));
        QTRY_COMPARE(inspector(f).table()->model()->rowCount(), 50);
        QVERIFY(inspector(f).table()->choose(20));
        QVERIFY(isShown(f, 20));
        QVERIFY(inspector(f).details()->replay()->recorded);
        QVERIFY(f.window->panes().corpus->currentKey().isEmpty());
        QVERIFY(!f.window->panes().insight->isEmpty());
        // Beside the tracks: what was done to this sound, or that it isn't known; not that a track must be chosen.
        const auto *distortion = f.window->panes().dataset->distortion->findChild<EmptyState *>();
        QVERIFY2(!distortion->sentence().contains(QStringLiteral("Choose a track")),
                 qPrintable(distortion->sentence()));
        // The second best sounds otherwise, on the same raw sound.
        const ShownSoundPtr before = f.window->previews().shown();
        inspector(f).details()->choices()[1]->click();
        QTRY_VERIFY(f.window->previews().shown() != before);
        const ShownSoundPtr after = f.window->previews().shown();
        QVERIFY(after->raw == before->raw && after->reference == before->reference);
        QVERIFY(after->processed.buffer()->channels != before->processed.buffer()->channels);
        // One that wasn't recorded says so.
        QVERIFY(inspector(f).table()->choose(21));
        QVERIFY(isShown(f, 21));
        QVERIFY(!inspector(f).details()->replay()->recorded);
    }

    void aTrackTakesItsPlace()
    {
        WindowFixture f;
        QVERIFY(train(f, 30));
        QTRY_COMPARE(inspector(f).table()->model()->rowCount(), 30);
        QVERIFY(inspector(f).table()->choose(7));
        QVERIFY(isShown(f, 7));
        const QString key = f.window->panes().corpus->visibleKeys().front();
        QVERIFY(f.window->panes().corpus->selectKey(key));
        QTRY_VERIFY(f.window->previews().shown() &&
                    f.window->previews().shown()->preview->itemKey == key.toStdString());
        QVERIFY(!f.window->episodes().isShown());
        QVERIFY(!inspector(f).table()->chosen().has_value());
        QVERIFY(!inspector(f).details()->replay());
    }

    /// Chosen while the run goes on: answered between two episodes, and kept while others come.
    void whileTrainingGoesOn()
    {
        WindowFixture f;
        QVERIFY(f.open());
        RunRequest request{.study = "fake", .corpus = {}, .parameters = {}, .excerpt = {}};
        request.parameters = fakeDescriptor().defaultAlgorithm().parameters.defaults();
        f.window->run().train(request, true);
        QTRY_VERIFY(inspector(f).table()->model()->rowCount() > 100);
        QVERIFY(inspector(f).table()->choose(11));
        QVERIFY(isShown(f, 11));
        QTest::qWait(600);  // several previews of the track before
        QVERIFY(isShown(f, 11));
        f.window->run().setPaused(true);
        QVERIFY(f.waitFor(RunPhase::Paused));
        QVERIFY(inspector(f).table()->choose(13));
        QVERIFY(isShown(f, 13));
        f.window->run().stop();
        QVERIFY(f.waitFor(RunPhase::Finished));
        QVERIFY(isShown(f, 13));  // the end of the run takes nothing away
        QCOMPARE(inspector(f).table()->chosen(), std::optional<qint64>(13));
    }

    void anotherRunHasOtherEpisodes()
    {
        WindowFixture f;
        QVERIFY(train(f, 30));
        QTRY_COMPARE(inspector(f).table()->model()->rowCount(), 30);
        QVERIFY(inspector(f).table()->choose(7));
        QVERIFY(isShown(f, 7));
        RunRequest request{.study = "fake", .corpus = {}, .parameters = {}, .seed = 2, .episodes = 12, .excerpt = {}};
        request.parameters = fakeDescriptor().defaultAlgorithm().parameters.defaults();
        f.window->run().train(request, true);
        QTRY_COMPARE(inspector(f).table()->model()->rowCount(), 12);
        QVERIFY(!f.window->episodes().isShown());
        QVERIFY(!inspector(f).details()->replay());
    }
};

QTEST_MAIN(TestEpisodeDesk)
#include "tst_episode_desk.moc"
