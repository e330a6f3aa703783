// The real executable, without a display: exit statuses, the report, interruption.

#include <QProcess>
#include <QRegularExpression>
#include <QTest>
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

void start(QProcess &process, const TemporaryFolder &folder, const QStringList &arguments)
{
    process.setProcessEnvironment(bareEnvironment(folder));
    process.setWorkingDirectory(QString::fromStdString(folder.path()));
    process.start(QStringLiteral(TW_BUILD_DIR "/bin/tonewright"), arguments);
}

Finished run(const TemporaryFolder &folder, const QStringList &arguments)
{
    QProcess process;
    start(process, folder, arguments);
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
    const Finished done = run(folder, {QStringLiteral("music"), QStringLiteral("--minutes"), QStringLiteral("0.05"),
                                       QStringLiteral("--out"), QStringLiteral("report")});
    QVERIFY2(done.status == 0, qPrintable(done.err + done.out));
    QVERIFY(done.out.contains(QStringLiteral("episode")));
    QVERIFY(done.out.contains(QString::fromStdString(folder / "report")));

    const QString page = QString::fromStdString(readBytes(folder / "report/index.html"));
    QVERIFY(page.contains(QStringLiteral("Doing nothing")));
    QVERIFY(page.contains(QStringLiteral("blues")));
    // Everything the page refers to lies in the folder; nothing comes from elsewhere.
    QVERIFY(!page.contains(QStringLiteral("http")));
    int links = 0;
    auto match = QRegularExpression(QStringLiteral("(?:src|href)=\"([^\"]+)\"")).globalMatch(page);
    while (match.hasNext()) {
        const QString file = match.next().captured(1);
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

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
