#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSlider>
#include <algorithm>
#include <cmath>
#include <ctime>

#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/training_graphs/group_bars.h"
#include "widgets/training_graphs/training_graphs.h"

using namespace tonewright;

namespace
{

double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) * 1e-6;
}

std::vector<PlotWidget *> plots(const TrainingGraphs &graphs)
{
    const auto found = graphs.findChildren<PlotWidget *>();
    return {found.begin(), found.end()};
}

}  // namespace

class TestTrainingGraphs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void oneGraphAViewThatHasAMetric()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        QCOMPARE(graphs.graphCount(), 4);  // the spectrograms are somebody else's
        QCOMPARE(plots(graphs).size(), std::size_t(3));
        auto views = synthetic::views();
        views.push_back({ViewKind::MetricGraph, "Nothing", "no_such_metric"});
        graphs.setSpecs(synthetic::metrics(), views);
        QCOMPARE(graphs.graphCount(), 4);
        QCOMPARE(plots(graphs).size(), std::size_t(3));
    }

    void graphsWithoutAMetricAreHiddenAndKeepTheirData()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.resize(900, 200);
        graphs.show();
        auto views = synthetic::views();
        views.erase(views.begin() + 1, views.begin() + 3);  // reward and loss over episodes
        graphs.showOnly(views);
        QCOMPARE(graphs.graphCount(), 2);
        QVERIFY(!plots(graphs)[0]->isVisible() && !plots(graphs)[1]->isVisible() && plots(graphs)[2]->isVisible());
        // The first one shown begins at the left edge: no divider before it.
        QTRY_COMPARE(plots(graphs)[2]->mapTo(&graphs, QPoint()).x(), 0);
        graphs.append(std::vector{synthetic::episode(1, "jazz", 1)});
        graphs.showOnly(synthetic::views());
        QCOMPARE(graphs.graphCount(), 4);
        QVERIFY(plots(graphs)[0]->isVisible());
        QCOMPARE(plots(graphs)[0]->data(0).y(), std::vector<double>{1});
        QTRY_VERIFY(plots(graphs)[2]->mapTo(&graphs, QPoint()).x() > 300);
    }

    void picturesHaveOnlyTheGraphsShown()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        const QImage all = graphs.toImage({800, 200});
        auto views = synthetic::views();
        views.pop_back();
        graphs.showOnly(views);
        const QImage fewer = graphs.toImage({800, 200});
        QVERIFY(all != fewer);
        QCOMPARE(fewer, TrainingGraphs::render(synthetic::metrics(), views, {}, {800, 200}));
        graphs.showOnly({});
        QCOMPARE(graphs.graphCount(), 0);
        QVERIFY(!graphs.toImage({800, 200}).isNull());
    }

    void theHintIsAtTheTitle()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        for (const QLabel *label : graphs.findChildren<QLabel *>())
            if (label->text() == QStringLiteral("How surprised the agent is"))
                QVERIFY(label->toolTip().contains(QStringLiteral("Definition and range of loss.")));
    }

    void linesHoldRawAndSmoothedValues()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.setSmoothing(0.5);
        graphs.append(std::vector{synthetic::episode(1, "jazz", 1), synthetic::episode(2, "jazz", 2)});
        graphs.append(std::vector{synthetic::episode(3, "blues", 3)});
        QCOMPARE(graphs.episodes(), std::size_t(3));
        const PlotWidget *reward = plots(graphs)[0];
        QCOMPARE(reward->data(0).x(), (std::vector<double>{1, 2, 3}));
        QCOMPARE(reward->data(0).y(), (std::vector<double>{1, 2, 3}));
        TW_COMPARE_NEAR(reward->data(1).y()[1], 5.0 / 3.0, 1e-12);
        TW_COMPARE_NEAR(reward->data(1).y()[2], 17.0 / 7.0, 1e-12);
    }

    void pastPointsDoNotMove()
    {
        const auto run = synthetic::learningRun(2000);
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.append(std::span(run).first(500));
        const std::vector<double> early = plots(graphs)[0]->data(1).y();
        graphs.append(std::span(run).subspan(500));
        const std::vector<double> &all = plots(graphs)[0]->data(1).y();
        QVERIFY(std::equal(early.begin(), early.end(), all.begin()));
    }

    void smoothingAnewEqualsSmoothingFromTheStart()
    {
        const auto run = synthetic::learningRun(300);
        TrainingGraphs first;
        first.setSpecs(synthetic::metrics(), synthetic::views());
        first.setSmoothing(0.9);
        first.append(run);
        TrainingGraphs second;
        second.setSpecs(synthetic::metrics(), synthetic::views());
        second.append(run);
        second.setSmoothing(0.9);
        for (std::size_t graph = 0; graph < 3; ++graph) {
            const auto &a = plots(first)[graph]->data(1).y();
            const auto &b = plots(second)[graph]->data(1).y();
            QCOMPARE(a.size(), b.size());
            for (std::size_t i = 0; i < a.size(); ++i)
                QVERIFY(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])));
        }
    }

    void theSliderSmooths()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.append(synthetic::learningRun(200));
        QSignalSpy changes(&graphs, &TrainingGraphs::smoothingChanged);
        auto *slider = graphs.findChild<QSlider *>();
        QVERIFY(slider && !slider->accessibleName().isEmpty());
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(graphs.smoothing(), 0.0);
        QCOMPARE(plots(graphs)[0]->data(1).y(), plots(graphs)[0]->data(0).y());
        QTest::keyClick(slider, Qt::Key_End);
        TW_COMPARE_NEAR(graphs.smoothing(), 0.999, 1e-9);
        QVERIFY(changes.count() >= 2);
    }

    void oneEpisodeAxisForAll()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.resize(1200, 240);
        graphs.show();
        graphs.append(synthetic::learningRun(1000));
        const auto all = plots(graphs);
        QTest::keyClick(all[1], Qt::Key_Plus);
        const auto range = all[1]->visibleRange(PlotAxis::X);
        QVERIFY(range.low > 50);
        for (const PlotWidget *plot : all) {
            QCOMPARE(plot->visibleRange(PlotAxis::X).low, range.low);
            QCOMPARE(plot->visibleRange(PlotAxis::X).high, range.high);
        }
        QTest::keyClick(all[2], Qt::Key_0);
        for (const PlotWidget *plot : all)
            QVERIFY(plot->followsData());
        QCOMPARE(all[0]->visibleRange(PlotAxis::X).low, 1.0);
    }

    void barsHoldMeansByGenre()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.append(std::vector{synthetic::episode(1, "jazz", 0.1), synthetic::episode(2, "blues", -0.5),
                                  synthetic::episode(3, "jazz", 0.3)});
        const auto *bars = graphs.findChild<GroupBars *>();
        QVERIFY(bars);
        QCOMPARE(bars->rows().size(), std::size_t(2));
        QCOMPARE(bars->rows()[0].group, std::string("blues"));
        TW_COMPARE_NEAR(bars->rows()[1].mean, 0.2, 1e-12);
        TW_COMPARE_NEAR(bars->rows()[1].deviation, std::sqrt(0.02), 1e-12);
        QCOMPARE(bars->rows()[1].count, std::size_t(2));
        QVERIFY(bars->accessibleDescription().contains(QStringLiteral("jazz")));
    }

    void barsEndAtTheirMean()
    {
        GroupBars bars(synthetic::metric("reward", "Closer", -1, 1));
        bars.setRows({{"jazz", 0.4, 0.0, 10, 10}});
        bars.resize(400, 60);
        bars.show();
        const QImage image = bars.grab().toImage();
        const QColor green = theme(ThemeKind::Light).colour(Ink::Processed);
        int first = image.width();
        int last = -1;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                if (image.pixelColor(x, y) == green) {
                    first = std::min(first, x);
                    last = std::max(last, x);
                }
        const QRectF area = bars.rect();
        TW_COMPARE_NEAR(first, bars.xOf(0, area), 1.5);
        TW_COMPARE_NEAR(last, bars.xOf(0.4, area), 1.5);
        // The scale grows with the values and never shrinks.
        const double before = bars.xOf(0.4, area);
        bars.setRows({{"jazz", 0.9, 0.0, 10, 10}});
        QVERIFY(bars.xOf(0.4, area) < before);
        const double grown = bars.xOf(0.4, area);
        bars.setRows({{"jazz", 0.1, 0.0, 10, 10}});
        QCOMPARE(bars.xOf(0.4, area), grown);
    }

    /// A measure that is taken now and then, as the regret: dots, no band and no spike between two of them, however
    /// many episodes there are.
    void aMeasureTakenNowAndThenHasDots()
    {
        for (const int episodes : {1500, 3000, 4200, 6000, 12000}) {
            PlotWidget plot;
            const auto raw = plot.addSeries(QStringLiteral("Each episode"),
                                            {.ink = Ink::MutedText, .width = 1.0, .bandWhenDense = true});
            std::vector<double> x, y;
            for (int i = 1; i <= episodes; ++i) {
                x.push_back(i);
                y.push_back(i % 64 != 0 ? std::nan("") : (i / 64) % 2 == 0 ? 0.0 : 1.0);
            }
            plot.setData(raw, x, y);
            const Theme &light = theme(ThemeKind::Light);
            const QImage image = plot.toImage({320, 160}, 1, light);
            // Half-way between the lowest and the highest value there is nothing but the grid.
            const QRect area = plot.plotArea();
            const int middle = image.height() / 2 - 10;
            int painted = 0;
            for (int px = image.width() / 2; px < image.width() - 10; ++px) {
                const QColor colour = image.pixelColor(px, middle);
                painted += colour.lightness() < light.colour(Ink::Grid).lightness() - 8 ? 1 : 0;
            }
            QVERIFY2(painted == 0, qPrintable(QStringLiteral("%1 of %2").arg(painted).arg(episodes)));
            Q_UNUSED(area);
        }
    }

    /// The panes above must not jump when genres appear.
    void barsKeepTheirHeight()
    {
        GroupBars bars(synthetic::metric("reward", "Closer", -1, 1));
        const int before = bars.minimumSizeHint().height();
        std::vector<GroupStatistics::Row> rows;
        for (int i = 0; i < 14; ++i)
            rows.push_back({"genre " + std::to_string(i), 0.1, 0.0, 10, 10});
        bars.setRows(rows);
        QCOMPARE(bars.minimumSizeHint().height(), before);
        bars.resize(400, before);
        QVERIFY(!bars.grab().isNull());
    }

    void clearingForgets()
    {
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.append(synthetic::learningRun(50));
        graphs.clear();
        QCOMPARE(graphs.episodes(), std::size_t(0));
        QCOMPARE(plots(graphs)[0]->data(0).size(), std::size_t(0));
        QVERIFY(graphs.findChild<GroupBars *>()->rows().empty());
        graphs.append(std::vector{synthetic::episode(1, "jazz", 0.7)});
        TW_COMPARE_NEAR(plots(graphs)[0]->data(1).y()[0], 0.7, 1e-12);  // the average began anew
    }

    void aHundredThousandEpisodesStayWithinAFrame()
    {
        const auto run = synthetic::learningRun(100300);
        TrainingGraphs graphs;
        graphs.setSpecs(synthetic::metrics(), synthetic::views());
        graphs.resize(1200, 240);
        graphs.show();
        graphs.append(std::span(run).first(100000));
        QTest::qWait(50);
        std::vector<double> costs;
        for (std::size_t frame = 0; frame < 30; ++frame) {
            const double begin = threadMilliseconds();
            graphs.append(std::span(run).subspan(100000 + frame * 10, 10));
            QApplication::processEvents();  // the replots, as the event loop does them
            costs.push_back(threadMilliseconds() - begin);
        }
        std::sort(costs.begin(), costs.end());
        qInfo("four graphs of 100 000 episodes: median %.2f ms, slowest %.2f ms of the GUI thread a poll", costs[15],
              costs.back());
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QVERIFY(costs[15] < 160);
#else
        QVERIFY(costs[15] < 16);
#endif
    }

    void reportsNeedNoWindow()
    {
        const auto run = synthetic::learningRun(400);
        const QImage image =
            TrainingGraphs::render(synthetic::metrics(), synthetic::views(), run, {900, 240}, 2, ThemeKind::Light);
        QCOMPARE(image.size(), QSize(1800, 480));
        const QColor green = theme(ThemeKind::Light).colour(Ink::Processed);
        // Something green in each of the four graphs.
        for (int graph = 0; graph < 4; ++graph) {
            bool seen = false;
            for (int x = graph * 450; x < (graph + 1) * 450 && !seen; ++x)
                for (int y = 0; y < image.height() && !seen; ++y)
                    seen = image.pixelColor(x, y) == green;
            QVERIFY2(seen, qPrintable(QString::number(graph)));
        }
    }
};

QTEST_MAIN(TestTrainingGraphs)
#include "tst_training_graphs.moc"
