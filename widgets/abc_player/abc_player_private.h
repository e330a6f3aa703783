#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QFutureWatcher>
#include <QtCore/QTimer>
#include <array>
#include <cmath>
#include <optional>

#include "core/audio/page_feeder.h"
#include "core/audio/rt/abc_mixer.h"
#include "core/dsp/live_equaliser.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/audio_output.h"
#include "widgets/abc_player/source_preparation.h"

namespace tonewright
{

class AbcPlayer::Private
{
public:
    explicit Private(AbcPlayer &player);

    void prepare();
    void takePrepared();
    void applyPrepared();
    void changed();
    void startOutput();
    void onRunningChanged(bool running);
    void onTick();
    void report();
    void applyRegion();
    void applyGains();
    void applySounds();
    void focusFeeder();
    void prepareAudition();
    [[nodiscard]] std::int64_t toFrames(double seconds) const { return std::llround(seconds * mixer.sampleRate()); }

    AbcPlayer &q;
    AbcMixer mixer;
    PageFeeder feeder;  // after the mixer whose epoch it watches
    dsp::LiveEqualiser live;
    AudioOutput output;  // after the mixer it pulls from
    QTimer tick;
    QElapsedTimer sincePlaying;
    QFutureWatcher<PreparedSources> preparing;
    AbcSources wanted;
    PreparedSources prepared;                ///< in use by the mixer
    std::optional<PreparedSources> waiting;  ///< for the stream of another rate to be closed
    bool prepareAgain = false;
    bool auditionEnds = false;  ///< as soon as what is wanted has been prepared
    PlayableSound auditioned;   ///< the raw sound that `live` equalises
    int auditionedRate = 0;
    double auditionedChangeDb = 0;  ///< louder than that, as expected
    bool playWhenReady = false;
    LoopRegion region;
    std::array<double, kHeardSourceCount> gainsDb{};
    bool matched = true;
    double volume = 1;

    // The blind test:
    std::optional<std::array<AbcSource, 2>> blind;
    AbcSource selected = AbcSource::Raw;  ///< what a person chose: the mixer's, but for a blind test
    std::optional<AbcSources> afterBlind;

    // What was told last:
    double toldPosition = 0;
    bool toldPlaying = false;
    bool toldCanPlay = false;
};

}  // namespace tonewright
