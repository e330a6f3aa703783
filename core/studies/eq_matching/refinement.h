#pragma once

#include <span>
#include <vector>

#include "core/studies/eq_matching/setting_space.h"

namespace tonewright::eq_matching
{

/// What an agent sees of a pair (matchState()) once `equaliser` has been applied to its raw side: the difference to the
/// reference less the applied response at the bands' centres. Bands above Nyquist and the reference's half stay.
std::vector<float> stateAfter(std::span<const float> state, int sampleRate, const dsp::Equaliser &equaliser);

/// One setting of `space` that does about what two in series do, so that however often an agent corrects itself, four
/// bands are what is heard, shown and exported. Least squares of the applied response at 96 log-spaced points, 25 Hz …
/// 0.95 · Nyquist or 20 kHz, from the first one's bands with the gains of both; what four bands can't do is lost.
dsp::Equaliser inSeries(const dsp::Equaliser &first, const dsp::Equaliser &second, int sampleRate,
                        const SettingSpace &space);

}  // namespace tonewright::eq_matching
