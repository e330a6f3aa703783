#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/dsp/stft.h"
#include "core/studies/eq_matching/distortion.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

double peakOf(const AudioBuffer &audio)
{
    double peak = 0.0;
    for (const auto &channel : audio.channels)
        for (const float sample : channel)
            peak = std::max(peak, std::fabs(static_cast<double>(sample)));
    return peak;
}

}  // namespace

class TestDistortion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsStayWithinTheDocumentedRanges()
    {
        Rng rng(1);
        for (int i = 0; i < 2000; ++i) {
            const Distortion d = drawDistortion(6.0, rng);
            const double lows[] = {20, 600, 6000, 12000};
            const double highs[] = {600, 6000, 12000, 20000};
            for (std::size_t band = 0; band < 4; ++band) {
                const auto &b = d.equaliser.bands[band];
                QVERIFY(b.frequencyHz >= lows[band] && b.frequencyHz <= highs[band]);
                QVERIFY(std::fabs(b.gainDb) <= 6.0);
                QVERIFY(b.q >= 0.5 && b.q <= (b.kind == dsp::BandKind::Peak ? 4.0 : 1.5));
            }
            QVERIFY(d.air.frequencyHz >= 12000 && d.air.frequencyHz <= 16000);
            QVERIFY(d.air.gainDb >= 1.0 && d.air.gainDb <= 3.0);
            QCOMPARE(d.air.q, 0.7);
        }
    }

    void thePeakEndsAtNineTenths()
    {
        Rng rng(2);
        for (int i = 0; i < 5; ++i)
            TW_COMPARE_NEAR(peakOf(distort(test::noise(5, 1.0), drawDistortion(12.0, rng))), 0.9, 1e-6);
    }

    /// A peak of +6 dB at 1 kHz, run forward and backward, raises a 1 kHz tone against a 5 kHz tone by 12 dB.
    void gainsActTwice()
    {
        Distortion d;
        for (auto &band : d.equaliser.bands)
            band.gainDb = 0.0;
        d.equaliser.bands[1] = {dsp::BandKind::Peak, 1000.0, 6.0, 4.0};
        d.air.gainDb = 0.0;
        AudioBuffer tones = test::sine(1000.0, 1.0, 44100, 1, 0.1F);
        const AudioBuffer other = test::sine(5000.0, 1.0, 44100, 1, 0.1F);
        for (std::size_t i = 0; i < tones.frames(); ++i)
            tones.channels[0][i] += other.channels[0][i];
        const auto level = [](const AudioBuffer &audio, double hertz) {
            const auto mean = dsp::meanOverFrames(dsp::powerSpectrogram(audio.channels[0], 44100));
            const auto bin = static_cast<std::size_t>(std::lround(hertz * 2048 / 44100));
            return 10.0 * std::log10(mean[bin - 1] + mean[bin] + mean[bin + 1]);
        };
        const AudioBuffer raw = distort(tones, d);
        const double change = (level(raw, 1000) - level(raw, 5000)) - (level(tones, 1000) - level(tones, 5000));
        TW_COMPARE_NEAR(change, 12.0, 0.05);  // the peak's skirt reaches 5 kHz with 0.03 dB
    }

    void bothChannelsKeepTheirBalance()
    {
        AudioBuffer stereo = test::sine(300.0, 1.0, 22050, 2, 0.5F);
        for (float &sample : stereo.channels[1])
            sample *= 0.25F;
        Rng rng(3);
        const AudioBuffer raw = distort(stereo, drawDistortion(12.0, rng));
        for (std::size_t i = 0; i < raw.frames(); i += 97)
            TW_COMPARE_NEAR(raw.channels[1][i], 0.25F * raw.channels[0][i], 1e-6);
    }

    void silenceStaysSilence()
    {
        AudioBuffer silence{22050, {std::vector<float>(4096, 0.0F)}};
        Rng rng(4);
        QCOMPARE(peakOf(distort(silence, drawDistortion(12.0, rng))), 0.0);
    }

    void theRecordHoldsEveryParameter()
    {
        Rng rng(5);
        const Distortion d = drawDistortion(12.0, rng);
        const Json json = toJson(d);
        QCOMPARE(json.size(), std::size_t{15});
        QCOMPARE(json["peak_high_gain"].get<double>(), d.equaliser.bands[2].gainDb);
        QCOMPARE(json["air_freq"].get<double>(), d.air.frequencyHz);
        QCOMPARE(d.inverse().bands[2].gainDb, -d.equaliser.bands[2].gainDb);
    }
};

QTEST_GUILESS_MAIN(TestDistortion)
#include "tst_distortion.moc"
