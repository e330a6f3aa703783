#include <QtTest/QTest>

#include "core/dsp/si_sdr.h"
#include "core/dsp/signal_check.h"
#include "tests/core/dsp/speech_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

class TestSiSdr : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byHand()
    {
        // Means are 0; the estimate is the reference plus a tenth of something orthogonal to it: 20 dB.
        const std::vector<float> reference{1, -1, 1, -1}, estimate{1.1F, -0.9F, 0.9F, -1.1F};
        TW_COMPARE_NEAR(siSdrDb(reference, estimate).value(), 20.0, 1e-5);  // 0.1 is no float
        // Half the reference and as much of something else, on a constant offset: 0 dB.
        TW_COMPARE_NEAR(siSdrDb(reference, std::vector<float>{8, 7, 7, 6}).value(), 0.0, 1e-12);
        // Too late by one sample: of the four samples' two shared cycles nothing is left but the sign.
        QVERIFY(!siSdrDb(reference, std::vector<float>{1, 1, -1, -1}));
    }

    void equalsTheGoldenNumbers()
    {
        // These were computed in single precision: about 1e-6 relative.
        for (const int snr : {-5, 0, 5, 10})
            TW_COMPARE_NEAR(siSdrDb(goldenClip("speech_clean").samples, noisySpeech(snr).samples).value(),
                            golden("speech_" + std::to_string(snr) + "db.si_sdr").values[0], 1e-4);
    }

    void levelSignAndOffsetDoNotCount()
    {
        const auto clean = syllables(16000, 1.0), noisy = mixed(clean, syllables(16000, 1.0, 2), 0.3);
        const double expected = siSdrDb(clean, noisy).value();
        for (const double gain : {-1.0, 1e-6, 1e6, 1e30, 1e-30})
            TW_COMPARE_NEAR(siSdrDb(scaled(clean, gain), scaled(noisy, 1.0 / gain)).value(), expected, 1e-5);
        auto offset = noisy;
        for (float &x : offset)
            x += 0.5F;  // rounds the samples to 6e-8
        TW_COMPARE_NEAR(siSdrDb(clean, offset).value(), expected, 1e-4);
    }

    /// High ratios need the distortion itself, not a difference of energies: 130 dB here.
    void highRatiosAreExact()
    {
        const std::size_t n = 4096;
        std::vector<float> reference(n), estimate(n);
        for (std::size_t i = 0; i < n; ++i) {
            reference[i] = i % 2 == 0 ? 1.0F : -1.0F;
            estimate[i] = reference[i] + (i % 4 < 2 ? 0x1p-22F : -0x1p-22F);  // exact in floats
        }
        TW_COMPARE_NEAR(siSdrDb(reference, estimate).value(), 22.0 * 20.0 * std::log10(2.0), 1e-9);
    }

    void theShorterLengthCounts()
    {
        const auto clean = syllables(16000, 1.0), noisy = mixed(clean, syllables(16000, 1.0, 2), 0.3);
        const std::vector<float> a(clean.begin(), clean.begin() + 9001), b(noisy.begin(), noisy.begin() + 9001);
        QCOMPARE(siSdrDb(clean, b).value(), siSdrDb(a, b).value());
        QCOMPARE(siSdrDb(a, noisy).value(), siSdrDb(a, b).value());
    }

    void undefinedHasAReason()
    {
        const auto clean = syllables(16000, 0.1);
        const std::vector<float> silence(clean.size(), 0.0F);
        auto nan = clean;
        nan[3] = NAN;
        QCOMPARE(reason(siSdrDb({}, clean)), std::string("reference: it has no samples. Choose a longer one."));
        QCOMPARE(reason(siSdrDb(clean, silence)), "estimate: " + std::string(kSilent));
        QVERIFY(reason(siSdrDb(std::vector<float>{1}, clean)).find("constant") != std::string::npos);
        QVERIFY(reason(siSdrDb(clean, nan)).find("estimate: sample 3 is not a number") != std::string::npos);
        QVERIFY(reason(siSdrDb(clean, clean)).find("the ratio is infinite") != std::string::npos);
        QVERIFY(reason(siSdrDb(clean, scaled(clean, 0.5))).find("the ratio is infinite") != std::string::npos);
        QVERIFY(reason(siSdrDb(std::vector<float>{1, -1, 1, -1}, std::vector<float>{1, 1, -1, -1}))
                    .find("minus infinite") != std::string::npos);
        // Denormals have a value, of the few digits that they have: here about five bits.
        TW_COMPARE_NEAR(siSdrDb(scaled(clean, 1e-42), clean).value(), 45.0, 15.0);
    }
};

QTEST_GUILESS_MAIN(TestSiSdr)
#include "tst_si_sdr.moc"
