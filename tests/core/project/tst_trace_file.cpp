#include <QtTest/QTest>
#include <filesystem>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/project/trace_file.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;

class TestTraceFile : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;

    std::filesystem::path file(const char *name) const { return m_folder.path() / name; }
    static TraceFile opened(const std::filesystem::path &file, std::int64_t lastEpisode)
    {
        auto traces = TraceFile::open(file, lastEpisode);
        if (!traces)
            qFatal("%s", traces.error().describe().c_str());
        return std::move(*traces);
    }
    static QString read(const std::filesystem::path &file, std::int64_t episode)
    {
        const auto trace = TraceFile::read(file, episode);
        if (!trace)
            qFatal("%s", trace.error().describe().c_str());
        return trace->has_value() ? QString::fromStdString(**trace) : QStringLiteral("none");
    }

private Q_SLOTS:
    void everyEpisodeIsFoundAtItsPlace()
    {
        TraceFile traces = opened(file("plain"), 0);
        QVERIFY(!std::filesystem::exists(file("plain")));  // made with the first trace
        for (int i = 1; i <= 1000; ++i)
            QVERIFY(traces.put(i, "trace" + std::to_string(1000 + i)).has_value());
        QCOMPARE(read(file("plain"), 1), QStringLiteral("trace1001"));
        QCOMPARE(read(file("plain"), 777), QStringLiteral("trace1777"));
        QCOMPARE(read(file("plain"), 1001), QStringLiteral("none"));
        QCOMPARE(read(file("plain"), 0), QStringLiteral("none"));
        // 24 bytes, then 8 and the trace's nine an episode.
        QCOMPARE(std::filesystem::file_size(file("plain")), 24U + 1000U * 17U);
    }

    void continuesAfterTheLastEpisodeAndDropsLaterOnes()
    {
        {
            TraceFile traces = opened(file("cut"), 0);
            for (int i = 1; i <= 9; ++i)
                QVERIFY(traces.put(i, "old" + std::to_string(i)).has_value());
        }
        TraceFile traces = opened(file("cut"), 5);
        QCOMPARE(read(file("cut"), 6), QStringLiteral("none"));
        QVERIFY(traces.put(6, "new6").has_value());
        QCOMPARE(read(file("cut"), 5), QStringLiteral("old5"));
        QCOMPARE(read(file("cut"), 6), QStringLiteral("new6"));
        QCOMPARE(read(file("cut"), 7), QStringLiteral("none"));
    }

    void aRunWithoutTracesMayBeginInTheMiddle()
    {
        TraceFile traces = opened(file("late"), 5000);
        QVERIFY(traces.put(5001, "abc").has_value());
        QCOMPARE(read(file("late"), 5001), QStringLiteral("abc"));
        QCOMPARE(read(file("late"), 5000), QStringLiteral("none"));
    }

    void gapsAndOtherLengthsAreLeftOut()
    {
        TraceFile traces = opened(file("gaps"), 0);
        QVERIFY(traces.put(1, "abc").has_value());
        QVERIFY(traces.put(2, "").has_value());
        QVERIFY(traces.put(3, "longer").has_value());
        QVERIFY(traces.put(4, "xyz").has_value());
        QCOMPARE(read(file("gaps"), 2), QStringLiteral("none"));
        QCOMPARE(read(file("gaps"), 3), QStringLiteral("none"));
        QCOMPARE(read(file("gaps"), 4), QStringLiteral("xyz"));
    }

    void nothingIsReadFromDamage()
    {
        {
            TraceFile traces = opened(file("damaged"), 0);
            for (int i = 1; i <= 3; ++i)
                QVERIFY(traces.put(i, "trace" + std::to_string(i)).has_value());
        }
        auto bytes = readTextFile(file("damaged"));
        QVERIFY(bytes.has_value());
        (*bytes)[24 + 14 + 8] = 'X';       // the first letter of the second trace
        bytes->resize(bytes->size() - 1);  // a power cut took the end of the third
        QVERIFY(replaceFile(file("damaged"), *bytes).has_value());
        QCOMPARE(read(file("damaged"), 1), QStringLiteral("trace1"));
        QCOMPARE(read(file("damaged"), 2), QStringLiteral("none"));
        QCOMPARE(read(file("damaged"), 3), QStringLiteral("none"));
        QVERIFY(replaceFile(file("damaged"), "TWTRACE1 and nonsense: a length of any size").has_value());
        QCOMPARE(read(file("damaged"), 1), QStringLiteral("none"));
        QCOMPARE(read(file("missing"), 1), QStringLiteral("none"));
        TraceFile again = opened(file("damaged"), 8);
        QVERIFY(again.put(9, "fresh").has_value());
        QCOMPARE(read(file("damaged"), 9), QStringLiteral("fresh"));
    }
};

QTEST_GUILESS_MAIN(TestTraceFile)
#include "tst_trace_file.moc"
