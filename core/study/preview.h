#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"
#include "core/study/equaliser_setting.h"

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

/// Which of the three sounds a line is about, if any; it decides the colour.
enum class CurveRole { Plain, Raw, Processed, Reference };

struct ObservedLine {
    Curve curve;
    CurveRole role = CurveRole::Plain;
};

/// One picture of what the agent was given to decide from: lines over a common axis.
struct ObservedGraph {
    std::string title{};  ///< "Missing and applied"
    std::string hint{};   ///< what the lines are
    std::string xTitle{};
    std::string xUnit{};
    bool logarithmicX = false;
    std::string yTitle{};
    std::string yUnit{};
    bool symmetricY = false;  ///< 0 stands for "nothing to do": it belongs in the middle
    std::vector<ObservedLine> lines{};
};

/// What the scores of a ValuePreference are. Advantages: of either sign, only differences count. Probabilities: 0 … 1,
/// their sum is 1.
enum class PreferenceScores { None, Advantages, Probabilities };

/// How the agent came to one value of its decision: what it could have chosen and how it liked each.
struct ValuePreference {
    std::string group{};  ///< group, name and unit as in DecisionValue
    std::string name{};
    std::string unit{};
    bool logarithmic = false;      ///< the values are heard on a logarithmic scale
    std::vector<double> values{};  ///< what could be chosen, ascending; at least one
    std::vector<double> scores{};  ///< [values], finite
    double chosen = 0;             ///< what it took; lies between two of `values` where the agent isn't bound to them
    double runnerUp = std::numeric_limits<double>::quiet_NaN();  ///< see setRunnerUp()
    /// Further values of the setting, as they are named, that the agent may not take here, ascending: they would do the
    /// same as the highest of `values`.
    std::vector<double> notTaken{};
};

/// The highest score of all values but the one nearest to `chosen`; of equals the lowest value. NaN where there is no
/// other value.
void setRunnerUp(ValuePreference &preference);

/// What the agent thinks its decision is worth.
struct Expectation {
    double value = std::numeric_limits<double>::quiet_NaN();  ///< on the scale it learns on; NaN: it predicts none
    std::string meaning{};                                    ///< a sentence: what that number is
    /// The same on the scale of Preview::estimatedReward; NaN where it can't be told.
    double reward = std::numeric_limits<double>::quiet_NaN();
};

/// How a decision came about, as far as the agent tells.
struct DecisionInsight {
    std::vector<ObservedGraph> observed{};
    std::string observedNote{};  ///< where there are no graphs: a sentence why
    PreferenceScores scores = PreferenceScores::None;
    std::string scoresMeaning{};                 ///< a sentence
    std::vector<ValuePreference> preferences{};  ///< in the decision's order, or none
    Expectation expectation;
};

/// A whole track as decided, at its own rate and with all its channels.
struct WholeTrack {
    AudioBuffer audio;
    double gainDb = 0;  ///< below 0: it would have clipped and was turned down by so much
};

struct Preview;

/// One item on which any equaliser can be tried: what the agent, a search or a person chose. Light until it is first
/// used; then it keeps the item's sound and what was measured of it. May be used from any thread, one call at a time
/// goes on.
class EqualiserBench
{
public:
    virtual ~EqualiserBench() = default;
    /// The item with this setting instead of the agent's: its curves, and `render` for sound and exact scores. Quick;
    /// estimatedReward is NaN, the insight empty. InvalidArgument for a setting that the study can't hold.
    virtual Result<std::shared_ptr<const Preview>> preview(const EqualiserSetting &setting) const = 0;
    /// The best setting that a search finds (seconds). `goOn` is asked every 50 ms or more often: false stops it
    /// (Cancelled). Unsupported where there is nothing to search by.
    virtual Result<EqualiserSetting> searchBest(const std::function<bool()> &goOn) const = 0;
};

/// What the agent would do with one item now. Immutable once published; `render` may be called from any thread.
struct Preview {
    std::string itemKey;  ///< Track::key()
    std::string genre;
    std::int64_t episode = 0;
    double estimatedReward = 0;           ///< of the training environment; the exact one comes with the rendering;
                                          ///< NaN where nothing can be scored
    std::vector<DecisionValue> decision;  ///< the parameters chosen
    std::string action;                   ///< the decision as JSON text in the form StudyTools::score takes
    /// What undoes what was done to the item, as far as an equaliser of the study can; none where that isn't known.
    std::optional<EqualiserSetting> truth;
    std::optional<EqualiserSetting> equaliser;        ///< the decision where it is one: to be edited and exported
    std::shared_ptr<const EqualiserBench> bench;      ///< tries others on the same item; none where that can't be had
    Curve total;                                      ///< the applied response, all bands
    std::vector<Curve> bands;                         ///< the applied response of each band
    DecisionInsight insight;                          ///< how the decision came about
    std::function<Result<Rendering>()> render;        ///< heavy (seconds): never on the GUI thread
    std::function<Result<WholeTrack>()> renderWhole;  ///< as heavy; none where `render` gives all there is
};

}  // namespace tonewright
