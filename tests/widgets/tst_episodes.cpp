#include <QtCore/QElapsedTimer>
#include <QtGui/QMouseEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTableView>
#include <algorithm>
#include <cmath>

#include "widgets/episodes/episode_details.h"
#include "widgets/episodes/episode_inspector.h"
#include "widgets/episodes/episode_model.h"
#include "widgets/episodes/episode_table.h"
#include "widgets/style/theme.h"

using namespace tonewright;

namespace
{

const std::vector<MetricSpec> kMetrics{{"reward", "Closer to the reference", "", "", -1, 1},
                                       {"loss", "Surprise", "", "", 0},
                                       {"epsilon", "Trying at random", "", "", 0, 1}};

/// Rewards go up and down; there is no epsilon.
EpisodeRecord record(std::int64_t episode)
{
    const std::string genre = episode % 2 == 0 ? "blues" : "jazz";
    return {.episode = episode,
            .steps = episode * 16,
            .genre = genre,
            .item = genre + "/track" + std::to_string(episode % 5),
            .values = {std::sin(double(episode)), 1.0 / double(episode), std::nan("")}};
}

std::vector<EpisodeRecord> records(std::int64_t first, std::int64_t last)
{
    std::vector<EpisodeRecord> all;
    for (std::int64_t i = first; i <= last; ++i)
        all.push_back(record(i));
    return all;
}

QString cell(const EpisodeModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

std::shared_ptr<const Preview> preview(double reward)
{
    auto shown = std::make_shared<Preview>();
    shown->estimatedReward = reward;
    return shown;
}

std::shared_ptr<const EpisodeReplay> replay(bool recorded, bool kept)
{
    EpisodeReplay replay;
    replay.episode = 1234;
    replay.track = "blues/track1";
    replay.itemKey = "blues/track1 #1234";
    replay.recorded = recorded;
    replay.itemIsKept = kept;
    replay.rewardThen = 0.75;
    replay.rewardAgain = 0.75;
    for (int look = 0; look < 2; ++look)
        replay.steps.push_back(
            {{{"Chosen", {}, preview(0.5 + 0.25 * look)},
              {"Second best in one setting", {{"Low shelf", "applied gain", "dB", -6, -5}}, preview(0.4)},
              {"Second best in all settings",
               {{"Low shelf", "applied gain", "dB", -6, -5},
                {"Low shelf", "frequency", "Hz", 100, 120},
                {"Low peak", "Q", "", 1, 1.1},
                {"Low peak", "frequency", "Hz", 1000, 1100}},
               preview(0.1)}}});
    return std::make_shared<const EpisodeReplay>(replay);
}

/// As the window shows it.
class ShownTable : public EpisodeTable
{
public:
    ShownTable()
    {
        setMetrics(kMetrics);
        resize(900, 300);
        show();
    }
};

}  // namespace

class TestEpisodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void newestFirstWithGenreTrackAndMeasures()
    {
        EpisodeModel model;
        model.setMetrics(kMetrics);
        model.append(records(1, 7));
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("7"));
        QCOMPARE(cell(model, 0, EpisodeModel::GenreColumn), QStringLiteral("jazz"));
        QCOMPARE(cell(model, 0, EpisodeModel::TrackColumn), QStringLiteral("track2"));
        QCOMPARE(cell(model, 0, EpisodeModel::FirstMetric), QStringLiteral("0.657"));  // sin 7
        QCOMPARE(cell(model, 6, EpisodeModel::NumberColumn), QStringLiteral("1"));
        QVERIFY(model.hasValues(EpisodeModel::FirstMetric + 1));
        QVERIFY(!model.hasValues(EpisodeModel::FirstMetric + 2));
        model.append(records(8, 9));
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("9"));
        QCOMPARE(model.arrivalOf(0), std::size_t(8));
        QCOMPARE(model.rowOf(8), 0);
    }

    void isOrderedByAnyColumn()
    {
        EpisodeModel model;
        model.setMetrics(kMetrics);
        model.append(records(1, 500));
        QSignalSpy ordered(&model, &EpisodeModel::ordered);
        model.sort(EpisodeModel::FirstMetric, Qt::DescendingOrder);
        QTRY_COMPARE(ordered.count(), 1);
        double before = 2;
        for (int row = 0; row < model.rowCount(); ++row) {
            const double reward = std::sin(double(model.numberOf(model.arrivalOf(row))));
            QVERIFY(reward <= before + 1e-6);  // ordered in single precision
            before = reward;
            QCOMPARE(model.rowOf(model.arrivalOf(row)), row);
        }
        model.sort(EpisodeModel::GenreColumn, Qt::AscendingOrder);
        QTRY_COMPARE(ordered.count(), 2);
        QCOMPARE(cell(model, 0, EpisodeModel::GenreColumn), QStringLiteral("blues"));
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("2"));
        QCOMPARE(cell(model, 499, EpisodeModel::GenreColumn), QStringLiteral("jazz"));
        model.sort(EpisodeModel::NumberColumn, Qt::AscendingOrder);
        QTRY_COMPARE(ordered.count(), 3);
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("1"));
        // What comes now goes to the end.
        model.append(records(501, 501));
        QCOMPARE(cell(model, 500, EpisodeModel::NumberColumn), QStringLiteral("501"));
    }

    void isNarrowedToAGenreAndToTracks()
    {
        EpisodeModel model;
        model.setMetrics(kMetrics);
        model.append(records(1, 100));
        QSignalSpy ordered(&model, &EpisodeModel::ordered);
        model.setFilter(QStringLiteral("blues"), {});
        QTRY_COMPARE(ordered.count(), 1);
        QCOMPARE(model.rowCount(), 50);
        model.setFilter(QStringLiteral("blues"), QStringLiteral("TRACK4"));
        QTRY_COMPARE(ordered.count(), 2);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("94"));
        // Of new ones, those that fit: 104.
        model.append(records(101, 106));
        QCOMPARE(model.rowCount(), 11);
        QCOMPARE(cell(model, 0, EpisodeModel::NumberColumn), QStringLiteral("104"));
        QCOMPARE(model.rowOf(100), -1);
        model.setFilter({}, QStringLiteral("nothing like it"));
        QTRY_COMPARE(ordered.count(), 3);
        QCOMPARE(model.rowCount(), 0);
        model.setFilter({}, {});
        QTRY_COMPARE(ordered.count(), 4);
        QCOMPARE(model.rowCount(), 106);
    }

    void anOrderingInHandNeverShowsWhatIsGone()
    {
        EpisodeModel model;
        model.setMetrics(kMetrics);
        model.append(records(1, 20000));
        model.sort(EpisodeModel::FirstMetric, Qt::AscendingOrder);
        model.clear();
        model.append(records(1, 3));
        QTRY_VERIFY(!model.isOrdering() && model.rowCount() == 3);
    }

    /// A million rows: no call that the window makes may take longer than a frame or two. The bound is generous (200
    /// ms) because test machines are shared; the figures are printed.
    void aMillionRowsDoNotStall()
    {
        EpisodeTable table;
        table.setMetrics(kMetrics);
        table.resize(900, 400);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const std::vector<EpisodeRecord> million = records(1, 1000000);
        table.model()->append(million);
        QCoreApplication::processEvents();
        double worst = 0;
        const auto timed = [&worst](const char *what, const std::function<void()> &work) {
            QElapsedTimer timer;
            timer.start();
            work();
            const double ms = double(timer.nsecsElapsed()) / 1e6;
            qInfo("%-24s %6.1f ms", what, ms);
            worst = std::max(worst, ms);
        };
        const auto settle = [&](const char *what) {
            double longest = 0;
            while (table.model()->isOrdering()) {
                QTest::qSleep(1);
                QElapsedTimer timer;
                timer.start();
                QCoreApplication::processEvents();
                longest = std::max(longest, double(timer.nsecsElapsed()) / 1e6);
            }
            qInfo("%-24s %6.1f ms at most", what, longest);
            worst = std::max(worst, longest);
        };
        for (int i = 0; i < 5; ++i)
            timed("append 100", [&] {
                table.model()->append(records(1000001 + 100 * i, 1000100 + 100 * i));
                QCoreApplication::processEvents();
            });
        timed("repaint", [&] { table.view()->viewport()->repaint(); });
        timed("scroll to the middle", [&] {
            table.view()->verticalScrollBar()->setValue(table.view()->verticalScrollBar()->maximum() / 2);
            QCoreApplication::processEvents();
        });
        timed("sort by reward", [&] {
            table.view()->horizontalHeader()->setSortIndicator(EpisodeModel::FirstMetric, Qt::DescendingOrder);
        });
        settle("  its events");
        timed("filter a genre", [&] { table.genres()->setCurrentIndex(1); });
        settle("  its events");
        QCOMPARE(table.model()->rowCount(), 500250);
        timed("find a track", [&] { table.filterField()->setText(QStringLiteral("track3")); });
        settle("  its events");
        QVERIFY(cell(*table.model(), 0, EpisodeModel::FirstMetric) == QStringLiteral("1.000"));
        QVERIFY2(worst < 200, qPrintable(QString::number(worst)));
    }

    void whatIsLookedAtStaysWhileTheRunGoesOn()
    {
        ShownTable table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.append(records(1, 1000));
        QTRY_COMPARE(table.model()->rowCount(), 1000);
        QVERIFY(table.choose(500));
        const QModelIndex before = table.view()->currentIndex();
        const int y = table.view()->visualRect(before).y();
        table.append(records(1001, 1200));
        QTRY_COMPARE(table.model()->rowCount(), 1200);
        const QModelIndex after = table.view()->currentIndex();
        QCOMPARE(table.model()->numberOf(table.model()->arrivalOf(after.row())), 500);
        QCOMPARE(table.view()->visualRect(after).y(), y);
        // At the top, too, while it is chosen there.
        QVERIFY(table.choose(1200));
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
        table.append(records(1201, 1203));
        QTRY_COMPARE(table.model()->rowCount(), 1203);
        QCOMPARE(table.view()->visualRect(table.view()->currentIndex()).y(), 0);
        // At the top, with nothing chosen, the newest are seen.
        table.clearChoice();
        table.append(records(1204, 1206));
        table.view()->verticalScrollBar()->setValue(0);
        QTRY_COMPARE(table.model()->rowCount(), 1206);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
        table.append(records(1207, 1207));
        QTRY_COMPARE(table.model()->rowCount(), 1207);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
    }

    /// What is below the pointer when the button goes down is what was below it when a person aimed.
    void theRowUnderThePointerStays()
    {
        ShownTable table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.append(records(1, 1000));
        QTRY_COMPARE(table.model()->rowCount(), 1000);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
        QWidget *list = table.view()->viewport();
        const QPoint place(200, 70);
        const auto under = [&] { return table.model()->numberOf(table.model()->arrivalOf(table.view()->rowAt(70))); };
        QMouseEvent move(QEvent::MouseMove, place, list->mapToGlobal(QPointF(place)), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(list, &move);
        const qint64 aimed = under();
        table.append(records(1001, 1003));
        QTRY_COMPARE(table.model()->rowCount(), 1003);
        QCOMPARE(under(), aimed);
        // Ordered by a measure, new ones come in anywhere.
        table.view()->sortByColumn(EpisodeModel::FirstMetric, Qt::DescendingOrder);
        QTRY_VERIFY(!table.model()->isOrdering());
        table.view()->verticalScrollBar()->setValue(500);
        const qint64 further = under();
        table.append(records(1004, 1300));
        QTRY_COMPARE(table.model()->rowCount(), 1300);
        QCOMPARE(under(), further);
    }

    /// Held for the pointer alone, the list follows the run again when it has gone.
    void followsTheRunWhenThePointerHasGone()
    {
        ShownTable table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.append(records(1, 1000));
        QTRY_COMPARE(table.model()->rowCount(), 1000);
        QWidget *list = table.view()->viewport();
        QMouseEvent move(QEvent::MouseMove, QPointF(200, 70), list->mapToGlobal(QPointF(200, 70)), Qt::NoButton,
                         Qt::NoButton, {});
        QApplication::sendEvent(list, &move);
        for (const int last : {1005, 1010}) {
            table.append(records(last - 4, last));
            QTRY_COMPARE(table.model()->rowCount(), last);
        }
        QCOMPARE(table.view()->verticalScrollBar()->value(), 10);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(list, &leave);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
        // Somebody scrolled meanwhile: that stays.
        QApplication::sendEvent(list, &move);
        table.append(records(1011, 1015));
        QTRY_COMPARE(table.model()->rowCount(), 1015);
        table.view()->verticalScrollBar()->setValue(40);
        QApplication::sendEvent(list, &leave);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 40);
    }

    void atTheTopTheNewestAreSeen()
    {
        ShownTable table;
        table.append(records(1, 1200));
        QTRY_COMPARE(table.model()->rowCount(), 1200);
        table.append(records(1201, 1210));
        QTRY_COMPARE(table.model()->rowCount(), 1210);
        QCOMPARE(table.view()->verticalScrollBar()->value(), 0);
    }

    void theKeyboardChooses()
    {
        ShownTable table;
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.append(records(1, 100));
        QTRY_COMPARE(table.model()->rowCount(), 100);
        QSignalSpy chosen(&table, &EpisodeTable::episodeChosen);
        table.view()->setFocus();
        QTest::keyClick(table.view(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.last().first().toLongLong(), 100);
        QCOMPARE(chosen.last().at(1).value<std::size_t>(), std::size_t(99));
        QTest::keyClick(table.view(), Qt::Key_Down);
        QCOMPARE(chosen.last().first().toLongLong(), 99);
        QTest::keyClick(table.view(), Qt::Key_PageDown);
        QVERIFY(chosen.last().first().toLongLong() < 97);
        QCOMPARE(table.chosen(), std::optional<qint64>(chosen.last().first().toLongLong()));
        table.clearChoice();
        QVERIFY(!table.chosen().has_value());
        QCOMPARE(chosen.count(), 3);
        QVERIFY(!table.choose(101));
    }

    void theChosenOneIsStillChosenInAnotherOrder()
    {
        ShownTable table;
        table.append(records(1, 1000));
        QTRY_COMPARE(table.model()->rowCount(), 1000);
        QSignalSpy chosen(&table, &EpisodeTable::episodeChosen);
        QVERIFY(table.choose(333));
        QCOMPARE(chosen.count(), 1);
        QSignalSpy ordered(table.model(), &EpisodeModel::ordered);
        table.view()->sortByColumn(EpisodeModel::FirstMetric, Qt::AscendingOrder);
        QTRY_COMPARE(ordered.count(), 1);
        QCOMPARE(table.model()->numberOf(table.model()->arrivalOf(table.view()->currentIndex().row())), 333);
        QCOMPARE(chosen.count(), 1);
        QVERIFY(table.view()->rect().intersects(table.view()->visualRect(table.view()->currentIndex())));
    }

    void columnsWithoutNumbersAreLeftOut()
    {
        EpisodeTable table;
        table.setMetrics(kMetrics);
        table.show();
        table.append(records(1, 10));
        QTRY_COMPARE(table.model()->rowCount(), 10);
        QVERIFY(!table.view()->isColumnHidden(EpisodeModel::FirstMetric));
        QVERIFY(table.view()->isColumnHidden(EpisodeModel::FirstMetric + 2));
        // One that few episodes have is told by graphs; from every tenth on it is worth a column.
        std::vector<EpisodeRecord> more = records(11, 100);
        more[50].values[2] = 0.5;
        table.append(more);
        QTRY_COMPARE(table.model()->rowCount(), 100);
        QVERIFY(table.view()->isColumnHidden(EpisodeModel::FirstMetric + 2));
        more = records(101, 120);
        for (EpisodeRecord &one : more)
            one.values[2] = 0.5;
        table.append(more);
        QTRY_COMPARE(table.model()->rowCount(), 120);
        QVERIFY(!table.view()->isColumnHidden(EpisodeModel::FirstMetric + 2));
    }

    /// As wide as what they say, and the track what is left: nothing hides behind a scroll bar.
    void columnsFitIntoAPane()
    {
        EpisodeTable table;
        table.setMetrics(kMetrics);
        table.resize(520, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.append(records(1, 100));
        QTRY_COMPARE(table.model()->rowCount(), 100);
        QTRY_COMPARE(table.view()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(table.view()->columnWidth(EpisodeModel::TrackColumn) > 60);
        const QString title =
            table.model()->headerData(EpisodeModel::FirstMetric, Qt::Horizontal, Qt::DisplayRole).toString();
        QCOMPARE(title, QStringLiteral("Closer to the\nreference"));
        QCOMPARE(table.model()->title(EpisodeModel::FirstMetric), QStringLiteral("Closer to the reference"));
    }

    void saysWhetherItIsWhatHappened()
    {
        EpisodeDetails details;
        QVERIFY(details.statement().startsWith(QStringLiteral("Choose an episode")));
        details.setReplay(replay(true, true));
        QVERIFY(details.statement().startsWith(QStringLiteral("As it was")));
        details.setReplay(replay(false, true));
        QVERIFY(details.statement().contains(QStringLiteral("not recorded")));
        details.setReplay(replay(false, false));
        QVERIFY(details.statement().contains(QStringLiteral("not what happened")));
        details.setMessage(QStringLiteral("gone"));
        QCOMPARE(details.statement(), QStringLiteral("gone"));
        QVERIFY(!details.replay());
    }

    void looksAndChoicesByKeyboard()
    {
        EpisodeDetails details;
        details.resize(320, 300);
        details.show();
        QVERIFY(QTest::qWaitForWindowExposed(&details));
        QSignalSpy selected(&details, &EpisodeDetails::choiceSelected);
        details.setReplay(replay(true, true));
        QCOMPARE(selected.count(), 1);
        QCOMPARE(details.steps()->count(), 2);
        QCOMPARE(details.step(), 1);  // the last look's choice is what came out
        QCOMPARE(details.choice(), 0);
        QCOMPARE(details.choices().size(), std::size_t(3));
        QVERIFY(details.choices()[0]->text().contains(QStringLiteral("0.750")));
        QTRY_VERIFY(details.choices()[1]->y() > details.choices()[0]->y());  // laid out
        details.choices()[0]->setFocus();
        QTest::keyClick(details.choices()[0], Qt::Key_Down);
        QCOMPARE(details.choice(), 1);
        QCOMPARE(selected.count(), 2);
        const auto *changes = details.findChild<QLabel *>(QStringLiteral("episodeChanges"));
        QVERIFY(changes->text().contains(QStringLiteral("Low shelf")));
        QTest::keyClick(details.choices()[1], Qt::Key_Down);
        QVERIFY(changes->text().contains(QStringLiteral("1 more")));
        details.steps()->setFocus();
        QTest::keyClick(details.steps(), Qt::Key_Left);
        QCOMPARE(details.step(), 0);
        QCOMPARE(details.choice(), 0);
        QCOMPARE(selected.last().first().toInt(), 0);
        details.setRendered(0.625);
        QVERIFY(
            details.findChild<QLabel *>(QStringLiteral("episodeRewards"))->text().contains(QStringLiteral("0.625")));
        for (const QWidget *part : details.findChildren<QWidget *>())
            if (part->focusPolicy() & Qt::TabFocus)
                QVERIFY(!part->accessibleName().isEmpty());
    }
};

QTEST_MAIN(TestEpisodes)
#include "tst_episodes.moc"
