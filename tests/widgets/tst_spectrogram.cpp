#include <QtCore/QSemaphore>
#include <QtCore/QThreadPool>
#include <QtGui/QWheelEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSlider>
#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_controls.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/spectrogram/spectrogram_render.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kRate = 44100;
constexpr int kWaitMilliseconds = 20000;

std::shared_ptr<const Clip> tone(double hertz, double levelDb, double seconds)
{
    auto clip = std::make_shared<Clip>();
    clip->sampleRate = kRate;
    clip->samples.resize(std::size_t(seconds * kRate));
    const double amplitude = std::pow(10, levelDb / 20);
    for (std::size_t i = 0; i < clip->samples.size(); ++i)
        clip->samples[i] = float(amplitude * std::sin(2 * M_PI * hertz * double(i) / kRate));
    return clip;
}

bool waitForPictures(SpectrogramPanel &panel)
{
    return QTest::qWaitFor(
        [&] {
            return std::all_of(kAbcSources.begin(), kAbcSources.end(), [&](AudioRole role) {
                const SpectrogramView *view = panel.view(role);
                return !view->sound() || (view->hasPicture() && !view->isRendering());
            });
        },
        kWaitMilliseconds);
}

/// Where in the map a colour is; −1 when it isn't of the map.
int indexInMap(QRgb colour)
{
    const auto &table = spectrogramColours().table();
    const auto found = std::find(table.begin(), table.end(), colour);
    return found == table.end() ? -1 : int(found - table.begin());
}

/// The middle of the lightest run of rows in a column of the picture (logical = device pixels in these tests).
double lightestRow(const QImage &image, const QRect &area, int x)
{
    double most = -1;
    int first = 0;
    int last = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const double l = lightness(image.pixel(x, y));
        if (l > most) {
            most = l;
            first = y;
        }
        if (l >= most)
            last = y;
    }
    return (first + last) / 2.0 + 0.5;
}

void turnWheel(QWidget *widget, QPoint place, int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWheelEvent event(place, widget->mapToGlobal(QPointF(place)), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

/// The widest area that one repaint of a widget covered.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QWidget *widget) : m_widget(widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_widget && event->type() == QEvent::Paint) {
            ++paints;
            int covered = 0;
            for (const QRect &rect : static_cast<QPaintEvent *>(event)->region())
                covered += rect.width() * rect.height();
            mostPixels = std::max(mostPixels, covered);
        }
        return false;
    }
    int paints = 0;
    int mostPixels = 0;

private:
    QWidget *m_widget;
};

}  // namespace

class SpectrogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void mapRisesEvenly()  // WISHES B5
    {
        const auto &table = spectrogramColours().table();
        const double step = (lightness(table.back()) - lightness(table.front())) / (ColourMap::kSize - 1);
        QVERIFY(lightness(table.front()) < 6);
        QVERIFY(lightness(table.back()) > 93);
        for (std::size_t i = 1; i < table.size(); ++i) {
            QVERIFY2(lightness(table[i]) > lightness(table[i - 1]), qPrintable(QString::number(i)));
            // Eight bits a channel allow no more than this.
            TW_COMPARE_NEAR(lightness(table[i]), lightness(table.front()) + step * double(i), 0.7);
        }
    }

    void toneLiesOnItsTick_data()
    {
        QTest::addColumn<FrequencyScale>("scale");
        QTest::addColumn<double>("hertz");
        QTest::addColumn<int>("height");
        for (const auto &[name, scale] : {std::pair("log", FrequencyScale::Log), std::pair("mel", FrequencyScale::Mel),
                                          std::pair("linear", FrequencyScale::Linear)}) {
            QTest::addRow("%s, 1 kHz, low", name) << scale << 1000.0 << 240;
            QTest::addRow("%s, 1 kHz, high", name) << scale << 1000.0 << 480;
            QTest::addRow("%s, 5 kHz", name) << scale << 5000.0 << 480;
        }
        QTest::newRow("log, 200 Hz") << FrequencyScale::Log << 200.0 << 240;
    }
    void toneLiesOnItsTick()  // WISHES B2
    {
        QFETCH(FrequencyScale, scale);
        QFETCH(double, hertz);
        QFETCH(int, height);
        QThreadPool pool;
        SpectrogramView view(AudioRole::Raw, &pool, makeTemporaryStore());
        view.resize(480, height);
        view.setTimeRange({0, 1});
        // A low linear axis up to 20 kHz has room for every second thousand only.
        view.setSettings({.scale = scale,
                          .minimumHz = scale == FrequencyScale::Log ? 40.0 : 0.0,
                          .maximumHz = scale == FrequencyScale::Linear ? 10000.0 : 20000.0});
        view.setClip(tone(hertz, -6, 1));
        QVERIFY(QTest::qWaitFor([&] { return view.hasPicture() && !view.isRendering(); }, kWaitMilliseconds));
        const QImage image = view.grab().toImage();
        const QRect area = view.pictureArea();
        const double tone = lightestRow(image, area, area.center().x());
        TW_COMPARE_NEAR(tone, view.yAt(hertz), 1.0);

        // The tick that was really drawn, beside the picture.
        const int x = area.left() - 2;
        const QRgb background = image.pixel(x, 0);
        double nearest = 1e9;
        for (int y = 0; y < image.height(); ++y)
            if (image.pixel(x, y) != background && std::fabs(y + 0.5 - tone) < std::fabs(nearest - tone))
                nearest = y + 0.5;
        TW_COMPARE_NEAR(tone, nearest, 1.0);
    }

    void twelveDecibelsDarker()  // WISHES B1
    {
        SpectrogramPanel panel;
        panel.resize(600, 600);
        panel.setClip(AudioRole::Raw, tone(1000, -6, 1));
        panel.setClip(AudioRole::Processed, tone(1000, -18, 1));
        panel.show();
        QVERIFY(waitForPictures(panel));
        const auto indexOfTone = [&](AudioRole role) {
            SpectrogramView *view = panel.view(role);
            const QImage image = view->grab().toImage();
            const QRect area = view->pictureArea();
            const int x = area.center().x();
            return indexInMap(image.pixel(x, int(lightestRow(image, area, x))));
        };
        const int loud = indexOfTone(AudioRole::Raw);
        const int soft = indexOfTone(AudioRole::Processed);
        QVERIFY(loud >= 0 && soft >= 0);
        const SpectrogramSettings &settings = panel.settings();
        const double decibels = double(loud - soft) / (ColourMap::kSize - 1) * (settings.ceilingDb - settings.floorDb);
        TW_COMPARE_NEAR(decibels, 12, 0.4);  // a step of the map is 0.35 dB
        TW_COMPARE_NEAR(panel.view(AudioRole::Raw)->levelDbAt({0.5, 1000}) -
                            panel.view(AudioRole::Processed)->levelDbAt({0.5, 1000}),
                        12, 0.05);
    }

    void oneFloorForAll()
    {
        SpectrogramPanel panel;
        panel.resize(600, 600);
        panel.setClip(AudioRole::Raw, tone(1000, -70, 1));
        panel.show();
        QVERIFY(waitForPictures(panel));
        const auto toneIndex = [&] {
            SpectrogramView *view = panel.view(AudioRole::Raw);
            const QImage image = view->grab().toImage();
            const int x = view->pictureArea().center().x();
            return indexInMap(image.pixel(x, int(lightestRow(image, view->pictureArea(), x))));
        };
        const int before = toneIndex();
        SpectrogramSettings settings;
        settings.floorDb = -120;
        panel.setSettings(settings);
        QVERIFY(waitForPictures(panel));
        QVERIFY2(toneIndex() > before + 30, "−70 dB is much lighter on a scale from −120 dB than from −90 dB");
    }

    void theAxisEndsWhereTheClipsEnd()
    {
        SpectrogramPanel panel;
        panel.resize(600, 600);
        panel.show();
        panel.setClip(AudioRole::Raw, synthetic::share(synthetic::sine(1000, -6, 0.5, 22050)));
        QCOMPARE(panel.shownSettings().maximumHz, 11025.0);
        QVERIFY(waitForPictures(panel));
        const SpectrogramView *raw = panel.view(AudioRole::Raw);
        TW_COMPARE_NEAR(raw->yAt(11025), raw->pictureArea().top(), 1e-6);
        TW_COMPARE_NEAR(panel.view(AudioRole::Reference)->yAt(1000), raw->yAt(1000), 1.0);
        // The highest decides for all, never above what was asked for; that itself stays as it is.
        panel.setClip(AudioRole::Reference, synthetic::share(synthetic::sine(1000, -6, 0.5, 44100)));
        QCOMPARE(panel.shownSettings().maximumHz, 20000.0);
        QVERIFY(raw->yAt(11025) > raw->pictureArea().top() + 5);
        panel.setClip(AudioRole::Reference, nullptr);
        QCOMPARE(panel.shownSettings().maximumHz, 11025.0);
        QCOMPARE(panel.settings().maximumHz, 20000.0);
        panel.clear();
        QCOMPARE(panel.shownSettings().maximumHz, 20000.0);
    }

    void rangeIsShared()
    {
        SpectrogramPanel panel;
        panel.resize(700, 500);
        panel.setClip(AudioRole::Raw, tone(300, -6, 4));
        panel.setClip(AudioRole::Reference, tone(300, -6, 3));
        panel.show();
        QVERIFY(waitForPictures(panel));
        QCOMPARE(panel.timeRange(), (TimeRange{0, 4}));  // the longest one
        SpectrogramView *view = panel.view(AudioRole::Reference);
        const QSignalSpy changes(&panel, &SpectrogramPanel::timeRangeChanged);
        const QPoint place(int(view->xAt(1)), view->pictureArea().center().y());
        const double under = view->secondsAt(place.x());
        turnWheel(view, place, 3);
        QCOMPARE(changes.count(), 1);
        TW_COMPARE_NEAR(panel.timeRange().length(), 4 * std::pow(0.8, 3), 1e-9);
        for (const AudioRole role : kAbcSources) {
            QCOMPARE(panel.view(role)->timeRange(), panel.timeRange());
            TW_COMPARE_NEAR(panel.view(role)->secondsAt(place.x()), under, 1e-9);
        }
        const double length = panel.timeRange().length();
        turnWheel(view, place, -2, Qt::ShiftModifier);
        TW_COMPARE_NEAR(panel.timeRange().length(), length, 1e-9);
        QVERIFY(panel.timeRange().begin > 0.3);
        turnWheel(view, place, 100);
        TW_COMPARE_NEAR(panel.timeRange().length(), 0.05, 1e-9);
        auto *scroll = panel.findChild<QScrollBar *>();
        QVERIFY(scroll->isVisible());
        scroll->setValue(2000);
        TW_COMPARE_NEAR(panel.view(AudioRole::Raw)->timeRange().begin, 2, 1e-9);
        QTest::keyClick(&panel, Qt::Key_0);
        QCOMPARE(panel.timeRange(), (TimeRange{0, 4}));
        QVERIFY(!scroll->isVisible());
        // A shorter sound ends where it ends: beyond is nothing.
        QVERIFY(waitForPictures(panel));
        const QImage image = view->grab().toImage();
        const int middle = view->pictureArea().center().y();
        QCOMPARE(image.pixel(int(view->xAt(3.5)), middle), theme(ThemeKind::Light).colour(Ink::Window).rgb());
    }

    void clickSeeks()
    {
        SpectrogramPanel panel;
        panel.resize(700, 500);
        panel.setClip(AudioRole::Raw, tone(300, -6, 4));
        panel.setTimeRange({1, 3});
        panel.show();
        SpectrogramView *view = panel.view(AudioRole::Raw);
        QSignalSpy seeks(&panel, &SpectrogramPanel::seekRequested);
        const QPoint place(int(std::lround(view->xAt(1.7))), view->pictureArea().center().y());
        QTest::mouseClick(view, Qt::LeftButton, Qt::NoModifier, place);
        QCOMPARE(seeks.count(), 1);
        const double pixel = panel.timeRange().length() / view->pictureArea().width();
        TW_COMPARE_NEAR(seeks.takeFirst().at(0).toDouble(), 1.7, pixel);
        panel.setPlayhead(1.7);
        QTest::keyClick(&panel, Qt::Key_Right);
        TW_COMPARE_NEAR(seeks.takeFirst().at(0).toDouble(), 2.7, 1e-9);
        QTest::keyClick(&panel, Qt::Key_End);
        TW_COMPARE_NEAR(seeks.takeFirst().at(0).toDouble(), 4, 1e-9);

        QSignalSpy activated(&panel, &SpectrogramPanel::roleActivated);
        QTest::mouseClick(view, Qt::LeftButton, Qt::NoModifier, view->pictureArea().topLeft() + QPoint(10, 10));
        QCOMPARE(activated.count(), 1);
        QCOMPARE(seeks.count(), 0);
    }

    void shiftDragMarksARegion()
    {
        SpectrogramPanel panel;
        panel.resize(700, 500);
        panel.setClip(AudioRole::Raw, tone(300, -6, 4));
        panel.show();
        SpectrogramView *view = panel.view(AudioRole::Processed);
        std::optional<TimeRange> region;
        connect(&panel, &SpectrogramPanel::loopRegionRequested, this, [&](TimeRange asked) { region = asked; });
        const int y = view->pictureArea().center().y();
        QTest::mousePress(view, Qt::LeftButton, Qt::ShiftModifier, QPoint(int(view->xAt(3)), y));
        QMouseEvent move(QEvent::MouseMove, QPointF(view->xAt(1), y), view->mapToGlobal(QPointF(view->xAt(1), y)),
                         Qt::NoButton, Qt::LeftButton, Qt::ShiftModifier);
        QApplication::sendEvent(view, &move);
        QTest::mouseRelease(view, Qt::LeftButton, Qt::ShiftModifier, QPoint(int(view->xAt(1)), y));
        QVERIFY(region.has_value());
        TW_COMPARE_NEAR(region->begin, 1, 0.02);
        TW_COMPARE_NEAR(region->end, 3, 0.02);
    }

    void resultsOfReplacedClipsAreDropped()
    {
        QThreadPool pool;
        pool.setMaxThreadCount(1);
        QSemaphore go;
        pool.start([&] { go.acquire(); });
        SpectrogramView view(AudioRole::Processed, &pool, makeTemporaryStore());
        view.resize(400, 240);
        view.setTimeRange({0, 1});
        const QSignalSpy rendered(&view, &SpectrogramView::rendered);
        view.setClip(tone(200, -6, 2));
        view.setClip(tone(5000, -6, 1));
        QVERIFY(view.isRendering());
        go.release();
        QVERIFY(QTest::qWaitFor([&] { return view.hasPicture() && !view.isRendering(); }, kWaitMilliseconds));
        QVERIFY(pool.waitForDone(kWaitMilliseconds));
        QCoreApplication::processEvents();
        QCOMPARE(rendered.count(), 1);
        TW_COMPARE_NEAR(view.sound()->seconds(), 1, 1e-9);
        const QRect area = view.pictureArea();
        TW_COMPARE_NEAR(lightestRow(view.grab().toImage(), area, area.center().x()), view.yAt(5000), 1.0);

        view.setClip(tone(200, -6, 2));
        view.setClip(nullptr);  // while that one is being analysed
        QVERIFY(pool.waitForDone(kWaitMilliseconds));
        QCoreApplication::processEvents();
        QVERIFY(!view.hasPicture());
        QVERIFY(!view.sound());
        QVERIFY(!view.isRendering());
    }

    void mayBeClosedWhileItWorks()
    {
        for (int i = 0; i < 5; ++i) {
            auto panel = std::make_unique<SpectrogramPanel>();
            panel->resize(600, 400);
            panel->show();
            for (const AudioRole role : kAbcSources)
                panel->setClip(role, tone(1000, -6, 5));
            QTest::qWait(5 * i);
            panel.reset();
        }
    }

    void saysWhatIsMissing()
    {
        SpectrogramPanel panel;
        panel.resize(600, 500);
        panel.show();
        QVERIFY(panel.isEmpty());
        SpectrogramView *view = panel.view(AudioRole::Processed);
        QCOMPARE(view->accessibleDescription(), roleHint(AudioRole::Processed));
        const QImage before = view->grab().toImage();
        const QString sentence = QStringLiteral("The agent's version follows once it has chosen.");
        panel.setNotice(AudioRole::Processed, sentence);
        QCOMPARE(view->accessibleDescription(), sentence);
        QVERIFY(view->grab().toImage() != before);  // it is drawn
        panel.setClip(AudioRole::Processed, tone(1000, -6, 1));
        QVERIFY(!panel.isEmpty());
        QVERIFY(waitForPictures(panel));
        const QImage picture = view->grab().toImage();
        panel.setNotice(AudioRole::Processed, QString());
        QVERIFY(view->grab().toImage() == picture);  // no notice over a picture
        panel.clear();
        QVERIFY(panel.isEmpty());
        QVERIFY(!view->hasPicture());
        QCOMPARE(panel.timeRange(), (TimeRange{0, 1}));
    }

    void readsOutTimeFrequencyAndLevel()  // WISHES B7
    {
        SpectrogramPanel panel;
        panel.resize(900, 900);
        panel.setClip(AudioRole::Raw, tone(1000, -20, 2));
        panel.show();
        QVERIFY(waitForPictures(panel));
        const SpectrogramView *view = panel.view(AudioRole::Raw);
        const QString text = view->readout({view->xAt(1.25), view->yAt(1000)});
        QCOMPARE(text, QStringLiteral("%1 · %2 (B5) · %3")
                           .arg(formatSeconds(1.25), formatHz(1000), formatWithUnit(-20, 1, QStringLiteral("dB"))));
        QVERIFY(view->readout({view->xAt(1.25), -5}).isEmpty());
        QVERIFY(view->readout({2, 40}).isEmpty());
    }

    /// Whole, on all four sides, above the pictures and their axes; only for who uses the keyboard.
    void theFocusFrameIsWhole()
    {
        SpectrogramPanel panel;
        panel.resize(500, 400);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        panel.setFocus(Qt::TabFocusReason);
        const QColor frame = theme(ThemeKind::Light).colour(Ink::Accent);
        const auto framed = [&panel, frame] {
            const QImage image = panel.grab().toImage();
            int found = 0;
            for (int x = 0; x < image.width(); ++x)
                found += int(image.pixelColor(x, 0) == frame) + int(image.pixelColor(x, image.height() - 1) == frame);
            for (int y = 0; y < image.height(); ++y)
                found += int(image.pixelColor(0, y) == frame) + int(image.pixelColor(image.width() - 1, y) == frame);
            return found;
        };
        panel.setAttribute(Qt::WA_KeyboardFocusChange);
        panel.clearFocus();
        QCOMPARE(framed(), 0);
        panel.setFocus(Qt::TabFocusReason);
        QCOMPARE(framed(), 2 * (500 + 400));
        panel.resize(450, 300);
        QCOMPARE(framed(), 2 * (450 + 300));
    }

    void playheadIsCheap()
    {
        SpectrogramPanel panel;
        panel.resize(900, 600);
        panel.setClip(AudioRole::Raw, tone(1000, -20, 2));
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QVERIFY(waitForPictures(panel));
        QTest::qWait(50);
        SpectrogramView *view = panel.view(AudioRole::Raw);
        PaintWatch watch(view);
        for (int i = 0; i < 10; ++i) {
            panel.setPlayhead(0.15 * i);
            QTest::qWait(20);
        }
        QVERIFY(watch.paints >= 5);
        QVERIFY2(watch.mostPixels <= 20 * view->height(), qPrintable(QString::number(watch.mostPixels)));
        const QImage image = view->grab().toImage();
        const int x = int(view->xAt(1.35));
        QVERIFY(lightness(image.pixel(x, view->pictureArea().center().y())) > 60 ||
                lightness(image.pixel(x - 1, view->pictureArea().center().y())) > 60);
    }

    void floorAndCeilingByKeys()  // WISHES B3
    {
        SpectrogramPanel panel;
        panel.show();
        QTest::keyClick(&panel, Qt::Key_PageDown);
        QCOMPARE(panel.settings().ceilingDb, -5.0);
        QTest::keyClick(&panel, Qt::Key_PageDown, Qt::ShiftModifier);
        QCOMPARE(panel.settings().floorDb, -95.0);
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(&panel, Qt::Key_PageUp, Qt::ShiftModifier);
        QCOMPARE(panel.settings().floorDb, -15.0);  // 10 dB below the ceiling
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(&panel, Qt::Key_PageUp);
        QCOMPARE(panel.settings().ceilingDb, 20.0);
        for (const AudioRole role : kHeardSources)
            QCOMPARE(panel.view(role)->settings().ceilingDb, 20.0);
    }

    void floorAndCeilingBySliders()  // WISHES B3
    {
        SpectrogramPanel panel;
        SpectrogramControls controls(panel);
        panel.show();
        controls.floorSlider()->setValue(-63);
        controls.ceilingSlider()->setValue(-7);
        QCOMPARE(panel.shownSettings().floorDb, -63.0);
        QCOMPARE(panel.shownSettings().ceilingDb, -7.0);
        QTest::keyClick(&panel, Qt::Key_PageUp);
        QCOMPARE(controls.ceilingSlider()->value(), -2);
    }

    void levelsAreFittedOnRequestForAll()  // WISHES B1
    {
        SpectrogramPanel panel;
        panel.resize(600, 600);
        panel.setClip(AudioRole::Raw, tone(1000, -33, 1));
        panel.setClip(AudioRole::Processed, tone(1000, -51, 1));
        panel.show();
        QVERIFY(waitForPictures(panel));
        QCOMPARE(panel.shownSettings().ceilingDb, 0.0);
        QTest::keyClick(&panel, Qt::Key_A);
        QCOMPARE(panel.shownSettings().ceilingDb, -30.0);  // the next whole five above the louder one
        QVERIFY(waitForPictures(panel));
        for (const AudioRole role : kHeardSources)
            QCOMPARE(panel.view(role)->settings(), panel.shownSettings());
        QTest::keyClick(&panel, Qt::Key_A);
        QCOMPARE(panel.shownSettings().ceilingDb, 0.0);
        QCOMPARE(panel.shownSettings().floorDb, -90.0);
    }

    void frequenciesZoomRoundThePointer_data()
    {
        QTest::addColumn<FrequencyScale>("scale");
        QTest::newRow("log") << FrequencyScale::Log;
        QTest::newRow("mel") << FrequencyScale::Mel;
        QTest::newRow("linear") << FrequencyScale::Linear;
    }
    void frequenciesZoomRoundThePointer()  // WISHES B6
    {
        QFETCH(FrequencyScale, scale);
        SpectrogramPanel panel;
        panel.resize(700, 600);
        SpectrogramSettings settings;
        settings.scale = scale;
        panel.setSettings(settings);
        panel.setClip(AudioRole::Raw, tone(1000, -20, 1));
        panel.show();
        SpectrogramView *view = panel.view(AudioRole::Raw);
        const QPoint place(300, int(view->yAt(1000)));
        const double under = view->hertzAt(place.y());
        turnWheel(view, place, 4, Qt::ControlModifier);
        QVERIFY(panel.settings().maximumHz < 15000);
        TW_COMPARE_NEAR(view->hertzAt(place.y()), under, 1e-6 * under);
        for (const AudioRole role : kAbcSources)
            QCOMPARE(panel.view(role)->settings(), view->settings());
        // The tone is still where the axis says.
        QVERIFY(waitForPictures(panel));
        TW_COMPARE_NEAR(lightestRow(view->grab().toImage(), view->pictureArea(), 300), view->yAt(1000), 1.5);
        const double height =
            frequencyToUnit(2000, panel.shownSettings()) - frequencyToUnit(1000, panel.shownSettings());
        QTest::keyClick(&panel, Qt::Key_Down);
        TW_COMPARE_NEAR(frequencyToUnit(2000, panel.shownSettings()) - frequencyToUnit(1000, panel.shownSettings()),
                        height, 0.02);
        turnWheel(view, place, 200, Qt::ControlModifier);
        QVERIFY(panel.settings().maximumHz - panel.settings().minimumHz > 49.9);
        turnWheel(view, place, -200, Qt::ControlModifier);
        QCOMPARE(panel.settings().maximumHz, 22050.0);
        QTest::keyClick(&panel, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(panel.settings().maximumHz, 20000.0);
        QCOMPARE(panel.settings().minimumHz, 40.0);
    }

    void everyWindowIsShown()  // WISHES B4
    {
        SpectrogramPanel panel;
        SpectrogramControls controls(panel);
        panel.resize(500, 400);
        panel.setClip(AudioRole::Raw, tone(1000, -20, 1));
        panel.show();
        QVERIFY(waitForPictures(panel));
        const auto *lengths = controls.findChildren<QComboBox *>().at(1);
        QVERIFY(lengths->currentText().startsWith(QStringLiteral("2048")));
        QVERIFY2(lengths->currentText().contains(formatWithUnit(46, 0, QStringLiteral("ms"))),
                 qPrintable(lengths->currentText()));
        SpectrogramView *view = panel.view(AudioRole::Raw);
        const auto changed = [&](const std::function<void(SpectrogramSettings &)> &change) {
            const QImage before = view->picture().image;
            SpectrogramSettings settings = panel.settings();
            change(settings);
            panel.setSettings(settings);
            const bool ready = waitForPictures(panel);
            const bool level = std::fabs(view->levelDbAt({0.5, 1000}) + 20) < 0.2;  // whatever the analysis
            return ready && level && view->picture().image != before;
        };
        QVERIFY(changed([](SpectrogramSettings &s) { s.windowSamples = 512; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.window = dsp::WindowShape::Blackman; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.framesPerWindow = 8; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.scale = FrequencyScale::Linear; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.colours = ColourMapKind::Grey; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.floorDb = -60; }));
        QVERIFY(changed([](SpectrogramSettings &s) { s.maximumHz = 8000; }));
    }

    void rangesAreEqualToTheLastBit()  // WISHES B8
    {
        SpectrogramPanel panel;
        panel.resize(700, 600);
        for (const AudioRole role : kAbcSources)
            panel.setClip(role, tone(300, -6, 4));
        panel.setDifferenceShown(true);
        panel.show();
        turnWheel(panel.view(AudioRole::Processed), {350, 50}, 5);
        turnWheel(panel.view(AudioRole::Reference), {350, 50}, 3, Qt::ShiftModifier);
        QVERIFY(panel.timeRange().length() < 2);
        QSignalSpy seeks(&panel, &SpectrogramPanel::seekRequested);
        for (const AudioRole role : kHeardSources) {
            QCOMPARE(panel.view(role)->timeRange(), panel.timeRange());
            QTest::mouseClick(panel.view(role), Qt::LeftButton, Qt::NoModifier, {350, 50});
        }
        QCOMPARE(seeks.count(), 4);
        for (const auto &seek : seeks)
            QCOMPARE(seek.at(0), seeks.at(0).at(0));
    }

    void differencesAreCentredOnNothing()
    {
        SpectrogramPanel panel;
        panel.resize(600, 700);
        panel.setClip(AudioRole::Processed, tone(1000, -20, 2));
        panel.setClip(AudioRole::Reference, tone(1000, -26, 2));
        panel.show();
        QVERIFY(!panel.showsDifference());
        QTest::keyClick(&panel, Qt::Key_D);
        QVERIFY(panel.showsDifference());
        SpectrogramView *view = panel.view(AudioRole::Difference);
        QVERIFY(QTest::qWaitFor([&] { return view->hasPicture() && !panel.isRendering(); }, kWaitMilliseconds));
        TW_COMPARE_NEAR(view->levelDbAt({1, 1000}), 6, 0.05);
        QVERIFY(view->readout({view->xAt(1), view->yAt(1000)}).contains(QStringLiteral("+6.0")));
        // In the middle of the map where neither has anything, six of 24 dB up at the tone.
        const QImage image = view->picture().image;
        const int silent = int(view->yAt(12000) - view->pictureArea().top());
        QCOMPARE(image.pixel(image.width() / 2, silent), differenceColours().at(128));
        const int row = int(view->yAt(1000) - view->pictureArea().top());
        QCOMPARE(image.pixel(image.width() / 2, row), differenceColours().colour(6, -24, 24));
        panel.setClip(AudioRole::Reference, tone(1000, -20, 2));
        QVERIFY(QTest::qWaitFor([&] { return !panel.isRendering(); }, kWaitMilliseconds));
        TW_COMPARE_NEAR(view->levelDbAt({1, 1000}), 0, 1e-9);
        panel.setClip(AudioRole::Reference, nullptr);
        QVERIFY(!view->hasPicture());
    }

    void selectionsTellTheirMeanLevel()
    {
        SpectrogramPanel panel;
        panel.resize(700, 600);
        panel.setClip(AudioRole::Raw, tone(1000, -20, 4));
        panel.setClip(AudioRole::Processed, tone(1000, -32, 4));
        panel.show();
        QVERIFY(waitForPictures(panel));
        SpectrogramView *view = panel.view(AudioRole::Raw);
        const QPoint from(int(view->xAt(1)), int(view->yAt(1500))), to(int(view->xAt(3)), int(view->yAt(700)));
        QTest::mousePress(view, Qt::LeftButton, Qt::ControlModifier, from);
        QMouseEvent move(QEvent::MouseMove, to, view->mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton,
                         Qt::ControlModifier);
        QApplication::sendEvent(view, &move);
        QTest::mouseRelease(view, Qt::LeftButton, Qt::ControlModifier, to);
        QVERIFY(panel.selection().has_value());
        TW_COMPARE_NEAR(panel.selection()->time.begin, 1, 0.02);
        TW_COMPARE_NEAR(panel.selection()->frequencies.maximumHz, 1500, 80);
        const SpectrogramView *other = panel.view(AudioRole::Processed);
        QVERIFY(
            QTest::qWaitFor([&] { return std::isfinite(view->meanLevelDb()) && std::isfinite(other->meanLevelDb()); },
                            kWaitMilliseconds));
        // A Hann window's tone spreads 1.5 bins' worth of power; the share of the bins of some 800 Hz is the rest.
        const double bins = (panel.selection()->frequencies.maximumHz - panel.selection()->frequencies.minimumHz) /
                            (double(kRate) / 2048);
        TW_COMPARE_NEAR(view->meanLevelDb(), -20 + 10 * std::log10(1.5 / bins), 0.3);  // bins at the edges
        TW_COMPARE_NEAR(view->meanLevelDb() - other->meanLevelDb(), 12, 0.05);
        QVERIFY(view->accessibleDescription().contains(formatNumber(view->meanLevelDb(), 1)));
        QTest::keyClick(&panel, Qt::Key_Escape);
        QVERIFY(!panel.selection());
        QTest::keyClick(&panel, Qt::Key_S);
        QCOMPARE(panel.selection()->time, panel.timeRange());
    }

    void thePointerIsInAllOfThem()  // WISHES B7
    {
        SpectrogramPanel panel;
        panel.resize(900, 900);
        panel.setClip(AudioRole::Raw, tone(440, -20, 2));
        panel.setClip(AudioRole::Processed, tone(440, -30, 2));
        panel.show();
        QVERIFY(waitForPictures(panel));
        SpectrogramView *view = panel.view(AudioRole::Raw);
        const QString text = view->readout({view->xAt(1), view->yAt(440)});
        QVERIFY2(text.contains(QStringLiteral("440")) && text.contains(QStringLiteral("(A4)")) &&
                     text.contains(formatWithUnit(-20, 1, QStringLiteral("dB"))),
                 qPrintable(text));
        SpectrogramView *other = panel.view(AudioRole::Processed);
        const QImage before = other->grab().toImage();
        const QPointF place(view->xAt(1), view->yAt(440));
        QMouseEvent move(QEvent::MouseMove, place, view->mapToGlobal(place), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(view, &move);
        QVERIFY(other->grab().toImage() != before);
    }
};

}  // namespace tonewright

QTEST_MAIN(tonewright::SpectrogramTest)
#include "tst_spectrogram.moc"
