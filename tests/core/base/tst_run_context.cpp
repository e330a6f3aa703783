#include <QtTest/QTest>
#include <limits>
#include <thread>

#include "core/base/run_context.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace std::chrono_literals;

namespace
{

struct Recorder : RunListener {
    std::vector<Progress> progress;
    std::vector<EpisodeRecord> episodes;
    std::map<std::int64_t, std::map<std::string, double>> metrics;
    std::vector<std::string> notes;
    std::atomic<int> pauses{0};
    std::optional<Error> broken;

    void onProgress(const Progress &p) override { progress.push_back(p); }
    void onEpisode(const EpisodeRecord &e) override { episodes.push_back(e); }
    void onMetrics(std::int64_t steps, const std::map<std::string, double> &m) override { metrics[steps] = m; }
    void onNote(std::string_view text) override { notes.emplace_back(text); }
    void onPaused(bool paused) override { pauses += paused ? 1 : 0; }
    std::optional<Error> failure() const override { return broken; }
};

EpisodeRecord record(std::vector<double> values)
{
    return EpisodeRecord{.episode = 5, .steps = 5, .genre = "blues", .item = "blues/a", .values = std::move(values)};
}

}  // namespace

class TestRunContext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void progressIsRateLimited()
    {
        Recorder listener;
        RunContext context(listener, {});
        context.phase("Training");
        const auto begin = std::chrono::steady_clock::now();
        std::uint64_t done = 0;
        while (std::chrono::steady_clock::now() - begin < 300ms) {
            QVERIFY(context.advance(++done, 0));
        }
        // 300 ms / 60 ms = 5 reports, the phase's begin besides; thousands of calls.
        QVERIFY(done > 1000);
        QVERIFY2(listener.progress.size() >= 3 && listener.progress.size() <= 7,
                 qPrintable(QString::number(listener.progress.size())));
        QCOMPARE(listener.progress.front().phase, std::string("Training"));
    }

    void endOfPhaseIsAlwaysReported()
    {
        Recorder listener;
        RunContext context(listener, {});
        context.phase("Reading");
        for (std::uint64_t i = 1; i <= 10; ++i) {
            QVERIFY(context.advance(i, 10));
        }
        QCOMPARE(listener.progress.back().done, std::uint64_t{10});
        context.phase("Unknown length");
        QVERIFY(context.advance(3, 0));
        context.phase("Next");
        // Before the next phase begins, the last state of the one before has been told.
        QCOMPARE(listener.progress[listener.progress.size() - 2].done, std::uint64_t{3});
        QCOMPARE(listener.progress.back().phase, std::string("Next"));
        QCOMPARE(listener.progress.back().done, std::uint64_t{0});
    }

    void metricsReachTheListenerWhoseFailureEndsTheRun()
    {
        Recorder listener;
        RunContext context(listener, {});
        QVERIFY(context.metrics(7, {{"train/loss", 0.5}}).has_value());
        QCOMPARE(listener.metrics.at(7).at("train/loss"), 0.5);
        listener.broken = Error{ErrorCode::Unwritable, "disk full", "x"};
        QVERIFY(context.metrics(8, {}).error().code == ErrorCode::Unwritable);
    }

    void stopIsSeenAtTheNextPoll()
    {
        Recorder listener;
        std::stop_source stop;
        RunContext context(listener, stop.get_token());
        QVERIFY(context.advance(1, 2));
        stop.request_stop();
        QVERIFY(!context.advance(2, 2));
        QVERIFY(context.stopRequested());
    }

    void pauseHoldsAndContinues()
    {
        Recorder listener;
        PauseLatch latch;
        RunContext context(listener, {}, &latch);
        std::atomic<std::uint64_t> polls{0};
        std::atomic<bool> finished{false};
        double worked = 0;
        std::jthread worker([&] {
            while (!finished && context.advance(++polls, 0)) {
                std::this_thread::sleep_for(1ms);
            }
            worked = context.workedSeconds();
        });
        QTRY_VERIFY_WITH_TIMEOUT(polls > 5, 1000);
        latch.set(true);
        QTRY_VERIFY_WITH_TIMEOUT(listener.pauses == 1, 1000);  // "pausing reacts within a second"
        const auto held = polls.load();
        std::this_thread::sleep_for(300ms);
        QCOMPARE(polls.load(), held);
        latch.set(false);
        QTRY_VERIFY_WITH_TIMEOUT(polls > held, 1000);
        finished = true;
        worker.join();
        QVERIFY2(worked < 0.29, "time spent paused counts as work");
    }

    void stopEndsAPause()
    {
        Recorder listener;
        PauseLatch latch;
        std::stop_source stop;
        RunContext context(listener, stop.get_token(), &latch);
        latch.set(true);
        std::jthread stopper([&] {
            std::this_thread::sleep_for(50ms);
            stop.request_stop();
        });
        QVERIFY(!context.advance(1, 2));
    }

    void infiniteMetricIsDivergence()
    {
        Recorder listener;
        RunContext context(listener, {});
        const auto result = context.episode(record({0.5, std::numeric_limits<double>::infinity()}));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Diverged);
        QVERIFY(result.error().message.find("metric 1") != std::string::npos);
        QVERIFY(listener.episodes.empty());
    }

    void unmeasuredMetricPasses()
    {
        Recorder listener;
        RunContext context(listener, {});
        QVERIFY(context.episode(record({0.5, std::numeric_limits<double>::quiet_NaN()})));
        QCOMPARE(listener.episodes.size(), std::size_t{1});
    }

    void listenersFailureReachesTheRun()
    {
        Recorder listener;
        RunContext context(listener, {});
        listener.broken =
            Error{.code = ErrorCode::Unwritable, .message = "the disk is full.", .context = "metrics.csv"};
        const auto result = context.episode(record({0.5}));
        QVERIFY(!result);
        QCOMPARE(result.error().describe(), std::string("metrics.csv: the disk is full."));
    }

    void previewRequestIsTakenOnceAndTheLatestWins()
    {
        Recorder listener;
        RunContext context(listener, {});
        QVERIFY(!context.takePreviewRequest());
        context.requestPreview("blues/a");
        context.requestPreview("blues/b");
        QCOMPARE(context.takePreviewRequest().value(), std::string("blues/b"));
        QVERIFY(!context.takePreviewRequest());
    }
};

QTEST_GUILESS_MAIN(TestRunContext)
#include "tst_run_context.moc"
