#include <QTest>
#include <cmath>
#include <map>
#include <regex>
#include <sstream>

#include "app/dataset/feature_computer.h"
#include "app/dataset/track_entries.h"
#include "app/dataset/track_export.h"
#include "core/base/csv.h"
#include "core/dsp/eq_state.h"
#include "core/dsp/feature_meanings.h"
#include "core/study/dataset_folder.h"
#include "tests/support/npy.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

constexpr std::size_t kFeatures = 40;

TrackTableCopy table(bool withFeatures)
{
    std::vector<TrackEntry> tracks(3);
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        tracks[i].genre = i == 2 ? QStringLiteral("rock, \"hard\"") : QStringLiteral("jazz");
        tracks[i].name = QStringLiteral("Größe %1\nzwei").arg(i);
        tracks[i].key = tracks[i].genre + QLatin1Char('/') + tracks[i].name;
        tracks[i].file = QStringLiteral("/music/") + tracks[i].key + QStringLiteral(".wav");
        tracks[i].seconds = 29.64;
        tracks[i].sampleRate = 44100;
        tracks[i].channels = 2;
    }
    tracks[1].pair = true;
    tracks[1].heldOut = true;
    tracks[2].problem = QStringLiteral("its rate is 44.1 kHz; 7 samples clipped");
    TrackTableCopy copy;
    copy.entries = makeTrackEntries(std::move(tracks));
    copy.rows = {2, 0, 1};  // sorted
    copy.problems = copy.entries->problems;
    copy.peakDb = {-0.1F, std::nanf(""), -INFINITY};
    copy.lufs = {-14.25F, std::nanf(""), std::nanf("")};
    if (withFeatures)
        for (int i = 0; i < 120; ++i)
            copy.features.push_back(i == 5 ? std::nanf("") : float(i) * 0.1F);
    return copy;
}

/// A strict reader: every record as long as the header, lines that end in LF, UTF-8.
std::vector<std::map<std::string, std::string>> readStrictly(const std::filesystem::path &file)
{
    const std::string bytes = readBytes(file);
    if (bytes.empty() || bytes.back() != '\n' || bytes.find('\r') != std::string::npos ||
        QString::fromUtf8(bytes.data(), qsizetype(bytes.size())).toUtf8().toStdString() != bytes)
        qFatal("not a table");
    std::istringstream stream(bytes);
    std::vector<std::string> header, fields;
    readCsvRecord(stream, header);
    std::vector<std::map<std::string, std::string>> rows;
    while (readCsvRecord(stream, fields)) {
        if (fields.size() != header.size())
            qFatal("a row has another number of fields than the header");
        rows.emplace_back();
        for (std::size_t i = 0; i < fields.size(); ++i)
            rows.back()[header[i]] = fields[i];
    }
    return rows;
}

}  // namespace

class TestTrackExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // WISHES D12
    void theTableIsReadByAnyReader()
    {
        const TemporaryFolder folder;
        QVERIFY(exportTracks(table(true), folder / "tracks.csv"));
        const auto rows = readStrictly(folder / "tracks.csv");
        QCOMPARE(rows.size(), std::size_t(3));
        // The order of the table, texts as they are, numbers with a point and without units.
        QCOMPARE(rows[0].at("track"), std::string("rock, \"hard\"/Größe 2\nzwei"));
        QCOMPARE(rows[0].at("genre"), std::string("rock, \"hard\""));
        QCOMPARE(rows[0].at("remarks"), std::string("its rate is 44.1 kHz; 7 samples clipped"));
        QCOMPARE(rows[0].at("kind"), std::string("track"));
        QCOMPARE(rows[0].at("split"), std::string("train"));
        QCOMPARE(rows[2].at("kind"), std::string("pair"));
        QCOMPARE(rows[2].at("split"), std::string("test"));
        QCOMPARE(rows[1].at("length_seconds"), std::string("29.64"));
        QCOMPARE(rows[1].at("sample_rate"), std::string("44100"));
        QCOMPARE(rows[1].at("channels"), std::string("2"));
        QCOMPARE(rows[1].at("peak_dbfs"), std::string("-0.1"));
        QCOMPARE(rows[1].at("loudness_lufs"), std::string("-14.25"));
        QCOMPARE(rows[2].at("peak_dbfs"), std::string());  // not measured
        QCOMPARE(rows[0].at("peak_dbfs"), std::string());  // silence has no finite level
        QCOMPARE(rows[1].at("energy_bass"), std::string("0"));
        QCOMPARE(rows[1].at("energy_mid"), std::string("0.1"));
        QCOMPARE(rows[1].at("energy_ratio_mid"), std::string());  // the sixth: not computed
        const std::regex number("-?[0-9]+(\\.[0-9]+)?(e[-+][0-9]+)?|");
        for (const auto &row : rows)
            for (const auto &[name, text] : row)
                if (name != "track" && name != "genre" && name != "file" && name != "kind" && name != "split" &&
                    name != "remarks")
                    QVERIFY2(std::regex_match(text, number), (name + ": " + text).c_str());
    }

    void theMatrixHoldsTheSameNumbers()
    {
        const TemporaryFolder folder;
        QVERIFY(exportTracks(table(true), folder / "tracks"));
        auto set = DatasetFolder::open(folder / "tracks.schema.json");
        QVERIFY2(set, set ? "" : set.error().describe().c_str());
        const auto rows = set->read(0, 10);
        QVERIFY(rows);
        const Npy matrix = readNpy(folder / "tracks.npy");
        QCOMPARE(matrix.rows(), std::size_t(3));
        QCOMPARE(matrix.columns(), set->columns().size());
        QCOMPARE(set->columns().size(), 11 + kFeatures);
        for (std::size_t row = 0; row < 3; ++row)
            for (std::size_t column = 0; column < matrix.columns(); ++column) {
                const double value = matrix.at(row, column);
                const std::string &text = (*rows)[row][column];
                if (set->columns()[column].type == "text")
                    QCOMPARE(set->columns()[column].categories.at(std::size_t(value)), text);
                else if (text.empty())
                    QVERIFY(std::isnan(value));
                else
                    QCOMPARE(float(value), std::stof(text));
            }
    }

    void theSchemaTellsUnitsAndMeanings()
    {
        const TemporaryFolder folder;
        QVERIFY(exportTracks(table(true), folder / "a.csv"));
        const auto set = DatasetFolder::open(folder / "a.schema.json");
        QVERIFY(set);
        std::map<std::string, DatasetFolderColumn> columns;
        for (const DatasetFolderColumn &column : set->columns()) {
            QVERIFY2(!column.description.empty(), column.name.c_str());
            columns[column.name] = column;
        }
        QCOMPARE(columns.at("length_seconds").unit, std::string("s"));
        QCOMPARE(columns.at("loudness_lufs").unit, std::string("LUFS"));
        QCOMPARE(columns.at("spectral_centroid_mean").unit, std::string("Hz"));
        QCOMPARE(columns.at("spectral_centroid_mean").group, std::string("features"));
        QCOMPARE(columns.at("split").categories, (std::vector<std::string>{"train", "test"}));
    }

    void withoutFeaturesThereAreNoColumnsOfThem()
    {
        const TemporaryFolder folder;
        QVERIFY(exportTracks(table(false), folder / "a.csv"));
        QCOMPARE(DatasetFolder::open(folder / "a.schema.json")->columns().size(), std::size_t(11));
    }

    void onlyWhatIsShownIsWritten()
    {
        const TemporaryFolder folder;
        TrackTableCopy some = table(false);
        some.rows = {1};
        QVERIFY(exportTracks(some, folder / "a.csv"));
        QCOMPARE(readStrictly(folder / "a.csv").size(), std::size_t(1));
        some.rows.clear();
        QVERIFY(exportTracks(some, folder / "b.csv"));
        QVERIFY(readStrictly(folder / "b.csv").empty());
    }

    void aPlaceThatCantBeWrittenIsNamed()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "file", "x");
        const auto written = exportTracks(table(false), folder / "file/tracks.csv");
        QVERIFY(!written);
        QVERIFY(written.error().describe().find("file") != std::string::npos);
    }

    void featuresAreThoseOfTheTrack()
    {
        const TemporaryFolder folder;
        const AudioBuffer audio = noise(3, 2, 22050);
        QVERIFY(writeWav(folder / "a.wav", audio));
        Track track;
        track.reference = folder / "a.wav";
        track.info = *probeAudio(track.reference);
        const TrackFeatures found = featuresOf(track, 7);
        QCOMPARE(found.row, 7);
        const auto expected = dsp::datasetFeatures(audio.channels[0], 22050);
        for (std::size_t i = 0; i < kFeatures; ++i)
            QCOMPARE(found.values[i], float(expected[i].value));
        track.reference = folder / "none.wav";
        QVERIFY(std::isnan(featuresOf(track, 0).values[0]));
    }

    /// Of a long track the middle half minute counts: what is before and after changes nothing.
    void ofLongTracksTheMiddleCounts()
    {
        const TemporaryFolder folder;
        AudioBuffer audio = noise(3, 40, 8000);
        AudioBuffer middle{
            8000, {std::vector<float>(audio.channels[0].begin() + 5 * 8000, audio.channels[0].begin() + 35 * 8000)}};
        for (std::size_t i = 0; i < 4 * 8000; ++i)
            audio.channels[0][i] = 0.9F;
        QVERIFY(writeWav(folder / "a.wav", audio));
        Track track;
        track.reference = folder / "a.wav";
        track.info = *probeAudio(track.reference);
        const auto expected = dsp::datasetFeatures(middle.channels[0], 8000);
        QCOMPARE(featuresOf(track, 0).values[12], float(expected[12].value));
    }
};

QTEST_GUILESS_MAIN(TestTrackExport)
#include "tst_track_export.moc"
