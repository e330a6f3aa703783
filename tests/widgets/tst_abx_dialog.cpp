#include "widgets/abc_player/abx_dialog.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <cmath>

#include "tests/support/temporary_folder.h"
#include "widgets/abc_player/level_strip.h"
#include "widgets/abc_player/transport_bar.h"
#include "widgets/style/theme.h"

using namespace tonewright;

namespace
{

std::shared_ptr<const AudioBuffer> tone(double hertz, double amplitude)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = 22050;
    buffer->channels.resize(1);
    for (int i = 0; i < 2 * 22050; ++i)
        buffer->channels[0].push_back(float(amplitude * std::sin(2 * M_PI * hertz * i / 22050)));
    return buffer;
}

struct Desk {
    test::TemporaryFolder folder;
    AbcPlayer player;
    TransportBar bar{player};
    std::unique_ptr<AbxDialog> dialog;

    bool open(std::uint64_t seed, bool needsDevice = false)
    {
        bar.resize(1200, bar.sizeHint().height());
        bar.setLevelsShown(true);
        bar.show();
        QSignalSpy ready(&player, &AbcPlayer::sourcesChanged);
        player.setSources({tone(200, 0.1), tone(300, 0.3), tone(400, 0.2)});
        if (!ready.wait(10000))
            return false;
        dialog = std::make_unique<AbxDialog>(
            player, AbxDialog::Setup{seed, QStringLiteral("blues/one"), folder / "records", needsDevice});
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->show();
        dialog->activateWindow();
        return QTest::qWaitForWindowActive(dialog.get());
    }
    void press(Qt::Key key) const
    {
        QWidget *target = QApplication::focusWidget();
        QTest::keyClick(target ? target : dialog.get(), key);
    }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return dialog->findChild<QPushButton *>(QStringLiteral("abx.") + QLatin1String(name));
    }
    [[nodiscard]] QString text(const char *name) const
    {
        return dialog->findChild<QLabel *>(QStringLiteral("abx.") + QLatin1String(name))->text();
    }
};

AbxTest::Side other(AbxTest::Side side)
{
    return side == AbxTest::Side::A ? AbxTest::Side::B : AbxTest::Side::A;
}

}  // namespace

/// WISHES A6: the blind test as a person meets it.
class TestAbxDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void wholeTestByKeyboard()
    {
        Desk desk;
        QVERIFY(desk.open(3));
        auto *trials = desk.dialog->findChild<QSpinBox *>();
        QCOMPARE(trials->minimum(), 10);
        QCOMPARE(trials->maximum(), 25);
        trials->setValue(10);
        QSignalSpy recorded(desk.dialog.get(), &AbxDialog::recorded);
        desk.press(Qt::Key_Return);
        QVERIFY(desk.player.isBlind());
        for (int i = 0; i < 10; ++i) {
            QVERIFY(desk.text("progress").contains(QString::number(i + 1)));
            desk.press(Qt::Key_B);  // X was not heard yet
            QCOMPARE(desk.dialog->test()->answered(), i);
            desk.press(Qt::Key_2);
            QVERIFY(desk.button("listen2")->isChecked());
            desk.press(Qt::Key_3);
            QVERIFY(desk.button("listen3")->isChecked());
            const AbxTest::Side x = desk.dialog->test()->x();
            const AbxTest::Side said = i < 9 ? x : other(x);
            desk.press(said == AbxTest::Side::A ? Qt::Key_A : Qt::Key_B);
        }
        QVERIFY(!desk.player.isBlind());
        QCOMPARE(recorded.count(), 1);
        QVERIFY(desk.text("count").contains(QLatin1String("9")));
        QVERIFY2(desk.text("verdict").contains(QLatin1String("0.0107")), qPrintable(desk.text("verdict")));

        const auto json = readJson(desk.dialog->record());
        QVERIFY(json);
        QCOMPARE((*json)["item"].get<std::string>(), std::string("blues/one"));
        QCOMPARE((*json)["a"].get<std::string>(), std::string("processed"));
        QCOMPARE((*json)["b"].get<std::string>(), std::string("reference"));
        QCOMPARE((*json)["correct"].get<int>(), 9);
        QCOMPARE((*json)["trials"].size(), std::size_t(10));
        QVERIFY(json->contains("time"));
    }

    /// What can be seen while X is heard is the same, to the pixel, whatever X is.
    void nothingToSeeTellsWhatXIs()
    {
        std::array<QList<QImage>, 2> pictures;
        std::array<QStringList, 2> words;
        for (std::uint64_t seed = 1; pictures[0].isEmpty() || pictures[1].isEmpty(); ++seed) {
            QVERIFY(seed < 30);
            Desk desk;
            QVERIFY(desk.open(seed));
            desk.press(Qt::Key_Return);
            desk.press(Qt::Key_3);
            const auto x = std::size_t(desk.dialog->test()->x());
            if (!pictures[x].isEmpty())
                continue;
            QApplication::processEvents();
            pictures[x] = {desk.dialog->grab().toImage(), desk.bar.grab().toImage()};
            for (QWidget *top : {static_cast<QWidget *>(desk.dialog.get()), static_cast<QWidget *>(&desk.bar)})
                for (const QWidget *widget : top->findChildren<QWidget *>())
                    words[x] << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription();
        }
        QCOMPARE(pictures[0], pictures[1]);
        QCOMPARE(words[0], words[1]);
    }

    void levelsAndGainsAreHidden()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        auto *levels = desk.bar.findChild<LevelStrip *>();
        QVERIFY(std::isfinite(levels->row(AbcSource::Processed).integrated));
        desk.press(Qt::Key_Return);
        for (const AbcSource source : kAbcSources) {
            QVERIFY(!std::isfinite(levels->row(source).integrated));
            QVERIFY(!std::isfinite(levels->row(source).peakDb));
        }
    }

    void nothingIsSaidBeforeTheLastAnswer()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        desk.press(Qt::Key_Return);
        std::array<QImage, 2> after;
        for (int i = 0; i < 2; ++i) {
            desk.press(Qt::Key_3);
            const AbxTest::Side x = desk.dialog->test()->x();
            const AbxTest::Side said = i == 0 ? x : other(x);
            desk.press(said == AbxTest::Side::A ? Qt::Key_A : Qt::Key_B);
            desk.dialog->findChild<QLabel *>(QStringLiteral("abx.progress"))->setText({});
            QApplication::processEvents();
            after[std::size_t(i)] = desk.dialog->grab().toImage();
        }
        QCOMPARE(after[0], after[1]);
        QVERIFY(desk.dialog->record().empty());
        QVERIFY(!std::filesystem::exists(desk.folder / "records"));
    }

    /// As many trials as there can be stand in the result, and none is cut off.
    void everyTrialCanBeRead()
    {
        Desk desk;
        QVERIFY(desk.open(5));
        const int most = AbxSetup::kMost;
        desk.dialog->findChild<QSpinBox *>()->setValue(most);
        desk.press(Qt::Key_Return);
        for (int i = 0; i < most; ++i) {
            desk.press(Qt::Key_3);
            desk.press(Qt::Key_A);
        }
        const auto *trials = desk.dialog->findChild<QLabel *>(QStringLiteral("abx.details"));
        QCOMPARE(trials->text().count(QStringLiteral("you said A")), most);
        QApplication::processEvents();
        QVERIFY(trials->height() >= trials->sizeHint().height() && trials->width() >= trials->sizeHint().width());
        QCOMPARE(trials->visibleRegion(), QRegion(trials->rect()));
        QVERIFY(desk.dialog->height() < 600);  // a small screen's
        for (const QLabel *label : desk.dialog->findChildren<QLabel *>())
            if (label->isVisible() && label->hasHeightForWidth())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
    }

    /// Nothing of the first page is cut off either.
    void theSetupCanBeReadAndLeft()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        for (const QLabel *label : desk.dialog->findChildren<QLabel *>())
            if (label->isVisible()) {
                const int needed =
                    label->hasHeightForWidth() ? label->heightForWidth(label->width()) : label->sizeHint().height();
                QVERIFY2(label->height() >= needed, qPrintable(label->text()));
                QVERIFY2(label->hasHeightForWidth() || label->width() >= label->sizeHint().width(),
                         qPrintable(label->text()));
            }
        desk.button("cancel")->click();
        QVERIFY(!desk.dialog->isVisible());
    }

    void whatNobodyHearsIsNoTest()
    {
        Desk desk;
        QVERIFY(desk.open(1, true));
        QVERIFY(!desk.player.canPlay());
        QVERIFY(!desk.button("start")->isEnabled());
        QTRY_VERIFY(!desk.player.outputMessage().isEmpty());
        QVERIFY2(desk.text("problem").contains(desk.player.outputMessage()), qPrintable(desk.text("problem")));
        desk.press(Qt::Key_Return);
        QVERIFY(!desk.dialog->test() && !desk.player.isBlind());
        QVERIFY(!std::filesystem::exists(desk.folder / "records"));
    }

    void closingEndsTheTest()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        desk.press(Qt::Key_Return);
        QVERIFY(desk.player.isBlind());
        desk.press(Qt::Key_Escape);
        QVERIFY(!desk.player.isBlind());
        QVERIFY(!desk.dialog->isVisible());
    }

    void anotherPieceEndsTheTestAndSaysSo()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        desk.press(Qt::Key_Return);
        desk.player.setSources({});
        QVERIFY(!desk.dialog->test());
        QVERIFY(!desk.text("problem").isEmpty());
    }

    void whatCannotBeComparedSaysWhy()
    {
        Desk desk;
        QVERIFY(desk.open(1));
        const auto boxes = desk.dialog->findChildren<QComboBox *>();
        QCOMPARE(boxes.size(), 2);
        boxes[0]->setCurrentIndex(2);
        QVERIFY(!desk.button("start")->isEnabled());
        QVERIFY(!desk.text("problem").isEmpty());
        boxes[0]->setCurrentIndex(0);
        QVERIFY(desk.button("start")->isEnabled());
        QSignalSpy ready(&desk.player, &AbcPlayer::sourcesChanged);
        desk.player.setSource(AbcSource::Raw, nullptr);
        QVERIFY(ready.wait(10000));
        QVERIFY(!desk.button("start")->isEnabled());
    }
};

int main(int argc, char **argv)
{
    // No sound server: what is tested here must not depend on the machine's.
    qputenv("PULSE_SERVER", "unix:/nonexistent/tonewright-test");
    QApplication application(argc, argv);
    TestAbxDialog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_abx_dialog.moc"
