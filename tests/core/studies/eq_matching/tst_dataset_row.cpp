#include <QtTest/QTest>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "core/dsp/eq_state.h"
#include "core/dsp/stft.h"
#include "core/studies/eq_matching/dataset_row.h"
#include "core/studies/eq_matching/exact_evaluation.h"
#include "core/studies/eq_matching/held_out.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

/// A small corpus at 22.05 and 44.1 kHz and what makes rows of it.
struct Bench {
    explicit Bench(DatasetRules rules = {.excerptSeconds = 0.7})
    {
        test::plantCorpus(folder / "corpus" / "slow", 2, 2.0, 22050);
        test::plantCorpus(folder / "corpus" / "fast", 1, 1.0, 44100);
        RunListener silent;
        RunContext context(silent, {});
        for (const char *rate : {"slow", "fast"}) {
            const auto corpus = *scanCorpus(folder / "corpus" / rate, {}, context);
            tracks.insert(tracks.end(), corpus.tracks.begin(), corpus.tracks.end());
        }
        make(std::move(rules));
    }
    void make(DatasetRules rules)
    {
        maker.emplace(tracks, std::vector<bool>{true, false, true, false, false, false}, std::move(rules));
        columns = datasetColumns(tracks, maker->decisions());
    }
    [[nodiscard]] std::size_t column(const std::string &name) const
    {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i].name == name)
                return i;
        throw std::runtime_error("no column " + name);
    }
    /// The first column's value of `name` in a row.
    [[nodiscard]] double at(const std::vector<float> &row, const std::string &name) const
    {
        return static_cast<double>(row.at(column(name)));
    }
    /// The twelve columns that begin with `prefix`.
    [[nodiscard]] dsp::Equaliser setting(const std::vector<float> &row, const std::string &prefix) const
    {
        std::array<double, kParameters> parameters{};
        for (std::size_t i = 0; i < parameters.size(); ++i)
            parameters[i] = at(row, prefix + "_" + std::string(actionGrid()[i].name));
        return toEqualiser(parameters, dsp::FilterMode::ZeroPhase);
    }

    test::TemporaryFolder folder;
    std::vector<Track> tracks;
    std::optional<RowMaker> maker;
    std::vector<DatasetColumn> columns;
};

/// How uneven the bands' level differences are below 9 kHz, dB; a common difference in level doesn't count.
double unevennessDb(const std::vector<float> &a, const std::vector<float> &b, int sampleRate)
{
    const auto levels = [sampleRate](const std::vector<float> &signal) {
        return bandLevelsDb(dsp::meanOverFrames(dsp::powerSpectrogram(signal, sampleRate)), sampleRate);
    };
    const auto first = levels(a);
    const auto second = levels(b);
    std::vector<double> differences;
    for (std::size_t band = 0; band < first.size(); ++band)
        if (stateBandCentresHz()[band] < 9000.0)
            differences.push_back(second[band] - first[band]);
    double mean = 0.0;
    for (const double difference : differences)
        mean += difference / static_cast<double>(differences.size());
    double sum = 0.0;
    for (const double difference : differences)
        sum += (difference - mean) * (difference - mean) / static_cast<double>(differences.size());
    return std::sqrt(sum);
}

}  // namespace

class TestDatasetRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRowHasAValueAColumnWithinItsRange()
    {
        const Bench bench;
        for (int row = 0; row < 12; ++row) {
            const auto values = *bench.maker->make(row);
            QCOMPARE(values.size(), bench.columns.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto &column = bench.columns[i];
                const double value = static_cast<double>(values[i]);
                // Single precision: limits as decimal numbers may be missed by a rounding.
                const double slack = 1e-6 * std::fabs(value);
                QVERIFY2(std::isfinite(value), column.name.c_str());
                if (column.type == DatasetColumn::Type::Text)
                    QVERIFY2(value >= 0 && value < static_cast<double>(column.categories.size()), column.name.c_str());
                else
                    QVERIFY2(value >= column.minimum - slack && value <= column.maximum + slack, column.name.c_str());
            }
            QCOMPARE(bench.at(values, "row"), row);
        }
    }

    void columnNamesAreUniqueAndExplained()
    {
        const Bench bench;
        std::set<std::string> names;
        for (const auto &column : datasetColumns(bench.tracks, {.agent = true, .oracle = true})) {
            QVERIFY2(names.insert(column.name).second, column.name.c_str());
            QVERIFY2(column.description.ends_with('.'), column.name.c_str());
        }
    }

    void namesThatAreNotUtf8BecomeIt()
    {
        Track track;
        track.genre = "caf\xe9";
        track.name = "na\xc3\xafve \xff";
        const auto columns = datasetColumns({track}, {});
        QCOMPARE(columns[1].categories, (std::vector<std::string>{"caf\xef\xbf\xbd/na\xc3\xafve \xef\xbf\xbd"}));
        QCOMPARE(columns[2].categories, (std::vector<std::string>{"caf\xef\xbf\xbd"}));
    }

    /// From the row's own columns alone: the track read again, distorted again, written, read and described.
    void featuresAreThoseOfTheRenderedExcerpt()
    {
        const Bench bench;
        for (int row = 0; row < 4; ++row) {
            const auto values = *bench.maker->make(row);
            const Track &track = bench.tracks[static_cast<std::size_t>(bench.at(values, "track"))];
            // The shortest decimal that reads back as the stored number is the number of milliseconds that was used.
            const double offset = std::stod(fmt::format("{}", values[bench.column("offset_seconds")]));
            const auto reference = *readMono(track.reference, {offset, 0.7});
            Distortion distortion;
            distortion.equaliser = bench.setting(values, "true");
            distortion.equaliser = distortion.inverse();  // twice is once
            distortion.air.frequencyHz = bench.at(values, "air_freq");
            distortion.air.gainDb = bench.at(values, "air_gain");
            distortion.air.q = bench.at(values, "air_q");
            QVERIFY(writeWav(bench.folder / "raw.wav", distort(toBuffer(reference), distortion)).has_value());
            const auto raw = *readMono(bench.folder / "raw.wav");
            for (const auto &feature : dsp::datasetFeatures(raw.samples, raw.sampleRate))
                QCOMPARE(values[bench.column(std::string(feature.name))], static_cast<float>(feature.value));
            const auto scorer = dsp::MatchScorer::create(raw, reference);
            const auto state = exactState(*scorer);
            // The row's transforms are in double precision, the state's in single.
            for (std::size_t i = 0; i < state.size(); ++i)
                TW_COMPARE_NEAR(values[bench.column("difference_00") + i], state[i], 1e-4);
        }
    }

    void theTrueParametersUndoTheDistortion()
    {
        const Bench bench;
        for (int row = 0; row < 6; ++row) {
            const auto pair = *bench.maker->pair(row);
            const auto values = *bench.maker->make(row);
            const int rate = pair.reference.sampleRate;
            const auto undone = dsp::applyEqualiser(pair.raw.channels[0], bench.setting(values, "true"), rate);
            const double before = unevennessDb(pair.reference.channels[0], pair.raw.channels[0], rate);
            const double after = unevennessDb(pair.reference.channels[0], undone, rate);
            // What stays is the foot of the "air" peak at 12 kHz and more (+6 dB at most) and the excerpt's ends.
            QVERIFY2(after < 1.5 && after < 0.5 * before, qPrintable(QString("%1 → %2").arg(before).arg(after)));
        }
    }

    void effectiveIsWhatTheFilterApplies()
    {
        const Bench bench;
        std::set<double> rates;
        for (int row = 0; row < 12; ++row) {
            const auto values = *bench.maker->make(row);
            const double rate = bench.at(values, "sample_rate");
            rates.insert(rate);
            for (const char *band : {"low_shelf", "peak_low", "peak_high", "high_shelf"}) {
                const auto column = [&](const char *group, const char *parameter) {
                    return bench.at(values, std::string(group) + "_" + band + "_" + parameter);
                };
                QCOMPARE(column("true_effective", "gain"), 2.0 * column("true", "gain"));
                const auto highest = static_cast<double>(static_cast<float>(0.95 * rate / 2.0));
                QCOMPARE(column("true_effective", "freq"), std::min(highest, column("true", "freq")));
                QCOMPARE(column("true_effective", "q"), column("true", "q"));  // 0.5 … 4: within every limit
            }
        }
        QCOMPARE(rates.size(), std::size_t{2});
    }

    void theSplitIsTheTracks()
    {
        const Bench bench;
        std::set<double> seen;
        for (int row = 0; row < 24; ++row) {
            const auto values = *bench.maker->make(row);
            const double track = bench.at(values, "track");
            QCOMPARE(bench.at(values, "split"), track == 0.0 || track == 2.0 ? 1.0 : 0.0);
            seen.insert(track);
        }
        QCOMPARE(seen.size(), bench.tracks.size());
    }

    void everyRuleDecidesSomething()
    {
        const auto row = [](DatasetRules rules) { return *Bench(std::move(rules)).maker->make(3); };
        const auto original = row({.excerptSeconds = 0.7});
        QVERIFY(row({.excerptSeconds = 0.7}) == original);
        QVERIFY(row({.seed = 2, .excerptSeconds = 0.7}) != original);
        QVERIFY(row({.excerptSeconds = 0.8}) != original);
        QVERIFY(row({.excerptSeconds = 0.7, .distortionGainDb = 3.0}) != original);
        const AgentChooser nothing = [](const dsp::MatchScorer &) { return dsp::Equaliser{}; };
        const auto judged = row({.excerptSeconds = 0.7, .agent = nothing});
        QVERIFY(std::equal(original.begin(), original.end(), judged.begin()));
        const dsp::MatchOptions centroidAlone{.weights = {0, 0, 0, 1, 0}};
        QVERIFY(row({.excerptSeconds = 0.7, .match = centroidAlone, .agent = nothing}) != judged);
    }

    void decisionsStandBesideTheTruth()
    {
        Bench bench;
        std::size_t heard = 0;
        bench.make({.excerptSeconds = 0.7,
                    .agent =
                        [&heard](const dsp::MatchScorer &pair) {
                            heard = pair.raw().size();
                            dsp::Equaliser chosen;
                            chosen.bands[1].gainDb = 3.5;
                            return chosen;
                        },
                    .oracle = [](const dsp::MatchScorer &, const dsp::Equaliser &inverse,
                                 const GoOn &) -> Result<dsp::Equaliser> { return inverse; }});
        const auto values = *bench.maker->make(5);
        const auto pair = *bench.maker->pair(5);
        QCOMPARE(heard, pair.raw.frames());
        const dsp::Equaliser chosen = bench.setting(values, "agent");
        QCOMPARE(chosen.bands[1].gainDb, 3.5);
        QCOMPARE(bench.at(values, "agent_effective_peak_low_gain"), 7.0);
        // As evaluation scores them: on rendered audio.
        const auto scorer = dsp::MatchScorer::create(mixToMono(pair.raw), mixToMono(pair.reference));
        const auto rendered = [&scorer](const dsp::Equaliser &equaliser) {
            return static_cast<double>(static_cast<float>(scorer->score(equaliser).reward));
        };
        QCOMPARE(bench.at(values, "agent_reward"), rendered(chosen));
        QCOMPARE(bench.at(values, "true_reward"), rendered(pair.distortion.inverse()));
        QCOMPARE(bench.at(values, "oracle_reward"), bench.at(values, "true_reward"));
        QVERIFY(parametersOf(bench.setting(values, "oracle")) == parametersOf(bench.setting(values, "true")));
    }

    void aSearchThatIsStoppedEndsTheRow()
    {
        Bench bench;
        bench.make({.excerptSeconds = 0.7,
                    .oracle = [](const dsp::MatchScorer &, const dsp::Equaliser &inverse,
                                 const GoOn &goOn) -> Result<dsp::Equaliser> {
                        if (!goOn())
                            return fail(ErrorCode::Cancelled, "stopped");
                        return inverse;
                    }});
        QVERIFY(bench.maker->make(0).has_value());
        QCOMPARE(bench.maker->make(0, [] { return false; }).error().code, ErrorCode::Cancelled);
    }

    void silenceIsPassedOver()
    {
        Bench bench;
        // Eight seconds of nothing, then half a second of sound: twenty draws mostly miss it.
        AudioBuffer mostlySilent = test::noise(1, 0.5);
        mostlySilent.channels[0].insert(mostlySilent.channels[0].begin(), 8 * 22050, 0.0F);
        QVERIFY(writeWav(bench.folder / "late.wav", mostlySilent).has_value());
        Track track = bench.tracks[0];
        track.reference = bench.folder / "late.wav";
        track.info = *probeAudio(track.reference);
        const std::vector<Track> tracks{track};
        const RowMaker maker(tracks, {false}, {.excerptSeconds = 0.5});
        for (int row = 0; row < 5; ++row) {
            const auto pair = maker.pair(row);
            QVERIFY(pair.has_value());
            QVERIFY(pair->offsetSeconds > 7.4);
        }
        mostlySilent.channels[0].assign(22050, 0.0F);
        QVERIFY(writeWav(bench.folder / "late.wav", mostlySilent).has_value());
        const auto silent = maker.pair(0);
        QVERIFY(!silent.has_value());
        QVERIFY(silent.error().describe().find("late.wav") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestDatasetRow)
#include "tst_dataset_row.moc"
