#include <QtTest/QTest>
#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

#include "core/base/shared_work.h"

using namespace tonewright;

class TestSharedWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPieceIsDoneOnce_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("alone") << 1;
        QTest::newRow("a nonsensical count of threads counts as one") << -3;
        QTest::newRow("two") << 2;
        QTest::newRow("more threads than pieces") << 300;
    }
    void everyPieceIsDoneOnce()
    {
        QFETCH(int, threads);
        std::vector<std::atomic<int>> calls(100);
        shareWork(threads, calls.size(), [&](std::size_t i) { ++calls[i]; });
        for (const auto &count : calls)
            QCOMPARE(count.load(), 1);
    }

    void nothingToDoReturnsAtOnce()
    {
        shareWork(4, 0, [](std::size_t) { QFAIL("there is no piece"); });
        SharedWork none(3, 0, [](std::size_t) { QFAIL("there is no piece"); });
        none.finish(5);
    }

    void alonePiecesAreDoneInOrderAndOnlyWhenAskedFor()
    {
        std::vector<std::size_t> order;
        SharedWork work(0, 10, [&](std::size_t i) { order.push_back(i); });
        QVERIFY(order.empty());
        work.finish(4);
        QCOMPARE(order, (std::vector<std::size_t>{0, 1, 2, 3}));
        work.finish(2);
        QCOMPARE(order.size(), std::size_t{4});
        work.finish(99);
        QCOMPARE(order.size(), std::size_t{10});
    }

    void whatWasFinishedCanBeReadWhileTheRestIsBeingDone()
    {
        for (int repetition = 0; repetition < 200; ++repetition) {
            std::vector<int> values(64, 0);
            SharedWork work(3, values.size(), [&](std::size_t i) { values[i] = static_cast<int>(i) + 1; });
            for (std::size_t end = 8; end <= values.size(); end += 8) {
                work.finish(end);
                const int sum = std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(end), 0);
                QCOMPARE(sum, static_cast<int>(end * (end + 1) / 2));
            }
        }
    }

    void helpersDoWorkWhileTheCallerDoesSomethingElse()
    {
        std::atomic<int> done = 0;
        SharedWork work(1, 8, [&](std::size_t) { ++done; });
        QTRY_COMPARE(done.load(), 8);  // nobody called finish()
    }

    void whatNobodyAskedForIsNotBegunAfterTheEnd()
    {
        std::atomic<int> calls = 0;
        {
            SharedWork work(0, 1000, [&](std::size_t) { ++calls; });
            work.finish(3);
        }
        QCOMPARE(calls.load(), 3);
    }

    void whatAPieceThrowsReachesTheCaller()
    {
        for (const int threads : {1, 4})
            QVERIFY_THROWS_EXCEPTION(std::runtime_error, shareWork(threads, 20, [](std::size_t i) {
                                         if (i == 7)
                                             throw std::runtime_error("piece 7");
                                     }));
    }
};

QTEST_APPLESS_MAIN(TestSharedWork)
#include "tst_shared_work.moc"
