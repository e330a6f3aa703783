#include <QtTest/QTest>
#include <thread>

#include "core/dsp/stoi.h"
#include "tests/core/dsp/speech_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr int kRate = 16000;

}  // namespace

class TestStoi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheReferenceTool_data()
    {
        QTest::addColumn<int>("snrDb");
        for (const int snr : {-5, 0, 5, 10})
            QTest::addRow("%d dB", snr) << snr;
    }

    /// pystoi computes in double, so do we: what is left (2e-9) comes from the stored floats.
    void equalsTheReferenceTool()
    {
        QFETCH(int, snrDb);
        const Clip clean = goldenClip("speech_clean"), noisy = noisySpeech(snrDb);
        const auto expected = golden("speech_" + std::to_string(snrDb) + "db.stoi").values;
        const auto both = intelligibility(clean.samples, noisy.samples, clean.sampleRate);
        QVERIFY2(both.has_value(), reason(both).c_str());
        TW_COMPARE_NEAR(both->stoi, expected[0], 1e-7);
        TW_COMPARE_NEAR(both->estoi, expected[1], 1e-7);
        QCOMPARE(stoi(clean.samples, noisy.samples, kRate).value(), both->stoi);
        QCOMPARE(estoi(clean.samples, noisy.samples, kRate).value(), both->estoi);
    }

    void perfectIsOne()
    {
        for (const int rate : {8000, 10000, 11025, 22050, 44100, 48000, 192000, 44101}) {
            const auto clean = syllables(rate, 1.0);
            const auto perfect = intelligibility(clean, clean, rate);
            QVERIFY2(perfect.has_value(), reason(perfect).c_str());
            TW_COMPARE_NEAR(perfect->stoi, 1.0, 1e-9);
            TW_COMPARE_NEAR(perfect->estoi, 1.0, 1e-9);
        }
    }

    /// Neither level nor sign is heard: both signals are normalised, and powers have no sign. Down to denormals.
    void levelDoesNotCount()
    {
        const auto clean = syllables(kRate, 2.0), noisy = mixed(clean, syllables(kRate, 2.0, 2), 0.7);
        const auto expected = intelligibility(clean, noisy, kRate).value();
        for (const double gain : {-1.0, 1e-6, 1e6, 1e30, 1e-30}) {
            const auto same = intelligibility(scaled(clean, gain), scaled(noisy, 1.0 / gain), kRate).value();
            TW_COMPARE_NEAR(same.stoi, expected.stoi, 1e-6);  // the scaled samples are rounded anew
            TW_COMPARE_NEAR(same.estoi, expected.estoi, 1e-6);
        }
        // Denormals have few digits left: about three at 1e-41.
        TW_COMPARE_NEAR(stoi(scaled(clean, 1e-40), noisy, kRate).value(), expected.stoi, 0.01);
    }

    void moreNoiseIsLess()
    {
        const auto clean = syllables(kRate, 3.0), noise = syllables(kRate, 1.7, 3);
        double before = 1.0, extendedBefore = 1.0;
        for (const double gain : {0.1, 0.3, 1.0, 3.0}) {
            const auto now = intelligibility(clean, mixed(clean, noise, gain), kRate).value();
            QVERIFY(now.stoi < before && now.estoi < extendedBefore);
            before = now.stoi;
            extendedBefore = now.estoi;
        }
    }

    /// What the reference doesn't say isn't judged: an estimate that babbles in the pauses scores as one that rests.
    void pausesAreLeftOut()
    {
        auto clean = syllables(kRate, 3.0);
        std::fill(clean.begin() + 16000, clean.begin() + 32000, 0.0F);
        const auto noisy = mixed(clean, syllables(kRate, 3.0, 5), 0.5);
        auto resting = noisy;
        // A frame's length (25.6 ms) away from the pause's ends, where frames reach into it.
        std::fill(resting.begin() + 16000 + 900, resting.begin() + 32000 - 900, 0.0F);
        TW_COMPARE_NEAR(stoi(clean, resting, kRate).value(), stoi(clean, noisy, kRate).value(), 1e-12);
        TW_COMPARE_NEAR(estoi(clean, resting, kRate).value(), estoi(clean, noisy, kRate).value(), 1e-12);
    }

    void theShorterLengthCounts()
    {
        const auto clean = syllables(kRate, 2.0), noisy = mixed(clean, syllables(kRate, 2.0, 2), 0.7);
        const std::vector<float> cut(noisy.begin(), noisy.begin() + 20000);
        const std::vector<float> cutClean(clean.begin(), clean.begin() + 20000);
        QCOMPARE(stoi(clean, cut, kRate).value(), stoi(cutClean, cut, kRate).value());
        const auto scorer = IntelligibilityScorer::create(clean, kRate);
        QVERIFY(reason(scorer->stoi(cut)).find("20000 samples, the reference 32000") != std::string::npos);
    }

    void scorerGivesTheSameFromAnyThread()
    {
        const auto clean = syllables(kRate, 2.0), noisy = mixed(clean, syllables(kRate, 2.0, 2), 0.7);
        const auto expected = intelligibility(clean, noisy, kRate).value();
        const auto scorer = IntelligibilityScorer::create(clean, kRate).value();
        std::array<Intelligibility, 4> results;
        {
            std::vector<std::jthread> threads;
            for (auto &result : results)
                threads.emplace_back([&] { result = scorer.score(noisy).value(); });
        }
        for (const auto &result : results) {
            QCOMPARE(result.stoi, expected.stoi);
            QCOMPARE(result.estoi, expected.estoi);
        }
    }

    void undefinedHasAReason_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::addColumn<std::vector<float>>("reference");
        QTest::addColumn<std::vector<float>>("estimate");
        QTest::addColumn<int>("rate");
        const auto clean = syllables(kRate, 1.0);
        const std::vector<float> silence(16000, 0.0F), constant(16000, 0.25F);
        auto nan = clean, infinite = clean;
        nan[77] = NAN;
        infinite[5] = INFINITY;
        QTest::newRow("empty") << "reference: it has no samples" << std::vector<float>() << clean << kRate;
        QTest::newRow("one sample") << "constant" << std::vector<float>{0.5F} << clean << kRate;
        QTest::newRow("silent reference") << "reference: it is silent" << silence << clean << kRate;
        QTest::newRow("silent estimate") << "estimate: it is silent" << clean << silence << kRate;
        QTest::newRow("DC") << "estimate: it is one constant value" << clean << constant << kRate;
        QTest::newRow("NaN") << "estimate: sample 77 is not a number" << clean << nan << kRate;
        QTest::newRow("infinite") << "reference: sample 5 is infinite" << infinite << clean << kRate;
        QTest::newRow("short") << "less than 0.4 s" << std::vector<float>(clean.begin(), clean.begin() + 6000) << clean
                               << kRate;
        QTest::newRow("100 samples") << "less than 0.4 s" << std::vector<float>(clean.begin(), clean.begin() + 100)
                                     << clean << kRate;
        QTest::newRow("low rate") << "not for 7999 Hz" << clean << clean << 7999;
        QTest::newRow("high rate") << "not for 400000 Hz" << clean << clean << 400000;
        QTest::newRow("no rate") << "not for 0 Hz" << clean << clean << 0;
    }

    void undefinedHasAReason()
    {
        QFETCH(QString, expected);
        QFETCH(std::vector<float>, reference);
        QFETCH(std::vector<float>, estimate);
        QFETCH(int, rate);
        for (const auto &result : {stoi(reference, estimate, rate), estoi(reference, estimate, rate)}) {
            QVERIFY(!result);
            QVERIFY2(reason(result).find(expected.toStdString()) != std::string::npos, reason(result).c_str());
        }
    }

    /// Steady tones, clicks, clipping, parts of silence, bands without content: finite and at most 1.
    void strangeSignalsGiveNumbers()
    {
        const auto clean = syllables(kRate, 1.5);
        std::vector<float> tone(clean.size()), click(clean.size(), 0.0F), clipped = scaled(clean, 100.0), half = clean;
        for (std::size_t i = 0; i < tone.size(); ++i)
            tone[i] = float(std::sin(2.0 * 3.14159265358979 * 1000.0 * double(i) / kRate));
        click[12000] = 1.0F;
        for (float &x : clipped)
            x = std::clamp(x, -1.0F, 1.0F);
        std::fill(half.begin() + 8000, half.end(), 0.0F);
        for (const auto &estimate : {tone, click, clipped, half})
            for (const auto &[reference, other] : {std::pair(clean, estimate), std::pair(estimate, clean)}) {
                const auto result = intelligibility(reference, other, kRate);
                if (!result) {
                    QVERIFY2(reason(result).find("less than 0.4 s") != std::string::npos, reason(result).c_str());
                    continue;
                }
                QVERIFY(std::abs(result->stoi) <= 1.0 && std::abs(result->estoi) <= 1.0);
            }
    }
};

QTEST_GUILESS_MAIN(TestStoi)
#include "tst_stoi.moc"
