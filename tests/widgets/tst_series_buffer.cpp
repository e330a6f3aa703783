#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/near.h"
#include "widgets/plot/series_buffer.h"

using namespace tonewright;

namespace
{

SeriesBuffer ramp(std::size_t count)
{
    SeriesBuffer buffer;
    for (std::size_t i = 0; i < count; ++i)
        buffer.append(double(i), double(i % 10));
    return buffer;
}

double highest(const std::vector<QPointF> &line)
{
    double best = -std::numeric_limits<double>::infinity();
    for (const QPointF &point : line)
        best = std::max(best, point.y());
    return best;
}

}  // namespace

class TestSeriesBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSingleSpikeSurvives_data()
    {
        QTest::addColumn<int>("position");
        // First, last, in a block's middle and on both sides of a block's edge.
        for (const int position : {0, 255, 256, 257, 77777, 99999})
            QTest::addRow("%d", position) << position;
    }

    void aSingleSpikeSurvives()
    {
        QFETCH(int, position);
        std::vector<double> x(100000);
        std::vector<double> y(100000, 0.25);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = double(i);
        y[std::size_t(position)] = 9.0;
        SeriesBuffer assigned;
        assigned.assign(x, y);
        SeriesBuffer appended;
        for (std::size_t i = 0; i < x.size(); ++i)
            appended.append(x[i], y[i]);
        for (const SeriesBuffer &buffer : {assigned, appended}) {
            const auto line = buffer.decimated(0, 99999, 300);
            QCOMPARE(highest(line), 9.0);
            QVERIFY(line.size() <= 300 * 4 + 4);
            QVERIFY(std::is_sorted(line.begin(), line.end(),
                                   [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
            const auto spike = std::find_if(line.begin(), line.end(), [](const QPointF &p) { return p.y() == 9.0; });
            QCOMPARE(spike->x(), double(position));
        }
    }

    void fewPointsAreLeftAlone()
    {
        const SeriesBuffer buffer = ramp(100);
        const auto line = buffer.decimated(0, 99, 50);
        QCOMPARE(line.size(), std::size_t(100));
        for (std::size_t i = 0; i < line.size(); ++i)
            QCOMPARE(line[i], QPointF(double(i), double(i % 10)));
    }

    void onePointBeyondEitherEdge()
    {
        const auto line = ramp(100).decimated(20.5, 30.5, 50);
        QCOMPARE(line.front().x(), 20.0);
        QCOMPARE(line.back().x(), 31.0);
    }

    void extentsCountWhatIsInside()
    {
        SeriesBuffer buffer;
        buffer.assign({0, 1, 2, 3, 4}, {5, -7, std::numeric_limits<double>::quiet_NaN(), 2, 100});
        QCOMPARE(buffer.yExtent(1, 3).low, -7.0);
        QCOMPARE(buffer.yExtent(1, 3).high, 2.0);
        QVERIFY(!buffer.yExtent(2, 2).valid);
        QVERIFY(!buffer.yExtent(10, 20).valid);
        QCOMPARE(buffer.xExtent().high, 4.0);
    }

    void nearestSkipsGaps()
    {
        SeriesBuffer buffer;
        const double gap = std::numeric_limits<double>::quiet_NaN();
        buffer.assign({0, 1, 2, 3}, {1, gap, gap, 4});
        QCOMPARE(buffer.nearest(1.1), std::ptrdiff_t(0));
        QCOMPARE(buffer.nearest(2.0), std::ptrdiff_t(3));
        QCOMPARE(buffer.nearest(-50), std::ptrdiff_t(0));
        QCOMPARE(buffer.nearest(50), std::ptrdiff_t(3));
        QCOMPARE(SeriesBuffer().nearest(0), std::ptrdiff_t(-1));
        buffer.assign({0}, {gap});
        QCOMPARE(buffer.nearest(0), std::ptrdiff_t(-1));
    }

    void gapsStayGaps()
    {
        SeriesBuffer buffer;
        for (int i = 0; i < 10000; ++i)
            buffer.append(i, i >= 4000 && i < 6000 ? std::numeric_limits<double>::quiet_NaN() : 1.0);
        const auto line = buffer.decimated(0, 9999, 100);
        QVERIFY(std::any_of(line.begin(), line.end(), [](const QPointF &p) { return std::isnan(p.y()); }));
        for (const QPointF &point : line)
            QVERIFY(std::isnan(point.y()) == (point.x() >= 4000 && point.x() < 6000));
    }

    /// A value now and then, as a measure that is taken every 64th episode: points aren't joined across their gaps,
    /// they don't count as dense, and a bin knows all of them.
    void fewAmongGapsStayAlone()
    {
        const double gap = std::numeric_limits<double>::quiet_NaN();
        SeriesBuffer buffer, sparse;
        for (int i = 1; i <= 20000; ++i)
            buffer.append(i, i % 64 == 0 ? double(i % 3) : gap);
        const auto line = buffer.decimated(1, 20000, 250);  // 80 points a column: nearly every column has one
        for (std::size_t i = 1; i < line.size(); ++i)
            if (std::isfinite(line[i].y()) && std::isfinite(line[i - 1].y()))
                QVERIFY(line[i].x() - line[i - 1].x() <= 80);  // lowest and highest of one column
        QCOMPARE(buffer.count(1, 20000), std::size_t(20000 / 64));
        QCOMPARE(buffer.count(64, 64), std::size_t(1));
        QCOMPARE(buffer.count(65, 127), std::size_t(0));
        SeriesBuffer assigned;
        assigned.assign(buffer.x(), buffer.y());
        QCOMPARE(assigned.count(100, 15000), buffer.count(100, 15000));
        // 1000 points a bin, 15 or 16 of them finite: no bin is empty, whatever the sampling.
        for (const SeriesBuffer::Band &band : buffer.bands(1, 20000, 20)) {
            QVERIFY(band.valid);
            QCOMPARE(band.low, 0.0);
            QCOMPARE(band.high, 2.0);
        }
    }

    void logarithmicColumnsAreEvenInLogX()
    {
        SeriesBuffer buffer;
        for (int i = 1; i <= 100000; ++i)
            buffer.append(i, 0);
        const auto line = buffer.decimated(1, 100000, 50, true);
        // A fifth of the columns for each decade, up to four points a column.
        const auto in = [&](double low, double high) {
            return std::count_if(line.begin(), line.end(),
                                 [&](const QPointF &p) { return p.x() >= low && p.x() < high; });
        };
        QVERIFY(in(10000, 100000) <= 10 * 4 + 4);
        QVERIFY(in(1000, 10000) >= 10);
    }
};

QTEST_GUILESS_MAIN(TestSeriesBuffer)
#include "tst_series_buffer.moc"
