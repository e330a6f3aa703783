#include <QtTest/QTest>
#include <cmath>

#include "core/base/json.h"
#include "core/dsp/eq_state.h"
#include "core/dsp/feature_meanings.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

std::vector<float> tone(double hz, int sampleRate, std::size_t samples)
{
    std::vector<float> signal(samples);
    for (std::size_t i = 0; i < samples; ++i)
        signal[i] = 0.5F * float(std::sin(6.283185307179586 * hz * double(i) / sampleRate));
    return signal;
}

double feature(const std::array<NamedValue, 40> &features, std::string_view name)
{
    for (const NamedValue &one : features)
        if (one.name == name)
            return one.value;
    return NAN;
}

}  // namespace

class TestEqState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedStateVector()
    {
        const Npy expected = golden("eq_state_vector");
        QCOMPARE(expected.values.size(), std::size_t(kPublishedStateSize));
        const auto state = publishedState(goldenClip("eq_raw").samples, goldenClip("eq_reference").samples, 22050);
        // Blocks of log-mel (5 × 128), then MFCC: means of standardised values, which are rounding noise around 0
        // (block 0, 2 and 4 of five), compare absolutely, as golden/README says. The rest relative; small differences
        // of means (last block of each feature) come from subtracting values of some 1e-1 … 1e2.
        constexpr std::size_t kMfcc = 12 + 5 * 128, kChroma = kMfcc + 5 * 20;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const bool noise = i >= kMfcc && i < kChroma && (i - kMfcc) / 20 % 2 == 0;
            const double tolerance = noise ? 1e-5 : 1e-4 * std::abs(expected.values[i]) + 1e-6;
            QVERIFY2(std::abs(state[i] - expected.values[i]) <= tolerance,
                     qPrintable(QStringLiteral("value %1 is %2, expected %3")
                                    .arg(i)
                                    .arg(state[i], 0, 'g', 10)
                                    .arg(expected.values[i], 0, 'g', 10)));
        }
    }

    void fortyFeatures()
    {
        const Json expected = readJson(goldenFile("eq_quality.json")).value().at("features_for_prediction");
        const auto features = datasetFeatures(goldenClip("eq_raw").samples, 22050);
        QCOMPARE(expected.size(), features.size());
        std::size_t i = 0;
        for (const auto &[name, value] : expected.items()) {
            QCOMPARE(QString::fromUtf8(features[i].name.data(), qsizetype(features[i].name.size())),
                     QString::fromStdString(name));
            QCOMPARE(datasetFeatureNames()[i], features[i].name);
            QCOMPARE(featureMeanings()[i].name, features[i].name);
            QVERIFY(!featureMeanings()[i].title.empty() && featureMeanings()[i].meaning.ends_with('.'));
            // Ratios to the treble energy divide by 0 + 1e-8 at this rate, where no bin reaches 12 kHz. They are
            // meaningless as ratios, but still energy · 1e8 and comparable as that.
            const double wanted = value.get<double>();
            QVERIFY2(std::abs(features[i].value - wanted) <= 1e-5 * std::abs(wanted),
                     qPrintable(QStringLiteral("%1 is %2, expected %3")
                                    .arg(QString::fromStdString(name))
                                    .arg(features[i].value, 0, 'g', 10)
                                    .arg(wanted, 0, 'g', 10)));
            ++i;
        }
    }

    /// 440 Hz at 44.1 kHz: all energy in the bass band, centroid and sharpness at the tone.
    void featuresOfATone()
    {
        const auto features = datasetFeatures(tone(440, 44100, 44100), 44100);
        TW_COMPARE_NEAR(feature(features, "energy_ratio_bass"), 1.0, 1e-3);  // the cut ends of the tone click
        QVERIFY(feature(features, "spectral_rolloff_mean") < 500);
        QVERIFY(feature(features, "mel_bass_mean") > feature(features, "mel_treble_mean") + 20);
        TW_COMPARE_NEAR(feature(features, "rms_mean"), std::sqrt(0.5),
                        0.02);  // normalised: peak 1; half frames at the ends
    }

    void equalSignalsHaveNoDifferences()
    {
        const auto signal = tone(1000, 22050, 8192);
        const auto state = publishedState(signal, signal, 22050);
        QCOMPARE(state.size(), std::size_t(kPublishedStateSize));
        for (const std::size_t energy : {2, 5, 8, 11})
            QCOMPARE(state[energy], 0.0);
        std::size_t at = 12;
        for (const std::size_t size : {128, 20, 12, 7, 1, 1}) {
            for (std::size_t i = 0; i < size; ++i) {
                QCOMPARE(state[at + i], state[at + 2 * size + i]);
                QCOMPARE(state[at + 4 * size + i], 0.0);
            }
            at += 5 * size;
        }
    }

    void anySignalGivesFiniteNumbers_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("sampleRate");
        for (const int rate : {8000, 11025, 16000, 22050, 44100, 48000, 192000})
            for (const int samples : {0, 1, 100, 2048, 5000})
                for (const double value : {0.0, 0.5, 1e-38})
                    QTest::addRow("%d samples of %g at %d Hz", samples, value, rate) << samples << value << rate;
    }
    void anySignalGivesFiniteNumbers()
    {
        QFETCH(int, samples);
        QFETCH(double, value);
        QFETCH(int, sampleRate);
        const std::vector<float> signal(static_cast<std::size_t>(samples), float(value));
        for (const double x : publishedState(signal, signal, sampleRate))
            QVERIFY(std::isfinite(x));
        for (const NamedValue &one : datasetFeatures(signal, sampleRate))
            QVERIFY2(std::isfinite(one.value), std::string(one.name).c_str());
    }
};

QTEST_GUILESS_MAIN(TestEqState)
#include "tst_eq_state.moc"
