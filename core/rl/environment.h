#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

/// What a step brought besides the next observation. Terminated: the problem itself ended, nothing follows (value 0).
/// Truncated: cut off from outside (a time limit); the next observation's value still counts. Both may be true.
struct StepOutcome {
    float reward = 0;
    bool terminated = false;
    bool truncated = false;

    [[nodiscard]] bool done() const { return terminated || truncated; }
};

/// What an environment tells about the episode it is in or that has just ended; for people and logs, never for agents.
struct EpisodeInfo {
    std::string group;                     ///< what curves split by (a genre); may be empty
    std::string item;                      ///< what it was about (a track)
    std::map<std::string, double> values;  ///< further measurements by name
};

/// A problem to be learnt: a partially observed Markov decision process in episodes, after Gymnasium's interface.
///
/// Contract: what follows reset(seed) depends on the seed and the actions alone, not on earlier episodes. Everything
/// random in an episode comes from its seed. That is what makes runs repeatable, and it is how a run is continued:
/// a checkpoint holds the seed and the actions of the episode in flight, which is played again (see VectorEnvironment).
/// checkEnvironment() tests the contract.
///
/// An environment belongs to one thread. Errors (a track that can't be read) end the run.
class Environment
{
public:
    virtual ~Environment() = default;

    [[nodiscard]] virtual const Space &observationSpace() const = 0;
    [[nodiscard]] virtual const Space &actionSpace() const = 0;
    /// Begins the episode of `seed` and writes its first observation [observationSpace().size()].
    virtual Result<void> reset(std::uint64_t seed, std::span<float> observation) = 0;
    /// `action` [actionSpace().size()] lies in the action space. Writes the next observation. Not called after done().
    virtual Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) = 0;

    /// Whether some choices are forbidden in some states; constant.
    [[nodiscard]] virtual bool hasActionMask() const { return false; }
    /// Which choices the current state allows: 1 allowed, 0 forbidden; [actionSpace().choices()], at least one of every
    /// branch. Called only where hasActionMask().
    virtual void actionMask(std::span<std::uint8_t> /*mask*/) const {}

    /// About the current episode; asked for when it ends.
    [[nodiscard]] virtual EpisodeInfo info() const { return {}; }
};

using EnvironmentFactory = std::function<std::unique_ptr<Environment>()>;

/// Truncates episodes after `steps` steps (≥ 1).
class TimeLimit : public Environment
{
public:
    TimeLimit(std::unique_ptr<Environment> inner, int steps);
    [[nodiscard]] const Space &observationSpace() const override { return m_inner->observationSpace(); }
    [[nodiscard]] const Space &actionSpace() const override { return m_inner->actionSpace(); }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    [[nodiscard]] bool hasActionMask() const override { return m_inner->hasActionMask(); }
    void actionMask(std::span<std::uint8_t> mask) const override { m_inner->actionMask(mask); }
    [[nodiscard]] EpisodeInfo info() const override { return m_inner->info(); }

private:
    std::unique_ptr<Environment> m_inner;
    int m_limit;
    int m_steps = 0;
};

/// Plays `episodes` random episodes of at most `mostSteps` steps and reports the first breach of the contract: shapes
/// and bounds of observations and masks, numbers that aren't finite, and whether the same seed and actions give the
/// same bits in another copy, also after other episodes, and another seed other ones (unless `oneStart`).
/// Error: InvalidArgument, naming what is wrong, in which step; or the environment's own error.
struct CheckOptions {
    int episodes = 3;
    int mostSteps = 200;
    std::uint64_t seed = 1;
    bool oneStart = false;  ///< every episode of this environment begins the same way
};
Result<void> checkEnvironment(const EnvironmentFactory &factory, const CheckOptions &options = {});

}  // namespace tonewright::rl
