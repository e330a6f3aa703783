#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTableView>
#include <QtWidgets/QTableWidget>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "core/base/json.h"
#include "tests/support/temporary_folder.h"
#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/dataset_pane/feature_page.h"
#include "widgets/dataset_pane/group_histogram.h"
#include "widgets/dataset_pane/histogram_view.h"
#include "widgets/dataset_pane/setting_comparison.h"
#include "widgets/style/pane.h"
#include "widgets/style/theme.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

/// `count` tracks, every other one of jazz and rock.
TrackEntries tracks(int count)
{
    std::vector<TrackEntry> made(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < made.size(); ++i) {
        made[i].genre = i % 2 == 0 ? QStringLiteral("jazz") : QStringLiteral("rock");
        made[i].name = QString::number(i);
        made[i].key = made[i].genre + QLatin1Char('/') + made[i].name;
    }
    return makeTrackEntries(std::move(made));
}

EqualiserSetting setting(double gainDb, int passes = 2)
{
    using Kind = EqualiserSetting::Kind;
    EqualiserSetting made;
    made.passes = passes;
    made.bands = {{Kind::LowShelf, 200, gainDb, 0.7},
                  {Kind::Peak, 2000, -gainDb, 1.25},
                  {Kind::Peak, 8000, 0, 2},
                  {Kind::HighShelf, 14000, 0, 0.7}};
    return made;
}

void writeSet(const std::filesystem::path &folder, int rows)
{
    std::string csv = "row,track,true_gain\n";
    for (int row = 0; row < rows; ++row)
        csv += fmt::format("{},rock/a,{}\n", row, -row * 0.5);
    writeBytes(folder / "dataset.csv", csv);
    Json schema = Json::parse(R"({"split": {"by": "track", "train_tracks": 5, "test_tracks": 2}, "columns": [
        {"name": "row", "group": "key", "type": "integer", "unit": "", "role": "key", "description": "Its number."},
        {"name": "track", "group": "key", "type": "text", "unit": "", "role": "key", "description": "Its track."},
        {"name": "true_gain", "group": "true", "type": "real", "unit": "dB", "minimum": -24, "maximum": 24,
         "role": "target", "description": "As declared: gain of one pass."}]})");
    schema["rows"] = rows;
    writeBytes(folder / "schema.json", schema.dump());
}

}  // namespace

class TestDatasetPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void binsAndQuartilesByHand()
    {
        // jazz: 0, 2, 4, 6, 8; rock: 1, 3, 5, 7 and one without a value.
        std::vector<float> values{0, 1, 2, 3, 4, 5, 6, 7, 8, std::nanf("")};
        const GroupHistograms made = histogramsOf(values, *tracks(10), 4);
        QVERIFY(!made.logarithmic);
        QCOMPARE(made.low, 0.0);
        QCOMPARE(made.high, 8.0);
        QCOMPARE(made.without, 1);
        QCOMPARE(made.beyond, 0);
        QCOMPARE(made.groups.size(), std::size_t(2));
        QCOMPARE(made.groups[0].group, QStringLiteral("jazz"));
        QCOMPARE(made.groups[0].counts, (std::vector<int>{1, 1, 1, 2}));  // the highest value is in the last bin
        QCOMPARE(made.groups[1].counts, (std::vector<int>{1, 1, 1, 1}));
        QCOMPARE(made.groups[0].median, 4.0);
        QCOMPARE(made.groups[0].lowerQuartile, 2.0);
        QCOMPARE(made.groups[1].median, 4.0);
        QCOMPARE(made.groups[1].upperQuartile, 5.5);
        QCOMPARE(made.largestShare, 0.4);
    }

    void wideRangesAreLogarithmic()
    {
        const std::vector<float> values{1, 10, 100, 1000};
        const GroupHistograms made = histogramsOf(values, *tracks(4), 3);
        QVERIFY(made.logarithmic);
        QCOMPARE(made.groups[0].counts, (std::vector<int>{1, 0, 1}));  // 1 and 100
        QCOMPARE(made.groups[1].counts, (std::vector<int>{0, 1, 1}));  // 10 and 1000
        std::vector<float> withZero = values;
        withZero[0] = 0;
        QVERIFY(!histogramsOf(withZero, *tracks(4), 3).logarithmic);
    }

    void oneOddTrackDoesNotSqueezeTheOthers()
    {
        std::vector<float> values(400);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = float(i % 100);
        values[7] = 1e6F;
        const GroupHistograms made = histogramsOf(values, *tracks(400), 10);
        QVERIFY(made.high < 101);
        QCOMPARE(made.beyond, 1);
        int counted = 0;
        for (const GroupHistogram &group : made.groups)
            for (const int count : group.counts)
                counted += count;
        QCOMPARE(counted, 400);  // it is in the outermost bar
    }

    void nothingAndOneValue()
    {
        QVERIFY(histogramsOf({}, *tracks(3)).groups.empty());
        QCOMPARE(histogramsOf({}, *tracks(3)).without, 3);
        const std::vector<float> infinite{INFINITY, -INFINITY, std::nanf("")};
        QVERIFY(histogramsOf(infinite, *tracks(3)).groups.empty());
        for (const float only : {0.0F, -3.0F, 44100.0F}) {
            const GroupHistograms made = histogramsOf(std::vector<float>{only, only}, *tracks(2), 5);
            QVERIFY(made.low < double(only) && double(only) < made.high);
            QCOMPARE(made.groups[0].median, double(only));
        }
    }

    void theViewSaysInWordsWhatItShows()
    {
        HistogramView view;
        view.resize(600, 200);
        view.show();
        const std::vector<float> values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        view.setHistograms(histogramsOf(values, *tracks(10)), QStringLiteral("Length"), QStringLiteral("s"));
        QVERIFY2(view.describe(0).contains(QStringLiteral("jazz: median 4")), qPrintable(view.describe(0)));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("rock")));
        QVERIFY(view.accessibleName().contains(QStringLiteral("Length")));
        QVERIFY(view.xOf(0) < view.xOf(4.5) && view.xOf(4.5) < view.xOf(9));
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.currentRow(), 1);
        QVERIFY(!view.accessibleDescription().contains(QStringLiteral("jazz")));
    }

    /// Where it is scrolled, head and axis stay in sight, and no row is cut in two.
    void theAxisStaysInSight()
    {
        std::vector<TrackEntry> entries(20);
        std::vector<float> values;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            entries[i].genre = QStringLiteral("genre %1").arg(i, 2, 10, QLatin1Char('0'));
            entries[i].key = entries[i].genre + QStringLiteral("/a");
            values.push_back(float(i));
        }
        QScrollArea area;
        auto *view = new HistogramView;
        area.setWidget(view);
        area.setWidgetResizable(true);
        area.setFrameShape(QFrame::NoFrame);
        area.resize(600, 130);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        view->setHistograms(histogramsOf(values, *makeTrackEntries(std::move(entries))), QStringLiteral("Length"),
                            QStringLiteral("s"));
        QTRY_VERIFY(area.verticalScrollBar()->maximum() > 0);
        const auto strip = [&area](int top, int height) {
            return area.viewport()->grab(QRect(0, top, area.viewport()->width(), height)).toImage();
        };
        const QImage head = strip(0, 16), axis = strip(110, 20);
        area.verticalScrollBar()->setValue(37);
        QCOMPARE(strip(0, 16), head);
        QCOMPARE(strip(110, 20), axis);
        // The keyboard takes what it chooses into sight.
        view->setFocus();
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(area.verticalScrollBar()->value(), area.verticalScrollBar()->maximum());
    }

    void numbersAreWrittenInFull()
    {
        HistogramView view;
        const std::vector<float> values{1312, 1312.25F, 0.25F, 2e7F};
        const auto said = [&view](float value) {
            view.setHistograms(histogramsOf(std::vector<float>{value}, *tracks(1)), QStringLiteral("Feature"), {});
            return view.describe(0).section(QStringLiteral("median "), 1).section(QLatin1Char(','), 0, 0);
        };
        QCOMPARE(said(values[0]), QStringLiteral("1312"));
        QCOMPARE(said(values[1]), QStringLiteral("1312"));
        QCOMPARE(said(values[2]), QStringLiteral("0.25"));
        QCOMPARE(said(values[3]), QStringLiteral("2e+07"));
        QCOMPARE(said(-12.5F), QStringLiteral("−12.5"));
        QCOMPARE(said(0), QStringLiteral("0"));
    }

    /// The mark stands where its value is: found in the picture.
    void theChosenTrackIsMarked()
    {
        HistogramView view;
        view.resize(600, 200);
        const std::vector<float> values{0, 10};
        view.setHistograms(histogramsOf(values, *tracks(2)), QStringLiteral("Length"), QStringLiteral("s"));
        const QImage without = view.grab().toImage();
        view.setMark(7.5);
        const QImage with = view.grab().toImage();
        int changed = 0;
        for (int y = 40; y < with.height(); ++y)
            changed += with.pixel(int(view.xOf(7.5)), y) != without.pixel(int(view.xOf(7.5)), y) ? 1 : 0;
        QVERIFY(changed > 10);
    }

    void featuresAreComputedOnRequest()
    {
        FeaturePage page;
        page.resize(800, 220);
        page.show();
        page.setFeatures({{QStringLiteral("Length"), QStringLiteral("s"), QStringLiteral("How long."), false},
                          {QStringLiteral("Centroid"), QStringLiteral("Hz"), QStringLiteral("How bright."), true},
                          {QStringLiteral("Slope"), {}, QStringLiteral("How dark."), true}});
        page.setTracks(60);
        QSignalSpy chosen(&page, &FeaturePage::featureChosen);
        QSignalSpy compute(&page, &FeaturePage::computeRequested);
        QSignalSpy cancel(&page, &FeaturePage::cancelRequested);
        page.setFeature(2);
        QCOMPARE(page.feature(), 2);
        QCOMPARE(chosen.back()[0].toInt(), 2);
        page.setHistograms(histogramsOf({}, *tracks(60)));
        auto *empty = page.findChild<EmptyState *>();
        QVERIFY(empty->isVisible() && empty->actionText().contains(QStringLiteral("60")));
        Q_EMIT empty->actionTriggered();
        QCOMPARE(compute.size(), 1);
        page.setProgress(12, 60);
        auto *progress = page.findChild<QProgressBar *>();
        QVERIFY(progress->isVisible() && progress->value() == 12 && progress->maximum() == 60);
        QVERIFY(empty->actionText().isEmpty());
        for (auto *button : page.findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == QStringLiteral("Cancel"))
                button->click();
        QCOMPARE(cancel.size(), 1);
        page.setProgress(0, 0);
        QVERIFY(!progress->isVisible());
        page.setHistograms(histogramsOf(std::vector<float>{1, 2, 3}, *tracks(60)));
        QVERIFY(!empty->isVisible() && page.view()->isVisible());
    }

    void comparesWhatWasNeededWithWhatWasFound()
    {
        SettingComparison comparison;
        comparison.resize(1000, 240);
        comparison.show();
        auto *empty = comparison.findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        comparison.setSettings(std::nullopt, setting(3));
        QVERIFY(empty->sentence().contains(QStringLiteral("not known")));
        comparison.setSettings(setting(6), setting(4));
        QVERIFY(!empty->isVisible());
        const QTableWidget *table = comparison.table();
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("Low shelf"));
        // Named as everywhere else, and headers stand above what is theirs.
        QCOMPARE(table->item(1, 0)->text(), QStringLiteral("Low peak"));
        QCOMPARE(table->item(2, 0)->text(), QStringLiteral("High peak"));
        for (int column = 0; column < table->columnCount(); ++column)
            QCOMPARE(table->horizontalHeaderItem(column)->textAlignment(), table->item(0, column)->textAlignment());
        // Gains as they act: two passes.
        QVERIFY(table->item(0, 3)->text().startsWith(QStringLiteral("+12.0")));
        QVERIFY(table->item(0, 4)->text().startsWith(QStringLiteral("+8.0")));
        QVERIFY(table->item(1, 3)->text().startsWith(QStringLiteral("−12.0")));
        QVERIFY(table->item(1, 1)->text().startsWith(QStringLiteral("2.0")));
        QCOMPARE(table->item(1, 5)->text(), QStringLiteral("1.25"));
        QVERIFY(!comparison.verdict().isEmpty());
        comparison.clear();
        QVERIFY(empty->isVisible() && empty->sentence().contains(QStringLiteral("Choose a track")));
        comparison.setWaiting();
        QVERIFY(empty->isVisible() && !empty->sentence().contains(QStringLiteral("Choose a track")));
    }

    void distancesByHand()
    {
        QCOMPARE(settingDistance(setting(6), setting(6)).meanDb, 0.0);
        // One pass of twice the gain is not two passes of it, but nearly: of a low shelf alone, far below 1 dB.
        QVERIFY(settingDistance(setting(6), setting(12, 1)).meanDb < 1);
        QVERIFY(settingDistance(setting(6), setting(-6)).meanDb > settingDistance(setting(6), setting(3)).meanDb);
        // A shelf at the lowest frequency there is lifts nearly all that is heard alike: that is volume.
        EqualiserSetting flat = setting(0), lifted = setting(0);
        lifted.passes = flat.passes = 1;
        lifted.bands[3] = {EqualiserSetting::Kind::HighShelf, 0.5, 5, 0.7};
        const SettingDistance distance = settingDistance(flat, lifted);
        QVERIFY2(std::abs(distance.offsetDb - 5) < 0.6, qPrintable(QString::number(distance.offsetDb)));
        QVERIFY2(distance.meanDb < 0.6, qPrintable(QString::number(distance.meanDb)));
    }

    // WISHES D12
    void aGeneratedSetIsShownWithItsSchema()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 5000);
        DatasetPreview preview;
        QAbstractItemModelTester rowsTester(preview.rowsView()->model(),
                                            QAbstractItemModelTester::FailureReportingMode::Fatal);
        QAbstractItemModelTester columnsTester(preview.columnsView()->model(),
                                               QAbstractItemModelTester::FailureReportingMode::Fatal);
        preview.resize(900, 260);
        preview.show();
        auto *empty = preview.findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        QSignalSpy open(&preview, &DatasetPreview::openRequested);
        Q_EMIT empty->actionTriggered();
        QCOMPARE(open.size(), 1);

        preview.openFolder(folder.path());
        QTRY_VERIFY(preview.folder() && !empty->isVisible());
        QVERIFY2(preview.summary().contains(QStringLiteral("split by track")) &&
                     preview.summary().contains(QStringLiteral("5 for training")),
                 qPrintable(preview.summary()));
        const QAbstractItemModel *columns = preview.columnsView()->model();
        QCOMPARE(columns->rowCount(), 3);
        QCOMPARE(columns->index(2, 0).data().toString(), QStringLiteral("true_gain"));
        QCOMPARE(columns->index(2, 2).data().toString(), QStringLiteral("dB"));
        QCOMPARE(columns->index(2, 3).data().toString(), QStringLiteral("−24 … 24"));
        QVERIFY(columns->index(2, 5).data().toString().contains(QStringLiteral("declared")));

        const QAbstractItemModel *rows = preview.rowsView()->model();
        QCOMPARE(rows->rowCount(), 5000);
        QTRY_COMPARE(rows->index(3, 2).data().toString(), QStringLiteral("-1.5"));
        preview.rowsView()->scrollToBottom();
        QTRY_COMPARE(rows->index(4999, 0).data().toString(), QStringLiteral("4999"));
        // Everywhere is reached, though few pages are kept.
        for (int row = 0; row < 5000; row += 200)
            QTRY_COMPARE(rows->index(row, 0).data().toString(), QString::number(row));
        QTRY_COMPARE(rows->index(0, 0).data().toString(), QStringLiteral("0"));
    }

    void brokenSetsAreNamed()
    {
        const TemporaryFolder folder;
        DatasetPreview preview;
        preview.resize(900, 260);
        preview.show();
        QSignalSpy failed(&preview, &DatasetPreview::failed);
        preview.openFolder(folder / "none");
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("none")));
        writeSet(folder.path(), 10);
        writeBytes(folder / "dataset.csv", "row,track\n1,2\n");
        preview.openFolder(folder.path());
        QTRY_COMPARE(failed.size(), 2);
        QVERIFY(failed[1][0].toString().contains(QStringLiteral("dataset.csv")));
        QTest::qWait(100);
        QCOMPARE(failed.size(), 2);  // told once, not with every cell
    }

    void veryLongTablesAreShownFromTheirStart()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 10);
        std::string schema = readBytes(folder / "schema.json");
        schema.replace(schema.find("\"rows\":10"), 9, "\"rows\":16000000");
        writeBytes(folder / "schema.json", schema);
        DatasetPreview preview;
        preview.openFolder(folder.path());
        QTRY_VERIFY(preview.folder());
        QCOMPARE(preview.rowsView()->model()->rowCount(), DatasetRowsModel::kMostRows);
        QVERIFY(preview.summary().contains(QStringLiteral("the first")));
    }
};

QTEST_MAIN(TestDatasetPages)
#include "tst_dataset_pages.moc"
