#include <QtTest/QTest>
#include <cmath>
#include <ctime>
#include <map>
#include <set>

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

/// The fastdtw package's algorithm as it stands there, with sets of cells.
DtwAlignment directFastDtw(const FeatureMatrix &a, const FeatureMatrix &b, int radius)
{
    using Cell = std::pair<int, int>;
    std::set<Cell> window;
    if (a.frames < radius + 2 || b.frames < radius + 2) {
        for (int i = 0; i < a.frames; ++i)
            for (int j = 0; j < b.frames; ++j)
                window.insert({i, j});
    } else {
        const auto half = [](const FeatureMatrix &m) {
            FeatureMatrix result{m.frames / 2, m.bands, {}};
            for (int i = 0; i + 1 < m.frames; i += 2)
                for (int k = 0; k < m.bands; ++k)
                    result.values.push_back((m.at(i, k) + m.at(i + 1, k)) / 2.0F);
            return result;
        };
        for (const auto &[i, j] : directFastDtw(half(a), half(b), radius).path)
            for (int di = -radius; di <= radius; ++di)
                for (int dj = -radius; dj <= radius; ++dj)
                    for (int part = 0; part < 4; ++part)
                        window.insert({2 * (i + di) + part / 2, 2 * (j + dj) + part % 2});
    }
    std::map<Cell, std::pair<double, Cell>> best;
    for (const auto &[i, j] : window) {
        if (i < 0 || j < 0 || i >= a.frames || j >= b.frames)
            continue;
        double squares = 0;
        for (int k = 0; k < a.bands; ++k)
            squares += (double(a.at(i, k)) - b.at(j, k)) * (double(a.at(i, k)) - b.at(j, k));
        std::pair<double, Cell> own{i == 0 && j == 0 ? std::sqrt(squares) : INFINITY, {-1, -1}};
        for (const Cell &from : {Cell{i - 1, j}, Cell{i, j - 1}, Cell{i - 1, j - 1}})
            if (const auto known = best.find(from);
                known != best.end() && known->second.first + std::sqrt(squares) < own.first)
                own = {known->second.first + std::sqrt(squares), from};
        best[{i, j}] = own;
    }
    DtwAlignment result{best[{a.frames - 1, b.frames - 1}].first, {}};
    for (Cell cell{a.frames - 1, b.frames - 1}; cell.first >= 0; cell = best[cell].second)
        result.path.insert(result.path.begin(), cell);
    return result;
}

/// A melody that takes its time: the same values, some held longer.
FeatureMatrix warped(Rng &rng, const FeatureMatrix &m)
{
    FeatureMatrix result{0, m.bands, {}};
    for (int i = 0; i < m.frames; ++i)
        for (int repeat = 0; repeat <= int(rng.below(3)); ++repeat, ++result.frames)
            result.values.insert(result.values.end(), m.frame(i).begin(), m.frame(i).end());
    return result;
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
        QCOMPARE(bandedDtwDistance(series({}), series({1}), 3), 0.0);
        QVERIFY(fastDtw(series({1}), series({})).path.empty());
    }

    /// Enough rows for minutes: a stop that is asked for already ends the first.
    void stopsWhenAsked()
    {
        const auto ramp = [] {
            std::vector<float> values(200000);
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = float(i % 100);
            return series(values);
        }();
        std::stop_source stop;
        QCOMPARE(dtwDistance(series({0, 2}), series({1, 1}), stop.get_token()), 2.0);
        stop.request_stop();
        QVERIFY(std::isnan(dtwDistance(ramp, ramp, stop.get_token())));
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

    void bandByHand()
    {
        // Radius 0 pairs frame with frame.
        QCOMPARE(bandedDtwDistance(series({1, 2, 3}), series({2, 2, 5}), 0), 3.0);
        // The jump comes two frames late: within radius 2 nothing is left, within 1 one frame, within 0 two.
        const auto early = series({0, 0, 1, 1, 1, 1}), late = series({0, 0, 0, 0, 1, 1});
        QCOMPARE(bandedDtwDistance(early, late, 2), 0.0);
        QCOMPARE(bandedDtwDistance(early, late, 1), 1.0);
        QCOMPARE(bandedDtwDistance(early, late, 0), 2.0);
        QCOMPARE(bandedDtwDistance(series({5}), series({2, 2, 2}), 0), 9.0);
        QCOMPARE(bandedDtwDistance(series({1, 3}), series({1, 1, 1, 3, 3, 3}), 0), 0.0);
    }

    /// A wider band never costs more, none less than the exact distance, and the widest is exact.
    void bandBoundsTheDistance()
    {
        Rng rng(3);
        for (const auto &[n, m] : {std::array{50, 50}, {50, 70}, {81, 9}, {2, 90}, {1, 7}}) {
            const auto a = randomSeries(rng, n, 4), b = randomSeries(rng, m, 4);
            const double exact = directDistance(a, b);
            double wider = INFINITY;
            for (const int radius : {0, 1, 2, 5, 20, 40, 90}) {
                const double banded = bandedDtwDistance(a, b, radius);
                QVERIFY(std::isfinite(banded) && banded <= wider && banded >= exact * (1 - 1e-12));
                TW_COMPARE_NEAR(bandedDtwDistance(b, a, radius), banded, 1e-9);
                wider = banded;
            }
            TW_COMPARE_NEAR(wider, exact, 1e-12 * exact);
        }
    }

    /// Path and distance; the averages of the small whole numbers are exact in single precision, too.
    void fastEqualsThePublishedAlgorithm()
    {
        Rng rng(4);
        for (const auto &[n, m] : {std::array{1, 1}, {2, 9}, {3, 3}, {4, 4}, {16, 16}, {17, 40}, {63, 31}, {100, 101}})
            for (const int radius : {1, 2, 5}) {
                auto a = randomSeries(rng, n, 2), b = randomSeries(rng, m, 2);
                for (auto *series : {&a, &b})
                    for (float &x : series->values)
                        x = std::round(4 * x);
                const auto expected = directFastDtw(a, b, radius), actual = fastDtw(a, b, radius);
                TW_COMPARE_NEAR(actual.distance, expected.distance, 1e-9);
                QVERIFY(actual.path == expected.path);
            }
    }

    void fastBoundsTheDistanceAndFindsWarps()
    {
        Rng rng(5);
        const auto a = randomSeries(rng, 300, 13), slower = warped(rng, a);
        QCOMPARE(dtwDistance(a, slower), 0.0);
        const auto b = randomSeries(rng, 260, 13);
        const double exact = dtwDistance(a, b);
        QVERIFY(fastDtw(a, b, 1).distance >= exact * (1 - 1e-6));
        QVERIFY(fastDtw(a, b, 20).distance <= fastDtw(a, b, 1).distance);
        TW_COMPARE_NEAR(fastDtw(a, b, 300).distance, exact, 1e-6 * exact);
        const auto path = fastDtw(a, slower, 10).path;
        QCOMPARE(path.front(), std::pair(0, 0));
        QCOMPARE(path.back(), std::pair(a.frames - 1, slower.frames - 1));
        for (std::size_t i = 1; i < path.size(); ++i) {
            const int down = path[i].first - path[i - 1].first, right = path[i].second - path[i - 1].second;
            QVERIFY((down == 0 || down == 1) && (right == 0 || right == 1) && down + right > 0);
        }
    }

    void radiusBelowOneIsOne()
    {
        Rng rng(6);
        const auto a = randomSeries(rng, 33, 2), b = randomSeries(rng, 47, 2);
        QCOMPARE(fastDtw(a, b, 0).distance, fastDtw(a, b, 1).distance);
        QCOMPARE(fastDtw(a, b, -3).distance, fastDtw(a, b, 1).distance);
    }

    /// 30 s at 44.1 kHz. Some 20 ms of the processor's time; the bound leaves room for slow machines and sanitizers,
    /// but not for a pass over a row a pair.
    void longSeriesAreQuick()
    {
        Rng rng(2);
        const auto a = randomSeries(rng, 2600, 13), b = randomSeries(rng, 2600, 13);
        const std::clock_t start = std::clock();
        const double distance = dtwDistance(a, b);
        const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        QVERIFY(distance > 0);
        QVERIFY2(seconds < 3.0, qPrintable(QString::number(seconds)));
    }
};

QTEST_GUILESS_MAIN(TestDtw)
#include "tst_dtw.moc"
