#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"

namespace tonewright
{

/// A line to draw: a response in dB over Hz, for instance.
struct Curve {
    std::string label;
    std::vector<double> x;
    std::vector<double> y;
};

/// One setting of the shown decision, for a read-out: {"Low shelf", "frequency", 220, "Hz"}.
struct DecisionValue {
    std::string group;
    std::string name;
    double value = 0;
    std::string unit;
};

/// Raw, processed and reference audio of one item, equally long and at one rate.
struct Rendering {
    AudioBuffer raw;
    AudioBuffer processed;
    AudioBuffer reference;
    std::vector<std::pair<std::string, double>> scores;  ///< exact (rendered) terms by name, "reward" among them
};

/// What the agent would do with one item now. Immutable once published; `render` may be called from any thread.
struct Preview {
    std::string itemKey;  ///< Track::key()
    std::string genre;
    std::int64_t episode = 0;
    double estimatedReward = 0;                 ///< of the training environment; the exact one comes with the rendering
    std::vector<DecisionValue> decision;        ///< the parameters chosen
    std::string action;                         ///< the decision as JSON text in the form StudyTools::score takes
    Curve total;                                ///< the applied response, all bands
    std::vector<Curve> bands;                   ///< the applied response of each band
    std::function<Result<Rendering>()> render;  ///< heavy (seconds): never on the GUI thread
};

}  // namespace tonewright
