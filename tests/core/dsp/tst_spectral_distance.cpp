#include <QtTest/QTest>
#include <numbers>

#include "core/base/json.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/spectral_distance.h"
#include "tests/core/dsp/speech_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr double kRate = 22050.0;

std::vector<float> tone(double hz, double seconds)
{
    std::vector<float> signal(std::size_t(seconds * kRate));
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = float(0.5 * std::sin(2.0 * std::numbers::pi * hz * double(i) / kRate));
    return signal;
}

SpectralComparison compare(const std::vector<float> &reference, const std::vector<float> &estimate)
{
    return SpectralComparison::create(reference, estimate, kRate).value();
}

}  // namespace

class TestSpectralDistance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The published project's parts for the unprocessed track. It computes in single precision: 1e-5 relative.
    void equalsThePublishedParts()
    {
        const Json flat = readJson(goldenFile("eq_quality.json")).value()["cases"]["flat"];
        const auto both = compare(goldenClip("eq_reference").samples, goldenClip("eq_raw").samples);
        const double mel = both.melDistanceDb(), melExpected = flat["parts"]["mel_mse"].get<double>();
        TW_COMPARE_NEAR(mel * mel, melExpected, 1e-5 * melExpected);
        const double convergence = flat["parts"]["multi_scale_convergence"].get<double>();
        TW_COMPARE_NEAR(both.multiScaleSpectralConvergence(), convergence, 1e-5 * convergence);
        // Its similarity is 0.4/(1 + D) + 0.3/(1 + M) + 0.3/(1 + C), from which D follows.
        const double similarity = flat["parts"]["perceptual_similarity"].get<double>();
        const double d = 0.4 / (similarity - 0.3 / (1 + melExpected) - 0.3 / (1 + convergence)) - 1;
        TW_COMPARE_NEAR(both.dtwMfcc().value(), d, 1e-4 * d);
        TW_COMPARE_NEAR(both.fastDtwMfcc(), d, 1e-4 * d);  // equal for these signals
        QVERIFY(both.bandedDtwMfcc() >= both.dtwMfcc().value() * (1 - 1e-6));
        // A mean of roots is at most the root of the mean, which is the published distance.
        const double square = flat["parts"]["spectral_distance"].get<double>();
        QVERIFY(both.logSpectralDistanceDb() <= std::sqrt(square) * (1 + 1e-5));
        QVERIFY(both.logSpectralDistanceDb() > 0.5 * std::sqrt(square));
    }

    /// Frame by frame as the definition has it, in double precision; 1e-4 dB is single precision's logarithm.
    void logSpectralDistanceEqualsItsDefinition()
    {
        const auto a = syllables(22050, 0.5), b = mixed(a, syllables(22050, 0.5, 2), 0.3);
        const auto decibels = [](const std::vector<float> &signal) {
            const auto power = powerSpectrogram(peakNormalised(signal), kRate, kDescriptorFrames);
            const float top = *std::max_element(power.values.begin(), power.values.end());
            std::vector<double> db;
            for (const float p : power.values)
                db.push_back(std::max(-80.0, 10.0 * std::log10(std::max(double(p), 1e-10) / top)));
            return db;
        };
        const auto x = decibels(a), y = decibels(b);
        double total = 0;
        for (std::size_t frame = 0; frame < x.size(); frame += 1025) {
            double squares = 0;
            for (std::size_t i = frame; i < frame + 1025; ++i)
                squares += (x[i] - y[i]) * (x[i] - y[i]);
            total += std::sqrt(squares / 1025);
        }
        TW_COMPARE_NEAR(compare(a, b).logSpectralDistanceDb(), total / (double(x.size()) / 1025), 1e-4);
    }

    void equalSignalsAreAlikeAtAnyLevel()
    {
        const auto signal = syllables(22050, 1.0);
        for (const double gain : {1.0, 0.25, -1.0, 0x1p60, 0x1p-60, 0x1p-90}) {
            const auto both = compare(signal, scaled(signal, gain));  // powers of two: exact
            QCOMPARE(both.logSpectralDistanceDb(), 0.0);
            QCOMPARE(both.multiScaleSpectralConvergence(), 0.0);
            QCOMPARE(both.melDistanceDb(), 0.0);
            QCOMPARE(both.dtwMfcc().value(), 0.0);
            QCOMPARE(both.bandedDtwMfcc(), 0.0);
            QCOMPARE(both.fastDtwMfcc(), 0.0);
            QCOMPARE(both.spectrumWassersteinHz(), 0.0);
        }
    }

    /// A tone moved from 1000 to 1500 Hz: 500 Hz, but for the leakage at the clip's ends.
    void wassersteinIsHowFarEnergyMoves()
    {
        TW_COMPARE_NEAR(compare(tone(1000, 2), tone(1500, 2)).spectrumWassersteinHz(), 500.0, 2.0);
    }

    /// What comes a little late costs the warped distances nothing like what it costs the others; what comes later than
    /// the band allows costs the banded one.
    void warpingForgivesDelay()
    {
        const auto sound = [&](double from) {
            std::vector<float> signal = mixed(std::vector<float>(std::size_t(5 * kRate), 0.0F), tone(300, 5), 1.0);
            const auto high = tone(3000, 5);
            for (auto i = std::size_t(from * kRate); i < signal.size(); ++i)
                signal[i] = high[i];
            return signal;
        };
        const auto soon = compare(sound(1.0), sound(1.5)), late = compare(sound(1.0), sound(3.5));
        QVERIFY(soon.bandedDtwMfcc() < 1.05 * soon.dtwMfcc().value() + 1e-6);
        QVERIFY(late.bandedDtwMfcc() > 3.0 * late.dtwMfcc().value());
        QVERIFY(late.melDistanceDb() > soon.melDistanceDb());
        QVERIFY(soon.fastDtwMfcc() >= soon.dtwMfcc().value() * (1 - 1e-6));
    }

    void undefinedHasAReason()
    {
        const auto signal = syllables(22050, 0.2);
        const std::vector<float> silence(signal.size(), 0.0F);
        auto infinite = signal;
        infinite[9] = -INFINITY;
        const auto why = [](const std::vector<float> &a, const std::vector<float> &b, double rate = kRate) {
            return reason(SpectralComparison::create(a, b, rate));
        };
        QVERIFY(why({}, signal).find("reference: it has no samples") == 0);
        QVERIFY(why(signal, silence).find("estimate: it is silent") == 0);
        QVERIFY(why(signal, infinite).find("estimate: sample 9 is infinite") == 0);
        QVERIFY(why(signal, {signal.begin(), signal.begin() + 2047}).find("2047 samples") != std::string::npos);
        for (const double rate : {1e80, 1e-300, double(INFINITY)})
            QVERIFY(why(signal, signal, rate).find("sample rate") == 0);
        QVERIFY(why(signal, signal, 0.0).find("sample rate") == 0);
        QVERIFY(why(signal, signal, NAN).find("sample rate") == 0);
        QVERIFY(SpectralComparison::create(signal, {signal.data(), 2048}, kRate).has_value());
    }
};

QTEST_GUILESS_MAIN(TestSpectralDistance)
#include "tst_spectral_distance.moc"
