#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/dsp/decibel.h"
#include "core/dsp/vector_loops.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

class TestDecibel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decibelsByHand()
    {
        std::vector<float> power{1.0F, 10.0F, 0.001F, 100.0F, 0.0F};
        powerToDb(power, DbReference::One);
        const std::vector<double> one{0, 10, -30, 20, -60};  // 0 is floored 80 dB below 20
        for (std::size_t i = 0; i < one.size(); ++i)
            TW_COMPARE_NEAR(power[i], one[i], 1e-5);
        power = {1.0F, 10.0F, 0.001F, 100.0F, 0.0F};
        powerToDb(power, DbReference::Maximum);
        for (std::size_t i = 0; i < one.size(); ++i)
            TW_COMPARE_NEAR(power[i], one[i] - 20, 1e-5);
    }

    void silenceIsTheSmallestPower()
    {
        std::vector<float> power(3, 0.0F);
        powerToDb(power, DbReference::One);
        for (const float db : power)
            TW_COMPARE_NEAR(db, -100, 1e-4);
        power.assign(3, 0.0F);
        powerToDb(power, DbReference::Maximum);
        for (const float db : power)
            TW_COMPARE_NEAR(db, 0, 1e-4);
        std::vector<float> none;
        powerToDb(none, DbReference::Maximum);
        QVERIFY(none.empty());
    }

    void log2IsExactWhereItCanBe()
    {
        for (const float x : {1.0F, 2.0F, 0.5F, 1024.0F, 0x1p-33F, 0x1p100F}) {
            std::vector<float> value{x};
            log2Each(value, value);
            QCOMPARE(value[0], std::log2(x));
        }
    }

    void log2OverTheWholeRange()
    {
        Rng rng(1);
        for (int round = 0; round < 20000; ++round) {
            std::vector<float> value{float(std::exp2(rng.uniform(-120, 120)))};
            const double expected = std::log2(double(value[0]));
            log2Each(value, value);
            // 2e-7 of the value from rounding it to float, 1.5e-7 absolute (a power's relative 1e-7) near 1.
            TW_COMPARE_NEAR(value[0], expected, 2e-7 + 1e-7 * std::abs(expected));
        }
    }

    /// The vector loops against plain ones, at lengths around the number of lanes.
    void loopsEqualPlainOnes()
    {
        Rng rng(2);
        for (std::size_t n : {0, 1, 7, 15, 16, 17, 31, 33, 100, 1025}) {
            std::vector<float> a(n), b(n), out(n);
            double sum = 0, dot = 0, squares = 0, differences = 0, floored = 0;
            float largest = 0, magnitude = 0;
            for (std::size_t i = 0; i < n; ++i) {
                a[i] = float(rng.normal());
                b[i] = float(rng.normal());
                sum += double(a[i]);
                dot += double(a[i]) * double(b[i]);
                squares += double(a[i]) * double(a[i]);
                differences += std::pow(double(a[i]) - double(b[i]), 2);
                floored += std::pow(std::max(double(a[i]), -0.5) - std::max(double(b[i]), 0.25) + 2.0, 2);
                largest = std::max(largest, a[i]);
                magnitude = std::max(magnitude, std::abs(a[i]));
            }
            const double tolerance = 1e-6 * double(n + 1);
            TW_COMPARE_NEAR(loops::sum(a), sum, tolerance);
            TW_COMPARE_NEAR(loops::dot(a, b), dot, tolerance);
            TW_COMPARE_NEAR(loops::sumOfSquares(a), squares, tolerance);
            TW_COMPARE_NEAR(loops::sumOfSquaredDifferences(a, b), differences, tolerance);
            TW_COMPARE_NEAR(loops::sumOfSquaredFlooredDifferences(a, -0.5F, b, 0.25F, 2.0F), floored, 10 * tolerance);
            QCOMPARE(loops::largest(a), largest);
            QCOMPARE(loops::largestMagnitude(a), magnitude);
            QVERIFY(loops::allFinite(a));
            for (std::size_t i = 0; i < n; ++i) {
                auto broken = a;
                broken[i] = i % 2 == 0 ? NAN : -INFINITY;
                QVERIFY(!loops::allFinite(broken));
            }
        }
    }

    void squaresThatOverflowAreSummedInDouble()
    {
        const std::vector<float> huge(20, 1e25F), zero(20, 0.0F);
        TW_COMPARE_NEAR(loops::sumOfSquares(huge) / 2e51, 1.0, 1e-6);
        TW_COMPARE_NEAR(loops::sumOfSquaredDifferences(huge, zero) / 2e51, 1.0, 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestDecibel)
#include "tst_decibel.moc"
