#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_figure.h"

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

SpectrogramSound soundOf(Clip clip, int window = kWindow)
{
    return {std::make_shared<const ClipSource>(synthetic::share(std::move(clip))),
            {.windowSamples = window, .hopSamples = window / 4},
            makeTemporaryStore()};
}

QImage pictureOf(Clip clip, QSize pixels, TimeRange range, const SpectrogramSettings &settings = {})
{
    SpectrogramSound sound = soundOf(std::move(clip), settings.windowSamples);
    return renderSpectrogramPixels(sound, pixels, range, settings);
}

/// As a read-out shows it.
double levelOf(SpectrogramSound &sound, double seconds, double hertz)
{
    for (std::int64_t index = 0; index < sound.tiles(0); ++index)
        sound.tile(0, index);
    return sound.levelDb(seconds, hertz);
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
        const QImage image = pictureOf(synthetic::sine(hertz, -6, 1), {64, height}, {0, 1}, settings);
        const double tick = (1 - frequencyToUnit(hertz, settings)) * height;
        const int row = brightestRow(image, 32);
        // A row's bins are 21.5 Hz apart: below some 300 Hz that is several rows, and a bin's middle is the best there
        // is.
        const double binRows = height * std::log((hertz + 10.8) / hertz) / std::log(20000.0 / 40.0);
        TW_COMPARE_NEAR(row + 0.5, tick, std::max(1.0, binRows));
        if (hertz >= 1000)
            TW_COMPARE_NEAR(row + 0.5, tick, 1.0 + (height > 800 ? 1.0 : 0.0));
    }

    void levelsAreAbsolute_data()
    {
        QTest::addColumn<dsp::WindowShape>("window");
        QTest::newRow("Hann") << dsp::WindowShape::Hann;
        QTest::newRow("Hamming") << dsp::WindowShape::Hamming;
        QTest::newRow("Blackman") << dsp::WindowShape::Blackman;
        QTest::newRow("Rectangular") << dsp::WindowShape::Rectangular;
    }
    void levelsAreAbsolute()  // WISHES B3
    {
        QFETCH(dsp::WindowShape, window);
        const auto sound = [window](const Clip &clip) {
            return SpectrogramSound(std::make_shared<const ClipSource>(synthetic::share(clip)),
                                    {.windowSamples = kWindow, .hopSamples = kWindow / 4, .window = window},
                                    makeTemporaryStore());
        };
        const double bin = 44100.0 / kWindow;
        for (const double position : {46.0, 46.1, 46.25, 46.4, 46.5, 46.6, 46.9, 200.7}) {
            SpectrogramSound tone = sound(synthetic::sine(position * bin, -20, 1));
            // The approximation for long windows and hundredths of a dB; without a window other bins of the same sine
            // reach over, 46 bins away from its mirror image.
            TW_COMPARE_NEAR(levelOf(tone, 0.5, position * bin), -20.0,
                            window == dsp::WindowShape::Rectangular ? 0.15 : 0.05);
        }
        SpectrogramSound full = sound(synthetic::sine(64 * bin, 0, 1));
        TW_COMPARE_NEAR(levelOf(full, 0.5, 64 * bin), 0.0, 0.01);  // exactly on a bin
    }

    void levelsOutsideAreUnknown()
    {
        SpectrogramSound sound = soundOf(synthetic::sine(1000, -20, 1));
        QVERIFY(std::isnan(sound.levelDb(0.5, 1000)));  // nothing made yet
        QVERIFY(std::isfinite(levelOf(sound, 0.5, 1000)));
        QVERIFY(std::isnan(sound.levelDb(-0.1, 1000)));
        QVERIFY(std::isnan(sound.levelDb(1.1, 1000)));
        QVERIFY(std::isnan(sound.levelDb(0.5, 30000)));
    }

    void windowsLose()
    {
        // Harris (1978), table 1: the largest scalloping loss, half way between two bins.
        TW_COMPARE_NEAR(scallopingLossDb(dsp::WindowShape::Rectangular, 1), 3.92, 0.01);
        TW_COMPARE_NEAR(scallopingLossDb(dsp::WindowShape::Hann, 1), 1.42, 0.01);
        TW_COMPARE_NEAR(scallopingLossDb(dsp::WindowShape::Hamming, 1), 1.78, 0.04);  // its 0.54 is rounded there
        TW_COMPARE_NEAR(scallopingLossDb(dsp::WindowShape::Blackman, 1), 1.10, 0.01);
        for (const auto window : {dsp::WindowShape::Rectangular, dsp::WindowShape::Hann})
            TW_COMPARE_NEAR(scallopingLossDb(window, 0), 0.0, 1e-6);
    }

    void aCopyTwelveDbDownIsTwelveDbDarker()  // WISHES B1
    {
        Clip noise{44100, std::vector<float>(44100)};
        Rng rng(1);
        for (float &sample : noise.samples)
            sample = float(0.2 * rng.normal());
        const SpectrogramSettings settings;
        const QSize pixels(200, 200);
        const auto picture = [&](const Clip &clip) { return pictureOf(clip, pixels, {0, 1}, settings); };
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
        const QImage image = pictureOf(click, {400, 50}, {0, 1}, {.windowSamples = 512});
        int best = 0;
        for (int x = 1; x < image.width(); ++x)
            if (lightness(image.pixel(x, 25)) > lightness(image.pixel(best, 25)))
                best = x;
        TW_COMPARE_NEAR(best, 100, 1.5);  // a hop is 1.2 pixels
    }

    void zoomedInAndOutShowTheSamePlace()
    {
        const Clip tone = synthetic::sine(1000, -6, 2);
        for (const TimeRange range : {TimeRange{0, 2}, TimeRange{0.9, 1.1}, TimeRange{1, 1.005}}) {
            const QImage image = pictureOf(tone, {100, 300}, range);
            TW_COMPARE_NEAR(brightestRow(image, 50), (1 - frequencyToUnit(1000, {})) * 300 - 0.5, 1.0);
        }
    }

    void whatIsNotThereIsTransparent()
    {
        const SpectrogramSettings settings;
        const QImage image = pictureOf(synthetic::sine(440, -6, 1, 8000), {200, 200}, {0, 2}, settings);
        QCOMPARE(qAlpha(image.pixel(150, 100)), 0);  // after the end
        const int nyquist = int((1 - frequencyToUnit(4000, settings)) * 200);
        QCOMPARE(qAlpha(image.pixel(50, nyquist - 3)), 0);
        QCOMPARE(qAlpha(image.pixel(50, nyquist + 3)), 255);
    }

    void stoppingAndEmptyClipsGiveNothing()
    {
        std::stop_source stopped;
        stopped.request_stop();
        SpectrogramSound sound = soundOf(synthetic::sine(440, -6, 1));
        QVERIFY(sound.tile(0, 0, TileDetail::Sharp, stopped.get_token()) == nullptr);
        QVERIFY(renderSpectrogramPixels(sound, {50, 50}, {0, 1}, {}, stopped.get_token()).isNull());
        SpectrogramSound empty = soundOf({44100, {}});
        QCOMPARE(empty.frames(), 0);
        QVERIFY(empty.tile(0, 0) == nullptr);
        QVERIFY(renderSpectrogramPixels(empty, {50, 50}, {0, 1}, {}).isNull());
        SpectrogramSound shorter = soundOf({44100, std::vector<float>(10, 0.5F)});
        QCOMPARE(shorter.frames(), 1);
        QVERIFY(!renderSpectrogramPixels(shorter, {50, 50}, {0, 0.05}, {}).isNull());
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
