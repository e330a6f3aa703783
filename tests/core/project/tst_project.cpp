#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>
#include <csignal>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

#include "core/project/project.h"
#include "core/project/sqlite.h"
#include "tests/support/near.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

EpisodeRecord record(std::int64_t episode, double value = 0.5)
{
    return {.episode = episode,
            .steps = 2 * episode,
            .genre = "blues",
            .item = "blues/it's",
            .values = {value, std::numeric_limits<double>::quiet_NaN()}};
}

/// Begins a run in a child process that dies by kill -9 with the run still open. Returns the child's process id.
pid_t crashInChild(const fs::path &folder)
{
    const pid_t child = ::fork();
    if (child == 0) {
        auto project = Project::openOrCreate(folder);
        const auto id = (*project)->beginRun("fake", 1, Json::object());
        static_cast<void>((*project)->storeEpisodes(*id, {record(1), record(2)}));
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    return child;
}

}  // namespace

class TestProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAndOpens()
    {
        const TemporaryFolder folder;
        const fs::path place = folder / "new/project";
        QVERIFY(!Project::isProject(place));
        QCOMPARE(Project::open(place).error().code, ErrorCode::NotFound);
        {
            const auto project = Project::openOrCreate(place);
            QVERIFY2(project, project ? "" : project.error().describe().c_str());
            QCOMPARE((*project)->folder(), place);
            QVERIFY((*project)->corpusFolder().empty());
        }
        QVERIFY(Project::isProject(place));
        QVERIFY(Project::open(place));
        QVERIFY(fs::exists(place / "tonewright.db"));
    }

    void corpusMovesWithTheProject()
    {
        const TemporaryFolder folder;
        fs::create_directories(folder / "work/project");
        fs::create_directories(folder / "work/music");
        {
            const auto project = Project::openOrCreate(folder / "work/project");
            QVERIFY((*project)->setCorpusFolder(folder / "work/music"));
            QCOMPARE((*project)->corpusFolder(), folder / "work/music");
        }
        QVERIFY(readBytes(folder / "work/project/project.json").find("\"../music\"") != std::string::npos);
        fs::rename(folder / "work", folder / "elsewhere");
        const auto moved = Project::open(folder / "elsewhere/project");
        QVERIFY(moved);
        QCOMPARE((*moved)->corpusFolder(), folder / "elsewhere/music");
    }

    void distantCorpusIsStoredAbsolutely()
    {
        const TemporaryFolder folder;
        const auto project = Project::openOrCreate(folder / "project");
        QVERIFY((*project)->setCorpusFolder("/usr/share/music"));
        QCOMPARE((*project)->corpusFolder(), fs::path("/usr/share/music"));
        QVERIFY((*project)->setCorpusFolder(folder / "project/music"));
        QVERIFY(readBytes(folder / "project/project.json").find("\"music\"") != std::string::npos);
    }

    void corruptFilesAreNamed()
    {
        const TemporaryFolder folder;
        QVERIFY(Project::openOrCreate(folder / "p"));
        writeBytes(folder / "p/project.json", "{\"format\": \"something else\"}");
        QCOMPARE(Project::open(folder / "p").error().describe(),
                 (folder / "p/project.json").string() + ": is no Tonewright project file.");
        writeBytes(folder / "p/project.json", "{\"format\": \"tonewright-project\", \"version\": 99}");
        QVERIFY(Project::open(folder / "p").error().message.find("newer Tonewright") != std::string::npos);
        writeBytes(folder / "p/project.json", "{\"format\"");
        QCOMPARE(Project::open(folder / "p").error().code, ErrorCode::BadData);

        QVERIFY(Project::openOrCreate(folder / "q"));
        fs::remove(folder / "q/tonewright.db-wal");
        writeBytes(folder / "q/tonewright.db", std::string(8192, 'x'));
        const auto damaged = Project::open(folder / "q");
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, ErrorCode::BadData);
        QCOMPARE(damaged.error().context, (folder / "q/tonewright.db").string());
    }

    void newerDatabaseIsRefused()
    {
        const TemporaryFolder folder;
        QVERIFY(Project::openOrCreate(folder.path()));
        {
            auto database = SqliteDatabase::open(folder / "tonewright.db");
            QVERIFY(database->execute("PRAGMA user_version = 99"));
        }
        const auto project = Project::open(folder.path());
        QVERIFY(!project);
        QCOMPARE(project.error().code, ErrorCode::BadData);
    }

    void runsAreListedWithTheirStates()
    {
        const TemporaryFolder folder;
        const auto project = Project::openOrCreate(folder.path());
        const std::uint64_t seed = std::numeric_limits<std::uint64_t>::max();
        const auto first = (*project)->beginRun("fake", seed, Json{{"a", 1}});
        QCOMPARE(*first, std::string("0001"));
        QCOMPARE((*project)->runFolder(*first), folder / "runs/0001");
        QVERIFY((*project)->storeEpisodes(*first, {record(1), record(2)}));
        auto runs = (*project)->runs();
        QCOMPARE(runs->size(), std::size_t{1});
        QVERIFY(runs->front().state == RunState::Running);
        QCOMPARE(runs->front().seed, seed);
        QCOMPARE(runs->front().episodes, std::int64_t{2});
        QVERIFY(QRegularExpression("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$")
                    .match(QString::fromStdString(runs->front().startedUtc))
                    .hasMatch());
        QVERIFY((*project)->endRun(*first, RunState::Diverged, 2, "loss became NaN"));
        const auto second = (*project)->beginRun("fake", 2, Json::object());
        QCOMPARE(*second, std::string("0002"));
        QVERIFY((*project)->endRun(*second, RunState::Completed, 7, ""));
        runs = (*project)->runs();
        QVERIFY(runs->at(0).state == RunState::Diverged);
        QCOMPARE(runs->at(0).message, std::string("loss became NaN"));
        QVERIFY(runs->at(1).state == RunState::Completed);
        QCOMPARE(runs->at(1).episodes, std::int64_t{7});
    }

    void onlyOneTrainsAtATime()
    {
        const TemporaryFolder folder;
        const auto project = Project::openOrCreate(folder.path());
        QVERIFY((*project)->beginRun("fake", 1, Json::object()));
        const auto other = Project::open(folder.path());
        const auto second = (*other)->beginRun("fake", 2, Json::object());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Unsupported);
        QCOMPARE(second.error().context, std::string("run 0001"));
        QVERIFY(second.error().message.find("process " + std::to_string(::getpid()) + " on ") != std::string::npos);
        QVERIFY(!(*other)->reopenRun("0001"));
    }

    void killedRunIsCrashedAndCanBeReopened()
    {
        const TemporaryFolder folder;
        crashInChild(folder.path());
        const auto project = Project::open(folder.path());
        QVERIFY(project);
        const auto runs = (*project)->runs();
        QVERIFY(runs->front().state == RunState::Crashed);
        QCOMPARE(runs->front().episodes, std::int64_t{2});
        QVERIFY((*project)->reopenRun("0001"));
        QVERIFY((*project)->runs()->front().state == RunState::Running);
        QCOMPARE((*project)->reopenRun("0009").error().code, ErrorCode::Unsupported);
        QVERIFY((*project)->endRun("0001", RunState::Completed, 2, ""));
        const auto missing = (*project)->reopenRun("0009");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }

    void crashedRunDoesNotBlockANewOne()
    {
        const TemporaryFolder folder;
        crashInChild(folder.path());
        const auto project = Project::open(folder.path());
        QCOMPARE((*project)->beginRun("fake", 2, Json::object()).value(), std::string("0002"));
        QVERIFY((*project)->runs()->at(0).state == RunState::Crashed);
        QVERIFY((*project)->runs()->at(1).state == RunState::Running);
    }

    void episodesComeBackAsTheyWere()
    {
        const TemporaryFolder folder;
        const auto project = Project::openOrCreate(folder.path());
        const auto id = (*project)->beginRun("fake", 1, Json::object()).value();
        std::vector<EpisodeRecord> records;
        for (int i = 1; i <= 5; ++i) {
            records.push_back(record(i, 0.1 * i));
        }
        QVERIFY((*project)->storeEpisodes(id, records));
        QVERIFY((*project)->dropEpisodesAfter(id, 3));
        const auto back = (*project)->episodes(id);
        QCOMPARE(back->size(), std::size_t{3});
        QCOMPARE(back->at(2).episode, std::int64_t{3});
        QCOMPARE(back->at(2).steps, std::int64_t{6});
        QCOMPARE(back->at(2).item, std::string("blues/it's"));
        QCOMPARE(back->at(2).values.at(0), 0.1 * 3);
        QVERIFY(std::isnan(back->at(2).values.at(1)));
        QVERIFY((*project)->episodes("0099")->empty());
        QCOMPARE((*project)->runs()->front().episodes, std::int64_t{3});
    }

    void storesThousandsOfEpisodesASecond()
    {
        const TemporaryFolder folder;
        const auto project = Project::openOrCreate(folder.path());
        const auto id = (*project)->beginRun("fake", 1, Json::object()).value();
        QElapsedTimer timer;
        timer.start();
        std::int64_t episode = 0;
        for (int batch = 0; batch < 40; ++batch) {
            std::vector<EpisodeRecord> records;
            for (int i = 0; i < 250; ++i) {
                records.push_back(record(++episode));
            }
            QVERIFY((*project)->storeEpisodes(id, records));
        }
        // 10,000 episodes; 500 a second come at most, so this must take well under 20 s.
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void unwritableFolderIsNamed()
    {
        const TemporaryFolder folder;
        fs::permissions(folder.path(), fs::perms(0555));
        const fs::path place = folder / "project";
        const std::string message = asUnprivileged([&] {
            const auto project = Project::openOrCreate(place);
            return project || project.error().code != ErrorCode::Unwritable ? "" : project.error().describe();
        });
        fs::permissions(folder.path(), fs::perms(0755));
        QVERIFY2(message.starts_with(place.string() + ": "), message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
