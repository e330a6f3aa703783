#include "core/audio/abx_test.h"

#include <QtTest/QTest>

#include "tests/support/near.h"

using namespace tonewright;

namespace
{

AbxTest begin(int trials, std::uint64_t seed)
{
    auto test =
        AbxTest::begin({.trials = trials, .seed = seed, .item = "blues/one", .a = "processed", .b = "reference"});
    if (!test)
        qFatal("%s", test.error().describe().c_str());
    return *test;
}

AbxTest::Side other(AbxTest::Side side)
{
    return side == AbxTest::Side::A ? AbxTest::Side::B : AbxTest::Side::A;
}

}  // namespace

/// WISHES A6: what a blind test is made of, without anything to look at or listen to.
class TestAbxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pValuesOfTheBinomialDistribution();
    void coinFlippersDontPass();
    void whoHearsItPasses();
    void answersAreHiddenUntilTheEnd();
    void xIsFairAndDecidedByTheSeed();
    void tenToTwentyFiveTrials();
    void recordHoldsEverything();
};

void TestAbxTest::pValuesOfTheBinomialDistribution()
{
    // The sums of Pascal's triangle; all are exact in double.
    QCOMPARE(abxPValue(10, 10), 1.0 / 1024);
    QCOMPARE(abxPValue(9, 10), (10 + 1.0) / 1024);
    QCOMPARE(abxPValue(12, 16), (1820 + 560 + 120 + 16 + 1.0) / 65536);
    QCOMPARE(abxPValue(18, 25), (480700 + 177100 + 53130 + 12650 + 2300 + 300 + 25 + 1.0) / 33554432);
    QCOMPARE(abxPValue(0, 16), 1.0);
    QCOMPARE(abxPValue(-1, 16), 1.0);
    QCOMPARE(abxPValue(17, 16), 0.0);
    QCOMPARE(abxPValue(8, 15), 0.5);  // by symmetry
}

void TestAbxTest::coinFlippersDontPass()
{
    Rng coin(2026);
    for (const int trials : {10, 16, 25}) {
        int passed = 0;
        for (std::uint64_t run = 0; run < 1000; ++run) {
            AbxTest test = begin(trials, run);
            while (!test.isFinished())
                test.answer(coin.chance(0.5) ? AbxTest::Side::A : AbxTest::Side::B, 1);
            passed += test.result()->pValue < 0.05 ? 1 : 0;
        }
        QVERIFY2(passed <= 50, qPrintable(QString::number(passed)));
        QVERIFY2(passed > 0, "1.1 to 3.8 % of them do by luck");
    }
    // Not by the luck of these draws: the probability of p < 0.05 is at most 5 % at any number of trials.
    for (int trials = AbxSetup::kFewest; trials <= AbxSetup::kMost; ++trials) {
        int needed = 0;
        while (abxPValue(needed, trials) >= 0.05)
            ++needed;
        QVERIFY(abxPValue(needed, trials) <= 0.05);
        QVERIFY(needed <= trials);
    }
}

void TestAbxTest::whoHearsItPasses()
{
    AbxTest test = begin(16, 5);
    while (!test.isFinished())
        test.answer(test.answered() < 13 ? test.x() : other(test.x()), 2.5);
    QCOMPARE(test.result()->correct, 13);
    TW_COMPARE_NEAR(test.result()->pValue, abxPValue(13, 16), 1e-15);
    test.answer(AbxTest::Side::A, 1);  // too late
    QCOMPARE(test.result()->trials.size(), std::size_t(16));
}

void TestAbxTest::answersAreHiddenUntilTheEnd()
{
    AbxTest test = begin(10, 1);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(test.answered(), i);
        QVERIFY(!test.result());
        QVERIFY(test.toJson().is_null());
        test.answer(AbxTest::Side::B, 1);
    }
    QVERIFY(test.isFinished());
    QVERIFY(test.result());
}

void TestAbxTest::xIsFairAndDecidedByTheSeed()
{
    int a = 0;
    int repeated = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        AbxTest test = begin(25, seed);
        AbxTest again = begin(25, seed);
        for (AbxTest::Side before = other(test.x()); !test.isFinished();) {
            QCOMPARE(test.x(), again.x());
            a += test.x() == AbxTest::Side::A ? 1 : 0;
            repeated += test.x() == before ? 1 : 0;
            before = test.x();
            test.answer(AbxTest::Side::A, 1);
            again.answer(AbxTest::Side::A, 1);
        }
    }
    // 10,000 fair draws: 5000 ± 50; five standard deviations are allowed. The first of each test has none before.
    TW_COMPARE_NEAR(a, 5000, 250);
    TW_COMPARE_NEAR(repeated, 4800, 250);
}

void TestAbxTest::tenToTwentyFiveTrials()
{
    for (const int trials : {-1, 0, 9, 26}) {
        const auto test = AbxTest::begin({.trials = trials});
        QVERIFY(!test);
        QCOMPARE(test.error().code, ErrorCode::InvalidArgument);
    }
    QVERIFY(AbxTest::begin({.trials = 10}));
    QVERIFY(AbxTest::begin({.trials = 25}));
}

void TestAbxTest::recordHoldsEverything()
{
    AbxTest test = begin(10, 7);
    for (int i = 0; i < 10; ++i)
        test.answer(test.x(), 1.5 + i);
    const Json record = test.toJson();
    QCOMPARE(record["test"].get<std::string>(), std::string("abx"));
    QCOMPARE(record["item"].get<std::string>(), std::string("blues/one"));
    QCOMPARE(record["a"].get<std::string>(), std::string("processed"));
    QCOMPARE(record["b"].get<std::string>(), std::string("reference"));
    QCOMPARE(record["correct"].get<int>(), 10);
    QCOMPARE(record["of"].get<int>(), 10);
    QCOMPARE(record["seed"].get<int>(), 7);
    TW_COMPARE_NEAR(record["p_value"].get<double>(), 1.0 / 1024, 1e-15);
    QCOMPARE(record["trials"].size(), std::size_t(10));
    QCOMPARE(record["trials"][3]["seconds"].get<double>(), 4.5);
    QVERIFY(record["trials"][3]["x"] == record["trials"][3]["answer"]);
    QVERIFY(record["trials"][3]["correct"].get<bool>());
}

QTEST_GUILESS_MAIN(TestAbxTest)
#include "tst_abx_test.moc"
