#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

using namespace tonewright;

class TestPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void anEmptyPaneSaysWhatItShowsAndOffersTheAction()
    {
        auto *content = new QLabel(QStringLiteral("content"));
        Pane pane(QStringLiteral("Sound"), content);
        pane.resize(400, 300);
        pane.emptyState()->setIcon(Icon::Spectrogram);
        pane.emptyState()->setSentence(QStringLiteral("Choose a track to see and hear it."));
        pane.emptyState()->setAction(QStringLiteral("Open a folder"));
        pane.show();
        QVERIFY(!pane.isEmpty());
        QVERIFY(content->isVisible());
        pane.setEmpty(true);
        QVERIFY(pane.isEmpty());
        QVERIFY(!content->isVisible());
        QVERIFY(pane.emptyState()->isVisible());
        QCOMPARE(pane.emptyState()->accessibleName(), pane.emptyState()->sentence());
        auto *button = pane.emptyState()->findChild<QPushButton *>();
        QVERIFY(button->isVisible());
        QSignalSpy triggered(pane.emptyState(), &EmptyState::actionTriggered);
        QTest::mouseClick(button, Qt::LeftButton);
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(triggered.count(), 2);
        pane.emptyState()->setAction(QString());
        QVERIFY(!button->isVisible());
    }

    void buttonsAreWideEnoughForTheirWords()
    {
        QPushButton button(QStringLiteral("Open a folder of music"));
        QVERIFY(button.sizeHint().width() >= button.fontMetrics().horizontalAdvance(button.text()) + 2 * kGrid);
    }

    void headersHoldControlsAndAMenu()
    {
        PaneHeader header(QStringLiteral("Training"));
        header.resize(600, header.sizeHint().height());
        header.show();
        auto *first = new QToolButton;
        header.addControl(first);
        header.menu()->addAction(QStringLiteral("Export"));
        auto *second = new QToolButton;
        header.addControl(second);
        QCOMPARE(header.menu()->actions().size(), 1);  // the same menu
        QTest::qWait(1);
        QToolButton *more = nullptr;
        for (QToolButton *button : header.findChildren<QToolButton *>())
            if (button->menu() == header.menu())
                more = button;
        QVERIFY(more && !more->accessibleName().isEmpty());
        // In the order they came, the menu last.
        QVERIFY(first->x() < second->x());
        QVERIFY(second->x() < more->x());
    }

    void theHairlineCanBeDraggedBesideIt()
    {
        HairlineSplitter splitter(Qt::Horizontal);
        splitter.addWidget(new QWidget);
        splitter.addWidget(new QWidget);
        splitter.resize(401, 200);
        splitter.setSizes({200, 200});
        splitter.show();
        QVERIFY(QTest::qWaitForWindowExposed(&splitter));
        QCOMPARE(splitter.handleWidth(), 1);
        QCOMPARE(splitter.sizes(), (QList<int>{200, 200}));
        QWidget *handle = splitter.handle(1);
        QVERIFY(handle->width() >= 5);  // reaches over its neighbours
        // On the screen it is one line in the hairline's ink.
        const QImage image = splitter.grab().toImage();
        int lines = 0;
        for (int x = 190; x < 212; ++x)
            lines += image.pixelColor(x, 100) == theme(ThemeKind::Light).colour(Ink::Hairline);
        QCOMPARE(lines, 1);
    }
};

QTEST_MAIN(TestPane)
#include "tst_pane.moc"
