#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_render.h"

using namespace tonewright;

namespace
{

constexpr int kWindow = 2048;

/// The row where a column is brightest.
int brightestRow(const QImage &image, int x)
{
    int best = 0;
    for (int y = 1; y < image.height(); ++y)
        if (lightness(image.pixel(x, y)) > lightness(image.pixel(x, best)))
            best = y;
    return best;
}

int indexOfColour(QRgb colour)
{
    const auto &table = spectrogramColours().table();
    return int(std::find(table.begin(), table.end(), colour) - table.begin());
}

}  // namespace

class TestSpectrogramRender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aToneLiesOnItsTick_data()
    {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<int>("height");
        for (const double hertz : {200.0, 1000.0, 2000.0, 10000.0})
            for (const int height : {120, 400, 811})
                QTest::addRow("%g Hz in %d px", hertz, height) << hertz << height;
    }

    void aToneLiesOnItsTick()
    {
        QFETCH(double, hertz);
        QFETCH(int, height);
        const SpectrogramSettings settings;
        const auto data = SpectrogramData::compute(synthetic::sine(hertz, -6, 1), kWindow, {});
        const QImage image = renderSpectrogramPixels(*data, {64, height}, {0, 1}, settings, spectrogramColours());
        const double tick = (1 - frequencyToUnit(hertz, settings)) * height;
        const int row = brightestRow(image, 32);
        // A row's bins are 21.5 Hz apart: below some 300 Hz that is several rows, and a bin's middle is the best there
        // is.
        const double binRows = height * std::log((hertz + 10.8) / hertz) / std::log(20000.0 / 40.0);
        TW_COMPARE_NEAR(row + 0.5, tick, std::max(1.0, binRows));
        if (hertz >= 1000)
            TW_COMPARE_NEAR(row + 0.5, tick, 1.0 + (height > 800 ? 1.0 : 0.0));
    }

    void levelsAreAbsolute()
    {
        // 1003.7 Hz lies between bins, where a Hann window alone reads up to 1.4 dB low.
        for (const double hertz : {1001.0, 1003.7, 1012.1, 4321.0}) {
            const auto data = SpectrogramData::compute(synthetic::sine(hertz, -20, 1), kWindow, {});
            TW_COMPARE_NEAR(data->levelDb(0.5, hertz), -20.0, 0.2);
        }
        const auto full = SpectrogramData::compute(synthetic::sine(44100.0 * 64 / 2048, 0, 1), kWindow, {});
        TW_COMPARE_NEAR(full->db(full->frames() / 2, 64), 0.0, 0.01);  // exactly on a bin
    }

    void levelsOutsideAreUnknown()
    {
        const auto data = SpectrogramData::compute(synthetic::sine(1000, -20, 1), kWindow, {});
        QVERIFY(std::isnan(data->levelDb(-0.1, 1000)));
        QVERIFY(std::isnan(data->levelDb(1.1, 1000)));
        QVERIFY(std::isnan(data->levelDb(0.5, 30000)));
    }

    void aCopyTwelveDbDownIsTwelveDbDarker()
    {
        Clip noise{44100, std::vector<float>(44100)};
        Rng rng(1);
        for (float &sample : noise.samples)
            sample = float(0.2 * rng.normal());
        const SpectrogramSettings settings;
        const QSize pixels(200, 200);
        const auto picture = [&](const Clip &clip) {
            return renderSpectrogramPixels(*SpectrogramData::compute(clip, kWindow, {}), pixels, {0, 1}, settings,
                                           spectrogramColours());
        };
        const QImage loud = picture(noise);
        const QImage quiet = picture(synthetic::scaled(noise, -12));
        int compared = 0;
        for (int y = 0; y < pixels.height(); ++y)
            for (int x = 0; x < pixels.width(); ++x) {
                const int first = indexOfColour(loud.pixel(x, y));
                const int second = indexOfColour(quiet.pixel(x, y));
                if (second == 0 || first == 255)
                    continue;  // at an end of the scale
                // 12 dB of 90 dB in 255 steps are 34; each index is rounded.
                TW_COMPARE_NEAR(first - second, 34.0, 1.0);
                ++compared;
            }
        QVERIFY(compared > 30000);
    }

    void aClickLiesAtItsTime()
    {
        Clip click{44100, std::vector<float>(44100)};
        click.samples[11025] = 1;
        const auto data = SpectrogramData::compute(click, 512, {});
        const QImage image =
            renderSpectrogramPixels(*data, {400, 50}, {0, 1}, {.windowSamples = 512}, spectrogramColours());
        int best = 0;
        for (int x = 1; x < image.width(); ++x)
            if (lightness(image.pixel(x, 25)) > lightness(image.pixel(best, 25)))
                best = x;
        TW_COMPARE_NEAR(best, 100, 1.5);  // a hop is 1.2 pixels
    }

    void zoomedInAndOutShowTheSamePlace()
    {
        const auto data = SpectrogramData::compute(synthetic::sine(1000, -6, 2), kWindow, {});
        for (const TimeRange range : {TimeRange{0, 2}, TimeRange{0.9, 1.1}, TimeRange{1, 1.005}}) {
            const QImage image =
                renderSpectrogramPixels(*data, {100, 300}, range, SpectrogramSettings{}, spectrogramColours());
            TW_COMPARE_NEAR(brightestRow(image, 50), (1 - frequencyToUnit(1000, {})) * 300 - 0.5, 1.0);
        }
    }

    void whatIsNotThereIsTransparent()
    {
        const auto data = SpectrogramData::compute(synthetic::sine(440, -6, 1, 8000), kWindow, {});
        const SpectrogramSettings settings;
        const QImage image = renderSpectrogramPixels(*data, {200, 200}, {0, 2}, settings, spectrogramColours());
        QCOMPARE(qAlpha(image.pixel(150, 100)), 0);  // after the end
        const int nyquist = int((1 - frequencyToUnit(4000, settings)) * 200);
        QCOMPARE(qAlpha(image.pixel(50, nyquist - 3)), 0);
        QCOMPARE(qAlpha(image.pixel(50, nyquist + 3)), 255);
    }

    void stoppingAndEmptyClipsGiveNothing()
    {
        std::stop_source stopped;
        stopped.request_stop();
        const Clip clip = synthetic::sine(440, -6, 1);
        QVERIFY(SpectrogramData::compute(clip, kWindow, stopped.get_token()) == nullptr);
        QVERIFY(SpectrogramData::compute({44100, {}}, kWindow, {}) == nullptr);
        const auto data = SpectrogramData::compute(clip, kWindow, {});
        QVERIFY(
            renderSpectrogramPixels(*data, {50, 50}, {0, 1}, {}, spectrogramColours(), stopped.get_token()).isNull());
        const auto shorter = SpectrogramData::compute({44100, std::vector<float>(10, 0.5F)}, kWindow, {});
        QCOMPARE(shorter->frames(), 1);
    }

    void longClipsAreBounded()
    {
        const Clip tenMinutes{8000, std::vector<float>(8000 * 600 * 2)};
        const auto data = SpectrogramData::compute(tenMinutes, 256, {});
        QVERIFY(data->frames() <= SpectrogramData::kMaximumFrames + 1);
        TW_COMPARE_NEAR(data->frames() * data->frameSeconds(), 1200.0, 0.2);
    }

    void frequencyAxisIsLogarithmicAndInvertible()
    {
        const SpectrogramSettings settings;
        TW_COMPARE_NEAR(frequencyToUnit(settings.minimumHz, settings), 0, 1e-12);
        TW_COMPARE_NEAR(frequencyToUnit(settings.maximumHz, settings), 1, 1e-12);
        for (const double hertz : {41.0, 440.0, 15000.0})
            TW_COMPARE_NEAR(unitToFrequency(frequencyToUnit(hertz, settings), settings), hertz, 1e-9 * hertz);
        // An octave is as long everywhere.
        TW_COMPARE_NEAR(frequencyToUnit(200, settings) - frequencyToUnit(100, settings),
                        frequencyToUnit(8000, settings) - frequencyToUnit(4000, settings), 1e-12);
        QCOMPARE(frequencyTicks(settings), (std::vector<double>{50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000}));
    }

    void timeTicksReadWell()
    {
        QCOMPARE(timeTicks({0, 30}, 600, 72), (std::vector<double>{0, 5, 10, 15, 20, 25, 30}));
        const auto fine = timeTicks({1.02, 1.12}, 600, 72);
        QCOMPARE(fine.size(), std::size_t(6));
        TW_COMPARE_NEAR(fine[1] - fine[0], 0.02, 1e-9);
        QVERIFY(timeTicks({3, 3}, 600, 72).empty());
    }

    void reportPictureHasAxesAndBar()
    {
        SpectrogramImageOptions options;
        options.title = QStringLiteral("Raw");
        options.pixelRatio = 2;
        const QImage image = renderSpectrogram(synthetic::sine(1000, -6, 2), {600, 240}, options);
        QCOMPARE(image.size(), QSize(1200, 480));
        QCOMPARE(image.devicePixelRatio(), 2.0);
        // The colour bar's upper end is the map's lightest colour.
        const int x = int((600 - colourBarWidth() + 14) * 2);
        int lightest = 0;
        for (int y = 0; y < image.height(); ++y)
            if (image.pixel(x, y) == spectrogramColours().at(255))
                ++lightest;
        QVERIFY(lightest > 0);
    }
};

QTEST_MAIN(TestSpectrogramRender)
#include "tst_spectrogram_render.moc"
