// A trained agent on one's own files.

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

class TestApplyCommand : public QObject
{
    Q_OBJECT

    TemporaryFolder m_folder;

    [[nodiscard]] QString file(const std::string &name) const { return text(m_folder / name); }

private Q_SLOTS:
    void initTestCase()
    {
        plantCorpus(m_folder / "music", 3, 1.5);
        QVERIFY(writeWav(m_folder / "raw.wav", noise(1, 2.0, 44100)).has_value());
        AudioBuffer dark = noise(2, 1.5, 44100);
        float last = 0;
        for (float &sample : dark.channels[0])
            sample = last += 0.3F * (sample - last);  // a low pass at some 2.5 kHz
        QVERIFY(writeWav(m_folder / "like.wav", dark).has_value());
    }

    void theModelThatComesWithTheProgramIsUsedAtOnce()
    {
        const Outcome done = run({"apply", file("raw.wav"), "--like", file("like.wav"), "--out", file("out.wav")});
        QVERIFY2(done.status == 0, done.err.c_str());
        QVERIFY(done.says("The processed track is "));
        const auto out = readAudio(m_folder / "out.wav");
        QVERIFY(out.has_value());
        QCOMPARE(out->sampleRate, 44100);
        QCOMPARE(out->frames(), std::size_t{88200});
    }

    void aRunsAgentBecomesAModel()
    {
        const Outcome trained =
            run({"train", "eq_matching", "--algorithm", "imitation", "--corpus", file("music"), "--out", file("run"),
                 "--episodes", "4", "--set", "imitation_batch=8", "--set", "hidden=16", "--quiet"});
        QVERIFY2(trained.status == 0, trained.err.c_str());
        const Outcome saved = run({"save-model", file("run"), "--out", file("mine.twmodel"), "--json"});
        QVERIFY2(saved.status == 0, saved.err.c_str());
        QCOMPARE(Json::parse(saved.out)["file"].get<std::string>(), (m_folder / "mine.twmodel").string());
        const Outcome done = run({"apply", file("raw.wav"), "--reference", file("raw.wav"), "--model",
                                  file("mine.twmodel"), "--out", file("mine.wav"), "--json"});
        QVERIFY2(done.status == 0, done.err.c_str());
        const Json json = Json::parse(done.out);
        // A file that is its own reference can only get worse: nothing is done.
        TW_COMPARE_NEAR(json["scores"]["reward"].get<double>(), 0.0, 1e-6);
        QCOMPARE(json["gain_db"].get<double>(), 0.0);
        QCOMPARE(json["file"].get<std::string>(), (m_folder / "mine.wav").string());
        QVERIFY(json["parameters"].is_object());
    }

    void lessIsGentler()
    {
        const auto gains = [this](const char *percent) {
            const Outcome done = run({"apply", file("raw.wav"), "--like", file("like.wav"), "--amount", percent,
                                      "--out", file("some.wav"), "--json"});
            double sum = 0;
            const Json json = Json::parse(done.out);
            for (const Json &value : json["decision"])
                if (value["name"] == "applied gain")
                    sum += std::fabs(value["value"].get<double>());
            return sum;
        };
        const double all = gains("100");
        QVERIFY(all > 0);
        TW_COMPARE_NEAR(gains("25"), all / 4, 1e-6 * all);
    }

    void whatCantBeUsedIsNamed()
    {
        const Outcome none = run({"apply", file("raw.wav"), "--out", file("x.wav")});
        QCOMPARE(none.status, 2);
        const Outcome both = run({"apply", file("raw.wav"), "--like", file("like.wav"), "--reference", file("raw.wav"),
                                  "--out", file("x.wav")});
        QCOMPARE(both.status, 2);
        const Outcome amount =
            run({"apply", file("raw.wav"), "--like", file("like.wav"), "--amount", "120", "--out", file("x.wav")});
        QCOMPARE(amount.status, 2);
        QVERIFY(amount.err.find("120") != std::string::npos);
        const Outcome missing = run({"apply", file("gone.wav"), "--like", file("like.wav"), "--out", file("x.wav")});
        QCOMPARE(missing.status, 3);
        QVERIFY(missing.err.find("gone.wav") != std::string::npos);
        const Outcome folder =
            run({"apply", file("raw.wav"), "--like", file("like.wav"), "--out", file("no/such/x.wav")});
        QCOMPARE(folder.status, 3);
        const Outcome model = run(
            {"apply", file("raw.wav"), "--like", file("like.wav"), "--model", file("raw.wav"), "--out", file("x.wav")});
        QCOMPARE(model.status, 3);
        QVERIFY(model.err.find("raw.wav") != std::string::npos);
        QVERIFY(!fs::exists(m_folder / "x.wav"));
    }
};

QTEST_GUILESS_MAIN(TestApplyCommand)
#include "tst_apply_command.moc"
