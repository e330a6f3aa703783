#pragma once

#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <cmath>
#include <fstream>
#include <malloc.h>
#include <unistd.h>

#include "core/audio/audio_file.h"
#include "core/audio/sample_source.h"
#include "core/base/rng.h"
#include "tests/support/temporary_folder.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/spectrogram/spectrogram_panel.h"

/// How much memory long files take while they are listened to and looked at.
namespace tonewright::long_sounds
{

inline constexpr int kRate = 48000;

inline double residentMegabytes()
{
    malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    long pages = 0;
    statm >> pages >> pages;
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Stereo, 16 bits: a tone that glides, a little louder every minute, and noise.
inline void writeLong(const std::filesystem::path &file, double minutes)
{
    AudioBuffer audio{kRate, {{}, {}}};
    Rng rng(1);
    double phase = 0;
    for (std::int64_t i = 0; i < std::llround(60 * minutes * kRate); ++i) {
        phase += 2 * M_PI * (300 + 100 * std::sin(i * 1e-5)) / kRate;
        audio.channels[0].push_back(static_cast<float>(0.2 * std::sin(phase)));
        audio.channels[1].push_back(static_cast<float>(rng.uniform(-0.1, 0.1)));
    }
    if (const auto written = writeWav(file, audio, WavFormat::Pcm16); !written)
        qFatal("%s", written.error().describe().c_str());
}

struct Megabytes {
    double idle = 0, open = 0, closed = 0;
};

/// Three such files in a player and their spectrograms, looked at and listened to here and there.
inline Megabytes measure(double minutes)
{
    test::TemporaryFolder folder;
    qputenv("XDG_CACHE_HOME", (folder / "cache").string().c_str());
    for (const char *name : {"raw.wav", "processed.wav", "reference.wav"})
        if (const auto first = folder / "raw.wav"; std::filesystem::exists(first))
            std::filesystem::copy_file(first, folder / name);
        else
            writeLong(first, minutes);

    SpectrogramPanel panel;
    AbcPlayer player;
    panel.resize(1200, 700);
    panel.show();
    QTest::qWait(50);
    Megabytes megabytes;
    megabytes.idle = residentMegabytes();

    const auto sound = [&](const char *name) { return *SoundFile::open(folder / name); };
    QSignalSpy prepared(&player, &AbcPlayer::sourcesChanged);
    player.setSources({sound("raw.wav"), sound("processed.wav"), sound("reference.wav")});
    panel.setSource(AudioRole::Raw, *FileSource::open(folder / "raw.wav"));
    panel.setSource(AudioRole::Processed, *FileSource::open(folder / "processed.wav"));
    panel.setSource(AudioRole::Reference, *FileSource::open(folder / "reference.wav"));
    if (!QTest::qWaitFor([&] { return !prepared.isEmpty() && !panel.isRendering(); }, 300000))
        qFatal("the sounds never got ready");
    for (const double place : {0.1, 0.9, 0.3, 0.7, 0.5}) {
        player.seek(place * player.durationSeconds());
        const double begin = place * panel.durationSeconds();
        panel.setTimeRange({begin, begin + 5});
        if (!QTest::qWaitFor([&] { return !panel.isRendering(); }, 60000))
            qFatal("the picture never got ready");
    }
    megabytes.open = residentMegabytes();

    player.setSources({});
    panel.clear();
    prepared.clear();
    if (!QTest::qWaitFor([&] { return !prepared.isEmpty(); }, 60000))
        qFatal("the sounds never went");
    QTest::qWait(100);
    megabytes.closed = residentMegabytes();
    qInfo("%.0f minutes, three files: idle %.0f MB, open +%.0f MB, closed +%.0f MB", minutes, megabytes.idle,
          megabytes.open - megabytes.idle, megabytes.closed - megabytes.idle);
    return megabytes;
}

}  // namespace tonewright::long_sounds
