// WISHES A5: keys that a person can change, and the sheet that lists them.

#include "app/window/key_map.h"

#include <QAction>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QSettings>
#include <QShortcut>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "app/window/key_sheet.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;

namespace
{

/// A window with two commands; the settings are those of the test.
struct Window {
    QWidget widget;
    QAction open{QStringLiteral("&Open…")};
    QShortcut play{QKeySequence(Qt::Key_Space), &widget};
    KeyMap keys;

    Window()
    {
        open.setObjectName(QStringLiteral("open"));
        open.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
        open.setStatusTip(QStringLiteral("Open a file"));
        play.setObjectName(QStringLiteral("transport.play"));
        play.setWhatsThis(QStringLiteral("Play or pause"));
        keys.add(&open);
        keys.add(&play);
    }
};

}  // namespace

class TestKeyMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tonewright-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QString::fromStdString(m_folder / "s"));
    }
    void init() { QSettings().clear(); }

    void keysAreChangedAndRemembered()
    {
        {
            Window window;
            QSignalSpy changed(&window.keys, &KeyMap::changed);
            QCOMPARE(window.keys.label(0), QStringLiteral("Open…"));
            QVERIFY(!window.keys.setKeys(1, QKeySequence(Qt::Key_P)));
            QVERIFY(!window.keys.setKeys(0, QKeySequence(Qt::CTRL | Qt::Key_U)));
            QCOMPARE(changed.count(), 2);
            QCOMPARE(window.play.key(), QKeySequence(Qt::Key_P));
            QCOMPARE(window.open.shortcut(), QKeySequence(Qt::CTRL | Qt::Key_U));
            QVERIFY(window.open.toolTip().contains(QStringLiteral("Ctrl+U")));
        }
        Window again;
        QCOMPARE(again.play.key(), QKeySequence(Qt::Key_P));
        QVERIFY(!again.keys.isStandard(1));
        again.keys.reset();
        QCOMPARE(again.play.key(), QKeySequence(Qt::Key_Space));
        QVERIFY(again.keys.isStandard(0) && again.keys.isStandard(1));
        QCOMPARE(Window().play.key(), QKeySequence(Qt::Key_Space));
    }

    void noKeyMeansTwoThings()
    {
        Window window;
        QCOMPARE(window.keys.setKeys(1, QKeySequence(Qt::CTRL | Qt::Key_O)), QStringLiteral("Open…"));
        QCOMPARE(window.play.key(), QKeySequence(Qt::Key_Space));
        // Not from settings written by hand either.
        QSettings().setValue(QStringLiteral("keys/transport.play"), QStringLiteral("Ctrl+O"));
        QCOMPARE(Window().play.key(), QKeySequence(Qt::Key_Space));
    }

    void aCommandMayHaveNoKey()
    {
        Window window;
        QVERIFY(!window.keys.setKeys(0, {}));
        QVERIFY(!window.keys.setKeys(1, {}));
        QVERIFY(window.play.key().isEmpty());
        QCOMPARE(window.open.toolTip(), QStringLiteral("Open a file"));
        QVERIFY(Window().play.key().isEmpty());
    }

    void theSheetTakesTheKeyThatIsPressed()
    {
        Window window;
        KeySheet sheet(window.keys);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        sheet.show();
        sheet.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&sheet));
        sheet.table()->setFocus();
        sheet.table()->setCurrentCell(1, 0);
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
            QTest::keyClick(sheet.table(), Qt::Key_Return);
            auto *edit = sheet.table()->findChild<QKeySequenceEdit *>();
            QVERIFY(edit);
            QTest::keyClick(edit, key, modifiers);
            QTRY_VERIFY(!sheet.table()->findChild<QKeySequenceEdit *>());
        };
        press(Qt::Key_P);
        QCOMPARE(window.play.key(), QKeySequence(Qt::Key_P));
        QCOMPARE(sheet.table()->item(1, 0)->text(), QStringLiteral("P"));
        press(Qt::Key_O, Qt::ControlModifier);
        QCOMPARE(window.play.key(), QKeySequence(Qt::Key_P));
        QVERIFY(sheet.message().contains(QStringLiteral("Open…")));
        QTest::keyClick(sheet.table(), Qt::Key_Delete);
        QVERIFY(window.play.key().isEmpty());
        QCOMPARE(sheet.table()->item(1, 0)->text(), QString());
    }

    void theSheetTellsThePanesKeysToo()
    {
        Window window;
        window.keys.addNote(QStringLiteral("Pane"), QStringLiteral("D"), QStringLiteral("Show the difference"));
        KeySheet sheet(window.keys);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        const int row = window.keys.count();
        QCOMPARE(sheet.table()->rowCount(), row + 1);
        QCOMPARE(sheet.table()->item(row, 0)->text(), QStringLiteral("D"));
        QCOMPARE(sheet.table()->item(row, 1)->text(), QStringLiteral("Pane: Show the difference"));
        // It stays, whatever is pressed.
        sheet.table()->setCurrentCell(row, 0);
        QTest::keyClick(sheet.table(), Qt::Key_Return);
        QVERIFY(!sheet.table()->findChild<QKeySequenceEdit *>());
        QTest::keyClick(sheet.table(), Qt::Key_Delete);
        QCOMPARE(sheet.table()->item(row, 0)->text(), QStringLiteral("D"));
    }

private:
    test::TemporaryFolder m_folder;
};

QTEST_MAIN(TestKeyMap)
#include "tst_key_map.moc"
