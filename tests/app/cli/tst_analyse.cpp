#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/dsp/describe.h"
#include "tests/app/cli/cli_process.h"
#include "tests/bench/truth_measures.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

const fs::path kGolden = fs::path(TW_TEST_DATA) / "golden";

QStringList analyse(const fs::path &file, const fs::path &out, const QStringList &more = {})
{
    return QStringList{"analyse", text(file), "--out", text(out)} + more;
}

/// How far the reference tool's array is from ours; empty when within the tolerance.
QString differenceOf(const Npy &ours, const Npy &theirs, Tolerance tolerance)
{
    if (ours.shape != theirs.shape)
        return QStringLiteral("shape differs");
    return differenceFrom(ours.values, theirs.values, tolerance);
}

/// Names of the arrays in a folder.
std::vector<std::string> filesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".npy")
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

class TestAnalyse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Names, shapes and numbers of the reference tools.
    void arraysOfTheReferenceTool_data()
    {
        QTest::addColumn<QString>("signal");
        for (const char *signal : {"music", "sweep", "tone", "noise", "silence"})
            QTest::newRow(signal) << QString::fromLatin1(signal);
    }
    void arraysOfTheReferenceTool()
    {
        QFETCH(QString, signal);
        const TemporaryFolder folder;
        const std::string name = signal.toStdString();
        const fs::path file = folder / "signal.wav";
        QVERIFY(writeWav(file, toBuffer(goldenClip(name))));
        const Outcome outcome = run(analyse(file, folder / "out"));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        int compared = 0;
        for (const std::string &file : filesIn(folder / "out")) {
            const Npy ours = readNpy(folder / "out" / file);
            const fs::path theirFile = kGolden / (name + '.' + file);
            if (!fs::exists(theirFile))
                continue;
            // The rhythm differs on purpose: see rhythmOfTheMusic().
            if (file == "tempo.npy" || file == "beat_frames.npy")
                continue;
            Npy theirs = readNpy(theirFile);
            ++compared;
            if (file == "stft_mag.npy") {
                // Of these the first 24 frames were kept.
                QCOMPARE(ours.rows(), theirs.rows());
                for (std::size_t bin = 0; bin < theirs.rows(); ++bin)
                    for (std::size_t t = 0; t < theirs.columns(); ++t)
                        QVERIFY(std::abs(ours.at(bin, t) - theirs.at(bin, t)) <= 1e-5 * theirs.at(bin, t) + 1e-6);
                continue;
            }
            // Spectra and descriptors 1e-4; decibels (log-mel, contrast, MFCC, whose largest are hundreds, onsets) 1e-3
            // of one.
            const QString problem =
                differenceOf(ours, theirs,
                             {1e-4, 1e-3 * (file == "log_mel.npy" || file == "contrast.npy" ||
                                            file == "onset_strength.npy" || file.starts_with("mfcc"))});
            QVERIFY2(problem.isEmpty(), qPrintable(QString::fromStdString(file) + ": " + problem));
        }
        QVERIFY2(compared >= (name == "silence"                   ? 12
                              : name == "noise" || name == "tone" ? 13
                              : name == "music"                   ? 16
                                                                  : 14),
                 qPrintable(QString::number(compared)));
    }

    /// Of the reference tool's numbers the coarse levels and the ends of the finest were kept (tests/golden/README.md).
    void waveletCoefficientsLieOneLevelAfterTheOther()
    {
        const TemporaryFolder folder;
        const Outcome outcome =
            run(analyse(kGolden / "music.wav", folder.path(), {"--only", "db8_coeffs,db8_coeff_lengths"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        const std::vector<double> all = readNpy(folder / "db8_coeffs.npy").values;
        const std::vector<double> lengths = readNpy(folder / "db8_coeff_lengths.npy").values;
        QCOMPARE(double(all.size()), std::accumulate(lengths.begin(), lengths.end(), 0.0));
        const std::vector<double> coarse = golden("music.db8_coarse").values, fine = golden("music.db8_fine").values;
        const Tolerance singlePrecision{1e-6, 1e-6};
        const auto ends = [](const std::vector<double> &values) {
            return std::vector<double>(values.end() - 128, values.end());
        };
        TW_MATCHES(differenceFrom(std::vector<double>(all.begin(), all.begin() + std::ptrdiff_t(coarse.size())), coarse,
                                  singlePrecision));
        TW_MATCHES(differenceFrom(ends(all), ends(fine), singlePrecision));
    }

    void referenceGivesTheState()
    {
        const TemporaryFolder folder;
        const Outcome outcome = run(analyse(kGolden / "eq_raw.wav", folder.path(),
                                            {"--reference", text(kGolden / "eq_reference.wav"), "--only", "state"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        QCOMPARE(filesIn(folder.path()), (std::vector<std::string>{"state.npy"}));
        // Means of standardised MFCCs are rounding noise around zero.
        const QString problem = differenceOf(readNpy(folder / "state.npy"), golden("eq_state_vector"), {1e-3, 1e-5});
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void onlyWhatIsNamedIsWritten()
    {
        const TemporaryFolder folder;
        const Outcome outcome =
            run(analyse(kGolden / "tone.wav", folder / "deep/er", {"--only", "rms,chroma", "--only", "zcr", "--json"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        QCOMPARE(filesIn(folder / "deep/er"), (std::vector<std::string>{"chroma.npy", "rms.npy", "zcr.npy"}));
        const Json summary = Json::parse(outcome.out);
        QCOMPARE(summary["sample_rate"].get<int>(), 22050);
        QCOMPARE(summary["frames"].get<int>(), 87);
        QCOMPARE(summary["hop_samples"].get<int>(), 512);
        QVERIFY(summary["tuning"].is_number());
        QCOMPARE(summary["arrays"].size(), std::size_t{3});
        QCOMPARE(summary["arrays"]["chroma"].dump(), std::string("[12,87]"));
        QVERIFY(*readJson(folder / "deep/er/analysis.json") == summary);
    }

    /// A folder holds arrays of one sound; what isn't an analysis' own stays.
    void analysingAgainTakesFormerArraysAway()
    {
        const TemporaryFolder folder;
        QCOMPARE(run(analyse(kGolden / "tone.wav", folder.path(), {"--only", "rms,chroma"})).status, 0);
        std::ofstream(folder / "zcr.npy") << "mine";
        QCOMPARE(run(analyse(kGolden / "noise.wav", folder.path(), {"--only", "rms"})).status, 0);
        QCOMPARE(filesIn(folder.path()), (std::vector<std::string>{"rms.npy", "zcr.npy"}));
        std::ofstream(folder / "analysis.json") << "[]";
        const Outcome outcome = run(analyse(kGolden / "tone.wav", folder.path(), {"--only", "rms"}));
        QVERIFY2(outcome.status == 3 && outcome.says("analysis.json"), outcome.err.c_str());
        QVERIFY(fs::exists(folder / "rms.npy"));
    }

    void hugeNumbersAreAllThereIs()
    {
        const TemporaryFolder folder;
        QCOMPARE(run(analyse(kGolden / "tone.wav", folder.path(), {"--only", "rms", "--seconds", "1e300"})).status, 0);
        QCOMPARE(readNpy(folder / "rms.npy").columns(), std::size_t{87});
    }

    /// A 440: its pitch in every frame, and a key or a reason in the summary.
    void pitchAndKey()
    {
        const TemporaryFolder folder;
        const Outcome outcome = run(analyse(kGolden / "tone.wav", folder.path(),
                                            {"--only", "f0_hz,voiced,voiced_probability,key_correlations", "--json"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        const Npy pitch = readNpy(folder / "f0_hz.npy"), voiced = readNpy(folder / "voiced.npy");
        QCOMPARE(pitch.columns(), std::size_t{87});
        for (std::size_t t = 2; t + 2 < pitch.columns(); ++t) {
            QVERIFY(std::abs(pitch.at(0, t) - 440) < 0.5);
            QCOMPARE(voiced.at(0, t), 1.0);
        }
        QCOMPARE(readNpy(folder / "voiced_probability.npy").columns(), std::size_t{87});
        QCOMPARE(readNpy(folder / "key_correlations.npy").rows(), std::size_t{24});
        const Json summary = Json::parse(outcome.out);
        QVERIFY(summary["pitch"]["voiced_share"].get<double>() > 0.9);
        QVERIFY(std::abs(summary["pitch"]["median_hz"].get<double>() - 440) < 0.5);
        QVERIFY(summary["key"].contains("name"));

        const Outcome brief = run(analyse(kGolden / "tone.wav", folder.path(),
                                          {"--seconds", "0.02", "--only", "f0_hz,key_correlations", "--json"}));
        QVERIFY2(brief.status == 0, brief.err.c_str());
        QVERIFY(Json::parse(brief.out)["pitch"].contains("reason"));
        QVERIFY(Json::parse(brief.out)["key"].contains("reason"));
        QCOMPARE(readNpy(folder / "f0_hz.npy").at(0, 0), 0.0);
    }

    /// 120 BPM, a beat every 0.5 s. librosa finds beats, too, and a tempo of 117.45, since it knows whole lags only
    /// (decision record 0010); its number is there for comparison.
    void rhythmOfTheMusic()
    {
        const TemporaryFolder folder;
        const Outcome outcome =
            run(analyse(kGolden / "music.wav", folder.path(),
                        {"--only", "tempo,tempo_librosa,beat_frames,beats,downbeats,phrases", "--json"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        const Npy tempo = readNpy(folder / "tempo.npy");
        QCOMPARE(tempo.shape, golden("music.tempo").shape);
        QVERIFY(std::abs(tempo.values[0] - 120) < 1.5);
        // It can only be 60 · 43.07 / whole number: exact.
        QVERIFY(std::abs(readNpy(folder / "tempo_librosa.npy").values[0] - golden("music.tempo").values[0]) < 1e-9);

        const Npy frames = readNpy(folder / "beat_frames.npy"), beats = readNpy(folder / "beats.npy");
        QCOMPARE(frames.shape, beats.shape);
        QCOMPARE(frames.shape.size(), std::size_t{1});
        std::vector<double> truth, ours, theirs;
        for (double t = 0; t < 8; t += 0.5)
            truth.push_back(t);
        for (std::size_t i = 0; i < frames.values.size(); ++i) {
            QCOMPARE(frames.values[i], std::round(beats.values[i] * 22050 / 512));
            ours.push_back(frames.values[i] * 512 / 22050);
        }
        for (const double frame : golden("music.beat_frames").values)
            theirs.push_back(frame * 512 / 22050);
        QVERIFY(fMeasure(truth, ours) >= fMeasure(truth, theirs));
        for (const double downbeat : readNpy(folder / "downbeats.npy").values)
            QVERIFY(std::find(beats.values.begin(), beats.values.end(), downbeat) != beats.values.end());
        QVERIFY(readNpy(folder / "phrases.npy").values.size() <= readNpy(folder / "downbeats.npy").values.size());
        const Json summary = Json::parse(outcome.out)["rhythm"];
        QCOMPARE(summary["tempo_bpm"].get<double>(), tempo.values[0]);
        QCOMPARE(summary["beats_per_bar"].get<int>(), 4);

        const Outcome brief = run(analyse(kGolden / "tone.wav", folder.path(),
                                          {"--seconds", "0.5", "--only", "tempo,beat_frames", "--json"}));
        QVERIFY2(brief.status == 0, brief.err.c_str());
        QVERIFY(Json::parse(brief.out)["rhythm"].contains("reason"));
        QCOMPARE(readNpy(folder / "tempo.npy").values, std::vector<double>{0});
        QVERIFY(readNpy(folder / "beat_frames.npy").values.empty());
    }

    void rateAndExcerpt()
    {
        const TemporaryFolder folder;
        const Outcome outcome =
            run(analyse(kGolden / "tone.wav", folder.path(),
                        {"--rate", "8000", "--seconds", "1", "--offset", "0.5", "--only", "rms", "--json"}));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        QCOMPARE(Json::parse(outcome.out)["sample_rate"].get<int>(), 8000);
        QCOMPARE(Json::parse(outcome.out)["frames"].get<int>(), 16);
    }

    /// Channels are averaged; odd rates and clipping are no obstacle: all arrays are written, all numbers finite.
    void anyFileGivesFiniteNumbers_data()
    {
        QTest::addColumn<int>("rate");
        for (const int rate : {8000, 11025, 44100, 192000})
            QTest::addRow("%d Hz", rate) << rate;
    }
    void anyFileGivesFiniteNumbers()
    {
        QFETCH(int, rate);
        const TemporaryFolder folder;
        std::vector<float> clipped = sine(441, 1.5, rate, 1, 4.0F).channels[0];
        for (float &x : clipped)
            x = std::clamp(x, -1.0F, 1.0F);
        QVERIFY(writeWav(folder / "one.wav", {rate, {clipped}}));
        QVERIFY(writeWav(folder / "six.wav", {rate, {6, clipped}}));
        for (const char *name : {"one", "six"}) {
            const Outcome outcome = run(analyse(folder / (std::string(name) + ".wav"), folder / name,
                                                {"--reference", text(folder / "one.wav")}));
            QVERIFY2(outcome.status == 0, outcome.err.c_str());
        }
        QVERIFY(filesIn(folder / "one").size() > 30);
        QCOMPARE(filesIn(folder / "six"), filesIn(folder / "one"));
        for (const std::string &file : filesIn(folder / "six"))
            for (const double value : readNpy(folder / "six" / file).values)
                QVERIFY2(std::isfinite(value), file.c_str());
        QCOMPARE(readNpy(folder / "six/log_mel.npy").shape, readNpy(folder / "one/log_mel.npy").shape);
        QCOMPARE(readNpy(folder / "six/f0_hz.npy").shape, readNpy(folder / "one/rms.npy").shape);
    }

    void everyDescriptorHasAnArray()
    {
        const Outcome help = run({"analyse", "--help"});
        QCOMPARE(help.status, 0);
        for (const char *name :
             {"stft_mag", "log_mel",        "mfcc13",      "mfcc20",    "chroma",           "chroma_tuning0",
              "contrast", "centroid",       "bandwidth",   "rolloff",   "flatness",         "rms",
              "zcr",      "power_mean_512", "state",       "f0_hz",     "key_correlations", "onset_strength",
              "tempo",    "beat_frames",    "hpss_energy", "db8_coeffs"})
            QVERIFY2(help.out.find("\n  " + std::string(name) + ' ') != std::string::npos, name);
    }

    void whatCannotBeDoneIsNamed()
    {
        const TemporaryFolder folder;
        const auto refuses = [](const QStringList &arguments, int status, const std::string &why) {
            const Outcome outcome = run(arguments);
            QVERIFY2(outcome.status == status && outcome.says(why), (outcome.err + outcome.out).c_str());
        };
        const fs::path tone = kGolden / "tone.wav";
        refuses(analyse(folder / "none.wav", folder.path()), 3, (folder / "none.wav").string());
        refuses(analyse(tone, folder.path(), {"--only", "loudness"}), 2, "loudness");
        refuses(analyse(tone, folder.path(), {"--offset", "1e300"}), 3, "smaller offset");
        refuses({"analyse", text(tone), "--out", ""}, 2, "the name is empty");
        QVERIFY(writeWav(folder / "slow.wav", {1, {std::vector<float>(1000, 0.5F)}}));
        refuses(analyse(folder / "slow.wav", folder.path(), {"--rate", "768000"}), 2, "can't be brought to 768000 Hz");
        refuses(analyse(tone, folder.path(), {"--only", "state"}), 2, "Give --reference");
        refuses(analyse(tone, folder.path(), {"--rate", "10"}), 2, "1000");
        refuses({"analyse", text(tone)}, 2, "--out");
        writeBytes(folder / "file", "");
        refuses(analyse(tone, folder / "file"), 4, (folder / "file").string());
        auto broken = toBuffer(goldenClip("tone"));
        broken.channels[0][11025] = NAN;
        QVERIFY(writeWav(folder / "broken.wav", broken));
        refuses(analyse(folder / "broken.wav", folder / "a"), 3, "0.500 s");
        // Rates must agree, or be made to.
        const fs::path other = folder / "other.wav";
        QVERIFY(writeWav(other, toBuffer(resample(goldenClip("tone"), 16000))));
        refuses(analyse(tone, folder / "a", {"--reference", text(other)}), 3, "Give --rate");
        QCOMPARE(
            run(analyse(tone, folder / "a", {"--reference", text(other), "--rate", "16000", "--only", "state"})).status,
            0);
    }
};

QTEST_GUILESS_MAIN(TestAnalyse)
#include "tst_analyse.moc"
