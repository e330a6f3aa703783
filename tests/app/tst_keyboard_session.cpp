// One session with the mouse unplugged: from a folder of music to a blind test. Heard by a sound server of the test's
// own. CTest runs it offscreen and, as tst_keyboard_session_x11, on an X server.

#include <QAction>
#include <QApplication>
#include <QAudioDevice>
#include <QFileDialog>
#include <QLabel>
#include <QMediaDevices>
#include <QPushButton>
#include <QTest>

#include "app/window/message_bar.h"
#include "core/eq_exchange/equalizer_apo.h"
#include "tests/app/fake_bench.h"
#include "tests/app/window_fixture.h"
#include "tests/support/near.h"
#include "tests/widgets/private_pulse_server.h"
#include "widgets/abc_player/abx_dialog.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/eq_curve/eq_node.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus != nullptr ? focus : QApplication::activeWindow(), Qt::Key(key), modifiers);
}

void press(const QAction *action)
{
    const QKeyCombination keys = action->shortcut()[0];
    press(keys.key(), keys.keyboardModifiers());
}

void type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

/// Tab, as often as it takes.
template <class Found>
bool tabTo(Found found)
{
    for (int i = 0; i < 120; ++i) {
        if (QApplication::focusWidget() != nullptr && found(QApplication::focusWidget()))
            return true;
        press(Qt::Key_Tab);
    }
    return false;
}

/// Waits for the dialog and gives it the keyboard, as a window manager does; neither the offscreen platform nor a bare
/// X server has one.
template <class Dialog>
Dialog *waitForDialog()
{
    Dialog *dialog = nullptr;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            for (QWidget *widget : QApplication::topLevelWidgets())
                if (auto *candidate = qobject_cast<Dialog *>(widget); candidate != nullptr && candidate->isVisible())
                    dialog = candidate;
            if (dialog != nullptr && !dialog->isActiveWindow())
                dialog->activateWindow();
            return dialog != nullptr && dialog->isActiveWindow() && dialog->isAncestorOf(QApplication::focusWidget());
        },
        5000));
    return dialog;
}

/// Types a path into a dialog for files and takes it.
bool choose(const std::filesystem::path &path)
{
    const QPointer<QFileDialog> dialog = waitForDialog<QFileDialog>();
    if (!dialog)
        return false;
    press(Qt::Key_A, Qt::ControlModifier);
    type(QString::fromStdString(path.string()));
    for (int i = 0; i < 3 && dialog && dialog->isVisible(); ++i) {  // the first may go to the list of completions
        press(Qt::Key_Return);
        QTest::qWait(50);
    }
    return !dialog || !dialog->isVisible();
}

/// The same when a dialog has closed.
bool isBack(MainWindow &window)
{
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window);
}

}  // namespace

class TestKeyboardSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = PrivatePulseServer::reasonToSkip(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_server.setEnvironment();
        QVERIFY2(m_server.start(), m_server.log().constData());
        QTRY_VERIFY_WITH_TIMEOUT(!QMediaDevices::audioOutputs().isEmpty(), 10000);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    // WISHES A5
    void fromAFolderToABlindTest()
    {
        WindowFixture f;
        f.controls->decorate = [](Preview &preview) {
            const auto bench = std::make_shared<FakeBench>(preview.itemKey, noise(3, 8.0, 44100));
            preview.equaliser = decided();
            preview.bench = bench;
            preview.render = (*bench->preview(decided()))->render;
        };
        MainWindow &window = *f.window;
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        AbcPlayer &player = window.player();

        // Open a folder.
        press(window.actions().openFolder);
        QVERIFY(choose(f.folder / "music"));
        QVERIFY(f.waitFor(RunPhase::Ready));
        QVERIFY(isBack(window));

        // Choose a track.
        const CorpusTree *corpus = window.panes().corpus;
        QVERIFY(tabTo([&](QWidget *widget) { return corpus->isAncestorOf(widget); }));
        QTRY_VERIFY(!corpus->currentKey().isEmpty());
        const QString first = corpus->currentKey();
        for (int i = 0; i < 4 && corpus->currentKey() == first; ++i)
            press(Qt::Key_Down);
        QVERIFY(corpus->currentKey() != first);
        const std::string item = corpus->currentKey().toStdString();
        QTRY_VERIFY_WITH_TIMEOUT(window.previews().shown() && window.previews().shown()->preview->itemKey == item,
                                 10000);
        QTRY_VERIFY_WITH_TIMEOUT(player.canPlay() && player.durationSeconds() > 7, 10000);

        // Play, and loop two seconds.
        press(Qt::Key_Space);
        QTRY_VERIFY(player.isPlaying() && player.positionSeconds() > 0.3);
        press(Qt::Key_BracketLeft);
        const double start = player.loopRegion().startSeconds;
        QTRY_VERIFY_WITH_TIMEOUT(player.positionSeconds() >= start + 2, 10000);
        press(Qt::Key_BracketRight);
        press(Qt::Key_L);
        QVERIFY(player.isLooping());
        const LoopRegion region = player.loopRegion();
        QVERIFY(region.startSeconds > 0.2 && region.endSeconds - region.startSeconds >= 2.0);
        QTRY_VERIFY_WITH_TIMEOUT(player.positionSeconds() < region.startSeconds + 0.5, 10000);  // it went back

        // A, B, C and what is between the two.
        for (const auto &[key, source] : {std::pair{Qt::Key_1, AbcSource::Raw},
                                          {Qt::Key_2, AbcSource::Processed},
                                          {Qt::Key_3, AbcSource::Reference},
                                          {Qt::Key_4, AbcSource::Difference}}) {
            press(key);
            QCOMPARE(player.selected(), source);
        }
        QVERIFY(player.isPlaying());

        // Nudge a band, and take it back.
        QVERIFY(tabTo([](QWidget *widget) { return qobject_cast<EqNode *>(widget) != nullptr; }));
        const EqEdit before = window.equaliser().edit();
        press(Qt::Key_Up);
        press(Qt::Key_Right);
        QVERIFY(window.equaliser().edit() != before);
        QCOMPARE(window.equaliser().slot(), EqSlot::Mine);
        press(window.actions().undo);
        press(window.actions().undo);
        QCOMPARE(window.equaliser().edit(), before);
        QVERIFY(!window.actions().undo->isEnabled());

        // Export to Equalizer APO.
        const auto file = f.folder / "eq.txt";
        press(window.actions().exportEqualiser);
        QVERIFY(choose(file));
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(file), 5000);
        const auto content = eq_exchange::readEqualizerApo(readBytes(file), 44100);
        QVERIFY(content);
        QCOMPARE(content->chain.bands.size(), std::size_t(8));  // four bands, each twice: zero phase
        QTRY_VERIFY(window.messages().text().contains(QStringLiteral("eq.txt")));

        // Five trials of a blind test.
        QVERIFY(isBack(window));
        QTRY_VERIFY(!player.isAuditioning());
        press(window.actions().blindTest);
        const QPointer<AbxDialog> dialog = waitForDialog<AbxDialog>();
        QVERIFY(dialog);
        press(Qt::Key_Return);  // start
        QTRY_VERIFY(player.isBlind());
        const auto *progress = dialog->findChild<QLabel *>(QStringLiteral("abx.progress"));
        for (int trial = 1; trial <= 5; ++trial) {
            QVERIFY2(progress->text().startsWith(QStringLiteral("Trial %1 of").arg(trial)),
                     qPrintable(progress->text()));
            press(Qt::Key_A);  // not before X was heard
            press(Qt::Key_3);
            press(trial % 2 != 0 ? Qt::Key_A : Qt::Key_B);
        }
        QVERIFY2(progress->text().startsWith(QStringLiteral("Trial 6 of")), qPrintable(progress->text()));
        QVERIFY(player.isPlaying());
        press(Qt::Key_Escape);
        QTRY_VERIFY(!dialog || !dialog->isVisible());
        QTRY_VERIFY(!player.isBlind());
        QVERIFY(isBack(window));
        press(Qt::Key_Space);
        QTRY_VERIFY(!player.isPlaying());
    }

    /// Last: the device is gone then.
    void aLostDeviceEndsTheBlindTest()
    {
        const TemporaryFolder folder;
        AbcPlayer player;
        const auto sound = std::make_shared<const AudioBuffer>(noise(4, 8.0, 44100));
        player.setSources({sound, std::make_shared<const AudioBuffer>(noise(5, 8.0, 44100)), sound});
        AbxDialog dialog(player, {1, QStringLiteral("noise"), folder / "records"});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto *start = dialog.findChild<QPushButton *>(QStringLiteral("abx.start"));
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), 10000);
        start->click();
        QVERIFY(dialog.test() && player.isBlind());
        QVERIFY(m_server.unplug());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.test(), 10000);
        QVERIFY(!player.isBlind());
        const auto *problem = dialog.findChild<QLabel *>(QStringLiteral("abx.problem"));
        QVERIFY2(problem->text().contains(player.outputMessage()), qPrintable(problem->text()));
        QVERIFY(!start->isEnabled());
        QVERIFY(!std::filesystem::exists(folder / "records"));
    }

private:
    PrivatePulseServer m_server;
};

QTEST_MAIN(TestKeyboardSession)
#include "tst_keyboard_session.moc"
