#include <QAbstractItemView>
#include <QSignalSpy>
#include <QTableView>

#include "app/dataset/feature_desk.h"
#include "app/dataset/measure_cache.h"
#include "app/dataset/track_entries.h"
#include "app/dataset/track_measurer.h"
#include "app/window/message_bar.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/dataset_pane/feature_page.h"
#include "widgets/dataset_pane/histogram_view.h"
#include "widgets/dataset_pane/intake_report.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/style/pane.h"
#include "window_fixture.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

Track trackOf(const std::filesystem::path &file, const std::filesystem::path &raw = {})
{
    Track track;
    track.genre = "rock";
    track.name = file.stem().string();
    track.reference = file;
    track.raw = raw;
    if (const auto info = probeAudio(file))
        track.info = *info;
    return track;
}

TracksPtr share(std::vector<Track> tracks)
{
    return std::make_shared<const std::vector<Track>>(std::move(tracks));
}

/// What is measured of a few tracks, by row.
std::map<int, TrackMeasure> measureAll(TrackMeasurer &measurer, TracksPtr tracks)
{
    std::map<int, TrackMeasure> found;
    QObject context;
    QObject::connect(&measurer, &TrackMeasurer::measured, &context, [&found](const std::vector<TrackMeasure> &some) {
        for (const TrackMeasure &one : some)
            found[one.row] = one;
    });
    QSignalSpy ended(&measurer, &TrackMeasurer::ended);
    measurer.setTracks(std::move(tracks));
    measurer.setActive(true);
    if (ended.isEmpty())
        ended.wait(10000);
    return found;
}

QString cell(const WindowFixture &f, int row, TrackColumn column)
{
    return f.window->panes().dataset->tracks->model().index(row, int(column)).data().toString();
}

}  // namespace

class TestDatasetDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usualRateIsTheMostFrequent()
    {
        const auto corpus = [](const std::vector<int> &rates) {
            Corpus made;
            for (const int rate : rates) {
                Track track;
                track.info = {rate, 1, rate};
                made.tracks.push_back(track);
            }
            return made;
        };
        QCOMPARE(usualRate({}), 0);
        QCOMPARE(usualRate(corpus({22050, 44100, 22050})), 22050);
        QCOMPARE(usualRate(corpus({22050, 44100})), 44100);
    }

    // WISHES D13
    void entriesSayWhatIsRemarkable()
    {
        Corpus corpus;
        corpus.root = "/music";
        for (const int rate : {44100, 44100, 22050}) {
            Track track;
            track.genre = "jazz";
            track.name = "t" + std::to_string(corpus.tracks.size());
            track.reference = "/music/jazz/" + track.name + ".wav";
            track.info = {rate, 2, 10 * rate};
            corpus.tracks.push_back(track);
        }
        corpus.tracks[1].raw = "/music/jazz/raw/t1_distorted.wav";
        corpus.problems = {{"/music/jazz/bad.wav", "is truncated."}, {"/elsewhere/x.wav", "is silent."}};
        const TrackEntries entries = trackEntriesOf(corpus, {"jazz/t1"});
        QCOMPARE(entries->tracks.size(), std::size_t(3));
        QCOMPARE(entries->genres, QStringList{QStringLiteral("jazz")});
        QVERIFY(entries->tracks[0].problem.isEmpty());
        QVERIFY(entries->tracks[1].heldOut && entries->tracks[1].pair);
        QVERIFY(!entries->tracks[0].heldOut && !entries->tracks[0].pair);
        QVERIFY2(entries->tracks[2].problem.contains(QStringLiteral("22.05 kHz")) &&
                     entries->tracks[2].problem.contains(QStringLiteral("44.1 kHz")),
                 qPrintable(entries->tracks[2].problem));
        const auto leftOut = intakeOf(corpus);
        QCOMPARE(leftOut[0].file, QStringLiteral("jazz/bad.wav"));
        QCOMPARE(leftOut[0].reason, QStringLiteral("is truncated."));
        QCOMPARE(leftOut[1].file, QStringLiteral("/elsewhere/x.wav"));
        QCOMPARE(leftOut.size(), std::size_t(3));
        QCOMPARE(leftOut[2].file, QStringLiteral("jazz/t2.wav"));
        QVERIFY(leftOut[2].used && !leftOut[0].used);
    }

    void measuresLevelsAndWhatOnlyTheSoundShows()
    {
        const TemporaryFolder folder;
        const auto put = [&folder](const char *name, const AudioBuffer &audio) {
            if (!writeWav(folder / name, audio))
                qFatal("a test file can't be written");
            return folder / name;
        };
        AudioBuffer clipped = sine(200, 2);
        for (std::size_t i = 100; i < 110; ++i)
            clipped.channels[0][i] = 1;
        std::vector<Track> tracks{trackOf(put("plain.wav", sine(1000, 2, 44100, 2, 0.5F))),
                                  trackOf(put("clipped.wav", clipped)),
                                  trackOf(put("pair.wav", sine(300, 2)), put("raw.wav", sine(300, 1.5, 11025)))};
        tracks.push_back(trackOf(put("gone.wav", sine(300, 2))));
        std::filesystem::remove(folder / "gone.wav");

        TrackMeasurer measurer({});
        QSignalSpy progress(&measurer, &TrackMeasurer::progressed);
        const auto found = measureAll(measurer, share(tracks));
        QCOMPARE(found.size(), std::size_t(4));
        QVERIFY(std::abs(found.at(0).peakDb - -6.02) < 0.01);
        QVERIFY(std::abs(found.at(0).integratedLufs - -6.02) < 0.1);
        QVERIFY(found.at(0).problem.isEmpty());
        QCOMPARE(found.at(1).problem, QStringLiteral("10 sample(s) clipped"));
        QVERIFY2(found.at(2).problem.contains(QStringLiteral("11.025 kHz")) &&
                     found.at(2).problem.contains(QStringLiteral("shorter")),
                 qPrintable(found.at(2).problem));
        QVERIFY(std::isnan(found.at(3).peakDb));
        QVERIFY(!found.at(3).problem.isEmpty());
        QCOMPARE(progress.back()[0].toInt(), 4);
        QCOMPARE(progress.back()[1].toInt(), 4);
    }

    void measuringStopsAndGoesOn()
    {
        const TemporaryFolder folder;
        std::vector<Track> tracks;  // seconds of work, so that it can be stopped on the way
        QVERIFY(writeWav(folder / "first.wav", noise(1, 60, 44100)));
        for (int i = 0; i < 40; ++i) {
            const auto file = folder / ("t" + std::to_string(i) + ".wav");
            std::filesystem::create_hard_link(folder / "first.wav", file);
            tracks.push_back(trackOf(file));
        }
        TrackMeasurer measurer({});
        std::vector<int> rows;
        connect(&measurer, &TrackMeasurer::measured, this, [&rows](const std::vector<TrackMeasure> &some) {
            for (const TrackMeasure &one : some)
                rows.push_back(one.row);
        });
        QSignalSpy ended(&measurer, &TrackMeasurer::ended);
        measurer.setTracks(share(tracks));
        QTest::qWait(200);
        QVERIFY(rows.empty());  // nobody looks
        measurer.setActive(true);
        QTRY_VERIFY(!rows.empty());
        measurer.setActive(false);
        const std::size_t before = rows.size();
        QVERIFY(before < tracks.size());
        QTest::qWait(200);
        QCOMPARE(rows.size(), before);
        measurer.setActive(true);
        QVERIFY(ended.wait(20000));
        // Every track once, in order: none is lost or measured again where it was interrupted.
        QCOMPARE(rows.size(), tracks.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            QCOMPARE(rows[i], int(i));
    }

    void anotherCorpusForgetsTheOneBefore()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "long.wav", noise(1, 60, 44100)));
        QVERIFY(writeWav(folder / "short.wav", sine(500, 1, 44100, 1, 0.25F)));
        TrackMeasurer measurer({});
        measurer.setTracks(share({trackOf(folder / "long.wav"), trackOf(folder / "long.wav")}));
        measurer.setActive(true);
        const auto found = measureAll(measurer, share({trackOf(folder / "short.wav")}));
        QCOMPARE(found.size(), std::size_t(1));
        QVERIFY(std::abs(found.at(0).peakDb - -12.04) < 0.01);
    }

    void measuresAreKeptBetweenStarts()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", sine(500, 1, 44100, 1, 0.25F)));
        const auto cache = folder / "cache/levels.txt";
        {
            TrackMeasurer measurer(cache);
            QCOMPARE(measureAll(measurer, share({trackOf(folder / "a.wav")})).size(), std::size_t(1));
        }
        const std::string key = MeasureCache::keyOf(folder / "a.wav");
        MeasureCache read(cache);
        QVERIFY(read.find(key));
        QVERIFY(std::abs(read.find(key)->peakDb - -12.04) < 0.01);
        // What was kept is used: a number that no measurement would give comes back.
        read.put(key, {-77, -66, 0});
        QVERIFY(read.save());
        TrackMeasurer again(cache);
        QCOMPARE(measureAll(again, share({trackOf(folder / "a.wav")})).at(0).peakDb, -77.0);
        // Another file under the same name is another file.
        QVERIFY(writeWav(folder / "a.wav", sine(500, 2, 44100, 1, 0.5F)));
        TrackMeasurer changed(cache);
        QVERIFY(std::abs(measureAll(changed, share({trackOf(folder / "a.wav")})).at(0).peakDb - -6.02) < 0.01);
    }

    void aBrokenCacheIsNone()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "levels.txt", "tonewright levels 2\nnonsense nonsense\nabc -1 x 0\n");
        MeasureCache cache(folder / "levels.txt");
        QVERIFY(!cache.find("abc"));
        cache.put("def", {-1, std::nan(""), 3});
        QVERIFY(cache.save());
        MeasureCache again(folder / "levels.txt");
        QVERIFY(again.find("def"));
        QVERIFY(std::isnan(again.find("def")->integratedLufs));
        QCOMPARE(again.find("def")->clippedSamples, std::int64_t(3));
        QVERIFY(MeasureCache::keyOf(folder / "none.wav").empty());
    }

    // WISHES D13
    void theWindowListsTracksAndWhatWasLeftOut()
    {
        WindowFixture f;
        writeBytes(f.folder / "music/rock/broken.wav", "no sound at all");
        QVERIFY(writeWav(f.folder / "music/rock/silence.wav", sine(100, 2, 44100, 1, 0)));
        QVERIFY(writeWav(f.folder / "music/rock/blip.wav", sine(100, 0.2, 44100)));
        QVERIFY(writeWav(f.folder / "music/blues/low rate.wav", noise(99, 2, 22050)));
        QVERIFY(f.open());
        const WorkbenchPanes &panes = f.window->panes();
        QTRY_COMPARE(panes.dataset->tracks->model().rowCount(), 5);
        const QString report = panes.dataset->leftOut->text();
        for (const char *name : {"rock/broken.wav", "rock/silence.wav", "rock/blip.wav"})
            QVERIFY2(report.contains(QLatin1String(name)), qPrintable(report));
        QVERIFY2(report.contains(QStringLiteral("blues/low rate.wav: used: ")), qPrintable(report));
        QCOMPARE(report.count(QLatin1Char('\n')), 4);
        QCOMPARE(panes.dataset->leftOut->leftOut(), 3);
        QCOMPARE(cell(f, 2, TrackColumn::Name), QStringLiteral("low rate"));
        QVERIFY(cell(f, 2, TrackColumn::Problem).contains(QStringLiteral("22.05 kHz")));
        // Nothing is measured until somebody looks.
        QCOMPARE(f.window->datasetDesk().measurer().done(), 0);
        f.window->showDataset();
        QTRY_COMPARE(f.window->datasetDesk().measurer().done(), 5);
        QVERIFY(cell(f, 2, TrackColumn::Loudness).startsWith(QChar(0x2212)));
    }

    void choosingARowChoosesTheTrack()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showDataset();
        TrackTable *table = f.window->panes().dataset->tracks;
        QTRY_COMPARE(table->model().rowCount(), 4);
        const QString before = f.window->panes().corpus->currentKey();
        QCOMPARE(table->currentKey(), before);  // the table shows what was chosen at the left
        const int row = table->view()->currentIndex().row() == 3 ? 2 : 3;
        QTest::mouseClick(table->view()->viewport(), Qt::LeftButton, {},
                          table->view()->visualRect(table->model().index(row, 0)).center());
        QVERIFY(table->currentKey() != before);
        QCOMPARE(f.window->panes().corpus->currentKey(), table->currentKey());
        QCOMPARE(f.window->previews().item(), table->currentKey().toStdString());
        QTRY_VERIFY(f.window->previews().shown());
        // And the other way round.
        f.window->panes().corpus->selectKey(before);
        QCOMPARE(table->currentKey(), before);
    }

    void featuresAreComputedCountedAndStopped()
    {
        constexpr int kTracks = 60;  // seconds of work, so that it can be stopped on the way
        const TemporaryFolder folder;
        auto corpus = std::make_shared<Corpus>();
        QVERIFY(writeWav(folder / "t.wav", noise(5, 8, 44100)));
        for (int i = 0; i < kTracks; ++i) {
            corpus->tracks.push_back(trackOf(folder / "t.wav"));
            corpus->tracks.back().name = "t" + std::to_string(i);
        }
        const TracksPtr tracks(corpus, &corpus->tracks);
        FeaturePage page;
        page.resize(700, 240);
        page.show();
        TrackTable table;
        FeatureDesk desk(page, table);
        QCOMPARE(page.feature(), 15);  // the centroid
        page.setFeature(0);
        const TrackEntries entries = trackEntriesOf(*corpus, {});
        table.setEntries(entries);
        desk.setTracks(entries, tracks);
        // Length needs no computing.
        QTRY_COMPARE(page.view()->histograms().groups.size(), std::size_t(1));
        QCOMPARE(page.view()->histograms().groups[0].tracks, kTracks);
        desk.setCurrentTrack(QStringLiteral("rock/t3"));
        QCOMPARE(page.view()->mark(), 8.0);
        page.setFeature(15);  // the centroid
        QTRY_VERIFY(page.view()->histograms().groups.empty());
        QVERIFY(std::isnan(page.view()->mark()));

        Q_EMIT page.computeRequested();
        QTRY_VERIFY(desk.computer().done() > 0);
        Q_EMIT page.cancelRequested();
        const int done = desk.computer().done();
        QVERIFY(!desk.computer().running());
        QTest::qWait(300);
        QCOMPARE(desk.computer().done(), done);
        QVERIFY(done < kTracks);
        QTRY_VERIFY(!desk.counting());
        QCOMPARE(page.view()->histograms().groups[0].tracks, done);
        QCOMPARE(page.view()->histograms().without, kTracks - done);
        Q_EMIT page.computeRequested();  // goes on from there
        QTRY_VERIFY_WITH_TIMEOUT(desk.computer().done() == kTracks && !desk.counting(), 30000);
        QCOMPARE(page.view()->histograms().groups[0].tracks, kTracks);
        QCOMPARE(page.view()->mark(), double(featuresOf(corpus->tracks[3], 3).values[12]));
        // Another corpus forgets them.
        desk.setTracks(nullptr, nullptr);
        QTRY_VERIFY(page.view()->histograms().groups.empty());
    }

    void levelsAreCountedAsTheyAreMeasured()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showDataset();
        QTRY_COMPARE(f.window->datasetDesk().measurer().done(), 4);
        FeaturePage *page = f.window->panes().dataset->features;
        f.window->panes().dataset->showPage(DatasetPage::Features);
        page->setFeature(2);  // loudness
        QTRY_COMPARE(page->view()->histograms().groups.size(), std::size_t(2));
        QVERIFY(std::isfinite(page->view()->mark()));
    }

    // WISHES D12
    void theWindowExportsItsTable()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showDataset();
        QTRY_COMPARE(f.window->datasetDesk().measurer().done(), 4);
        f.window->datasetDesk().exportTo(f.folder / "out/tracks.csv");
        QTRY_VERIFY(f.window->messages().text().contains(QStringLiteral("tracks.csv")));
        for (const char *name : {"out/tracks.csv", "out/tracks.npy", "out/tracks.schema.json"})
            QVERIFY(std::filesystem::exists(f.folder / name));
        // What was written can be looked at again.
        f.window->datasetDesk().openGenerated(f.folder / "out/tracks.schema.json");
        DatasetPreview *preview = f.window->panes().dataset->generated;
        QTRY_VERIFY(preview->folder());
        QCOMPARE(preview->rowsView()->model()->rowCount(), 4);
        QVERIFY(preview->isVisible());
    }
};

QTEST_MAIN(TestDatasetDesk)
#include "tst_dataset_desk.moc"
