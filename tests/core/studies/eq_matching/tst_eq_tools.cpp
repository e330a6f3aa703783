#include <QtTest/QTest>
#include <fstream>
#include <sstream>

#include "core/audio/corpus.h"
#include "core/base/atomic_file.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/eq_tools.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

const std::filesystem::path kGolden = std::filesystem::path(TW_TEST_DATA) / "golden";

}  // namespace

class TestEqTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The published project's own numbers for four settings. Rewards and metrics within 1e-3; improvements that are
    /// rounding (`flat`) are compared absolutely, as golden/README.md says.
    void scoresThePublishedCases()
    {
        const Json golden = *readJson(kGolden / "eq_quality.json");
        for (const auto &[name, one] : golden["cases"].items()) {
            const auto scored =
                EqTools().score(kGolden / "eq_raw.wav", kGolden / "eq_reference.wav", one["parameters"]);
            QVERIFY2(scored.has_value(), qPrintable(QString::fromStdString(name)));
            QCOMPARE(scored->size(), one["metrics"].size());
            for (const auto &[metric, expected] : one["metrics"].items()) {
                if (expected.is_number()) {
                    TW_COMPARE_NEAR((*scored)[metric].get<double>(), expected.get<double>(), 1e-3);
                    continue;
                }
                for (const auto &[part, value] : expected.items())
                    TW_COMPARE_NEAR((*scored)[metric][part].get<double>(), value.get<double>(),
                                    1e-3 * std::max(1.0, std::fabs(value.get<double>())));
            }
        }
    }

    void namesTheFileItCannotRead()
    {
        const Json action = toJson(dsp::Equaliser{});
        const auto scored = EqTools().score("/nonexistent/raw.wav", kGolden / "eq_reference.wav", action);
        QVERIFY(!scored.has_value());
        QVERIFY(scored.error().describe().find("/nonexistent/raw.wav") != std::string::npos);
    }

    void pairsAreTheSameForTheSameSeedWhateverElseLiesThere()
    {
        test::TemporaryFolder folder;
        test::plantCorpus(folder / "corpus", 2, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        const auto corpus = scanCorpus(folder / "corpus", {}, context);
        QVERIFY(corpus.has_value());
        QVERIFY(EqTools().makePairs(*corpus, folder / "a", 5, context).has_value());
        Corpus fewer = *corpus;
        fewer.tracks.erase(fewer.tracks.begin());
        QVERIFY(EqTools().makePairs(fewer, folder / "b", 5, context).has_value());
        QVERIFY(EqTools().makePairs(fewer, folder / "c", 6, context).has_value());

        const Track &track = fewer.tracks.back();
        const auto raw = track.genre + "/raw/" + track.name + "_distorted.wav";
        QCOMPARE(test::readBytes(folder / "a" / raw), test::readBytes(folder / "b" / raw));
        QVERIFY(test::readBytes(folder / "a" / raw) != test::readBytes(folder / "c" / raw));

        // What was made is a corpus of pairs, and the CSV has a row a pair.
        const auto pairs = scanCorpus(folder / "a", {}, context);
        QVERIFY(pairs.has_value());
        QCOMPARE(pairs->tracks.size(), corpus->tracks.size());
        QVERIFY(pairs->tracks.front().isPair());
        std::istringstream csv(test::readBytes(folder / "a" / "distortions.csv"));
        std::string line;
        std::getline(csv, line);
        QVERIFY(line.starts_with("genre,name,raw,reference,low_shelf_freq,"));
        int rows = 0;
        while (std::getline(csv, line))
            ++rows;
        QCOMPARE(rows, static_cast<int>(corpus->tracks.size()));
    }
};

QTEST_GUILESS_MAIN(TestEqTools)
#include "tst_eq_tools.moc"
