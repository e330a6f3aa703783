#pragma once

#include <cmath>
#include <vector>

#include "core/base/rng.h"

/// Rhythms that a test can know everything about.
namespace tonewright::test
{

inline constexpr double kDrumRate = 22050;

/// Times of the beats of drumLoop(): the first at 0.1 s; the tempo goes evenly from `bpm` to `lastBpm`.
inline std::vector<double> drumBeats(double bpm, double seconds, double lastBpm = 0)
{
    std::vector<double> beats;
    for (double t = 0.1; t < seconds; t += 60 / (bpm + ((lastBpm > 0 ? lastBpm : bpm) - bpm) * t / seconds))
        beats.push_back(t);
    return beats;
}

/// A drummer and a bass player: bass drum on 1 (and 3 of four), snare on 2 and 4 (or 2 and 3 of three), hi-hat on every
/// eighth, a chord of three tones that changes every bar.
inline std::vector<float> drumLoop(double bpm, double seconds, double lastBpm = 0, int beatsPerBar = 4,
                                   double rate = kDrumRate)
{
    std::vector<float> signal(std::size_t(seconds * rate), 0.0F);
    Rng rng(11);
    const auto add = [&](double from, double length, auto sample) {
        const auto first = std::size_t(from * rate);
        for (std::size_t i = 0; i < std::size_t(length * rate) && first + i < signal.size(); ++i)
            signal[first + i] += float(sample(double(i) / rate));
    };
    const auto beats = drumBeats(bpm, seconds, lastBpm);
    constexpr double kRoots[] = {220.0, 174.61, 261.63, 196.0};
    for (std::size_t b = 0; b < beats.size(); ++b) {
        const int place = int(b) % beatsPerBar;
        const double length = b + 1 < beats.size() ? beats[b + 1] - beats[b] : 60 / bpm;
        const bool kick = place == 0 || (beatsPerBar == 4 && place == 2);
        if (kick)
            add(beats[b], 0.2, [](double t) { return 0.6 * std::exp(-20 * t) * std::sin(2 * 3.14159265 * 60 * t); });
        else
            add(beats[b], 0.15, [&](double t) { return 0.25 * std::exp(-30 * t) * rng.normal(); });
        for (const double eighth : {0.0, 0.5})
            add(beats[b] + eighth * length, 0.03, [&](double t) { return 0.05 * std::exp(-150 * t) * rng.normal(); });
        if (place == 0) {
            const double root = kRoots[(b / std::size_t(beatsPerBar)) % 4];
            for (const double ratio : {0.5, 1.0, 1.25, 1.5})
                add(beats[b], beatsPerBar * length, [&](double t) {
                    return 0.08 * std::min(1.0, t / 0.01) * std::sin(2 * 3.14159265 * root * ratio * t);
                });
        }
    }
    return signal;
}

}  // namespace tonewright::test
