#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/rl/agent.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"

namespace tonewright::eq_matching
{

/// What an attempt is worth to the learner: the reward as reported, or compressed, minus the guidance (see the
/// parameters `symlog` and `shaping`).
double learningReward(const dsp::MatchMetrics &metrics, double mismatchDb, const EqConfig &config);

/// An agent and how it learns: draws pairs, tries settings, learns. Deterministic: depends on the config, the seed and
/// the tracks alone, and continues bit for bit from a checkpoint.
class Learner
{
public:
    virtual ~Learner() = default;

    /// One group of pairs, at most `mostEpisodes` (≥ 1), and the learning after it; or a part of an episode. Records
    /// the episodes that ended. Polls the context between its steps, some tens of milliseconds apart with the default
    /// settings and longer with larger batches or networks; after Cancelled the next call, or one after save() and
    /// load(), goes on so that a run that is stopped and continued learns what it would have learnt anyway.
    virtual Result<std::vector<EpisodeRecord>>
    iterate(const PairSource &source, RunContext &context,
            std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max()) = 0;

    /// The agent as it is now; lives as long as the learner and changes with it.
    [[nodiscard]] virtual const Policy &policy() const = 0;

    [[nodiscard]] virtual std::int64_t episodes() const = 0;
    /// Environment steps: settings tried and scored for learning.
    [[nodiscard]] virtual std::int64_t attempts() const = 0;

    /// What an agent made of one look at a pair.
    struct Look {
        dsp::Equaliser chosen;  ///< of this look alone
        PolicyInsight insight;
        double expected = std::numeric_limits<double>::quiet_NaN();  ///< as Policy::expectedValue
    };
    /// How often the agent looks at a pair.
    [[nodiscard]] virtual int looks() const { return 1; }
    /// What it makes of a pair as it is now.
    [[nodiscard]] virtual Look lookNow(const Observation &seen) const
    {
        return {policy().greedy(seen), policy().inspect(seen), policy().expectedValue(seen)};
    }
    /// The looks that an episode's trace tells (OpenedTrace::looks), in order; none where it doesn't fit. What was
    /// expected isn't among it.
    [[nodiscard]] virtual std::vector<Look> looksThen(std::string_view trace) const
    {
        static_cast<void>(trace);
        return {};
    }

    /// As rl::Agent's: what save() handed over as segments must reach the disk in order.
    virtual void save(rl::AgentState &state) = 0;
    /// `folder`: where the segments are. BadData when it doesn't fit; what was learnt before stays then.
    virtual Result<void> load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder) = 0;

    /// What policy() needs, without what learning needs. Unsupported by agents too large for that.
    virtual Result<void> savePolicy(rl::Checkpoint &checkpoint) const
    {
        static_cast<void>(checkpoint);
        return fail(ErrorCode::Unsupported, "this agent can't be kept apart from its run. Use the run itself");
    }
    /// BadData when it doesn't fit.
    virtual Result<void> loadPolicy(const rl::Checkpoint &checkpoint)
    {
        static_cast<void>(checkpoint);
        return fail(ErrorCode::Unsupported, "there are no models of this agent");
    }
};

/// What a learner computes with; nothing here is part of what it learns.
struct Machine {
    bool cuda = false;  ///< tensors lie there, for those that have any (see rl::usesCuda)
    int threads = 1;    ///< for drawing pairs and scoring attempts; changes no digit
};

/// The learner of an algorithm of descriptor().
std::unique_ptr<Learner> makeLearner(std::string_view algorithm, const EqConfig &config, std::uint64_t seed,
                                     const Machine &machine = {});

}  // namespace tonewright::eq_matching
