#include <QtTest/QTest>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/dsp/signal_check.h"
#include "tests/app/cli/cli_process.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

QString goldenWav(const char *name)
{
    return text(fs::path(TW_TEST_DATA) / "golden" / name);
}

Outcome measure(const QString &reference, const QString &estimate, const QStringList &more = {})
{
    return run(QStringList{"measure", "--reference", reference, "--estimate", estimate} + more);
}

}  // namespace

class TestMeasureCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsTheReferenceToolsNumbers()
    {
        const Outcome outcome = measure(goldenWav("speech_clean.wav"), goldenWav("speech_noisy_0db.wav"));
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        QCOMPARE(outcome.err, std::string());
        const Json json = Json::parse(outcome.out);
        // tests/golden: speech_0db.stoi, speech_0db.si_sdr.
        TW_COMPARE_NEAR(json["stoi"].get<double>(), 0.820050232, 1e-7);
        TW_COMPARE_NEAR(json["estoi"].get<double>(), 0.533866070, 1e-7);
        TW_COMPARE_NEAR(json["si_sdr_db"].get<double>(), 0.0, 0.1);
        QCOMPARE(json["reference"]["sample_rate_hz"].get<int>(), 16000);
        QCOMPARE(json["estimate"]["channels"].get<int>(), 1);
        TW_COMPARE_NEAR(json["compared_seconds"].get<double>(), json["reference"]["seconds"].get<double>(), 1e-9);
        for (const char *name : {"log_spectral_distance_db", "multi_scale_spectral_convergence", "mel_distance_db",
                                 "dtw_mfcc", "dtw_mfcc_banded", "dtw_mfcc_fast", "wasserstein_spectrum_hz",
                                 "reference_loudness_lufs", "estimate_loudness_lufs", "loudness_difference_lu"})
            QVERIFY2(json.contains(name) && json[name].is_number(), name);
    }

    void undefinedMeasuresAreReasons()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "tone.wav", sine(440, 1.0, 22050)));
        QVERIFY(writeWav(folder / "silence.wav", sine(440, 1.0, 22050, 1, 0.0F)));
        const Json json = Json::parse(measure(text(folder / "tone.wav"), text(folder / "silence.wav")).out);
        QCOMPARE(json["si_sdr_db"]["undefined"].get<std::string>(), "estimate: " + std::string(dsp::kSilent));
        QVERIFY(json["reference_loudness_lufs"].is_number());
        QVERIFY(json["loudness_difference_lu"]["undefined"].is_string());
    }

    void differentRatesStillSucceed()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", sine(440, 1.0, 22050)));
        QVERIFY(writeWav(folder / "b.wav", sine(440, 1.0, 48000, 2)));
        const Outcome outcome = measure(text(folder / "a.wav"), text(folder / "b.wav"));
        QCOMPARE(outcome.status, 0);
        const Json json = Json::parse(outcome.out);
        QCOMPARE(json["compared_seconds"].get<double>(), 0.0);
        QVERIFY(json["stoi"]["undefined"].get<std::string>().find("sample rates differ") != std::string::npos);
        QVERIFY(json["loudness_difference_lu"].is_number());
    }

    void writesTheFileToo()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", noise(1, 1.0)));
        QVERIFY(writeWav(folder / "b.wav", noise(2, 1.0)));
        const Outcome outcome =
            measure(text(folder / "a.wav"), text(folder / "b.wav"), {"--json", text(folder / "m.json")});
        QCOMPARE(outcome.status, 0);
        QCOMPARE(Json::parse(readBytes(folder / "m.json")).dump(), Json::parse(outcome.out).dump());
        const auto mistyped = folder / "nowhere" / "m.json";
        const Outcome lost = measure(text(folder / "a.wav"), text(folder / "b.wav"), {"--json", text(mistyped)});
        QCOMPARE(lost.status, 3);
        QVERIFY2(lost.says("nowhere"), lost.err.c_str());
        QVERIFY(!std::filesystem::exists(mistyped.parent_path()));
    }

    void badInputIsNamed()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", noise(1, 1.0)));
        writeBytes(folder / "broken.wav", "RIFF");
        for (const char *name : {"missing.wav", "broken.wav"}) {
            const Outcome outcome = measure(text(folder / "a.wav"), text(folder / name));
            QCOMPARE(outcome.status, 3);
            QVERIFY2(outcome.says(name), outcome.err.c_str());
            QCOMPARE(outcome.out, std::string());
        }
        QCOMPARE(run({"measure", "--reference", text(folder / "a.wav")}).status, 2);
        const Outcome help = run({"measure", "--help"});
        QCOMPARE(help.status, 0);
        QVERIFY(help.out.find("\"undefined\"") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestMeasureCommand)
#include "tst_measure_command.moc"
