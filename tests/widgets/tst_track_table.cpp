#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>
#include <cmath>

#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/dataset_pane/intake_report.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/style/pane.h"
#include "widgets/style/theme.h"

using namespace tonewright;

namespace
{

TrackEntry entry(const char *genre, const char *name, int rate = 44100, bool heldOut = false, const char *problem = "")
{
    TrackEntry made;
    made.genre = QString::fromLatin1(genre);
    made.name = QString::fromLatin1(name);
    made.key = made.genre + QLatin1Char('/') + made.name;
    made.file = QStringLiteral("/music/") + made.key + QStringLiteral(".wav");
    made.heldOut = heldOut;
    made.seconds = 30;
    made.sampleRate = rate;
    made.channels = 2;
    made.problem = QString::fromLatin1(problem);
    return made;
}

TrackEntries fiveTracks()
{
    std::vector<TrackEntry> tracks{entry("blues", "b10"), entry("blues", "b2", 44100, true), entry("jazz", "J1", 22050),
                                   entry("rock", "a", 44100, false, "its rate is odd"), entry("rock", "c")};
    tracks[1].pair = true;
    tracks[2].seconds = 29.64;
    return makeTrackEntries(std::move(tracks));
}

TrackOrderRequest all(const TrackEntries &entries)
{
    TrackOrderRequest request;
    request.entries = entries;
    request.problems = entries->problems;
    return request;
}

using Rows = std::vector<int>;

struct Shown {
    TrackTable table;
    explicit Shown(const TrackEntries &entries = fiveTracks())
    {
        table.resize(900, 300);
        table.show();
        table.setEntries(entries);
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return !table.ordering(); });
    }
    [[nodiscard]] QString cell(int row, TrackColumn column) const
    {
        return table.model().index(row, int(column)).data().toString();
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList list;
        for (int row = 0; row < table.model().rowCount(); ++row)
            list << cell(row, TrackColumn::Name);
        return list;
    }
};

}  // namespace

class TestTrackTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void ordersByNameAsAPersonDoes()
    {
        auto request = all(fiveTracks());
        QCOMPARE(orderTracks(request).rows, (Rows{3, 1, 0, 4, 2}));  // a, b2, b10, c, J1
        QCOMPARE(orderTracks(request).positions, (Rows{2, 1, 4, 0, 3}));
        request.descending = true;
        QCOMPARE(orderTracks(request).rows, (Rows{2, 4, 0, 1, 3}));
    }

    void everyColumnSorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QList<int>>("ascending");
        QTest::addColumn<QList<int>>("descending");
        const auto row = [](const char *name, TrackColumn column, const QList<int> &up, const QList<int> &down) {
            QTest::newRow(name) << int(column) << up << down;
        };
        // Equal ones stay in the corpus' order in both directions.
        row("genre", TrackColumn::Genre, {0, 1, 2, 3, 4}, {3, 4, 2, 0, 1});
        row("kind", TrackColumn::Kind, {0, 2, 3, 4, 1}, {1, 0, 2, 3, 4});
        row("split", TrackColumn::Split, {0, 2, 3, 4, 1}, {1, 0, 2, 3, 4});
        row("length", TrackColumn::Length, {2, 0, 1, 3, 4}, {0, 1, 3, 4, 2});
        row("rate", TrackColumn::Rate, {2, 0, 1, 3, 4}, {0, 1, 3, 4, 2});
        row("channels", TrackColumn::Channels, {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4});
        // Those without a remark last, whichever the direction.
        row("remarks", TrackColumn::Problem, {3, 0, 1, 2, 4}, {3, 0, 1, 2, 4});
    }
    void everyColumnSorts()
    {
        QFETCH(int, column);
        QFETCH(QList<int>, ascending);
        QFETCH(QList<int>, descending);
        auto request = all(fiveTracks());
        request.column = TrackColumn(column);
        QCOMPARE(orderTracks(request).rows, Rows(ascending.begin(), ascending.end()));
        request.descending = true;
        QCOMPARE(orderTracks(request).rows, Rows(descending.begin(), descending.end()));
    }

    void unmeasuredComesLast()
    {
        auto request = all(fiveTracks());
        request.column = TrackColumn::Peak;
        request.measure = {std::nanf(""), -3, -1, std::nanf(""), -2};
        QCOMPARE(orderTracks(request).rows, (Rows{1, 4, 2, 0, 3}));
        request.descending = true;
        QCOMPARE(orderTracks(request).rows, (Rows{2, 4, 1, 0, 3}));
    }

    void filters()
    {
        auto request = all(fiveTracks());
        request.text = QStringLiteral(" B1 ");  // in the key, whatever the case
        QCOMPARE(orderTracks(request).rows, (Rows{0}));
        request.text = QStringLiteral("odd");  // in the remark
        QCOMPARE(orderTracks(request).rows, (Rows{3}));
        request.text.clear();
        request.genre = QStringLiteral("rock");
        QCOMPARE(orderTracks(request).rows, (Rows{3, 4}));
        QCOMPARE(orderTracks(request).positions, (Rows{-1, -1, -1, 0, 1}));
        request.onlyProblems = true;
        QCOMPARE(orderTracks(request).rows, (Rows{3}));
        request.genre = QStringLiteral("blues");
        QVERIFY(orderTracks(request).rows.empty());
        QVERIFY(orderTracks({}).rows.empty());
    }

    void theModelKeepsItsContract()
    {
        TrackTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const TrackEntries entries = fiveTracks();
        model.setEntries(entries);
        QCOMPARE(model.rowCount(), 0);
        model.setOrder(orderTracks(all(entries)));
        QCOMPARE(model.rowCount(), 5);
        model.setMeasures({{0, -1.26, -14.04, {}}, {7, 0, 0, {}}});
        QCOMPARE(model.rowOfKey(QStringLiteral("rock/c")), 4);
        QCOMPARE(model.positionOf(4), 3);
        QCOMPARE(model.rowOfKey(QStringLiteral("none")), -1);
        model.setEntries(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    // WISHES D12
    void showsWhatIsKnownOfEachTrack()
    {
        Shown shown;
        QVERIFY(shown.settle());
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("a"), QStringLiteral("b2"), QStringLiteral("b10"),
                                             QStringLiteral("c"), QStringLiteral("J1")}));
        QCOMPARE(shown.cell(1, TrackColumn::Genre), QStringLiteral("blues"));
        QCOMPARE(shown.cell(1, TrackColumn::Kind), QStringLiteral("pair"));
        QCOMPARE(shown.cell(1, TrackColumn::Split), QStringLiteral("judging"));
        QCOMPARE(shown.cell(0, TrackColumn::Split), QStringLiteral("training"));
        QCOMPARE(shown.cell(4, TrackColumn::Length), QStringLiteral("0:29.6"));
        QCOMPARE(shown.cell(4, TrackColumn::Rate), QStringLiteral("22.05"));
        QCOMPARE(shown.cell(0, TrackColumn::Rate), QStringLiteral("44.1"));
        QCOMPARE(shown.cell(0, TrackColumn::Channels), QStringLiteral("2"));
        QCOMPARE(shown.cell(0, TrackColumn::Problem), QStringLiteral("its rate is odd"));
        QCOMPARE(shown.cell(0, TrackColumn::Peak), QStringLiteral("…"));
    }

    void measuresFillInAsTheyCome()
    {
        Shown shown;
        QVERIFY(shown.settle());
        shown.table.setMeasures({{3, -0.26, -14.04, QStringLiteral("7 samples clipped")},
                                 {4, -2, std::nan(""), QStringLiteral("raw has 22.05 kHz")}});
        QCOMPARE(shown.cell(0, TrackColumn::Peak), QStringLiteral("−0.3"));
        QCOMPARE(shown.cell(0, TrackColumn::Loudness), QStringLiteral("−14.0"));
        QCOMPARE(shown.cell(0, TrackColumn::Problem), QStringLiteral("its rate is odd; 7 samples clipped"));
        QCOMPARE(shown.cell(3, TrackColumn::Loudness), QStringLiteral("–"));  // measured, and undefined
        QCOMPARE(shown.cell(1, TrackColumn::Peak), QStringLiteral("…"));
        QCOMPARE(shown.table.model().problemCount(), 2);
        // Rows don't jump while measures come in; when that has ended they are sorted anew.
        shown.table.sortBy(TrackColumn::Peak, false);
        QVERIFY(shown.settle());
        QCOMPARE(shown.names().front(), QStringLiteral("c"));
        shown.table.setMeasures({{0, -20, -30, {}}});
        QVERIFY(!shown.table.ordering());
        shown.table.measuringEnded();
        QVERIFY(shown.settle());
        QCOMPARE(shown.names().front(), QStringLiteral("b10"));
    }

    void choosingARowTellsItsTrack()
    {
        Shown shown;
        QVERIFY(shown.settle());
        QSignalSpy selected(&shown.table, &TrackTable::trackSelected);
        QSignalSpy activated(&shown.table, &TrackTable::trackActivated);
        QTableView *view = shown.table.view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(shown.table.model().index(1, 0)).center());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].toString(), QStringLiteral("blues/b2"));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(selected.size(), 2);
        QCOMPARE(shown.table.currentKey(), QStringLiteral("blues/b10"));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toString(), QStringLiteral("blues/b10"));
    }

    void theChosenTrackStaysChosen()
    {
        Shown shown;
        QVERIFY(shown.settle());
        QSignalSpy selected(&shown.table, &TrackTable::trackSelected);
        shown.table.setCurrentKey(QStringLiteral("rock/c"));
        QCOMPARE(shown.table.view()->currentIndex().row(), 3);
        shown.table.sortBy(TrackColumn::Genre, true);
        QVERIFY(shown.settle());
        QCOMPARE(shown.table.view()->currentIndex().data().toString(), QStringLiteral("c"));
        shown.table.setGenre(QStringLiteral("jazz"));
        QVERIFY(shown.settle());
        QVERIFY(!shown.table.view()->currentIndex().isValid());
        shown.table.setGenre({});
        QVERIFY(shown.settle());
        QCOMPARE(shown.table.view()->currentIndex().data().toString(), QStringLiteral("c"));
        QCOMPARE(selected.size(), 0);  // nobody chose
    }

    void controlsNarrowTheTable()
    {
        Shown shown;
        QVERIFY(shown.settle());
        shown.table.setFilter(QStringLiteral("rock"));
        QVERIFY(shown.settle());
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("a"), QStringLiteral("c")}));
        shown.table.setOnlyProblems(true);
        QVERIFY(shown.settle());
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("a")}));
        shown.table.setFilter(QStringLiteral("nothing has this"));
        QVERIFY(shown.settle());
        QCOMPARE(shown.table.model().rowCount(), 0);
        // An empty table says why, and how to fill it.
        auto *empty = shown.table.findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        Q_EMIT empty->actionTriggered();
        QVERIFY(shown.settle());
        QCOMPARE(shown.table.model().rowCount(), 5);
        QVERIFY(!empty->isVisible());
    }

    void withoutMusicThereIsAWayToOpenSome()
    {
        Shown shown(nullptr);
        QVERIFY(shown.settle());
        auto *empty = shown.table.findChild<EmptyState *>();
        QVERIFY(empty->isVisible() && !empty->sentence().isEmpty() && !empty->actionText().isEmpty());
        QSignalSpy open(&shown.table, &TrackTable::openRequested);
        Q_EMIT empty->actionTriggered();
        QCOMPARE(open.size(), 1);
    }

    /// Orders asked for while one is being worked out: the last one counts.
    void theLastWishCounts()
    {
        Shown shown;
        shown.table.setFilter(QStringLiteral("blues"));
        shown.table.sortBy(TrackColumn::Name, true);
        shown.table.setFilter(QStringLiteral("r"));
        shown.table.setFilter(QStringLiteral("rock"));
        QVERIFY(shown.settle());
        QCOMPARE(shown.names(), (QStringList{QStringLiteral("c"), QStringLiteral("a")}));
    }

    void sortsFromTheKeyboard()
    {
        Shown shown;
        QMenu menu;
        shown.table.fillMenu(menu);
        const QList<QAction *> columns = menu.actions().front()->menu()->actions();
        QCOMPARE(columns.size(), int(TrackColumn::Count));
        columns[int(TrackColumn::Length)]->trigger();
        QVERIFY(shown.settle());
        QCOMPARE(shown.names().front(), QStringLiteral("J1"));
        columns[int(TrackColumn::Length)]->trigger();  // again: the other way round
        QVERIFY(shown.settle());
        QCOMPARE(shown.names().back(), QStringLiteral("J1"));
    }

    // WISHES D13
    void leftOutFilesAreListedWithTheReason()
    {
        IntakeReport report;
        report.resize(600, 200);
        report.show();
        report.setEntries({{QStringLiteral("jazz/jazz.00054.wav"), QStringLiteral("is truncated.")},
                           {QStringLiteral("rock/silence.wav"), QStringLiteral("is silent.")},
                           {QStringLiteral("rock/low.wav"), QStringLiteral("its rate is low."), true}});
        QCOMPARE(report.leftOut(), 2);
        QCOMPARE(report.view()->model()->rowCount(), 3);
        QCOMPARE(report.view()->model()->index(1, 0).data().toString(), QStringLiteral("rock/silence.wav"));
        QCOMPARE(report.view()->model()->index(1, 2).data().toString(), QStringLiteral("is silent."));
        const QString text = QStringLiteral("jazz/jazz.00054.wav: left out: is truncated.\nrock/silence.wav: left out: "
                                            "is silent.\nrock/low.wav: used: its rate is low.\n");
        QCOMPARE(report.text(), text);
        QGuiApplication::clipboard()->clear();
        report.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&report));
        report.view()->setFocus();
        QTest::keyClick(report.view(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), text);
        QSignalSpy save(&report, &IntakeReport::saveRequested);
        for (auto *button : report.findChildren<QPushButton *>())
            if (button->isVisible())
                button->click();
        QCOMPARE(save.size(), 1);
    }

    void theModelOfLeftOutFilesKeepsItsContract()
    {
        IntakeReport report;
        QAbstractItemModelTester tester(report.view()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        report.setEntries({{QStringLiteral("a"), QStringLiteral("b")}});
        report.setEntries({});
        QCOMPARE(report.text(), QString());
    }

    void pagesAreReachedByKeys()
    {
        DatasetView view;
        view.resize(800, 240);
        view.show();
        view.setLeftOutCount(1234);
        auto *tabs = view.findChild<QTabBar *>();
        QVERIFY(tabs->tabText(int(DatasetPage::LeftOut)).contains(QStringLiteral("1")));
        QVERIFY(tabs->focusPolicy() & Qt::TabFocus);
        tabs->setFocus();
        QTest::keyClick(tabs, Qt::Key_Right);
        QCOMPARE(view.page(), DatasetPage::LeftOut);
        QVERIFY(view.leftOut->isVisible());
        view.showPage(DatasetPage::Tracks);
        QVERIFY(view.tracks->isVisible());
    }
};

QTEST_MAIN(TestTrackTable)
#include "tst_track_table.moc"
