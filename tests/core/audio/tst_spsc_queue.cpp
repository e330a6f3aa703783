#include "core/audio/rt/spsc_queue.h"

#include <QtTest/QTest>
#include <cstdint>
#include <thread>

using namespace tonewright;

class TestSpscQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderAndItsCapacity()
    {
        SpscQueue<int, 4> queue;
        int value = -1;
        QVERIFY(!queue.pop(value));
        QCOMPARE(value, -1);
        // More rounds than slots: the counters pass the end of the ring at every possible place.
        for (int round = 0; round < 11; ++round) {
            for (int i = 0; i < 4; ++i)
                QVERIFY(queue.push(10 * round + i));
            QVERIFY(!queue.push(999));
            QVERIFY(queue.peek(value));
            QCOMPARE(value, 10 * round);
            for (int i = 0; i < 3; ++i) {
                QVERIFY(queue.pop(value));
                QCOMPARE(value, 10 * round + i);
            }
            QVERIFY(queue.push(77));
            QVERIFY(queue.pop(value));
            QCOMPARE(value, 10 * round + 3);
            QVERIFY(queue.pop(value));
            QCOMPARE(value, 77);
            QVERIFY(!queue.pop(value));
        }
    }

    void twoThreadsLoseNothing()
    {
        struct Pair {
            std::uint64_t number = 0;
            std::uint64_t complement = 0;
        };
        constexpr std::uint64_t kLast = 300000;
        SpscQueue<Pair, 64> queue;
        std::thread pusher([&] {
            for (std::uint64_t i = 1; i <= kLast; ++i)
                while (!queue.push({i, ~i}))
                    std::this_thread::yield();
        });
        std::uint64_t expected = 1;
        std::uint64_t wrong = 0;
        while (expected <= kLast) {
            Pair pair;
            if (!queue.pop(pair)) {
                std::this_thread::yield();
                continue;
            }
            if (pair.number != expected || pair.complement != ~expected)
                ++wrong;
            ++expected;
        }
        pusher.join();
        QCOMPARE(wrong, std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestSpscQueue)
#include "tst_spsc_queue.moc"
