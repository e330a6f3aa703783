#include <QElapsedTimer>
#include <QtTest/QTest>
#include <csignal>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/project/event_file.h"
#include "core/project/run_session.h"
#include "tests/support/fake_study.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace
{

struct Watcher : RunListener {
    std::vector<EpisodeRecord> episodes;
    std::map<std::string, double> metrics;
    std::vector<std::string> notes;
    std::vector<std::string> checkpoints;
    std::stop_source stop;
    std::int64_t stopAfter = -1;  ///< episode

    void onEpisode(const EpisodeRecord &record) override
    {
        episodes.push_back(record);
        if (record.episode == stopAfter) {
            stop.request_stop();
        }
    }
    void onMetrics(std::int64_t, const std::map<std::string, double> &values) override { metrics = values; }
    void onNote(std::string_view note) override { notes.emplace_back(note); }
    void onCheckpoint(const std::string &file) override { checkpoints.push_back(file); }
};

/// A planted corpus, a project, and one session after another in it.
struct Bench {
    TemporaryFolder folder;
    StudyRegistry registry = fakeRegistry();
    std::unique_ptr<Project> project;
    Watcher watcher;

    explicit Bench(const std::string &name = "project")
    {
        plantCorpus(folder / "music", 2, 1.2, 8000);
        project = Project::openOrCreate(folder / name).value();
    }

    [[nodiscard]] RunRequest request(std::int64_t episodes, const std::vector<std::string> &set = {}) const
    {
        return RunRequest{.study = "fake",
                          .corpus = folder / "music",
                          .parameters = FakeStudy::theDescriptor().defaultAlgorithm().parameters.parse(set).value(),
                          .seed = 7,
                          .episodes = episodes,
                          .minutes = 0,
                          .excerpt = {},
                          .threads = 1,
                          .device = "auto"};
    }

    /// Starts and trains; the text of the error or of the outcome.
    std::string run(const RunRequest &wanted)
    {
        RunSession session(*project, registry, watcher);
        RunContext context(session.listener(), watcher.stop.get_token());
        if (auto started = session.start(wanted, context); !started) {
            return "start: " + started.error().describe();
        }
        return train(session, context);
    }

    std::string resume(const RunSession::ResumeOptions &options)
    {
        watcher.stop = std::stop_source();
        RunSession session(*project, registry, watcher);
        RunContext context(session.listener(), watcher.stop.get_token());
        if (auto resumed = session.resume(options, context); !resumed) {
            return "resume: " + resumed.error().describe();
        }
        return train(session, context);
    }

    [[nodiscard]] std::string read(const std::string &name) const
    {
        return readBytes(project->runFolder("0001") / name);
    }

private:
    static std::string train(RunSession &session, RunContext &context)
    {
        const auto outcome = session.train(context);
        if (!outcome) {
            return "train: " + outcome.error().describe();
        }
        return *outcome == RunOutcome::Completed ? "completed" : "cancelled";
    }
};

std::string uninterrupted(std::int64_t episodes, const std::vector<std::string> &set = {})
{
    Bench bench;
    return bench.run(bench.request(episodes, set)) == "completed" ? bench.read("metrics.csv") : "";
}

}  // namespace

class TestRunSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Opening music to look at it prepares a run; closing it again leaves no trace of one.
    void aRunThatNeverTrainedIsForgotten()
    {
        Bench bench;
        fs::path folder;
        {
            RunSession session(*bench.project, bench.registry, bench.watcher);
            RunContext context(session.listener(), {});
            QVERIFY(session.start(bench.request(10), context).has_value());
            folder = session.folder();
            QVERIFY(fs::exists(folder / "spec.json"));
        }
        QVERIFY(bench.project->runs()->empty());
        QVERIFY(!fs::exists(folder));
    }

    /// The last event of a run is the mean over its last 100 episodes, by hand from what was reported (a loss comes
    /// every second episode), and the clock.
    void tensorBoardGetsMeansOfTheLastHundredEpisodes()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(130)), std::string("completed"));
        double reward = 0;
        double loss = 0;
        for (std::size_t i = 30; i < 130; ++i) {
            reward += bench.watcher.episodes[i].values[0] / 100;
            loss += i % 2 == 1 ? bench.watcher.episodes[i].values[1] / 50 : 0;
        }
        const auto events = EventFile::read(bench.project->runFolder("0001") / "events.out.tfevents.0001");
        QVERIFY(events.has_value());
        const auto &last = events->back();
        QCOMPARE(last.step, std::int64_t{390});
        QCOMPARE(last.values.at("rollout/ep_rew_mean"), float(reward));
        QCOMPARE(last.values.at("train/loss"), float(loss));
        QCOMPARE(last.values.at("time/total_timesteps"), 390.0F);
        QVERIFY(last.values.at("time/fps") > 0);
        QVERIFY(last.values.at("time/time_elapsed") > 0);
    }

    /// Stopped after 120 of 130 episodes and killed before its last rows: the event of the end is as if it had run on.
    void tensorBoardContinuesWithTheRun()
    {
        Bench whole;
        QCOMPARE(whole.run(whole.request(130)), std::string("completed"));
        Bench parts;
        QCOMPARE(parts.run(parts.request(120)), std::string("completed"));
        QCOMPARE(parts.resume({.episodes = 130}), std::string("completed"));
        const auto read = [](const Bench &bench) {
            return EventFile::read(bench.project->runFolder("0001") / "events.out.tfevents.0001").value();
        };
        const auto a = read(whole);
        const auto b = read(parts);
        QCOMPARE(b.back().step, a.back().step);
        QCOMPARE(b.back().values.at("rollout/ep_rew_mean"), a.back().values.at("rollout/ep_rew_mean"));
        QCOMPARE(b.back().values.at("train/loss"), a.back().values.at("train/loss"));
        QVERIFY(std::any_of(b.begin(), b.end(), [](const auto &event) { return event.step == 360; }));
    }

    /// The file follows from the others: a damaged one is begun anew, and the log says so.
    void aDamagedEventFileStopsNothing()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const auto file = bench.project->runFolder("0001") / "events.out.tfevents.0001";
        std::string bytes = readBytes(file);
        bytes[20] = '!';
        QVERIFY(replaceFile(file, bytes).has_value());
        QCOMPARE(bench.resume({.episodes = 30}), std::string("completed"));
        QCOMPARE(EventFile::read(file)->back().step, std::int64_t{90});
        QVERIFY(bench.read("run.log").find("is damaged") != std::string::npos);
    }

    void whatLearningReportsBetweenEpisodesIsStoredAndForwarded()
    {
        Bench bench;
        RunSession session(*bench.project, bench.registry, bench.watcher);
        RunContext context(session.listener(), {});
        QVERIFY(session.start(bench.request(1), context).has_value());
        QVERIFY(context.metrics(2048, {{"eval/mean_reward", 0.5}, {"train/loss", 2.0}}).has_value());
        const auto events = EventFile::read(session.folder() / "events.out.tfevents.0001");
        QCOMPARE(events->back().step, std::int64_t{2048});
        QCOMPARE(events->back().values.at("eval/mean_reward"), 0.5F);
        QCOMPARE(bench.watcher.metrics.at("train/loss"), 2.0);
    }

    void leavesEverythingInTheRunsFolder()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(25, {"gain=1.5"})), std::string("completed"));
        QCOMPARE(bench.watcher.episodes.size(), std::size_t{25});
        QCOMPARE(bench.watcher.checkpoints.size(), std::size_t{2});

        const std::string metrics = bench.read("metrics.csv");
        QCOMPARE(std::count(metrics.begin(), metrics.end(), '\n'), std::ptrdiff_t{26});
        QVERIFY(metrics.starts_with("episode,steps,genre,item,reward,loss\n1,3,"));
        QVERIFY2(metrics.find(",\n2,6,") != std::string::npos, "a loss that wasn't measured must be empty");
        QVERIFY(bench.read("timing.csv").starts_with("episode,wall_seconds,steps_per_second\n25,"));

        const Json spec = Json::parse(bench.read("spec.json"));
        QCOMPARE(spec["seed"].get<int>(), 7);
        QCOMPARE(spec["parameters"]["gain"].get<double>(), 1.5);
        QCOMPARE(spec["libraries"].get<std::string>(), std::string("no tensors, no BLAS"));
        QCOMPARE(spec["corpus_hash"].get<std::string>().size(), std::size_t{16});

        const std::string log = bench.read("run.log");
        for (const char *part : {"program: Tonewright", "libraries: no tensors, no BLAS", "seed 7", "gain = 1.5",
                                 "mode = normal", "Training", "checkpoint at episode 10", "ended: completed"}) {
            QVERIFY2(log.find(part) != std::string::npos, part);
        }
        QCOMPARE(Json::parse(bench.read("checkpoint.bin"))["episode"].get<int>(), 25);

        const auto runs = bench.project->runs();
        QVERIFY(runs->front().state == RunState::Completed);
        QCOMPARE(runs->front().episodes, std::int64_t{25});
        QCOMPARE(bench.project->episodes("0001")->size(), std::size_t{25});
        QCOMPARE(bench.project->corpusFolder(), bench.folder / "music");
    }

    void sameSeedSameBytes()
    {
        const std::string first = uninterrupted(200);
        QVERIFY(!first.empty());
        QCOMPARE(uninterrupted(200), first);
        Bench other;
        RunRequest request = other.request(200);
        request.seed = 8;
        QCOMPARE(other.run(request), std::string("completed"));
        QVERIFY(other.read("metrics.csv") != first);
    }

    void stoppedRunGoesOnAsIfItHadNot()
    {
        Bench bench;
        bench.watcher.stopAfter = 33;
        QCOMPARE(bench.run(bench.request(100)), std::string("cancelled"));
        QVERIFY(bench.project->runs()->front().state == RunState::Cancelled);
        QCOMPARE(bench.project->runs()->front().episodes, std::int64_t{33});
        bench.watcher.stopAfter = -1;
        QCOMPARE(bench.resume({}), std::string("completed"));
        QCOMPARE(bench.read("metrics.csv"), uninterrupted(100));
        QCOMPARE(bench.project->episodes("0001")->size(), std::size_t{100});
        QVERIFY(bench.read("run.log").find("run 0001 continues after episode 33") != std::string::npos);
    }

    /// decisions.bin follows the run as metrics.csv does; what listeners get has no trace.
    void everyEpisodeCanBeShownAgain()
    {
        Bench bench;
        bench.watcher.stopAfter = 33;
        QCOMPARE(bench.run(bench.request(100)), std::string("cancelled"));
        bench.watcher.stopAfter = -1;
        QCOMPARE(bench.resume({}), std::string("completed"));
        Bench straight;
        QCOMPARE(straight.run(straight.request(100)), std::string("completed"));
        QVERIFY(!bench.read("decisions.bin").empty());
        QVERIFY(bench.read("decisions.bin") == straight.read("decisions.bin"));
        RunSession session(*bench.project, bench.registry, bench.watcher);
        RunContext context(bench.watcher, {});
        QVERIFY(session.open({}, context).has_value());
        const auto records = bench.project->episodes("0001");
        QVERIFY(records.has_value());
        for (const EpisodeRecord &record : *records) {
            QVERIFY(record.trace.empty());
            const auto replay = session.replay(record);
            QVERIFY(replay.has_value());
            QCOMPARE((*replay)->track, fmt::format("{:08d}", record.episode));
        }
        fs::remove(bench.folder / "project/runs/0001/decisions.bin");
        QCOMPARE((*session.replay(records->front()))->track, std::string());
    }

    void completedRunIsExtended()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(40)), std::string("completed"));
        QCOMPARE(bench.resume({.runId = "0001", .episodes = 60, .minutes = {}, .corpus = {}, .excerpt = {}}),
                 std::string("completed"));
        QCOMPARE(bench.read("metrics.csv"), uninterrupted(60));
        QCOMPARE(Json::parse(bench.read("spec.json"))["episodes"].get<int>(), 60);
    }

    void killedRunGoesOnFromItsCheckpoint()
    {
        if (!kThreadsAfterFork) {
            QSKIP("needs threads after a fork");
        }
        Bench bench;
        bench.project.reset();  // a database connection must not be carried through fork
        const pid_t child = ::fork();
        if (child == 0) {
            bench.project = Project::open(bench.folder / "project").value();
            bench.run(bench.request(100000, {"mode=slow"}));
            ::_exit(0);
        }
        // Kill it in the middle of things: after the second checkpoint, some episodes past it.
        const fs::path metrics = bench.folder / "project/runs/0001/metrics.csv";
        QTRY_VERIFY_WITH_TIMEOUT(QByteArray::fromStdString(readBytes(metrics)).count('\n') > 27, 20000);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);

        bench.project = Project::open(bench.folder / "project").value();
        QVERIFY(bench.project->runs()->front().state == RunState::Crashed);
        const std::string before = readBytes(metrics);
        QCOMPARE(bench.resume({.runId = {}, .episodes = 150, .minutes = {}, .corpus = {}, .excerpt = {}}),
                 std::string("completed"));
        const std::string after = readBytes(metrics);
        QCOMPARE(after, uninterrupted(150, {"mode=slow"}));
        QVERIFY2(after.starts_with(before.substr(0, before.rfind('\n'))), "what was seen before the kill has changed");
        QCOMPARE(bench.project->episodes("0001")->size(), std::size_t{150});
        QVERIFY(bench.project->runs()->front().state == RunState::Completed);
    }

    void divergenceIsNamedAndTheLastCheckpointStays()
    {
        Bench bench;
        const std::string result = bench.run(bench.request(100, {"mode=diverging"}));
        QVERIFY2(result.starts_with("train: metric 0 became infinite in episode 20"), result.c_str());
        QVERIFY(bench.project->runs()->front().state == RunState::Diverged);
        QVERIFY(bench.project->runs()->front().message.find("infinite") != std::string::npos);
        QCOMPARE(Json::parse(bench.read("checkpoint.bin"))["episode"].get<int>(), 10);
        QVERIFY(bench.read("run.log").find("ended: diverged") != std::string::npos);
    }

    void exceptionIsAFailureThatIsStored()
    {
        Bench bench;
        const std::string result = bench.run(bench.request(100, {"mode=throwing"}));
        QVERIFY2(result.find("planted defect") != std::string::npos, result.c_str());
        QVERIFY(bench.project->runs()->front().state == RunState::Failed);
        QCOMPARE(Json::parse(bench.read("checkpoint.bin"))["episode"].get<int>(), 10);
    }

    void badRequestsLeaveNoRun()
    {
        Bench bench;
        RunRequest unknown = bench.request(1);
        unknown.study = "fak";
        QVERIFY(bench.run(unknown).find("there is no such study") != std::string::npos);
        RunRequest missing = bench.request(1);
        missing.corpus = bench.folder / "nowhere";
        QVERIFY(bench.run(missing).find((bench.folder / "nowhere").string()) != std::string::npos);
        RunRequest negative = bench.request(-1);
        QCOMPARE(bench.run(negative), std::string("start: episodes: must not be negative."));
        RunRequest outOfRange = bench.request(1);
        outOfRange.parameters.set("gain", 99.0);
        QVERIFY(bench.run(outOfRange).find("gain: 99 can't be used") != std::string::npos);
        QVERIFY(bench.project->runs()->empty());
        QVERIFY(!fs::exists(bench.folder / "project/runs"));
    }

    /// Refused before the material is read and before a run is made.
    void aDeviceThatIsNotThereIsRefusedBeforeTheRunBegins()
    {
        Bench bench;
        RunRequest cuda = bench.request(1);
        cuda.device = "cuda";
        cuda.corpus = bench.folder / "nowhere";
        QCOMPARE(bench.run(cuda), std::string("start: cuda: dice know no CUDA. Use --device cpu"));
        RunRequest unknown = bench.request(1);
        unknown.device = "tpu";
        QCOMPARE(bench.run(unknown), std::string("start: device: must be auto, cpu or cuda."));
        QVERIFY(bench.project->runs()->empty());
        QVERIFY(!fs::exists(bench.folder / "project/runs"));
    }

    void theDeviceIsStoredWithTheRun()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(5)), std::string("completed"));
        QCOMPARE(Json::parse(bench.read("spec.json"))["device"].get<std::string>(), std::string("auto"));
        QVERIFY(bench.read("run.log").find("device auto") != std::string::npos);
    }

    /// As a run comes from a machine with CUDA to one without: it can be judged here, but not go on.
    void aRunFromAnotherDeviceIsJudgedHereButNotContinued()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const fs::path file = bench.project->runFolder("0001") / "spec.json";
        Json spec = Json::parse(readBytes(file));
        spec["device"] = "cuda";
        writeBytes(file, spec.dump());
        const std::string result =
            bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}});
        QVERIFY2(result.starts_with("resume: run 0001: was begun with --device cuda"), result.c_str());
        QVERIFY(bench.project->runs()->front().state == RunState::Completed);

        RunSession session(*bench.project, bench.registry, bench.watcher);
        RunContext context(session.listener(), {});
        QVERIFY(session.open({}, context));
        QCOMPARE(session.study().episodesDone(), std::int64_t{20});
    }

    /// Runs from before there was a choice have no device in their spec.
    void anOlderRunGoesOn()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const fs::path file = bench.project->runFolder("0001") / "spec.json";
        Json spec = Json::parse(readBytes(file));
        QCOMPARE(spec.erase("device"), std::size_t{1});
        writeBytes(file, spec.dump());
        QCOMPARE(bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}}),
                 std::string("completed"));
        QCOMPARE(bench.read("metrics.csv"), uninterrupted(40));
        QCOMPARE(Json::parse(bench.read("spec.json"))["device"].get<std::string>(), std::string("cpu"));
    }

    void leftOutFilesAreNotedAndLogged()
    {
        Bench bench;
        writeBytes(bench.folder / "music/rock/letter.wav", "no music");
        QCOMPARE(bench.run(bench.request(1)), std::string("completed"));
        QCOMPARE(bench.watcher.notes.size(), std::size_t{1});
        QVERIFY(bench.watcher.notes[0].find("letter.wav: isn't audio") != std::string::npos);
        QVERIFY(bench.read("run.log").find("letter.wav: isn't audio") != std::string::npos);
        const Json corpus = Json::parse(bench.read("corpus.json"));
        QCOMPARE(corpus["tracks"].get<int>(), 4);
        QCOMPARE(corpus["left_out"][0]["file"].get<std::string>(), std::string("rock/letter.wav"));
    }

    void corruptCheckpointIsNamed()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const std::string metrics = bench.read("metrics.csv");
        writeBytes(bench.project->runFolder("0001") / "checkpoint.bin", "rubbish");
        const std::string result =
            bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}});
        QVERIFY2(result.starts_with("resume: " + (bench.project->runFolder("0001") / "checkpoint.bin").string()),
                 result.c_str());
        // Nothing was lost: the metrics are as they were.
        QCOMPARE(bench.read("metrics.csv"), metrics);
        QVERIFY(bench.project->runs()->front().state == RunState::Failed);
        QCOMPARE(bench.project->runs()->front().episodes, std::int64_t{20});
    }

    void missingCheckpointLosesNothing()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const std::string metrics = bench.read("metrics.csv");
        const fs::path checkpoint = bench.project->runFolder("0001") / "checkpoint.bin";
        fs::remove(checkpoint);
        const std::string result =
            bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}});
        QVERIFY2(result.starts_with("resume: " + checkpoint.string() + ": is missing"), result.c_str());
        QCOMPARE(bench.read("metrics.csv"), metrics);
        QCOMPARE(bench.project->episodes("0001")->size(), std::size_t{20});
        QCOMPARE(bench.project->runs()->front().episodes, std::int64_t{20});
    }

    void changedMaterialIsRefusedButCanBeJudgedOn()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        QVERIFY(writeWav(bench.folder / "music/rock/new.wav", noise(99, 1.2, 8000)));
        const std::string result =
            bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}});
        QVERIFY2(result.find("isn't the material this run was trained on") != std::string::npos, result.c_str());
        QVERIFY(bench.project->runs()->front().state == RunState::Completed);

        RunSession session(*bench.project, bench.registry, bench.watcher);
        RunContext context(session.listener(), {});
        QVERIFY(session.open({}, context));
        QCOMPARE(session.study().episodesDone(), std::int64_t{20});
        QCOMPARE(session.study().itemKeys(EvaluationItems::All).size(), std::size_t{5});
        QVERIFY(bench.project->runs()->front().state == RunState::Completed);
    }

    void materialEditedAtEqualSizeIsRefused()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        const auto first = fs::directory_iterator(bench.folder / "music/rock")->path();
        const auto bytes = fs::file_size(first);
        QVERIFY(writeWav(first, noise(99, 1.2, 8000)));
        QCOMPARE(fs::file_size(first), bytes);
        const std::string result =
            bench.resume({.runId = {}, .episodes = 40, .minutes = {}, .corpus = {}, .excerpt = {}});
        QVERIFY2(result.find("isn't the material this run was trained on") != std::string::npos, result.c_str());
    }

    void movedMaterialIsFound()
    {
        Bench bench;
        QCOMPARE(bench.run(bench.request(20)), std::string("completed"));
        fs::rename(bench.folder / "music", bench.folder / "moved");
        QVERIFY(bench.resume({}).find((bench.folder / "music").string()) != std::string::npos);
        QCOMPARE(
            bench.resume({.runId = {}, .episodes = 30, .minutes = {}, .corpus = bench.folder / "moved", .excerpt = {}}),
            std::string("completed"));
        QCOMPARE(bench.read("metrics.csv"), uninterrupted(30));
    }

    void nothingToResume()
    {
        Bench bench;
        QVERIFY(bench.resume({}).find("no run has been started") != std::string::npos);
        QVERIFY(bench.resume({.runId = "0042", .episodes = {}, .minutes = {}, .corpus = {}, .excerpt = {}})
                    .find("no run 0042") != std::string::npos);
    }

    void pauseIsStoredAndForgottenByTheClock()
    {
        Bench bench;
        PauseLatch latch;
        std::jthread presser([&] {
            std::this_thread::sleep_for(100ms);
            latch.set(true);
            std::this_thread::sleep_for(1s);
            latch.set(false);
        });
        RunSession session(*bench.project, bench.registry, bench.watcher);
        RunContext context(session.listener(), {}, &latch);
        QVERIFY(session.start(bench.request(500, {"mode=slow"}), context));
        QElapsedTimer wall;
        wall.start();
        QVERIFY(session.train(context));
        const double elapsed = double(wall.elapsed()) / 1000;
        const std::string log = bench.read("run.log");
        QVERIFY(log.find("paused at episode") != std::string::npos);
        QVERIFY(log.find("continued at episode") != std::string::npos);
        // 500 episodes of 2 ms; the pause of a second isn't counted, however slow the machine is otherwise.
        const auto rows = QByteArray::fromStdString(bench.read("timing.csv")).trimmed().split('\n');
        const double seconds = rows.last().split(',').at(1).toDouble();
        QVERIFY2(seconds >= 1 && seconds < elapsed - 0.8, rows.last().constData());
    }

    void fullDiskEndsTheRunAndNamesTheFile()
    {
        if (!kThreadsAfterFork) {
            QSKIP("needs threads after a fork");
        }
        // In a child: the limit on file sizes is the process's own and stands in for a full disk.
        Bench bench;
        bench.project.reset();
        fs::remove_all(bench.folder / "project");
        fs::permissions(bench.folder.path(), fs::perms(0777));
        const std::string result = asUnprivileged([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit small{.rlim_cur = 200000, .rlim_max = 200000};
            ::setrlimit(RLIMIT_FSIZE, &small);
            bench.project = Project::openOrCreate(bench.folder / "project").value();
            const std::string text = bench.run(bench.request(100000));
            return text;
        });
        QVERIFY2(result.starts_with("train: " + (bench.folder / "project").string()), result.c_str());
        QVERIFY2(result.find(": can't be written: ") != std::string::npos, result.c_str());
        const auto project = Project::open(bench.folder / "project");
        QVERIFY(project);
        QVERIFY(project->get()->runs()->front().state != RunState::Running);
        QVERIFY(fs::exists(bench.folder / "project/runs/0001/checkpoint.bin"));
    }
};

QTEST_GUILESS_MAIN(TestRunSession)
#include "tst_run_session.moc"
