#include <QtGui/QShortcut>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>
#include <cmath>
#include <memory>

#include "tests/support/near.h"
#include "widgets/abc_player/seek_line.h"
#include "widgets/abc_player/source_button.h"
#include "widgets/abc_player/transport_bar.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kSeconds = 4;

std::shared_ptr<const AudioBuffer> tone(double hertz, double seconds = kSeconds, int rate = 22050)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = rate;
    buffer->channels.resize(1);
    for (int i = 0; i < int(seconds * rate); ++i)
        buffer->channels[0].push_back(float(0.1 * std::sin(2 * M_PI * hertz * i / rate)));
    return buffer;
}

/// A window with the bar, a text field and a list. There is no sound device (see main).
struct Desk {
    AbcPlayer player;
    QWidget window;
    QLineEdit *field;
    QListWidget *list;
    TransportBar *bar;
    QList<QShortcut *> shortcuts;

    Desk()
    {
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(field = new QLineEdit);
        layout->addWidget(list = new QListWidget);
        list->addItems({QStringLiteral("one"), QStringLiteral("two")});
        layout->addWidget(bar = new TransportBar(player));
        shortcuts = installTransportShortcuts(player, &window);
        window.resize(1000, 300);
    }

    bool open()
    {
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            return false;
        window.setFocus();
        QSignalSpy ready(&player, &AbcPlayer::sourcesChanged);
        player.setSources({tone(200), tone(300), tone(400)});
        return ready.wait(10000);
    }

    template <class T>
    T *part(const char *name) const
    {
        return bar->findChild<T *>(QStringLiteral("transport.") + QLatin1String(name));
    }
    [[nodiscard]] SourceButton *source(int number) const
    {
        return bar->findChild<SourceButton *>(QStringLiteral("transport.source%1").arg(number));
    }
    [[nodiscard]] QShortcut *shortcut(const char *name) const
    {
        return window.findChild<QShortcut *>(QStringLiteral("transport.") + QLatin1String(name));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::focusWidget();
        QTest::keyClick(target ? target : &window, key, modifiers);
    }
};

void drag(QWidget *widget, QPoint from, QPoint to)
{
    QTest::mousePress(widget, Qt::LeftButton, Qt::NoModifier, from);
    QMouseEvent move(QEvent::MouseMove, to, widget->mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(widget, &move);
    QTest::mouseRelease(widget, Qt::LeftButton, Qt::NoModifier, to);
}

}  // namespace

class TransportBarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void clickChoosesWhatIsHeard()
    {
        Desk desk;
        QVERIFY(desk.open());
        for (const AbcSource source : {AbcSource::Processed, AbcSource::Reference, AbcSource::Raw}) {
            SourceButton *button = desk.source(int(indexOf(source)) + 1);
            QVERIFY(button);
            QTest::mouseClick(button, Qt::LeftButton);
            QCOMPARE(desk.player.selected(), source);
            for (int number = 1; number <= 3; ++number)
                QCOMPARE(desk.source(number)->isChecked(), desk.source(number) == button);
            // The one that is heard is filled with its own colour (left of its text).
            const QColor fill = theme(ThemeKind::Light).colour(roleFillInk(source));
            QCOMPARE(button->grab().toImage().pixelColor(4, button->height() / 2).rgb(), fill.rgb());
            QTest::mouseClick(button, Qt::LeftButton);  // again: stays
            QVERIFY(button->isChecked());
            QCOMPARE(desk.player.selected(), source);
        }
        QVERIFY2(!desk.source(1)->hasFocus(), "a click leaves the keys where they are");
    }

    void keysChooseWhatIsHeard()
    {
        Desk desk;
        QVERIFY(desk.open());
        for (const auto &[key, source] : {std::pair{Qt::Key_2, AbcSource::Processed},
                                          {Qt::Key_3, AbcSource::Reference},
                                          {Qt::Key_1, AbcSource::Raw}}) {
            desk.press(key);
            QCOMPARE(desk.player.selected(), source);
            QVERIFY(desk.source(int(indexOf(source)) + 1)->isChecked());
        }
    }

    void loopByKeyAndByClick()
    {
        Desk desk;
        QVERIFY(desk.open());
        auto *loop = desk.part<QToolButton>("loop");
        desk.press(Qt::Key_L);
        QVERIFY(desk.player.isLooping());
        QVERIFY(loop->isChecked());
        QTest::mouseClick(loop, Qt::LeftButton);
        QVERIFY(!desk.player.isLooping());
        desk.player.seek(1);
        desk.press(Qt::Key_BracketLeft);
        desk.player.seek(3);
        desk.press(Qt::Key_BracketRight);
        TW_COMPARE_NEAR(desk.player.loopRegion().startSeconds, 1, 1e-3);
        TW_COMPARE_NEAR(desk.player.loopRegion().endSeconds, 3, 1e-3);
        QVERIFY2(!desk.player.isLooping(), "marking a region doesn't turn the loop on");
        desk.press(Qt::Key_L, Qt::ShiftModifier);
        QVERIFY(!desk.player.loopRegion().isSet());
    }

    void seekLineGoesThere()
    {
        Desk desk;
        QVERIFY(desk.open());
        auto *line = desk.part<SeekLine>("line");
        const double pixel = kSeconds / (line->xOf(kSeconds) - line->xOf(0));
        const int low = line->height() - 8;
        QTest::mouseClick(line, Qt::LeftButton, Qt::NoModifier, QPoint(int(std::lround(line->xOf(2.5))), low));
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 2.5, pixel);
        QCOMPARE(desk.part<QLabel>("position")->text(), formatSeconds(desk.player.positionSeconds()));
        QVERIFY(desk.part<QLabel>("length")->text().contains(formatSeconds(kSeconds)));
        desk.player.seek(1);
        desk.press(Qt::Key_Right);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 2, 1e-3);
        desk.press(Qt::Key_Left, Qt::ShiftModifier);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 0, 1e-3);
        desk.player.seek(3);
        desk.press(Qt::Key_Home);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 0, 1e-9);
        // As a slider, for those who reach it by Tab.
        line->setFocus(Qt::TabFocusReason);
        desk.player.seek(1);
        desk.press(Qt::Key_Right);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 2, 2e-3);
        desk.player.seek(3);
        QTest::mouseClick(desk.part<QToolButton>("stop"), Qt::LeftButton);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 0, 1e-9);
    }

    void handlesMoveTheRegion()
    {
        Desk desk;
        QVERIFY(desk.open());
        auto *line = desk.part<SeekLine>("line");
        const double pixel = kSeconds / (line->xOf(kSeconds) - line->xOf(0));
        const auto at = [&](double seconds) { return QPoint(int(std::lround(line->xOf(seconds))), 6); };
        drag(line, at(1), at(2));
        TW_COMPARE_NEAR(desk.player.loopRegion().startSeconds, 1, 2 * pixel);
        TW_COMPARE_NEAR(desk.player.loopRegion().endSeconds, 2, 2 * pixel);
        drag(line, at(2), at(3.5));
        TW_COMPARE_NEAR(desk.player.loopRegion().startSeconds, 1, 2 * pixel);
        TW_COMPARE_NEAR(desk.player.loopRegion().endSeconds, 3.5, 2 * pixel);
        drag(line, at(1), at(0.5));
        TW_COMPARE_NEAR(desk.player.loopRegion().startSeconds, 0.5, 2 * pixel);
        drag(line, at(0.5), at(4));  // the ends don't pass each other
        QVERIFY(desk.player.loopRegion().isSet());
        QVERIFY(desk.player.loopRegion().endSeconds <= 3.5 + 2 * pixel);
        QVERIFY2(desk.player.positionSeconds() == 0, "moving the region doesn't seek");
    }

    void spacePlaysUnlessSomebodyNeedsIt()
    {
        Desk desk;
        QVERIFY(desk.open());
        QSignalSpy play(desk.shortcut("play"), &QShortcut::activated);
        desk.press(Qt::Key_Space);
        QCOMPARE(play.count(), 1);
        desk.list->setFocus(Qt::MouseFocusReason);
        desk.press(Qt::Key_Space);
        QCOMPARE(play.count(), 2);
        desk.press(Qt::Key_2);
        QCOMPARE(desk.player.selected(), AbcSource::Processed);

        desk.field->setFocus(Qt::MouseFocusReason);
        QTest::keyClicks(desk.field, QStringLiteral("a 3l"));
        QCOMPARE(play.count(), 2);
        QCOMPARE(desk.field->text(), QStringLiteral("a 3l"));
        QCOMPARE(desk.player.selected(), AbcSource::Processed);
        QVERIFY(!desk.player.isLooping());

        auto *loop = desk.part<QToolButton>("loop");
        loop->setFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_Space);
        QCOMPARE(play.count(), 2);
        QVERIFY2(desk.player.isLooping(), "a button that was reached by Tab keeps Space");
    }

    void listKeepsItsArrows()
    {
        Desk desk;
        QVERIFY(desk.open());
        desk.player.seek(2);
        desk.list->setFocus(Qt::MouseFocusReason);
        desk.list->setCurrentRow(1);
        desk.press(Qt::Key_Home);
        QCOMPARE(desk.list->currentRow(), 0);
        TW_COMPARE_NEAR(desk.player.positionSeconds(), 2, 1e-3);
    }

    void withoutADeviceOneLineSaysSo()
    {
        Desk desk;
        QVERIFY(desk.open());
        if (desk.player.canPlay())
            QSKIP("This system's sound backend finds a device in spite of PULSE_SERVER.");
        QVERIFY(!desk.player.outputMessage().isEmpty());
        auto *note = desk.part<QLabel>("note");
        QVERIFY(note->isVisible());
        QVERIFY(note->text().startsWith(desk.player.outputMessage()));
        QVERIFY(!note->text().contains(QLatin1Char('\n')));
        auto *play = desk.part<QToolButton>("play");
        QVERIFY(!play->isEnabled());
        QCOMPARE(play->toolTip(), desk.player.outputMessage());
        desk.press(Qt::Key_Space);
        QVERIFY(!desk.player.isPlaying());
    }

    void noteTellsWhatWasDone()
    {
        Desk desk;
        QVERIFY(desk.open());
        QSignalSpy ready(&desk.player, &AbcPlayer::sourcesChanged);
        const int height = desk.bar->height();
        desk.player.setSources({tone(200, 2), tone(300, kSeconds, 44100), nullptr});
        QVERIFY(ready.wait(10000));
        auto *note = desk.part<QLabel>("note");
        QVERIFY(!desk.player.note().isEmpty());
        QVERIFY(note->text().contains(desk.player.note()));
        QCOMPARE(note->toolTip(), note->text());
        QCOMPARE(desk.bar->height(), height);
        QVERIFY(!desk.source(1)->accessibleDescription().contains(QLatin1String("silent")));
        QVERIFY2(!desk.source(3)->accessibleDescription().isEmpty(), "it says that there is no reference");
    }

    void volumeBothWays()
    {
        Desk desk;
        QVERIFY(desk.open());
        auto *slider = desk.part<QSlider>("volume");
        QCOMPARE(slider->value(), slider->maximum());
        slider->setValue(slider->maximum() / 2);
        TW_COMPARE_NEAR(20 * std::log10(desk.player.volume()), -12.04, 0.01);
        desk.player.setVolume(0);
        QCOMPARE(slider->value(), 0);
    }

    void emptyPlayerIsInert()
    {
        AbcPlayer player;
        TransportBar bar(player);
        bar.resize(900, bar.sizeHint().height());
        bar.show();
        auto *line = bar.findChild<SeekLine *>();
        QVERIFY(!line->isEnabled());
        QTest::mouseClick(line, Qt::LeftButton);
        QCOMPARE(player.positionSeconds(), 0.0);
        QVERIFY(!bar.findChild<QToolButton *>(QStringLiteral("transport.stop"))->isEnabled());
    }

    void everyKeyIsListedOnce()
    {
        QStringList keys;
        QStringList ids;
        for (const TransportShortcut &one : transportShortcuts()) {
            QVERIFY(!one.label.isEmpty());
            keys << one.keys.toString(QKeySequence::PortableText);
            ids << one.id;
        }
        for (const char *key : {"1", "2", "3", "Space", "L", "[", "]", "Shift+L", "Left", "Right", "Home"})
            QCOMPARE(keys.count(QLatin1String(key)), 1);
        QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), keys.size());
        QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
    }
};

}  // namespace tonewright

int main(int argc, char **argv)
{
    // No sound server: what is tested here must not depend on the machine's.
    qputenv("PULSE_SERVER", "unix:/nonexistent/tonewright-test");
    QApplication application(argc, argv);
    tonewright::TransportBarTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_transport_bar.moc"
