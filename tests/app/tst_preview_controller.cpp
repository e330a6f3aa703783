#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <atomic>

#include "app/listening/preview_controller.h"
#include "core/audio/audio_file.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;

namespace
{

/// A preview whose rendering waits for the test's permission.
struct Gate {
    QSemaphore permits;
    std::atomic<int> started{0};

    double seconds = 0.5;

    PreviewPtr make(const std::string &key, double gain)
    {
        auto preview = std::make_shared<Preview>();
        preview->itemKey = key;
        preview->decision = {{"Band", "gain", gain, "dB"}};
        preview->total = {"Applied", {100, 1000}, {gain, gain}};
        preview->render = [this, gain]() -> Result<Rendering> {
            ++started;
            permits.acquire();
            const AudioBuffer tone = test::sine(440, seconds);
            Rendering rendering{tone, tone, tone, {{"reward", gain}}};
            for (float &sample : rendering.processed.channels[0])
                sample *= static_cast<float>(gain);
            return rendering;
        };
        return preview;
    }
};

}  // namespace

class TestPreviewController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsDecisionAtOnceAndSoundLater();
    void dropsSoundOfAnotherTrack();
    void ignoresDecisionsOfOtherTracks();
    void onlyTheNewestWaits();
    void keepsUnchangedParts();
    void longSoundsLieInFilesThatGo();
    void doesNotRenderTheSameDecisionTwice();
    void keepsItsDistance();
    void failuresAreTold();
};

void TestPreviewController::showsDecisionAtOnceAndSoundLater()
{
    Gate gate;
    PreviewController previews;
    QSignalSpy decided(&previews, &PreviewController::decided);
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    previews.offer(gate.make("blues/a", 0.5));
    QCOMPARE(decided.size(), 1);
    QCOMPARE(rendered.size(), 0);
    gate.permits.release();
    QTRY_COMPARE(rendered.size(), 1);
    const ShownSoundPtr sound = previews.shown();
    QCOMPARE(sound->preview->itemKey, std::string("blues/a"));
    QCOMPARE(sound->rawClip->samples.size(), std::size_t(sound->raw.frames()));
    QCOMPARE(sound->processed.buffer()->channels[0][40], sound->raw.buffer()->channels[0][40] * 0.5F);
}

void TestPreviewController::dropsSoundOfAnotherTrack()
{
    Gate gate;
    PreviewController previews;
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    previews.offer(gate.make("blues/a", 0.5));
    QTRY_COMPARE(gate.started.load(), 1);
    previews.setItem("rock/b");
    previews.offer(gate.make("rock/b", 0.25));
    gate.permits.release(2);
    QTRY_COMPARE(rendered.size(), 1);
    QCOMPARE(previews.shown()->preview->itemKey, std::string("rock/b"));
    QTest::qWait(100);
    QCOMPARE(rendered.size(), 1);
}

void TestPreviewController::ignoresDecisionsOfOtherTracks()
{
    Gate gate;
    PreviewController previews;
    QSignalSpy decided(&previews, &PreviewController::decided);
    previews.setItem("blues/a");
    previews.offer(gate.make("rock/b", 0.5));
    QCOMPARE(decided.size(), 0);
    QVERIFY(!previews.rendering());
}

void TestPreviewController::onlyTheNewestWaits()
{
    Gate gate;
    PreviewController previews;
    previews.setMinimumInterval(0);
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    for (const double gain : {0.1, 0.2, 0.3, 0.4, 0.5})
        previews.offer(gate.make("blues/a", gain));
    gate.permits.release(5);
    QTRY_COMPARE(rendered.size(), 2);
    QTest::qWait(100);
    QCOMPARE(rendered.size(), 2);
    QCOMPARE(gate.started.load(), 2);
    QCOMPARE(rendered[0][0].value<ShownSoundPtr>()->scores[0].second, 0.1);
    QCOMPARE(rendered[1][0].value<ShownSoundPtr>()->scores[0].second, 0.5);
}

void TestPreviewController::keepsUnchangedParts()
{
    Gate gate;
    gate.permits.release(2);
    PreviewController previews;
    previews.setMinimumInterval(0);
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    previews.offer(gate.make("blues/a", 0.5));
    QTRY_COMPARE(rendered.size(), 1);
    const ShownSoundPtr first = previews.shown();
    previews.offer(gate.make("blues/a", 0.25));
    QTRY_COMPARE(rendered.size(), 2);
    const ShownSoundPtr second = previews.shown();
    QVERIFY(second->raw == first->raw);
    QCOMPARE(second->referenceClip.get(), first->referenceClip.get());
    QVERIFY(second->processed != first->processed);
}

void TestPreviewController::longSoundsLieInFilesThatGo()
{
    const test::TemporaryFolder folder;
    const auto files = [&] {
        return std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator());
    };
    {
        Gate gate;
        gate.seconds = 61;
        gate.permits.release(2);
        PreviewController previews(nullptr, folder.path());
        previews.setMinimumInterval(0);
        QSignalSpy rendered(&previews, &PreviewController::rendered);
        previews.setItem("blues/a");
        previews.offer(gate.make("blues/a", 0.5));
        QTRY_COMPARE_WITH_TIMEOUT(rendered.size(), 1, 20000);
        const ShownSoundPtr first = previews.shown();
        QVERIFY(first->raw.file() && first->processed.file() && first->reference.file());
        QVERIFY(!first->rawClip && !first->processedClip);
        QCOMPARE(first->raw.seconds(), 61.0);
        QCOMPARE(files(), 3);
        previews.offer(gate.make("blues/a", 0.25));
        QTRY_COMPARE_WITH_TIMEOUT(rendered.size(), 2, 20000);
        const ShownSoundPtr second = previews.shown();
        QVERIFY(second->raw == first->raw && second->reference == first->reference);
        QVERIFY(second->processed != first->processed);
        QCOMPARE(readAudio(second->processed.file()->path())->channels[0][40],
                 readAudio(second->raw.file()->path())->channels[0][40] * 0.25F);
    }
    QCOMPARE(files(), 0);
}

void TestPreviewController::doesNotRenderTheSameDecisionTwice()
{
    Gate gate;
    gate.permits.release(2);
    PreviewController previews;
    previews.setMinimumInterval(0);
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    previews.offer(gate.make("blues/a", 0.5));
    QTRY_COMPARE(rendered.size(), 1);
    previews.offer(gate.make("blues/a", 0.5));
    QTest::qWait(100);
    QCOMPARE(gate.started.load(), 1);
}

void TestPreviewController::keepsItsDistance()
{
    Gate gate;
    gate.permits.release(2);
    PreviewController previews;
    previews.setMinimumInterval(400);
    QSignalSpy rendered(&previews, &PreviewController::rendered);
    previews.setItem("blues/a");
    QElapsedTimer timer;
    timer.start();
    previews.offer(gate.make("blues/a", 0.5));
    QTRY_COMPARE(rendered.size(), 1);
    previews.offer(gate.make("blues/a", 0.25));
    QTRY_COMPARE(rendered.size(), 2);
    QVERIFY2(timer.elapsed() >= 390, qPrintable(QString::number(timer.elapsed())));
}

void TestPreviewController::failuresAreTold()
{
    PreviewController previews;
    QSignalSpy failed(&previews, &PreviewController::failed);
    previews.setItem("blues/a");
    auto broken = std::make_shared<Preview>();
    broken->itemKey = "blues/a";
    broken->render = []() -> Result<Rendering> {
        return fail(ErrorCode::Unreadable, "it can't be read any more.", "/music/a.wav");
    };
    previews.offer(broken);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(QStringLiteral("/music/a.wav")));

    auto defective = std::make_shared<Preview>(*broken);
    defective->decision = {{"Band", "gain", 1, ""}};
    defective->render = []() -> Result<Rendering> { throw std::runtime_error("a planted defect"); };
    previews.offer(defective);
    QTRY_COMPARE(failed.size(), 2);
    QVERIFY(failed[1][0].toString().contains(QStringLiteral("a planted defect")));
}

QTEST_MAIN(TestPreviewController)
#include "tst_preview_controller.moc"
