#include <QtTest/QTest>

#include "core/dsp/onset.h"
#include "tests/core/dsp/golden.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

/// Rows of dB, one a frame.
FeatureMatrix rows(const std::vector<std::vector<float>> &values)
{
    FeatureMatrix matrix{int(values.size()), values.empty() ? 0 : int(values[0].size()), {}};
    for (const auto &row : values)
        matrix.values.insert(matrix.values.end(), row.begin(), row.end());
    return matrix;
}

constexpr StftConfig kNoShift{2, 2};  // half a window is no frame

}  // namespace

class TestOnset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsLibrosa_data()
    {
        QTest::addColumn<QString>("signal");
        for (const char *signal : {"music", "sweep", "tone", "noise"})
            QTest::newRow(signal) << signal;
    }
    void equalsLibrosa()
    {
        QFETCH(QString, signal);
        const Clip clip = goldenClip(signal.toStdString());
        const auto logMel = logMelSpectrogram(powerSpectrogram(clip.samples, clip.sampleRate, kDescriptorFrames));
        // Differences of dB values that are right to 1e-4 dB (single precision near −80 dB), averaged over bands.
        TW_MATCHES(differenceFrom(onsetStrength(logMel, kDescriptorFrames),
                                  golden(signal.toStdString() + ".onset_strength").values, {1e-5, 1e-4}));
    }

    void risesCountAndFallsDont()
    {
        const auto strength = onsetStrength(rows({{0, 0}, {4, -4}, {4, 0}, {0, 0}}), kNoShift);
        QCOMPARE(strength, (std::vector<float>{0, 2, 2, 0}));
    }

    void theLevelDoesNotMatter()
    {
        const auto strength = onsetStrength(rows({{-20, -20}, {-16, -24}, {-16, -20}, {-20, -20}}), kNoShift);
        QCOMPARE(strength, (std::vector<float>{0, 2, 2, 0}));
    }

    void theMedianIsOfMoreThanHalfOfTheBands()
    {
        const auto matrix = rows({{0, 0, 0, 0}, {9, 1, 0, 3}});
        QCOMPARE(onsetStrength(matrix, kNoShift, {.average = OnsetAverage::Median})[1], 2.0F);
        QCOMPARE(onsetStrength(matrix, kNoShift, {.average = OnsetAverage::Mean})[1], 3.25F);
        QCOMPARE(onsetStrength(rows({{0, 0, 0}, {9, 1, 0}}), kNoShift, {.average = OnsetAverage::Median})[1], 1.0F);
    }

    void aLongerLagSeesSlowRises()
    {
        const auto matrix = rows({{0}, {1}, {2}, {3}});
        QCOMPARE(onsetStrength(matrix, kNoShift, {.lagFrames = 2}), (std::vector<float>{0, 0, 2, 2}));
    }

    void centredOnsetsComeHalfAWindowLater()
    {
        const auto matrix = rows({{0}, {5}, {5}, {5}, {5}});
        const StftConfig frames{2048, 512};
        QCOMPARE(onsetStrength(matrix, frames), (std::vector<float>{0, 0, 0, 5, 0}));
        QCOMPARE(onsetStrength(matrix, frames, {.centred = false}), (std::vector<float>{0, 5, 0, 0, 0}));
    }

    void littleOrNothingGivesZeros()
    {
        QVERIFY(onsetStrength({}, kDescriptorFrames).empty());
        QCOMPARE(onsetStrength(rows({{3, 4}}), kDescriptorFrames), std::vector<float>{0});
        QCOMPARE(onsetStrength({3, 0, {}}, kDescriptorFrames), (std::vector<float>{0, 0, 0}));
        const Clip silence = goldenClip("silence");
        const auto logMel = logMelSpectrogram(powerSpectrogram(silence.samples, silence.sampleRate));
        QCOMPARE(onsetStrength(logMel, {}), std::vector<float>(std::size_t(logMel.frames), 0.0F));
    }
};

QTEST_APPLESS_MAIN(TestOnset)
#include "tst_onset.moc"
