// The real executable, without a display: exit statuses, the report, interruption.

#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>
#include <csignal>

#include "core/base/json.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

struct Finished {
    int status = -1;
    QString out;
    QString err;
};

/// Neither display nor the person's own folders.
QProcessEnvironment bareEnvironment(const TemporaryFolder &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QLatin1String(name));
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(folder / "home"));
    environment.insert(QStringLiteral("XDG_DATA_HOME"), QString::fromStdString(folder / "data"));
    environment.insert(QStringLiteral("XDG_CACHE_HOME"), QString::fromStdString(folder / "cache"));
    return environment;
}

void start(QProcess &process, const TemporaryFolder &folder, const QStringList &arguments, bool window = false)
{
    QProcessEnvironment environment = bareEnvironment(folder);
    if (window)
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(folder.path()));
    process.start(QStringLiteral(TW_BUILD_DIR "/bin/tonewright"), arguments);
}

Finished run(const TemporaryFolder &folder, const QStringList &arguments, bool window = false)
{
    QProcess process;
    start(process, folder, arguments, window);
    if (!process.waitForFinished(120000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

}  // namespace

class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersion();
    void mistakesOnTheCommandLine();
    void missingAndEmptyMaterial();
    void reportWithoutDisplay();
    void interruptSaves();
    void interruptSavesWithAWindow();
    void projectGoesOn();
    void windowChecksItsOptions();
};

void TestProgram::helpAndVersion()
{
    TemporaryFolder folder;
    const Finished help = run(folder, {QStringLiteral("--help")});
    QCOMPARE(help.status, 0);
    QVERIFY(help.out.contains(QStringLiteral("--headless")));
    const Finished version = run(folder, {QStringLiteral("--version")});
    QCOMPARE(version.status, 0);
    QVERIFY(version.out.startsWith(QStringLiteral("Tonewright ")));
}

void TestProgram::mistakesOnTheCommandLine()
{
    TemporaryFolder folder;
    const Finished unknown = run(folder, {QStringLiteral("--colour")});
    QCOMPARE(unknown.status, 2);
    QVERIFY2(unknown.err.contains(QStringLiteral("--colour")), qPrintable(unknown.err));
    plantCorpus(folder / "music", 2, 3);
    const Finished setting =
        run(folder, {QStringLiteral("music"), QStringLiteral("--set"), QStringLiteral("no_such_setting=1")});
    QCOMPARE(setting.status, 2);
    QVERIFY2(setting.err.contains(QStringLiteral("no_such_setting")), qPrintable(setting.err));
}

void TestProgram::missingAndEmptyMaterial()
{
    TemporaryFolder folder;
    const Finished missing = run(folder, {QStringLiteral("no such folder")});
    QCOMPARE(missing.status, 3);
    QVERIFY2(missing.err.contains(QStringLiteral("no such folder")), qPrintable(missing.err));
    std::filesystem::create_directories(folder / "empty");
    const Finished empty = run(folder, {QStringLiteral("empty")});
    QCOMPARE(empty.status, 3);
    QVERIFY2(empty.err.contains(QStringLiteral("empty")), qPrintable(empty.err));
}

void TestProgram::reportWithoutDisplay()
{
    TemporaryFolder folder;
    plantCorpus(folder / "music", 3, 4);
    // Whatever a file is called, the page's links lead to it.
    for (const auto &file : std::filesystem::directory_iterator(folder / "music/blues"))
        std::filesystem::rename(file.path(),
                                folder / "music/blues" / ("50% off #1? " + file.path().filename().string()));
    const Finished done = run(folder, {QStringLiteral("music"), QStringLiteral("--minutes"), QStringLiteral("0.05"),
                                       QStringLiteral("--out"), QStringLiteral("report")});
    QVERIFY2(done.status == 0, qPrintable(done.err + done.out));
    QVERIFY(done.out.contains(QStringLiteral("episode")));
    QVERIFY(done.out.contains(QString::fromStdString(folder / "report")));

    const QString page = QString::fromStdString(readBytes(folder / "report/index.html"));
    QVERIFY(page.contains(QStringLiteral("Doing nothing")));
    QVERIFY(page.contains(QStringLiteral("blues")));
    QVERIFY(page.contains(QStringLiteral("50% off #1? ")));
    // Everything the page refers to lies in the folder; nothing comes from elsewhere.
    QVERIFY(!page.contains(QStringLiteral("http")));
    int links = 0;
    auto match = QRegularExpression(QStringLiteral("(?:src|href)=\"([^\"]+)\"")).globalMatch(page);
    while (match.hasNext()) {
        const QString file = match.next().captured(1);
        QCOMPARE(QUrl(file).path(QUrl::FullyDecoded), file);
        QVERIFY2(std::filesystem::exists(folder.path() / "report" / file.toStdString()), qPrintable(file));
        ++links;
    }
    QVERIFY(links > 10);

    const auto evaluation = readJson(folder / "report/evaluation.json");
    QVERIFY(evaluation.has_value());
    QVERIFY(evaluation->contains("greedy_reward_mean"));
    const QStringList metrics =
        QString::fromStdString(readBytes(folder / "report/metrics.csv")).split(QLatin1Char('\n'));
    QVERIFY(metrics.front().startsWith(QStringLiteral("episode,steps,genre,item,reward")));
    QVERIFY(metrics.size() > 3);
    QVERIFY(readBytes(folder / "report/dataset.csv").size() > 1000);
}

void TestProgram::interruptSaves()
{
    TemporaryFolder folder;
    plantCorpus(folder / "music", 2, 4);
    QProcess process;
    start(process, folder,
          {QStringLiteral("music"), QStringLiteral("--minutes"), QStringLiteral("5"), QStringLiteral("--out"),
           QStringLiteral("report")});
    QVERIFY(process.waitForStarted());
    QByteArray out;
    QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("episode"), 30000);
    QTest::qWait(500);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(std::filesystem::exists(folder / "report/project/runs/0001/checkpoint.bin"));
    out += process.readAllStandardOutput();
    QVERIFY2(out.contains("saved"), out.constData());
}

void TestProgram::interruptSavesWithAWindow()
{
    TemporaryFolder folder;
    plantCorpus(folder / "music", 2, 4);
    QProcess process;
    start(process, folder, {QStringLiteral("music"), QStringLiteral("--start")}, true);
    QVERIFY(process.waitForStarted());
    // The project is kept with the person's data; training has begun when its table has rows.
    const auto metrics = [&folder]() -> std::filesystem::path {
        std::error_code error;
        for (const auto &file : std::filesystem::recursive_directory_iterator(folder / "data", error))
            if (file.path().filename() == "metrics.csv" && file.is_regular_file() && file.file_size() > 300)
                return file.path();
        return {};
    };
    QTRY_VERIFY_WITH_TIMEOUT(!metrics().empty(), 30000);
    const auto checkpoint = metrics().parent_path() / "checkpoint.bin";
    const auto before = std::filesystem::last_write_time(checkpoint);
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(10000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(std::filesystem::last_write_time(checkpoint) > before);
}

void TestProgram::projectGoesOn()
{
    TemporaryFolder folder;
    plantCorpus(folder / "music", 2, 4);
    const QStringList minutes = {QStringLiteral("--minutes"), QStringLiteral("0.05")};
    const Finished first =
        run(folder, QStringList{QStringLiteral("music"), QStringLiteral("--out"), QStringLiteral("first")} + minutes);
    QVERIFY2(first.status == 0, qPrintable(first.err + first.out));
    const auto rows = [&folder](const char *file) { return readBytes(folder / file).size(); };
    const auto before = rows("first/metrics.csv");
    const Finished second =
        run(folder,
            QStringList{QStringLiteral("first/project"), QStringLiteral("--out"), QStringLiteral("second")} + minutes);
    QVERIFY2(second.status == 0, qPrintable(second.err + second.out));
    QVERIFY2(second.out.contains(QStringLiteral("Going on with run 0001")), qPrintable(second.out));
    QVERIFY(rows("second/metrics.csv") > before);
    QCOMPARE(readBytes(folder / "second/metrics.csv").substr(0, before), readBytes(folder / "first/metrics.csv"));
    QVERIFY(!std::filesystem::exists(folder / "second/project"));
    QVERIFY(!std::filesystem::exists(folder / "first/project/runs/0002"));
    QVERIFY(QString::fromStdString(readBytes(folder / "second/index.html")).contains(QStringLiteral("went on after")));
    // Settings of a run that goes on can't be changed.
    const Finished third =
        run(folder, {QStringLiteral("first/project"), QStringLiteral("--seed"), QStringLiteral("9")});
    QCOMPARE(third.status, 2);
}

void TestProgram::windowChecksItsOptions()
{
    TemporaryFolder folder;
    const Finished out = run(folder, {QStringLiteral("--out"), QStringLiteral("x")}, true);
    QCOMPARE(out.status, 2);
    QVERIFY2(out.err.contains(QStringLiteral("belongs to --headless")), qPrintable(out.err));
    const Finished setting = run(folder, {QStringLiteral("--set"), QStringLiteral("no_such_setting=1")}, true);
    QCOMPARE(setting.status, 2);
    QVERIFY2(setting.err.contains(QStringLiteral("no_such_setting")), qPrintable(setting.err));
    // Without a window neither composing nor writing comes before it.
    const Finished headless = run(folder, {QStringLiteral("--set"), QStringLiteral("no_such_setting=1")});
    QCOMPARE(headless.status, 2);
    QVERIFY(!std::filesystem::exists(folder / "cache"));
    int files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(folder.path()))
        files += entry.path().filename().string().starts_with("tonewright-report") ? 1 : 0;
    QCOMPARE(files, 0);
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
