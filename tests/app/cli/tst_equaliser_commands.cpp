// An equaliser to other programs and back, on the command line.

#include <QtTest/QTest>
#include <cmath>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "tests/app/cli/cli_process.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

class TestEqualiserCommands : public QObject
{
    Q_OBJECT

    TemporaryFolder m_folder;

    [[nodiscard]] QString file(const std::string &name) const { return text(m_folder / name); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeWav(m_folder / "raw.wav", noise(1, 2.0, 22050)).has_value());
        QVERIFY(writeWav(m_folder / "like.wav", noise(2, 2.0, 44100)).has_value());
        writeBytes(m_folder / "published.json",
                   R"({"low_shelf_freq": 200, "low_shelf_gain": 3, "low_shelf_q": 0.9,
                       "peak_low_freq": 1500, "peak_low_gain": -4, "peak_low_q": 1.0,
                       "peak_high_freq": 7000, "peak_high_gain": 5, "peak_high_q": 1.2,
                       "high_shelf_freq": 12000, "high_shelf_gain": -3, "high_shelf_q": 0.8})");
    }

    // WISHES D4 … D6, D8
    void whatApplyDecidedIsExported()
    {
        const Outcome applied =
            run({"apply", file("raw.wav"), "--like", file("like.wav"), "--out", file("out.wav"), "--json"});
        QVERIFY2(applied.status == 0, applied.err.c_str());
        writeBytes(m_folder / "decision.json", applied.out);
        const Json setting = Json::parse(applied.out)["equaliser"];
        QCOMPARE(setting["sample_rate_hz"].get<double>(), 22050.0);
        QCOMPARE(setting["filter"].get<std::string>(), std::string("zero_phase"));
        QCOMPARE(setting["bands"].size(), 4U);
        for (const char *out : {"eq.txt", "eq.json", "eq.yml", "eq.wav"}) {
            const Outcome done = run({"export-eq", file("decision.json"), "--out", file(out)});
            QVERIFY2(done.status == 0, done.err.c_str());
            QVERIFY(done.says("The equaliser is "));
            QVERIFY(fs::file_size(m_folder / out) > 100);
        }
        QVERIFY(readBytes(m_folder / "eq.txt").find("Preamp: ") != std::string::npos);
        QCOMPARE(readAudio(m_folder / "eq.wav")->sampleRate, 48000);
    }

    // WISHES D4: there and back.
    void anEqualizerApoTextComesBack()
    {
        const Outcome out = run({"export-eq", file("published.json"), "--out", file("a.txt"), "--title", "My track"});
        QVERIFY2(out.status == 0, out.err.c_str());
        QVERIFY(readBytes(m_folder / "a.txt").starts_with("# Equaliser by Tonewright: My track\n"));
        const Outcome in = run({"import-eq", file("a.txt"), "--out", file("a.json")});
        QVERIFY2(in.status == 0, in.err.c_str());
        QVERIFY(in.says("4 bands"));
        const Json setting = readJson(m_folder / "a.json").value()["equaliser"];
        QCOMPARE(setting["filter"].get<std::string>(), std::string("zero_phase"));  // each band was there twice
        TW_COMPARE_NEAR(setting["bands"][2]["frequency_hz"].get<double>(), 7000, 1e-9);
        const Outcome again = run({"export-eq", file("a.json"), "--out", file("b.txt"), "--title", "My track"});
        QVERIFY2(again.status == 0, again.err.c_str());
        QCOMPARE(readBytes(m_folder / "b.txt"), readBytes(m_folder / "a.txt"));
    }

    // WISHES D7: no value outside the profile. Qudelix-5K: ten bands of at most 12 dB, shelves of Q 0.7.
    void anEqualiserIsFittedToADevice()
    {
        const Outcome done =
            run({"export-eq", file("published.json"), "--out", file("q.txt"), "--profile", "qudelix-5k"});
        QVERIFY2(done.status == 0, done.err.c_str());
        QVERIFY(done.says("Fitted to Qudelix-5K"));
        const Outcome in = run({"import-eq", file("q.txt"), "--out", file("q.json")});
        QVERIFY2(in.status == 0, in.err.c_str());
        const Json setting = readJson(m_folder / "q.json").value()["equaliser"];
        QCOMPARE(setting["filter"].get<std::string>(), std::string("causal"));  // each band once
        QVERIFY(!setting["bands"].empty() && setting["bands"].size() <= 10);
        for (const Json &band : setting["bands"]) {
            const bool peak = band["kind"] == "peak";
            const double q = band["q"].get<double>();
            QVERIFY(std::fabs(band["gain_db"].get<double>()) <= 12.0);
            QVERIFY(peak ? q >= 0.1 && q <= 7.0 : q == 0.7);
        }
        const Outcome unknown =
            run({"export-eq", file("published.json"), "--out", file("x.txt"), "--profile", "walkman"});
        QCOMPARE(unknown.status, 2);
        QVERIFY(unknown.says("walkman: there is no such device profile"));
    }

    void optionsCount()
    {
        const auto exported = [this](const QStringList &options, const char *out) {
            const Outcome done = run(QStringList{"export-eq", file("published.json"), "--out", file(out)} + options);
            return done.status == 0 ? readBytes(m_folder / out) : done.err;
        };
        const std::string usual = exported({}, "o.txt");
        QVERIFY(usual.find("ON LSC") != std::string::npos && usual.find("Filter 8") != std::string::npos);
        QVERIFY(exported({"--causal"}, "o.txt").find("Filter 5") == std::string::npos);
        QVERIFY(exported({"--format", "apo-corner"}, "o.txt").find("ON LS ") != std::string::npos);
        QVERIFY(exported({"--format", "graphiceq"}, "o.txt").find("GraphicEQ: 20 ") != std::string::npos);
        QVERIFY(exported({"--rate", "96000"}, "o.yml").find("samplerate: 96000") != std::string::npos);
        QVERIFY(exported({"--sound-rate", "22050"}, "o.txt").find("Fc 10473.7500 Hz") != std::string::npos);
        const std::string even = exported({}, "o.wav");
        QVERIFY(exported({"--minimum-phase"}, "o.wav") != even);
        // WISHES D9: a note beside the file, too.
        const Outcome told =
            run({"export-eq", file("published.json"), "--out", file("o.txt"), "--sound-rate", "22050"});
        QVERIFY(told.says("lies above what a sound at 22050 Hz can hold"));
    }

    void whatCantBeDoneIsSaid()
    {
        const Outcome format = run({"export-eq", file("published.json"), "--out", file("x.mp3")});
        QCOMPARE(format.status, 2);
        QVERIFY(format.says("--format"));
        QCOMPARE(run({"export-eq", file("published.json"), "--out", file("x.txt"), "--format", "x"}).status, 2);
        QCOMPARE(run({"export-eq", file("gone.json"), "--out", file("x.txt")}).status, 3);
        QCOMPARE(run({"export-eq", file("published.json"), "--out", file("no/x.txt")}).status, 3);
        writeBytes(m_folder / "half.json", R"({"equaliser": {"filter": "causal"}})");
        const Outcome half = run({"export-eq", file("half.json"), "--out", file("x.txt")});
        QCOMPARE(half.status, 3);
        QVERIFY(half.says("sample_rate_hz"));
        writeBytes(m_folder / "prose.txt", "Dear diary");
        const Outcome prose = run({"import-eq", file("prose.txt"), "--out", file("x.json")});
        QCOMPARE(prose.status, 3);
        QVERIFY(prose.says("prose.txt"));
        QVERIFY(!fs::exists(m_folder / "x.txt") && !fs::exists(m_folder / "x.json"));
    }
};

QTEST_APPLESS_MAIN(TestEqualiserCommands)
#include "tst_equaliser_commands.moc"
