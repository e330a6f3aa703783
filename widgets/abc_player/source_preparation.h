#pragma once

#include <QtCore/QString>
#include <array>
#include <memory>

#include "core/audio/loudness_match.h"
#include "core/audio/loudness_profile.h"
#include "core/audio/page_feeder.h"
#include "core/audio/rt/abc_mixer.h"
#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// Three sources made comparable: one rate, at most two channels. Shorter ones stay as they are; the mixer continues
/// them with silence.
struct PreparedSources {
    std::array<PlayableSound, kAbcSourceCount> originals;
    AbcBuffers buffers;
    std::array<std::shared_ptr<const LoudnessProfile>, kAbcSourceCount> loudness;  ///< of the buffers
    DifferenceLevels difference;
    int sampleRate = 0;  ///< 0 when there is no source
    double seconds = 0;  ///< of the longest source
    QString note;        ///< what a person should know about what was done; may be empty
};

/// Resamples to `deviceRate` Hz (0 = no device: the highest rate among the sources) and mixes more than two channels to
/// one. Empty buffers count as missing. What is longer than kLongestHeldSeconds and is a file, or has another rate, is
/// left where it is and read by `feeder`, if there is one, while it plays. What `previous` holds for the same sound and
/// rate is taken over. Thread-safe; takes some tens of milliseconds for each 30 s that need resampling or measuring.
/// Never throws: what fails is missing, and the note says so.
PreparedSources prepareSources(const AbcSources &sources, int deviceRate, const PreparedSources &previous,
                               PageFeeder *feeder = nullptr) noexcept;

/// How many channels of a sound are played: 1 or 2.
[[nodiscard]] int playedChannels(const PlayableSound &sound);

}  // namespace tonewright
