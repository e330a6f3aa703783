#include <QtTest/QTest>
#include <thread>

#include "core/base/log.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesReachTheFileAtOnce()
    {
        const TemporaryFolder folder;
        const auto log = openRunLog(folder / "deep/run.log");
        QVERIFY(log);
        (*log)->info("seed {}", 42);
        // The logger is still open: nothing may wait in a buffer.
        const std::string text = readBytes(folder / "deep/run.log");
        QVERIFY2(text.ends_with("info seed 42\n"), text.c_str());
        QVERIFY(text.starts_with("20"));
    }

    void laterRunsAppend()
    {
        const TemporaryFolder folder;
        (*openRunLog(folder / "run.log"))->info("first");
        (*openRunLog(folder / "run.log"))->info("second");
        const std::string text = readBytes(folder / "run.log");
        QVERIFY(text.find("first") < text.find("second"));
        QVERIFY(text.find("second") != std::string::npos);
    }

    void linesOfThreadsDontMix()
    {
        const TemporaryFolder folder;
        const auto log = openRunLog(folder / "run.log");
        QVERIFY(log);
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t) {
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 250; ++i) {
                        (*log)->info("thread {} line {} end", t, i);
                    }
                });
            }
        }
        const auto lines = QByteArray::fromStdString(readBytes(folder / "run.log")).trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype{1000});
        for (const QByteArray &line : lines) {
            QVERIFY(line.endsWith(" end") && line.count("thread") == 1);
        }
    }

    void folderInTheWayIsNamed()
    {
        const TemporaryFolder folder;
        const auto log = openRunLog(folder.path());
        QVERIFY(!log);
        QCOMPARE(log.error().code, ErrorCode::Unwritable);
        QCOMPARE(log.error().context, folder.path().string());
    }

    void versionNamesTheProgram() { QVERIFY(programVersion().starts_with("Tonewright 0.")); }
};

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
