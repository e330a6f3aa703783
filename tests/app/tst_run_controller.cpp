#include <QSignalSpy>
#include <QTest>

#include "app/run/run_controller.h"
#include "fake_study.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
using namespace std::chrono_literals;

namespace
{

struct Desk {
    TemporaryFolder folder;
    std::shared_ptr<FakeControls> controls = std::make_shared<FakeControls>();
    StudyRegistry registry = fakeRegistry(controls);
    std::unique_ptr<RunController> run = std::make_unique<RunController>(registry);

    Desk() { plantCorpus(folder / "music", 2, 1.2); }

    RunRequest request(std::int64_t episodes = 0) const
    {
        RunRequest request;
        request.study = "fake";
        request.corpus = folder.path() / "music";
        request.parameters = fakeDescriptor().defaultAlgorithm().parameters.defaults();
        request.episodes = episodes;
        return request;
    }
    void open(std::int64_t episodes = 0)
    {
        run->open({.project = folder / "project", .demo = {}, .run = request(episodes)});
        QTRY_COMPARE_WITH_TIMEOUT(run->phase(), RunPhase::Ready, 10000);
    }
};

}  // namespace

class TestRunController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensTrainsAndFinishes();
    void pauseReactsWithinASecond();
    void stopSaves();
    void goesOnWhereItStopped();
    void newSettingsPrepareAnew();
    void failureIsReportedAndTheProgramGoesOn();
    void exceptionsEndAtTheThread();
    void missingCorpusNamesIt();
    void stopDuringPreparing();
    void stopDuringPreparingANewRun();
    void previewsAnyTime();
    void deletingWhileTrainingSaves();
    void evaluatesAndExports();
};

void TestRunController::opensTrainsAndFinishes()
{
    Desk desk;
    std::vector<EpisodeRecord> seen;
    connect(desk.run.get(), &RunController::episodesArrived, this,
            [&seen](const auto &records) { seen.insert(seen.end(), records.begin(), records.end()); });
    desk.open(700);
    QCOMPARE(desk.run->opened()->corpus.tracks.size(), std::size_t(4));
    QCOMPARE(desk.run->opened()->heldOutKeys.size(), std::size_t(2));
    desk.run->train(desk.request(700));
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 10000);
    QCOMPARE(*desk.run->status().outcome, RunOutcome::Completed);
    QTRY_COMPARE(seen.size(), std::size_t(700));
    for (std::size_t i = 0; i < seen.size(); ++i)
        QCOMPARE(seen[i].episode, std::int64_t(i + 1));
    QCOMPARE(desk.controls->savedEpisode.load(), std::int64_t(700));
}

void TestRunController::pauseReactsWithinASecond()
{
    Desk desk;
    desk.open();
    desk.run->train(desk.request());
    QTRY_COMPARE(desk.run->phase(), RunPhase::Training);
    QTRY_VERIFY(desk.controls->episodes > 50);
    QElapsedTimer timer;
    timer.start();
    desk.run->setPaused(true);
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Paused, 1000);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    const std::int64_t held = desk.controls->episodes;
    QTest::qWait(300);
    QCOMPARE(desk.controls->episodes.load(), held);
    desk.run->setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Training, 1000);
    QTRY_VERIFY(desk.controls->episodes > held);
    // The pause is no working time: the next episodes don't come in one burst.
    QVERIFY(desk.controls->episodes < held + 200);
    desk.run->stop();
    QTRY_COMPARE(desk.run->phase(), RunPhase::Finished);
}

void TestRunController::stopSaves()
{
    Desk desk;
    desk.open();
    desk.run->train(desk.request());
    QTRY_VERIFY(desk.controls->episodes > 20);
    desk.run->stop();
    QCOMPARE(desk.run->phase(), RunPhase::Stopping);
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 2000);
    QCOMPARE(*desk.run->status().outcome, RunOutcome::Cancelled);
    QCOMPARE(desk.controls->savedEpisode.load(), desk.controls->episodes.load());
    QCOMPARE(desk.run->opened()->episodesDone, desk.controls->episodes.load());
    QVERIFY(std::filesystem::exists(desk.run->opened()->folder / "checkpoint.bin"));
    QVERIFY(std::filesystem::exists(desk.run->opened()->folder / "metrics.csv"));
}

void TestRunController::goesOnWhereItStopped()
{
    Desk desk;
    desk.open(300);
    desk.run->train(desk.request(300));
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 5000);
    const std::string id = desk.run->opened()->runId;

    // In the same window: the same run, episode numbers without a gap.
    desk.run->train(desk.request(400));
    QTRY_VERIFY_WITH_TIMEOUT(desk.run->phase() == RunPhase::Finished && desk.run->opened()->episodesDone == 400, 5000);
    QCOMPARE(desk.run->opened()->runId, id);

    // In another one: what was trained is there, its graphs too.
    desk.run = std::make_unique<RunController>(desk.registry);
    std::vector<EpisodeRecord> seen;
    connect(desk.run.get(), &RunController::episodesArrived, this,
            [&seen](const auto &records) { seen.insert(seen.end(), records.begin(), records.end()); });
    desk.run->open({.project = desk.folder / "project", .demo = {}, .run = desk.request()});
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 5000);
    QCOMPARE(desk.run->opened()->runId, id);
    QCOMPARE(desk.run->opened()->episodesDone, std::int64_t(400));
    QTRY_COMPARE(seen.size(), std::size_t(400));
    QCOMPARE(seen.back().episode, std::int64_t(400));

    // A new run begins at the first episode and keeps the old one.
    bool cleared = false;
    connect(desk.run.get(), &RunController::metricsCleared, this, [&] {
        cleared = true;
        seen.clear();
    });
    desk.run->train(desk.request(100), true);
    QTRY_VERIFY_WITH_TIMEOUT(desk.run->phase() == RunPhase::Finished && desk.run->opened()->runId != id, 5000);
    QVERIFY(cleared);
    QTRY_COMPARE(seen.size(), std::size_t(100));
    QCOMPARE(seen.front().episode, std::int64_t(1));
    QVERIFY(std::filesystem::exists(desk.folder.path() / "project" / "runs" / id / "checkpoint.bin"));
}

void TestRunController::newSettingsPrepareAnew()
{
    Desk desk;
    desk.open(50);
    QCOMPARE(desk.controls->lastGain.load(), 1.0);
    RunRequest request = desk.request(50);
    request.parameters.set("gain", 2.5);
    desk.run->train(request);
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 5000);
    QCOMPARE(desk.controls->lastGain.load(), 2.5);
    QCOMPARE(desk.run->opened()->spec.parameters.real("gain"), 2.5);
}

void TestRunController::failureIsReportedAndTheProgramGoesOn()
{
    Desk desk;
    desk.controls->failAtEpisode = 100;
    desk.open(300);
    desk.run->train(desk.request(300));
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Failed, 5000);
    QCOMPARE(desk.run->status().error->code, ErrorCode::Diverged);
    QVERIFY(desk.run->status().error->message.find("learning rate") != std::string::npos);
    QVERIFY(!desk.run->busy());

    desk.controls->failAtEpisode = -1;
    desk.run->train(desk.request(300), true);
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Finished, 5000);
}

void TestRunController::exceptionsEndAtTheThread()
{
    Desk desk;
    desk.controls->throwAtEpisode = 10;
    desk.open(300);
    desk.run->train(desk.request(300));
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Failed, 5000);
    QCOMPARE(desk.run->status().error->code, ErrorCode::Internal);
    QVERIFY(desk.run->status().error->message.find("a planted defect") != std::string::npos);
}

void TestRunController::missingCorpusNamesIt()
{
    Desk desk;
    RunRequest request = desk.request();
    request.corpus = desk.folder / "no such folder";
    desk.run->open({.project = desk.folder / "project", .demo = {}, .run = request});
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Failed, 5000);
    QVERIFY(desk.run->status().error->describe().find("no such folder") != std::string::npos);
    QVERIFY(!desk.run->opened());
}

void TestRunController::stopDuringPreparing()
{
    Desk desk;
    desk.controls->prepareMs = 20000;
    desk.run->open({.project = desk.folder / "project", .demo = {}, .run = desk.request()});
    QTRY_COMPARE(desk.run->phase(), RunPhase::Preparing);
    QTest::qWait(200);
    desk.run->stop();
    QTRY_COMPARE_WITH_TIMEOUT(desk.run->phase(), RunPhase::Idle, 1000);
    QVERIFY(!desk.run->busy());
    QVERIFY(!desk.run->status().error);
}

void TestRunController::stopDuringPreparingANewRun()
{
    Desk desk;
    desk.open();
    const auto stopWhilePreparing = [&desk](const RunRequest &request, bool fresh) {
        desk.controls->prepareMs = 5000;
        desk.run->train(request, fresh);
        QTRY_COMPARE(desk.run->phase(), RunPhase::Preparing);
        QTest::qWait(50);
        desk.run->stop();
        QTRY_VERIFY(!isBusy(desk.run->phase()));
        desk.controls->prepareMs = 0;
    };
    // Untrained: the music can still be trained on.
    RunRequest other = desk.request();
    other.parameters.set("gain", 2.0);
    stopWhilePreparing(other, false);
    QCOMPARE(desk.run->phase(), RunPhase::Ready);
    desk.run->train(other);
    QTRY_COMPARE(desk.run->phase(), RunPhase::Training);
    QTRY_VERIFY(desk.controls->episodes > 20);
    desk.run->stop();
    QTRY_COMPARE(desk.run->phase(), RunPhase::Finished);
    const std::string id = desk.run->opened()->runId;
    const std::int64_t reached = desk.run->opened()->episodesDone;

    // Trained: the earlier run is back, with its episodes, and goes on.
    std::size_t shown = 0;
    connect(desk.run.get(), &RunController::metricsCleared, this, [&shown] { shown = 0; });
    connect(desk.run.get(), &RunController::episodesArrived, this,
            [&shown](const auto &records) { shown += records.size(); });
    stopWhilePreparing(desk.request(), true);
    QCOMPARE(desk.run->phase(), RunPhase::Finished);
    QVERIFY(desk.run->status().opened);
    QCOMPARE(desk.run->status().opened->runId, id);
    QTRY_COMPARE(std::int64_t(shown), reached);
    desk.run->train(other);
    QTRY_COMPARE(desk.run->phase(), RunPhase::Training);
    QCOMPARE(desk.run->opened()->runId, id);
    QTRY_VERIFY(desk.controls->episodes > reached);
}

void TestRunController::previewsAnyTime()
{
    Desk desk;
    QSignalSpy previews(desk.run.get(), &RunController::previewArrived);
    desk.open();
    const std::string key = desk.run->opened()->heldOutKeys.front();
    desk.run->requestPreview(key);
    QTRY_COMPARE(previews.size(), 1);
    QCOMPARE(previews[0][0].value<PreviewPtr>()->itemKey, key);
    QCOMPARE(previews[0][0].value<PreviewPtr>()->episode, std::int64_t(0));

    desk.run->train(desk.request());
    QTRY_VERIFY(desk.controls->episodes > 20);
    const std::string other = desk.run->opened()->heldOutKeys.back();
    desk.run->requestPreview(other);
    QTRY_VERIFY(previews.last()[0].value<PreviewPtr>()->itemKey == other);
    QVERIFY(previews.last()[0].value<PreviewPtr>()->episode > 0);
    desk.run->stop();
    QTRY_COMPARE(desk.run->phase(), RunPhase::Finished);
}

void TestRunController::deletingWhileTrainingSaves()
{
    Desk desk;
    desk.open();
    desk.run->train(desk.request());
    QTRY_VERIFY(desk.controls->episodes > 20);
    desk.run.reset();
    QCOMPARE(desk.controls->savedEpisode.load(), desk.controls->episodes.load());
}

void TestRunController::evaluatesAndExports()
{
    Desk desk;
    desk.open(100);
    desk.run->evaluate();
    QTRY_VERIFY(desk.run->status().evaluation);
    QCOMPARE(desk.run->phase(), RunPhase::Ready);
    QCOMPARE(desk.run->status().evaluation->items.size(), std::size_t(2));

    const auto file = desk.folder / "dataset.csv";
    desk.run->exportDataset(file);
    QTRY_COMPARE(desk.run->status().written, file);
    QCOMPARE(readBytes(file).substr(0, 11), std::string("name,reward"));

    desk.run->exportDataset("/proc/no/such/dataset.csv");
    QTRY_COMPARE(desk.run->phase(), RunPhase::Failed);
    QVERIFY(desk.run->status().error->describe().find("dataset.csv") != std::string::npos ||
            desk.run->status().error->describe().find("/proc/no") != std::string::npos);
}

QTEST_MAIN(TestRunController)
#include "tst_run_controller.moc"
