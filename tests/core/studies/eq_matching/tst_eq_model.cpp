#include <QtTest/QTest>
#include <cmath>
#include <fstream>

#include "core/audio/audio_file.h"
#include "core/rl/checkpoint_file.h"
#include "core/studies/eq_matching/eq_model.h"
#include "core/studies/eq_matching/eq_study.h"
#include "core/studies/eq_matching/eq_tools.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

RunSpec smallSpec(const std::string &algorithm)
{
    std::vector<std::string> assignments{"pairs_per_update=4", "batch=16",      "hidden=16",
                                         "frames_scored=4",    "frames_kept=8", "attempts=4"};
    if (algorithm == "imitation")
        assignments = {"imitation_steps=600", "imitation_batch=32", "hidden=64", "layers=1", "frames_kept=8"};
    RunSpec spec;
    spec.study = "eq_matching";
    spec.algorithm = algorithm;
    spec.seed = 3;
    spec.episodes = algorithm == "imitation" ? 150 : 8;
    spec.parameters = *(*descriptor().algorithm(algorithm))->parameters.parse(assignments);
    return spec;
}

/// Noise whose high or low half is stronger.
AudioBuffer tilted(std::uint64_t seed, double seconds, double shelfDb, int channels = 1)
{
    AudioBuffer audio = test::noise(seed, seconds, 44100);
    dsp::Equaliser tilt;
    tilt.bands[1].gainDb = -shelfDb / 2.0;
    tilt.bands[2].gainDb = shelfDb / 2.0;
    audio.channels.front() = dsp::applyEqualiser(audio.channels.front(), tilt, audio.sampleRate);
    float peak = 0.0F;
    for (const float sample : audio.channels.front())
        peak = std::max(peak, std::fabs(sample));
    for (float &sample : audio.channels.front())
        sample *= 0.4F / peak;
    audio.channels.resize(static_cast<std::size_t>(channels), audio.channels.front());
    return audio;
}

double score(const std::vector<std::pair<std::string, double>> &scores, const std::string &name)
{
    for (const auto &[each, value] : scores)
        if (each == name)
            return value;
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

class TestEqModel : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    EqStudy m_study;
    std::filesystem::path m_model;
    std::filesystem::path m_dark;
    std::filesystem::path m_bright;
    std::filesystem::path m_otherBright;

    void train(EqStudy &study, const RunSpec &spec)
    {
        RunListener silent;
        RunContext context(silent, {});
        const auto corpus = scanCorpus(m_folder / "music", {}, context);
        QVERIFY(corpus.has_value());
        QVERIFY(study.prepare(*corpus, spec, context).has_value());
        QVERIFY(study.train(m_folder / "run.bin", context).has_value());
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder / "music", 4, 2.0, 44100);
        train(m_study, smallSpec("imitation"));
        m_model = m_folder / "agent.twmodel";
        const auto written = m_study.saveModel(m_model);
        QVERIFY2(written, written ? "" : written.error().describe().c_str());
        m_dark = m_folder / "dark.wav";
        m_bright = m_folder / "bright.wav";
        m_otherBright = m_folder / "other.wav";
        QVERIFY(writeWav(m_dark, tilted(1, 3.0, -8.0, 2)).has_value());
        QVERIFY(writeWav(m_bright, tilted(1, 3.0, 8.0)).has_value());
        QVERIFY(writeWav(m_otherBright, tilted(9, 2.2, 8.0)).has_value());
    }

    void aModelSaysWhereItComesFrom()
    {
        const auto model = EqModel::open(m_model);
        QVERIFY2(model, model ? "" : model.error().describe().c_str());
        QCOMPARE((*model)->info().study, std::string("eq_matching"));
        QCOMPARE((*model)->info().algorithm, std::string("imitation"));
        QCOMPARE((*model)->info().seed, std::uint64_t{3});
        QVERIFY((*model)->info().envSteps > 0);
        // Without optimiser, random streams and episodes: less than half of the checkpoint.
        const auto checkpoint = m_folder / "whole.bin";
        QVERIFY(m_study.save(checkpoint).has_value());
        QVERIFY(2 * std::filesystem::file_size(m_model) < std::filesystem::file_size(checkpoint));
    }

    void aModelDecidesAsItsRunDoes_data()
    {
        QTest::addColumn<QString>("algorithm");
        for (const char *name : {"imitation", "ppo", "sac", "td3", "dqn"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aModelDecidesAsItsRunDoes()
    {
        QFETCH(QString, algorithm);
        EqStudy study;
        train(study, smallSpec(algorithm.toStdString()));
        const auto file = m_folder / "one.twmodel";
        QVERIFY(study.saveModel(file).has_value());
        const auto ofRun = study.previewPair(m_dark, m_bright);
        const auto model = EqTools().openModel(file);
        QVERIFY2(model, model ? "" : model.error().describe().c_str());
        const auto ofModel = (*model)->decide({.raw = m_dark, .reference = m_bright, .excerpt = {}, .tries = 0});
        QVERIFY(ofRun.has_value() && ofModel.has_value());
        QCOMPARE((*ofModel)->action, (*ofRun)->action);
        QCOMPARE((*ofModel)->estimatedReward, (*ofRun)->estimatedReward);
    }

    void thePublishedAgentStaysWithItsRun()
    {
        EqStudy study;
        RunListener silent;
        RunContext context(silent, {});
        RunSpec spec = smallSpec("imitation");
        spec.algorithm = "published";
        spec.parameters = *(*descriptor().algorithm("published"))->parameters.parse({"hidden=8", "batch=8"});
        const auto corpus = scanCorpus(m_folder / "music", {}, context);
        QVERIFY(study.prepare(*corpus, spec, context).has_value());
        const auto refused = study.saveModel(m_folder / "published.twmodel");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY(!std::filesystem::exists(m_folder / "published.twmodel"));
    }

    void ofTheSameMusicTheBestOfSeveralAttemptsIsTaken()
    {
        const auto model = EqModel::open(m_model);
        double last = -2.0;
        for (const int tries : {0, 2, 12}) {
            const auto preview = (*model)->decide({.raw = m_dark, .reference = m_bright, .tries = tries});
            QVERIFY(preview.has_value());
            QVERIFY((*preview)->estimatedReward >= last);
            last = (*preview)->estimatedReward;
            const auto rendered = (*preview)->render();
            QVERIFY(rendered.has_value());
            // The estimate is exact here; only the files' scale differs.
            TW_COMPARE_NEAR(score(rendered->scores, "reward"), last, 1e-3);
        }
        QVERIFY(last > 0.0);
        QCOMPARE((*(*model)->decide({.raw = m_dark, .reference = m_bright}))->episode, (*model)->info().envSteps);
    }

    /// A file that is its own reference can only get worse.
    void whatCanOnlyGetWorseIsLeftAlone()
    {
        const auto model = EqModel::open(m_model);
        const auto preview = (*model)->decide({.raw = m_bright, .reference = m_bright});
        QVERIFY(preview.has_value());
        for (const double gain : (*preview)->total.y)
            TW_COMPARE_NEAR(gain, 0.0, 1e-9);
        const auto other = (*model)->decide({.raw = m_bright, .reference = m_bright, .sameMusic = false});
        QVERIFY(other.has_value());
        for (const double gain : (*other)->total.y)
            TW_COMPARE_NEAR(gain, 0.0, 1e-9);
        const auto rendered = (*other)->render();
        TW_COMPARE_NEAR(score(rendered->scores, "difference_after_db"), 0.0, 1e-9);
    }

    void theWholeFileIsProcessedWithAllChannelsAtItsOwnLevel()
    {
        const auto model = EqModel::open(m_model);
        const auto none = (*model)->decide({.raw = m_dark, .reference = m_bright, .amount = 0.0});
        QVERIFY(none.has_value());
        const auto untouched = (*none)->renderWhole();
        const auto file = readAudio(m_dark);
        QVERIFY(untouched.has_value() && file.has_value());
        QCOMPARE(untouched->audio.channels.size(), std::size_t{2});
        QCOMPARE(untouched->audio.frames(), file->frames());
        QCOMPARE(untouched->gainDb, 0.0);
        for (std::size_t i = 0; i < file->frames(); i += 97)
            TW_COMPARE_NEAR(untouched->audio.channels[1][i], file->channels[1][i], 1e-5);
        // An excerpt of a second decides; the file is processed to its end.
        const auto all = (*model)->decide({.raw = m_dark, .reference = m_bright, .excerpt = {0, 1}});
        const auto whole = (*all)->renderWhole();
        QVERIFY(whole.has_value());
        QCOMPARE(whole->audio.frames(), file->frames());
        QCOMPARE((*all)->render()->processed.frames(), std::size_t{44100});
    }

    void halfTheAmountIsHalfTheGain()
    {
        const auto model = EqModel::open(m_model);
        const auto whole = (*model)->decide({.raw = m_dark, .reference = m_otherBright, .sameMusic = false});
        const auto half =
            (*model)->decide({.raw = m_dark, .reference = m_otherBright, .sameMusic = false, .amount = 0.5});
        QVERIFY(whole.has_value() && half.has_value());
        for (std::size_t i = 1; i < (*whole)->decision.size(); i += 3)
            TW_COMPARE_NEAR((*half)->decision[i].value, (*whole)->decision[i].value / 2.0, 1e-9);
    }

    void thatItWouldClipIsTold()
    {
        AudioBuffer loud = test::noise(4, 1.0, 44100);
        for (float &sample : loud.channels.front())
            sample = sample > 0.0F ? 0.99F : -0.99F;
        QVERIFY(writeWav(m_folder / "loud.wav", loud).has_value());
        const auto model = EqModel::open(m_model);
        const auto preview =
            (*model)->decide({.raw = m_folder / "loud.wav", .reference = m_bright, .sameMusic = false, .amount = 0.0});
        QVERIFY(preview.has_value());
        const auto whole = (*preview)->renderWhole();
        QVERIFY(whole.has_value());
        TW_COMPARE_NEAR(whole->gainDb, 20.0 * std::log10(0.98 / 0.99), 1e-3);
    }

    void ofAnotherPieceTheLongTermSpectraAreBroughtTogether()
    {
        const auto model = EqModel::open(m_model);
        const auto preview = (*model)->decide({.raw = m_dark, .reference = m_otherBright, .sameMusic = false});
        QVERIFY2(preview, preview ? "" : preview.error().describe().c_str());
        QVERIFY(std::isnan((*preview)->estimatedReward));
        const auto rendered = (*preview)->render();
        QVERIFY(rendered.has_value());
        const double before = score(rendered->scores, "difference_before_db");
        const double after = score(rendered->scores, "difference_after_db");
        // Tilts of ∓16 dB in all; a small agent of some seconds' training takes away a good part.
        QVERIFY2(before > 3.0, qPrintable(QString::number(before)));
        QVERIFY2(after < 0.8 * before, qPrintable(QStringLiteral("%1 of %2").arg(after).arg(before)));
        // The other piece is shorter: silence follows.
        QCOMPARE(rendered->raw.frames(), rendered->reference.frames());
        QCOMPARE(rendered->reference.channels.front().back(), 0.0F);
    }

    void badSoundIsNamed_data()
    {
        QTest::addColumn<bool>("sameMusic");
        QTest::newRow("the same music") << true;
        QTest::newRow("another piece") << false;
    }
    void badSoundIsNamed()
    {
        QFETCH(bool, sameMusic);
        const auto model = EqModel::open(m_model);
        const auto missing =
            (*model)->decide({.raw = m_folder / "none.wav", .reference = m_bright, .sameMusic = sameMusic});
        QVERIFY(!missing && missing.error().describe().find("none.wav") != std::string::npos);
        AudioBuffer silence{44100, {std::vector<float>(44100, 0.0F)}};
        QVERIFY(writeWav(m_folder / "silent.wav", silence).has_value());
        const auto silent =
            (*model)->decide({.raw = m_folder / "silent.wav", .reference = m_bright, .sameMusic = sameMusic});
        QVERIFY(!silent);
        QCOMPARE(silent.error().code, ErrorCode::BadData);
        QVERIFY(silent.error().describe().find("silent.wav") != std::string::npos);
    }

    void aDamagedModelIsRefused()
    {
        QCOMPARE(EqModel::open(m_folder / "nothing.twmodel").error().code, ErrorCode::NotFound);
        const auto checkpoint = m_folder / "checkpoint.bin";
        QVERIFY(m_study.save(checkpoint).has_value());
        const auto noModel = EqModel::open(checkpoint);
        QVERIFY(!noModel);
        QVERIFY(noModel.error().describe().find("save-model") != std::string::npos);
        const auto good = *rl::readCheckpoint(m_model);
        const auto refused = [&](const auto &change) {
            rl::Checkpoint bad = good;
            change(bad);
            const auto file = m_folder / "bad.twmodel";
            if (!rl::writeCheckpoint(file, bad))
                return false;
            const auto opened = EqModel::open(file);
            return !opened && opened.error().code == ErrorCode::BadData &&
                   opened.error().describe().find("bad.twmodel") != std::string::npos;
        };
        for (const char *name : {"model_of", "study_version", "algorithm", "seed", "env_steps"})
            QVERIFY2(refused([name](auto &m) { m.header.erase(name); }), name);
        QVERIFY(refused([](auto &m) { m.header["model_of"] = "another"; }));
        QVERIFY(refused([](auto &m) { m.header["study_version"] = 99; }));
        QVERIFY(refused([](auto &m) { m.header["parameters"] = {{"hidden", -4}}; }));
        QVERIFY(refused([](auto &m) { m.header["parameters"]["hidden"] = 65; }));
        QVERIFY(refused([](auto &m) { m.blocks.clear(); }));
        QVERIFY(refused([](auto &m) { m.blocks["policy"].resize(100); }));
    }

    void theModelThatComesWithTheProgramWorks()
    {
        const auto file = defaultModelFile("eq_matching");
        QVERIFY2(file, file ? "" : file.error().describe().c_str());
        const auto model = EqTools().openModel(*file);
        QVERIFY2(model, model ? "" : model.error().describe().c_str());
        QCOMPARE((*model)->info().algorithm, descriptor().defaultAlgorithm().id);
        const auto preview = (*model)->decide({.raw = m_dark, .reference = m_bright});
        QVERIFY(preview.has_value());
        QVERIFY2((*preview)->estimatedReward > 0.4, qPrintable(QString::number((*preview)->estimatedReward)));
    }
};

QTEST_GUILESS_MAIN(TestEqModel)
#include "tst_eq_model.moc"
