// Sizes of the window and of what lies in it: remembered, shared, and never larger than the screen.

#include <QDockWidget>
#include <QLabel>
#include <QToolButton>

#include "app/window/message_bar.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/pane.h"
#include "window_fixture.h"

using namespace tonewright;
using namespace tonewright::test;

class TestWindowLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layoutIsRemembered();
    void messageIsReadableAfterClearing();
    void aMessageIsAsHighAsItsWords();
    void fitsASmallScreen();
    void nothingShownMakesItHigher();
    void panesKeepTheirShares();
};

void TestWindowLayout::layoutIsRemembered()
{
    WindowFixture f;
    QDockWidget *corpus = f.window->panes().docks().front();
    corpus->hide();
    f.window->actions().theme->setChecked(false);
    f.window->actions().theme->trigger();
    f.window->resize(1234, 777);
    f.window->close();
    f.makeWindow();
    QVERIFY(!f.window->panes().docks().front()->isVisible());
    QVERIFY(f.window->actions().theme->isChecked());
    f.window->actions().resetLayout->trigger();
    QVERIFY(f.window->panes().docks().front()->isVisible());
    f.window->setTheme(ThemeKind::Light);
}

void TestWindowLayout::messageIsReadableAfterClearing()
{
    WindowFixture f;
    MessageBar &bar = f.window->messages();
    QCoreApplication::processEvents();
    for (int round = 0; round < 2; ++round) {
        bar.clear();
        bar.clear();
        QVERIFY(!bar.isVisible());
        bar.showNote(QStringLiteral("Something to read"));
        QTRY_VERIFY(bar.findChild<QLabel *>(QStringLiteral("messageText"))->isVisible());
        QVERIFY(bar.findChild<QToolButton *>()->isVisible());
        QCoreApplication::processEvents();
        QVERIFY(bar.findChild<QLabel *>(QStringLiteral("messageText"))->width() > 100);
        QVERIFY(!bar.visibleRegion().isEmpty());
    }
}

void TestWindowLayout::aMessageIsAsHighAsItsWords()
{
    WindowFixture f;
    f.window->resize(1400, 900);
    MessageBar &bar = f.window->messages();
    QString words;
    for (int i = 0; i < 40; ++i)
        words += QStringLiteral("many words ");
    for (int round = 0; round < 2; ++round) {
        bar.showNote(words);
        QCoreApplication::processEvents();
        auto *label = bar.findChild<QLabel *>(QStringLiteral("messageText"));
        QVERIFY(label->heightForWidth(label->width()) <= label->height());
        QVERIFY2(bar.height() <= 4 * label->fontMetrics().height(), qPrintable(QString::number(bar.height())));
        const QRect cross = bar.findChild<QToolButton *>()->geometry();
        QVERIFY2(bar.rect().contains(cross), qPrintable(QStringLiteral("%1 %2 %3 %4 in %5 %6")
                                                            .arg(cross.x())
                                                            .arg(cross.y())
                                                            .arg(cross.width())
                                                            .arg(cross.height())
                                                            .arg(bar.width())
                                                            .arg(bar.height())));
        QCOMPARE(f.window->height(), 900);
        bar.clear();
    }
}

void TestWindowLayout::fitsASmallScreen()
{
    WindowFixture f;
    QVERIFY(f.open());
    QTRY_VERIFY(!f.window->panes().spectrogramPane->isEmpty());
    QStringList needs;
    for (const QDockWidget *dock : f.window->panes().docks())
        needs << QStringLiteral("%1 %2 x %3")
                     .arg(dock->objectName())
                     .arg(dock->minimumSizeHint().width())
                     .arg(dock->minimumSizeHint().height());
    needs << QStringLiteral("sound %1").arg(f.window->centralWidget()->minimumSizeHint().height());
    f.window->resize(1280, 680);  // 720 less the title and a panel
    QCoreApplication::processEvents();
    QVERIFY2(f.window->size() == QSize(1280, 680),
             qPrintable(QStringLiteral("%1 x %2: ").arg(f.window->width()).arg(f.window->height()) + needs.join(", ")));
}

void TestWindowLayout::nothingShownMakesItHigher()
{
    WindowFixture f;
    f.window->resize(1400, 860);
    QVERIFY(f.open());
    QTRY_VERIFY(!f.window->panes().spectrogramPane->isEmpty());
    f.window->panes().spectrograms->setDifferenceShown(true);
    for (QToolButton *button : f.window->findChildren<QToolButton *>(QStringLiteral("transport.levels")))
        button->click();
    f.window->messages().showNote(QStringLiteral("Something to read"));
    QTest::qWait(100);
    QCOMPARE(f.window->height(), 860);
}

void TestWindowLayout::panesKeepTheirShares()
{
    WindowFixture f;
    f.window->resize(1400, 860);
    QTest::qWait(50);
    const WorkbenchPanes &panes = f.window->panes();
    const int decision = panes.curvePane->height(), course = panes.graphsPane->height();
    f.window->resize(1400, 1200);
    QTest::qWait(50);
    QVERIFY2(panes.curvePane->height() > 1.25 * decision, qPrintable(QString::number(panes.curvePane->height())));
    QVERIFY2(panes.graphsPane->height() > 1.25 * course, qPrintable(QString::number(panes.graphsPane->height())));
    f.window->resize(1400, 860);
    QTest::qWait(50);
    QVERIFY2(std::abs(panes.curvePane->height() - decision) <= 4,
             qPrintable(QStringLiteral("%1 %2").arg(panes.curvePane->height()).arg(decision)));
}

QTEST_MAIN(TestWindowLayout)
#include "tst_window_layout.moc"
