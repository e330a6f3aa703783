#include <QtTest/QTest>
#include <array>

#include "core/base/rng.h"
#include "tests/support/near.h"

using namespace tonewright;

class TestRng : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void engineIsTheStandards()
    {
        // The C++ standard fixes the 10,000th number of std::mt19937_64 with its default seed 5489.
        Rng rng(5489);
        std::uint64_t last = 0;
        for (int i = 0; i < 10000; ++i) {
            last = rng.next();
        }
        QCOMPARE(last, std::uint64_t{9981545732273789042ULL});
    }

    void bitsAreFixedByValue()
    {
        // The first number of mt19937_64(5489) is 14514284786278117030; its upper 53 bits as a fraction:
        Rng rng(5489);
        const double expected = static_cast<double>(14514284786278117030ULL >> 11) / 9007199254740992.0;
        QCOMPARE(rng.uniform(), expected);
        TW_COMPARE_NEAR(expected, 0.786820954867802, 1e-15);
    }

    void stableHashIsFnv1a()
    {
        // Test vectors of the FNV authors.
        QCOMPARE(stableHash(""), std::uint64_t{0xcbf29ce484222325ULL});
        QCOMPARE(stableHash("a"), std::uint64_t{0xaf63dc4c8601ec8cULL});
        QCOMPARE(stableHash("foobar"), std::uint64_t{0x85944171f73967e8ULL});
    }

    void uniformStaysInRange()
    {
        Rng rng(1);
        double sum = 0;
        for (int i = 0; i < 100000; ++i) {
            const double value = rng.uniform(-2.0, 3.0);
            QVERIFY(value >= -2.0 && value < 3.0);
            sum += value;
        }
        // Mean 0.5, standard error 5/√12/√100000 = 0.0046: four of them.
        TW_COMPARE_NEAR(sum / 100000, 0.5, 0.019);
    }

    void belowIsFairAndComplete()
    {
        Rng rng(2);
        std::array<int, 6> counts{};
        for (int i = 0; i < 60000; ++i) {
            ++counts.at(rng.below(6));
        }
        for (const int count : counts) {
            QVERIFY2(std::abs(count - 10000) < 400, "four standard errors of 91");
        }
        QCOMPARE(rng.below(1), std::uint64_t{0});
        // The largest n that is no power of two must not hang or overflow.
        QVERIFY(rng.below(0xFFFFFFFFFFFFFFFFULL) < 0xFFFFFFFFFFFFFFFFULL);
    }

    void normalHasMomentsOfTheNormal()
    {
        Rng rng(3);
        double sum = 0;
        double squares = 0;
        int beyondTwo = 0;
        constexpr int kCount = 200000;
        for (int i = 0; i < kCount; ++i) {
            const double value = rng.normal();
            sum += value;
            squares += value * value;
            beyondTwo += std::fabs(value) > 2 ? 1 : 0;
        }
        TW_COMPARE_NEAR(sum / kCount, 0.0, 0.009);
        TW_COMPARE_NEAR(squares / kCount, 1.0, 0.013);
        TW_COMPARE_NEAR(static_cast<double>(beyondTwo) / kCount, 0.0455, 0.002);
    }

    void forkDependsOnSeedAndLabelOnly()
    {
        Rng fresh(7);
        Rng used(7);
        for (int i = 0; i < 100; ++i) {
            used.next();
        }
        QCOMPARE(fresh.fork("environment").next(), used.fork("environment").next());
        QVERIFY(fresh.fork("environment").next() != fresh.fork("agent").next());
        QVERIFY(fresh.fork("environment").next() != Rng(8).fork("environment").next());
        QVERIFY(fresh.fork("environment").next() != Rng(7).next());
    }

    void saveAndRestoreContinue()
    {
        Rng rng(9);
        for (int i = 0; i < 1000; ++i) {
            rng.next();
        }
        const std::string state = rng.save();
        const std::uint64_t expected = rng.next();
        Rng other(1);
        QVERIFY(other.restore(state));
        QCOMPARE(other.next(), expected);
        QCOMPARE(other.seed(), std::uint64_t{9});
    }

    void restoreRefusesOtherText()
    {
        Rng rng(4);
        const std::string before = rng.save();
        QVERIFY(!rng.restore("hello"));
        QVERIFY(!rng.restore(""));
        QVERIFY(!rng.restore("4 1 2 3"));
        QCOMPARE(rng.save(), before);
    }
};

QTEST_GUILESS_MAIN(TestRng)
#include "tst_rng.moc"
