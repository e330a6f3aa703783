// How fast spectrograms are, offscreen, on synthetic sound:
//   QT_QPA_PLATFORM=offscreen build/tests/measure_spectrogram [minutes]
// Each line is a figure and the limit it is held to. Times are of this machine at this moment: run it when nothing else
// runs, and compare runs of one session only. Caches lie in a folder of their own that is removed.

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <malloc.h>
#include <sndfile.h>
#include <unistd.h>
#include <vector>

#include "core/base/rng.h"
#include "tests/widgets/synthetic.h"
#include "widgets/spectrogram/spectrogram_panel.h"

using namespace tonewright;

namespace
{

constexpr int kRate = 48000;
constexpr int kWaitMs = 120000;

/// Stereo, 16 bits: gliding tones and noise, so that FLAC has something to do.
void writeFile(const std::string &path, int format, double seconds, std::uint64_t seed)
{
    SF_INFO info{};
    info.samplerate = kRate;
    info.channels = 2;
    info.format = format | SF_FORMAT_PCM_16;
    SNDFILE *file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr)
        qFatal("can't write %s", path.c_str());
    Rng rng(seed);
    std::vector<float> block(2 * kRate);
    double phase = 0;
    for (int second = 0; second < int(seconds); ++second) {
        for (std::size_t i = 0; i < block.size(); i += 2) {
            phase += 2 * M_PI * (200 + 50 * (second % 40)) / kRate;
            const double tone = 0.2 * std::sin(phase) + 0.05 * std::sin(7 * phase);
            block[i] = float(tone + 0.01 * rng.normal());
            block[i + 1] = float(0.8 * tone + 0.01 * rng.normal());
        }
        sf_writef_float(file, block.data(), kRate);
    }
    sf_close(file);
}

double residentMegabytes()
{
    malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    long pages = 0;
    statm >> pages >> pages;
    return double(pages) * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

void report(const char *what, double value, const char *unit, double limit)
{
    std::printf("%-66s %8.1f %s  (limit %.0f) %s\n", what, value, unit, limit, value <= limit ? "" : "OVER");
    std::fflush(stdout);
}

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[std::size_t(share * double(values.size() - 1))];
}

double untilSharp(SpectrogramPanel &panel, const QElapsedTimer &timer)
{
    if (!QTest::qWaitFor([&] { return !panel.isRendering(); }, kWaitMs))
        qFatal("the picture never got ready");
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Opens a file into a fresh panel: milliseconds to the first picture, and to the sharp one.
std::pair<double, double> openIn(SpectrogramPanel &panel, AudioRole role, const std::string &path)
{
    QElapsedTimer timer;
    timer.start();
    auto source = FileSource::open(path);
    if (!source)
        qFatal("%s", source.error().describe().c_str());
    panel.setSource(role, *source);
    if (!QTest::qWaitFor([&] { return panel.view(role)->hasPicture(); }, kWaitMs))
        qFatal("no picture came");
    const double first = double(timer.nsecsElapsed()) / 1e6;
    return {first, untilSharp(panel, timer)};
}

void measureClip()
{
    SpectrogramPanel panel;
    panel.resize(1200, 700);
    panel.show();
    panel.setClip(AudioRole::Raw, synthetic::share(synthetic::sine(1000, -6, 30, kRate)));
    QElapsedTimer timer;
    timer.start();
    untilSharp(panel, timer);
    std::vector<double> times;
    for (const int window : {1024, 4096, 512, 2048, 1024, 4096, 2048}) {
        SpectrogramSettings settings = panel.settings();
        settings.windowSamples = window;
        timer.restart();
        panel.setSettings(settings);
        times.push_back(untilSharp(panel, timer));
    }
    report("30 s clip, another window: sharp again (median of 7)", percentile(times, 0.5), "ms", 200);
}

void measureFrames(SpectrogramPanel &panel, const char *what, bool zooms)
{
    std::vector<double> frames;
    QElapsedTimer timer;
    const double length = panel.durationSeconds();
    for (int i = 0; i < 400; ++i) {
        const double part = 0.5 - 0.5 * std::cos(2 * M_PI * i / 200);
        const double shown = zooms ? length * std::pow(0.005, part) : length / 20;
        const double begin = zooms ? (length - shown) / 3 : (length - shown) * part;
        timer.restart();
        panel.setTimeRange({begin, begin + shown});
        QApplication::processEvents();
        frames.push_back(double(timer.nsecsElapsed()) / 1e6);
        QTest::qSleep(2);  // the rest of a frame, for the threads that make the pictures
    }
    report((std::string(what) + ": p95 of 400 frames in the GUI thread").c_str(), percentile(frames, 0.95), "ms", 16);
}

}  // namespace

int main(int argc, char **argv)
{
    const QTemporaryDir folder;
    qputenv("XDG_CACHE_HOME", (folder.path() + QStringLiteral("/cache")).toUtf8());
    QApplication application(argc, argv);
    applyTheme(application, theme(ThemeKind::Dark));
    const double minutes = argc > 1 ? std::max(0.1, std::atof(argv[1])) : 10;
    measureClip();

    const std::string base = folder.path().toStdString();
    const std::string files[] = {base + "/a.wav", base + "/b.flac", base + "/c.wav"};
    for (std::size_t i = 0; i < 3; ++i)
        writeFile(files[i], i == 1 ? SF_FORMAT_FLAC : SF_FORMAT_WAV, 60 * minutes, i + 1);
    std::printf("files of %.1f minutes, stereo, %d Hz; pictures of 1200 x 700\n", minutes, kRate);
    for (const std::size_t i : {0, 1}) {
        const char *name = i == 0 ? "WAV" : "FLAC";
        for (const bool again : {false, true}) {
            SpectrogramPanel panel;
            panel.resize(1200, 700);
            panel.show();
            const auto [first, sharp] = openIn(panel, AudioRole::Raw, files[i]);
            const std::string what = std::string(name) + (again ? ", opened again" : ", opened");
            report((what + ": first picture").c_str(), first, "ms", again ? 300 : 1000);
            report((what + ": sharp").c_str(), sharp, "ms", again ? 300 : 1e6);
        }
    }
    const double idle = residentMegabytes();
    {
        SpectrogramPanel panel;
        panel.resize(1200, 700);
        panel.show();
        for (const AudioRole role : kAbcSources)
            openIn(panel, role, files[indexOf(role)]);
        measureFrames(panel, "three files, scrolling", false);
        measureFrames(panel, "three files, zooming", true);
        panel.setDifferenceShown(true);
        measureFrames(panel, "three files and a difference, zooming", true);
        QElapsedTimer timer;
        timer.start();
        untilSharp(panel, timer);
        report("memory that three files and the difference take", residentMegabytes() - idle, "MB", 400);
    }
    QApplication::processEvents();
    report("memory that stays when they are closed", residentMegabytes() - idle, "MB", 40);
    return 0;
}
