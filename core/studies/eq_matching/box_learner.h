#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rl/actor_critic.h"
#include "core/rl/agent.h"
#include "core/rl/on_policy_agent.h"
#include "core/studies/eq_matching/episode_queue.h"
#include "core/studies/eq_matching/equaliser_box.h"
#include "core/studies/eq_matching/learner.h"
#include "core/studies/eq_matching/setting_space.h"

namespace tonewright::eq_matching
{

/// Agents whose action is twelve numbers (EqualiserBox): PPO, SAC and TD3, and imitation as a start for PPO or for
/// itself.
///
/// *Imitation* teaches the policy's means the response that undoes a distortion made a moment ago (CurveLoss): no
/// reward, no scoring. *Practice* then goes on from there by the reward: some pairs, several settings each, one step of
/// the agent. Algorithms: "ppo" practises alone, "imitation" imitates alone, "imitation_ppo" does the one for
/// `imitation_steps`, then the other; "sac" and "td3" practise.
///
/// *Refinement* (`steps` > 1): after its choice the agent sees what that leaves (stateAfter()) and chooses again; what
/// it has decided so far becomes one setting (inSeries()). In practice each look is a state of its own: its attempts
/// act in series with what has been decided so far and earn what both do together. The reward that is reported is the
/// decision's. Imitation teaches the first look alone.
class BoxLearner final : public Learner, private Policy
{
public:
    /// `threads`: that pairs are drawn and attempts are scored with, at least 1; the result doesn't depend on it.
    BoxLearner(std::string algorithm, const EqConfig &config, std::uint64_t seed, int threads = 1);

    Result<std::vector<EpisodeRecord>>
    iterate(const PairSource &source, RunContext &context,
            std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max()) override;
    [[nodiscard]] const Policy &policy() const override { return *this; }
    [[nodiscard]] std::int64_t episodes() const override { return m_episodes.handedOver(); }
    [[nodiscard]] std::int64_t attempts() const override { return m_attempts; }
    void save(rl::AgentState &state) override;
    Result<void> load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder) override;
    [[nodiscard]] int looks() const override { return m_config.steps; }
    [[nodiscard]] Look lookNow(const Observation &seen) const override;
    [[nodiscard]] std::vector<Look> looksThen(std::string_view trace) const override;
    Result<void> savePolicy(rl::Checkpoint &checkpoint) const override;
    Result<void> loadPolicy(const rl::Checkpoint &checkpoint) override;

private:
    [[nodiscard]] dsp::Equaliser greedy(const Observation &observation) const override;
    /// The last look's choice is drawn, those before it are greedy.
    [[nodiscard]] dsp::Equaliser sample(const Observation &observation, Rng &rng) const override;
    [[nodiscard]] double expectedValue(const Observation &observation) const override;
    /// Preferences of the first look; what is chosen is the decision of all looks.
    [[nodiscard]] PolicyInsight inspect(const Observation &observation) const override;
    /// One look: greedy without `rng`.
    [[nodiscard]] dsp::Equaliser look(const Observation &observation, Rng *rng) const;
    [[nodiscard]] dsp::Equaliser decide(const Observation &observation, Rng *rng) const;
    [[nodiscard]] SettingSpace settings() const;
    /// The policy in one state: twelve means and twelve deviations, before tanh where it squashes.
    struct Doubt {
        std::array<float, kParameters> means{};
        std::array<float, kParameters> deviations{};
    };
    [[nodiscard]] Doubt doubtIn(std::span<const float> state) const;
    [[nodiscard]] PolicyInsight insightOf(const Doubt &doubt, const dsp::Equaliser &chosen) const;
    /// What is remembered of a look.
    struct Told {
        std::array<float, kParameters> action{};  // as the box has it
        Doubt doubt;
    };
    [[nodiscard]] std::string traceOf(const PairDraw &recipe, std::span<const Told> looks) const;

    [[nodiscard]] bool imitates() const;
    Result<void> imitate(const PairSource &source, RunContext &context);
    Result<double> teach(std::span<const PairSource::Lesson> lessons);
    Result<void> practise(const PairSource &source, RunContext &context);
    [[nodiscard]] std::vector<double> likelihood(const PairSource &source) const;
    [[nodiscard]] std::vector<PairSource::Drawn> drawPairs(const PairSource &source, std::size_t count);
    struct Tried;
    struct Episode;
    void decideSoFar(const PairSource &source, Episode &episode, const dsp::Equaliser &further, bool first) const;
    Result<double> practiseLook(const PairSource &source, std::span<Episode> episodes, bool first);
    [[nodiscard]] Tried score(const PairSource::Drawn &pair, const PairSource &source, std::span<const float> actions,
                              std::span<const float> gainSoFar) const;
    EpisodeRecord &note(const PairSource::Drawn &pair, std::span<const Told> looks, const Tried &tried, double value,
                        double loss);
    Result<double> learn();

    std::string m_algorithm;
    EqConfig m_config;
    int m_threads;
    EqualiserBox m_box;
    Rng m_material;  // tracks, distortions, frames
    Rng m_lessons;   // what imitation is shown
    std::unique_ptr<rl::Agent> m_agent;
    rl::OnPolicyAgent *m_onPolicy = nullptr;  // m_agent, where it is one
    std::unique_ptr<rl::Optimiser> m_teacher;
    std::map<std::string, double> m_earned;  // by genre: moving mean of the greedy reward, for the curriculum
    std::int64_t m_taught = 0;               // gradient steps of imitation
    std::int64_t m_attempts = 0;             // settings scored
    EpisodeQueue m_episodes;
};

}  // namespace tonewright::eq_matching
