#include <QtTest/QTest>
#include <chrono>
#include <cmath>

#include "core/base/rng.h"
#include "core/dsp/dtw.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

FeatureMatrix series(std::vector<float> values)
{
    return {int(values.size()), 1, std::move(values)};
}

FeatureMatrix randomSeries(Rng &rng, int frames, int bands)
{
    FeatureMatrix m{frames, bands, std::vector<float>(std::size_t(frames) * std::size_t(bands))};
    for (float &x : m.values)
        x = float(rng.normal());
    return m;
}

/// The definition, by recursion over the whole table.
double directDistance(const FeatureMatrix &a, const FeatureMatrix &b)
{
    std::vector<std::vector<double>> table(std::size_t(a.frames), std::vector<double>(std::size_t(b.frames)));
    for (int i = 0; i < a.frames; ++i)
        for (int j = 0; j < b.frames; ++j) {
            double squares = 0;
            for (int k = 0; k < a.bands; ++k)
                squares += (double(a.at(i, k)) - b.at(j, k)) * (double(a.at(i, k)) - b.at(j, k));
            double before = INFINITY;
            if (i == 0 && j == 0)
                before = 0;
            if (i > 0)
                before = std::min(before, table[std::size_t(i - 1)][std::size_t(j)]);
            if (j > 0)
                before = std::min(before, table[std::size_t(i)][std::size_t(j - 1)]);
            if (i > 0 && j > 0)
                before = std::min(before, table[std::size_t(i - 1)][std::size_t(j - 1)]);
            table[std::size_t(i)][std::size_t(j)] = before + std::sqrt(squares);
        }
    return table.back().back();
}

}  // namespace

class TestDtw : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byHand()
    {
        QCOMPARE(dtwDistance(series({1, 2, 3}), series({1, 2, 3})), 0.0);
        QCOMPARE(dtwDistance(series({1, 2, 3}), series({1, 1, 1, 2, 3, 3})), 0.0);  // time warped, nothing else
        QCOMPARE(dtwDistance(series({0, 0, 0}), series({1})), 3.0);                 // every frame pairs with the one
        QCOMPARE(dtwDistance(series({0, 2}), series({1, 1})), 2.0);
        QCOMPARE(dtwDistance(series({5}), series({2})), 3.0);
    }

    void emptyIsZero()
    {
        QCOMPARE(dtwDistance(series({}), series({1})), 0.0);
        QCOMPARE(dtwDistance(series({1}), series({})), 0.0);
    }

    void equalsTheDefinition()
    {
        Rng rng(1);
        for (const auto &[n, m, bands] : {std::array{1, 1, 13}, {3, 200, 13}, {129, 64, 5}, {65, 63, 1}, {40, 1, 20}}) {
            const auto a = randomSeries(rng, n, bands), b = randomSeries(rng, m, bands);
            const double expected = directDistance(a, b);
            TW_COMPARE_NEAR(dtwDistance(a, b), expected, 1e-6 * expected);
            TW_COMPARE_NEAR(dtwDistance(b, a), expected, 1e-6 * expected);
        }
    }

    /// 30 s at 44.1 kHz. Some 20 ms here; the bound leaves room for slow machines and sanitizers.
    void longSeriesAreQuick()
    {
        Rng rng(2);
        const auto a = randomSeries(rng, 2600, 13), b = randomSeries(rng, 2600, 13);
        const auto start = std::chrono::steady_clock::now();
        const double distance = dtwDistance(a, b);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        QVERIFY(distance > 0);
        QVERIFY2(took.count() < 1.0, qPrintable(QString::number(took.count())));
    }
};

QTEST_GUILESS_MAIN(TestDtw)
#include "tst_dtw.moc"
