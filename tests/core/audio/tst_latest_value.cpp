#include "core/audio/rt/latest_value.h"

#include <QtTest/QTest>
#include <array>
#include <atomic>
#include <cstdint>
#include <thread>

using namespace tonewright;

namespace
{

/// Large enough that a torn copy would show: all parts must be equal.
struct Big {
    std::array<std::uint64_t, 32> parts{};
    explicit Big(std::uint64_t value = 0) { parts.fill(value); }
    [[nodiscard]] bool isWhole() const
    {
        for (const auto part : parts)
            if (part != parts.front())
                return false;
        return true;
    }
};

}  // namespace

class TestLatestValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWrittenIsNothingRead()
    {
        LatestValue<int> exchange;
        int value = 42;
        QVERIFY(!exchange.read(value));
        QCOMPARE(value, 42);
    }

    void theNewestWinsAndIsReadOnce()
    {
        LatestValue<int> exchange;
        int value = 0;
        for (int round = 0; round < 10; ++round) {
            for (int i = 0; i <= round; ++i)
                exchange.write(100 * round + i);
            QVERIFY(exchange.read(value));
            QCOMPARE(value, 100 * round + round);
            QVERIFY(!exchange.read(value));
        }
    }

    void twoThreadsNeverSeeTornOrOlderValues()
    {
        constexpr std::uint64_t kLast = 200000;
        LatestValue<Big> exchange;
        std::thread writer([&] {
            for (std::uint64_t i = 1; i <= kLast; ++i) {
                exchange.write(Big(i));
                if (i % 64 == 0)
                    std::this_thread::yield();
            }
        });
        std::uint64_t seen = 0;
        bool whole = true;
        bool ascending = true;
        while (seen < kLast) {
            Big value;
            if (!exchange.read(value)) {
                std::this_thread::yield();
                continue;
            }
            whole = whole && value.isWhole();
            ascending = ascending && value.parts.front() > seen;
            seen = value.parts.front();
        }
        writer.join();
        QVERIFY(whole);
        QVERIFY(ascending);
        QCOMPARE(seen, kLast);
    }
};

QTEST_GUILESS_MAIN(TestLatestValue)
#include "tst_latest_value.moc"
