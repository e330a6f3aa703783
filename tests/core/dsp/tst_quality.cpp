#include <QtTest/QTest>
#include <numbers>

#include "core/audio/audio_file.h"
#include "core/dsp/quality.h"
#include "core/dsp/si_sdr.h"
#include "core/dsp/spectral_distance.h"
#include "core/dsp/stoi.h"
#include "tests/core/dsp/speech_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

AudioBuffer mono(std::vector<float> samples, int sampleRate = 16000)
{
    return {sampleRate, {std::move(samples)}};
}

Result<double> named(const std::vector<QualityMeasure> &measures, std::string_view name)
{
    for (const QualityMeasure &one : measures)
        if (one.name == name)
            return one.value;
    return fail(ErrorCode::NotFound, "no such measure");
}

/// All that measureQuality may ever give: a finite number, or a reason in words.
bool allUsable(const std::vector<QualityMeasure> &measures)
{
    return measures.size() == 13 && std::all_of(measures.begin(), measures.end(), [](const QualityMeasure &one) {
               return one.value ? std::isfinite(*one.value) : one.value.error().message.size() > 10;
           });
}

int numbers(const std::vector<QualityMeasure> &measures)
{
    return int(std::count_if(measures.begin(), measures.end(), [](const auto &one) { return one.value.has_value(); }));
}

}  // namespace

class TestQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMeasureIsTheOneOfItsOwn()
    {
        const AudioBuffer clean = mono(syllables(16000, 2.0));
        const AudioBuffer noisy = mono(mixed(clean.channels[0], syllables(16000, 2.0, 2), 0.5));
        const auto measures = measureQuality(clean, noisy);
        QVERIFY(allUsable(measures));
        const auto &x = clean.channels[0], &y = noisy.channels[0];
        QCOMPARE(named(measures, "si_sdr_db").value(), siSdrDb(x, y).value());
        QCOMPARE(named(measures, "stoi").value(), stoi(x, y, 16000).value());
        QCOMPARE(named(measures, "estoi").value(), estoi(x, y, 16000).value());
        const auto spectra = SpectralComparison::create(x, y, 16000).value();
        QCOMPARE(named(measures, "log_spectral_distance_db").value(), spectra.logSpectralDistanceDb());
        QCOMPARE(named(measures, "multi_scale_spectral_convergence").value(), spectra.multiScaleSpectralConvergence());
        QCOMPARE(named(measures, "mel_distance_db").value(), spectra.melDistanceDb());
        QCOMPARE(named(measures, "dtw_mfcc").value(), spectra.dtwMfcc().value());
        QCOMPARE(named(measures, "dtw_mfcc_banded").value(), spectra.bandedDtwMfcc());
        QCOMPARE(named(measures, "dtw_mfcc_fast").value(), spectra.fastDtwMfcc());
        QCOMPARE(named(measures, "wasserstein_spectrum_hz").value(), spectra.spectrumWassersteinHz());
        QCOMPARE(named(measures, "reference_loudness_lufs").value(), integratedLoudnessLufs(clean).value());
        QCOMPARE(named(measures, "estimate_loudness_lufs").value(), integratedLoudnessLufs(noisy).value());
        QCOMPARE(named(measures, "loudness_difference_lu").value(),
                 integratedLoudnessLufs(noisy).value() - integratedLoudnessLufs(clean).value());
    }

    void afterAStopNothingSpectralIsComputed()
    {
        std::stop_source stop;
        stop.request_stop();
        const AudioBuffer clean = mono(syllables(16000, 1.0));
        const auto measures = measureQuality(clean, clean, stop.get_token());
        QCOMPARE(named(measures, "stoi").error().code, ErrorCode::Cancelled);
        QCOMPARE(named(measures, "dtw_mfcc").error().code, ErrorCode::Cancelled);
        QCOMPARE(named(measures, "mel_distance_db").error().code, ErrorCode::Cancelled);
        const auto spectra = SpectralComparison::create(clean.channels[0], clean.channels[0], 16000).value();
        QCOMPARE(spectra.dtwMfcc(stop.get_token()).error().code, ErrorCode::Cancelled);
        QVERIFY(spectra.dtwMfcc().has_value());
    }

    /// Half the amplitude is 6.02 dB, whatever the programme.
    void loudnessDifferenceHasItsSign()
    {
        const AudioBuffer clean = mono(syllables(16000, 2.0)), quiet = mono(scaled(clean.channels[0], 0.5));
        TW_COMPARE_NEAR(named(measureQuality(clean, quiet), "loudness_difference_lu").value(), -6.0206, 1e-3);
    }

    /// What both have is compared; loudness is of each whole.
    void theLongerOneIsCut()
    {
        const auto clean = syllables(16000, 3.0), noisy = mixed(clean, syllables(16000, 3.0, 2), 0.5);
        const std::vector<float> part(noisy.begin(), noisy.begin() + 32000);
        const auto cut = measureQuality(mono(clean), mono(part));
        const auto same = measureQuality(mono({clean.begin(), clean.begin() + 32000}), mono(part));
        QCOMPARE(named(cut, "stoi").value(), named(same, "stoi").value());
        QCOMPARE(named(cut, "mel_distance_db").value(), named(same, "mel_distance_db").value());
        QCOMPARE(comparedSeconds(mono(clean), mono(part)), 2.0);
        QCOMPARE(named(cut, "reference_loudness_lufs").value(), integratedLoudnessLufs(mono(clean)).value());
    }

    void channelsAreMixedForAllButLoudness()
    {
        const auto clean = syllables(16000, 2.0), noisy = mixed(clean, syllables(16000, 2.0, 2), 0.5);
        const auto expected = measureQuality(mono(clean), mono(noisy));
        const auto six = measureQuality({16000, {6, clean}}, {16000, {noisy, noisy}});
        TW_COMPARE_NEAR(named(six, "stoi").value(), named(expected, "stoi").value(), 1e-6);
        TW_COMPARE_NEAR(named(six, "mel_distance_db").value(), named(expected, "mel_distance_db").value(), 1e-3);
        // Two channels with the same sound are twice the power.
        TW_COMPARE_NEAR(named(six, "estimate_loudness_lufs").value(),
                        named(expected, "estimate_loudness_lufs").value() + 3.0103, 1e-3);
    }

    void differentRatesHaveLoudnessAlone()
    {
        const auto measures = measureQuality(mono(syllables(16000, 1.0)), mono(syllables(22050, 1.0), 22050));
        QVERIFY(allUsable(measures));
        QCOMPARE(numbers(measures), 3);
        QVERIFY(reason(named(measures, "stoi")).find("16000 Hz and 22050 Hz") != std::string::npos);
        QCOMPARE(comparedSeconds(mono({1, 2}), mono({1, 2}, 8000)), 0.0);
    }

    void strangeInputGivesNumbersOrReasons_data()
    {
        QTest::addColumn<std::vector<float>>("estimate");
        QTest::addColumn<int>("numbers");
        const auto clean = syllables(16000, 1.0);
        auto nan = clean, clipped = scaled(clean, 100.0), half = clean;
        nan[100] = NAN;
        for (float &x : clipped)
            x = std::clamp(x, -1.0F, 1.0F);
        std::fill(half.begin() + 5000, half.end(), 0.0F);
        QTest::newRow("empty") << std::vector<float>() << 1;  // the reference's loudness
        QTest::newRow("one sample") << std::vector<float>{0.5F} << 1;
        QTest::newRow("a hundred samples") << std::vector<float>(clean.begin(), clean.begin() + 100) << 1;
        QTest::newRow("silence") << std::vector<float>(clean.size(), 0.0F) << 1;
        QTest::newRow("DC") << std::vector<float>(clean.size(), 0.5F) << 10;  // R 128 hears its beginning
        QTest::newRow("NaN") << nan << 1;
        QTest::newRow("denormals") << scaled(clean, 1e-40) << 11;  // too quiet for a loudness
        QTest::newRow("huge") << scaled(clean, 1e30) << 13;
        QTest::newRow("clipped") << clipped << 13;
        QTest::newRow("mostly silent") << half << 13;
        QTest::newRow("itself") << clean << 12;  // an infinite ratio
    }

    void strangeInputGivesNumbersOrReasons()
    {
        QFETCH(std::vector<float>, estimate);
        const auto measures = measureQuality(mono(syllables(16000, 1.0)), mono(estimate));
        QVERIFY(allUsable(measures));
        QString found;
        for (const auto &one : measures)
            found += QString("%1: %2\n")
                         .arg(QString::fromUtf8(one.name.data(), qsizetype(one.name.size())))
                         .arg(one.value ? QString::number(*one.value)
                                        : QString::fromStdString(one.value.error().describe()));
        QFETCH(int, numbers);
        const int actual = ::numbers(measures);
        if (estimate.size() == 100) {
            QVERIFY2(actual >= 1 && actual <= 2, qPrintable(found));  // SI-SDR of so few samples may be one
            return;
        }
        QVERIFY2(actual == numbers, qPrintable(found));
        // The other way round must be as safe.
        QVERIFY(allUsable(measureQuality(mono(estimate), mono(syllables(16000, 1.0)))));
    }

    void everyRate()
    {
        for (const int rate : {8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000}) {
            const auto clean = syllables(rate, 0.7);
            const auto measures =
                measureQuality(mono(clean, rate), mono(mixed(clean, syllables(rate, 0.7, 2), 0.3), rate));
            QVERIFY(allUsable(measures));
            QCOMPARE(numbers(measures), 13);
        }
    }

    void noChannelsAndNoRate()
    {
        QVERIFY(allUsable(measureQuality({}, {})));
        QVERIFY(allUsable(measureQuality({16000, {}}, {16000, {{}}})));
        QVERIFY(allUsable(measureQuality({-1, {{1, 2, 3}}}, {-1, {{1, 2, 3}}})));
    }
};

QTEST_GUILESS_MAIN(TestQuality)
#include "tst_quality.moc"
