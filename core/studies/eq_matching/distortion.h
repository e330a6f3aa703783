#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/json.h"
#include "core/base/rng.h"
#include "core/dsp/equaliser.h"

namespace tonewright::eq_matching
{

/// What made a raw track from its reference: the equaliser's four bands run zero-phase, then an "air" peak
/// (tests/golden/RECIPES.md, "Equaliser"). The agent's task is to undo it.
struct Distortion {
    dsp::Equaliser equaliser;
    dsp::Band air{dsp::BandKind::Peak, 14000.0, 2.0, 0.7};

    /// All five bands in the order they are run.
    [[nodiscard]] std::array<dsp::Band, 5> bands() const;
    /// The equaliser that undoes the four bands as far as four bands can: the same with gains negated.
    [[nodiscard]] dsp::Equaliser inverse() const;
};

/// Draws a distortion: frequencies log-uniform over the action grid's ranges, gains uniform within ±`gainDb` (of one
/// pass: the effect is twice that), Q log-uniform 0.5 … 1.5 (shelves) and 0.5 … 4 (peaks); air at 12 … 16 kHz, +1 … +3
/// dB, Q 0.7. The recipe publishes the processing, not the ranges of the four bands; these keep to what an equaliser
/// on the grid can undo, and to the depth seen in the published project's own distorted files (up to ±25 dB applied).
Distortion drawDistortion(double gainDb, Rng &rng);

/// Runs it over every channel as the recipe says: after each filter, if the peak grew beyond 1.5 times and passes 0.1,
/// the signal is scaled back to the peak before; at the end the peak is set to 0.9. The peak is that of all channels
/// together, so that the stereo image stays. Silence stays silence.
AudioBuffer distort(const AudioBuffer &audio, const Distortion &distortion);

/// Flat object for a CSV row or a file beside the audio: the twelve published names, then air_freq, air_gain, air_q.
Json toJson(const Distortion &distortion);

}  // namespace tonewright::eq_matching
