#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include "core/dsp/equaliser.h"
#include "tests/support/near.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/plot/plot_widget.h"

using namespace tonewright;

namespace
{

ResponseCurves curves()
{
    ResponseCurves made;
    std::vector<double> hertz;
    for (int i = 0; i <= 300; ++i)
        hertz.push_back(20 * std::pow(1000.0, i / 300.0));
    dsp::Equaliser eq;
    eq.bands[0] = {dsp::BandKind::LowShelf, 220, -3.5, 0.9};
    eq.bands[1] = {dsp::BandKind::Peak, 1900, 2, 1.5};
    const char *const names[] = {"Low shelf", "Low peak", "High peak", "High shelf"};
    made.total = {"Agent", hertz, dsp::responseDb(eq, hertz, 44100)};
    for (std::size_t i = 0; i < 4; ++i) {
        made.bands.push_back({names[i], hertz, dsp::bandResponseDb(eq.bands[i], eq.mode, hertz, 44100)});
        made.decision.push_back({names[i], "frequency", eq.bands[i].frequencyHz, "Hz"});
        made.decision.push_back({names[i], "gain", eq.bands[i].gainDb, "dB"});
        made.decision.push_back({names[i], "Q", eq.bands[i].q, ""});
    }
    return made;
}

}  // namespace

class TestEqCurveView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void showsTheAppliedResponse()
    {
        EqCurveView view;
        view.resize(800, 320);
        view.show();
        QVERIFY(view.isEmpty());
        view.setCurves(curves());
        QVERIFY(!view.isEmpty());
        // The zero-phase filter applies its gain twice: a −3.5 dB shelf is heard, and shown, as −7 dB.
        const QString low = view.plot()->readout(20);
        QVERIFY2(low.contains(QString::fromUtf8("Agent −7.0")), qPrintable(low));
        const auto range = view.plot()->visibleRange(PlotAxis::Y);
        QCOMPARE(range.low, -range.high);
        QVERIFY(range.high >= 7);
    }

    void frequenciesLieOnTheirTicks()
    {
        EqCurveView view;
        view.resize(800, 320);
        view.show();
        view.setCurves(curves());
        const QRect area = view.plot()->plotArea();
        TW_COMPARE_NEAR(view.plot()->toPixel({20, 0}).x(), area.left(), 1.5);
        TW_COMPARE_NEAR(view.plot()->toPixel({2000, 0}).x(), area.left() + area.width() * 2.0 / 3.0, 1.5);
    }

    void theTableNamesTheSettings()
    {
        EqCurveView view;
        view.setCurves(curves());
        QCOMPARE(view.tableRows().size(), 4);
        QCOMPARE(view.tableRows()[0], QString::fromUtf8("Low shelf  220\u2009Hz  −3.5\u2009dB  Q 0.9"));
        QCOMPARE(view.tableRows()[1], QString::fromUtf8("Low peak  1.90\u2009kHz  +2.0\u2009dB  Q 1.5"));
    }

    void bandsCanBeHidden()
    {
        EqCurveView view;
        view.setCurves(curves());
        QVERIFY(view.plot()->readout(1000).contains(QStringLiteral("Low peak")));
        view.setBandsVisible(false);
        QVERIFY(!view.plot()->readout(1000).contains(QStringLiteral("Low peak")));
        view.setCurves(curves());  // stays so for the next decision
        QVERIFY(!view.plot()->readout(1000).contains(QStringLiteral("Low peak")));
    }

    void theIdealIsShownWhereItIsKnown()
    {
        EqCurveView view;
        view.setCurves(curves());
        QVERIFY(!view.plot()->readout(1000).contains(QStringLiteral("Undoes")));
        ResponseCurves known = curves();
        known.ideal = Curve{"Undoes the distortion", {20, 20000}, {3, 3}};
        view.setCurves(known);
        QVERIFY(view.plot()->readout(25).contains(QStringLiteral("Undoes the distortion 3.0")));
    }

    void clearingForgets()
    {
        EqCurveView view;
        view.setCurves(curves());
        view.clear();
        QVERIFY(view.isEmpty());
        QVERIFY(view.tableRows().isEmpty());
        QVERIFY(view.plot()->readout(1000).isEmpty());
    }

    void reportsNeedNoWindow()
    {
        const QImage image = EqCurveView::render(curves(), {600, 300}, 2, ThemeKind::Light);
        QCOMPARE(image.size(), QSize(1200, 600));
        const QColor green = theme(ThemeKind::Light).colour(Ink::Processed);
        int greens = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                greens += image.pixelColor(x, y) == green;
        QVERIFY(greens > 500);  // a line of 2.5 px along some 1000
        // One paper from edge to edge, the legend's strip included.
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            const QImage report = EqCurveView::render(curves(), {600, 300}, 1, kind);
            const QColor paper = theme(kind).colour(Ink::Surface);
            for (int x = 0; x < report.width(); ++x)
                QCOMPARE(report.pixelColor(x, 1), paper);
            for (int y = 0; y < report.height(); ++y)
                QCOMPARE(report.pixelColor(report.width() - 2, y), paper);
        }
    }
};

QTEST_MAIN(TestEqCurveView)
#include "tst_eq_curve_view.moc"
