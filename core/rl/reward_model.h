#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/dense_net.h"
#include "core/rl/flat_adam.h"

namespace tonewright::rl
{

struct RewardModelConfig {
    std::size_t features = 1;  ///< numbers that describe one moment
    std::vector<std::size_t> hidden = {64, 64};
    Activation activation = Activation::Tanh;
    std::size_t members = 5;  ///< networks of the ensemble
    double learningRate = 1e-3;
    double weightDecay = 1e-4;  ///< AdamW's
    std::size_t batch = 32;     ///< pairs of one gradient step
    /// Chance that a vote is a slip of the hand: keeps a few wrong votes from bending the model (Christiano et al.
    /// 2017, §2.2.3, use 0.1).
    double mistakes = 0.05;
    bool bootstrap = true;  ///< every member learns from pairs drawn anew with replacement
    std::uint64_t seed = 0;
};

/// A thing to be judged: one or more moments, [moments, features] row-major. Segments may differ in length.
using RewardSegment = std::vector<float>;

/// A person's vote: which of two segments was better.
struct Preference {
    RewardSegment first;
    RewardSegment second;
    double firstIsBetter = 1.0;  ///< 1 the first, 0 the second, ½ equally good
};

/// A reward learnt from comparisons (Christiano et al. 2017, arXiv:1706.03741): an ensemble of networks r_k(features),
/// each fitted to the votes by the model of Bradley & Terry (1952),
///   P(first ≻ second) = σ(Σ r(first's moments) − Σ r(second's moments)).
/// Rewards are known up to a constant; after fit() they are centred and scaled to mean 0 and standard deviation 1 over
/// the moments that were compared. Details and results: core/rl/docs/reward_model.md.
class RewardModel
{
public:
    explicit RewardModel(const RewardModelConfig &config);
    ~RewardModel();
    RewardModel(RewardModel &&) noexcept;

    struct Fit {
        double loss = 0;      ///< mean cross-entropy of the last pass over the pairs
        double accuracy = 0;  ///< share of the votes that aren't ties which the ensemble's order agrees with
    };
    /// `passes` over all pairs, from the weights as they are. InvalidArgument: no pairs; segments that are empty, don't
    /// hold whole moments or numbers that aren't finite. Diverged: the loss or a member's tensor; then nothing changes.
    Result<Fit> fit(std::span<const Preference> preferences, int passes);

    struct Judgement {
        double reward = 0;       ///< mean over the members
        double uncertainty = 0;  ///< standard deviation over the members
    };
    [[nodiscard]] Judgement moment(std::span<const float> features) const;
    [[nodiscard]] Judgement segment(std::span<const float> segment) const;  ///< of the sum over its moments
    /// P(first ≻ second), mean over the members, and the members' standard deviation of it: where that is large a vote
    /// would teach most.
    [[nodiscard]] Judgement preference(std::span<const float> first, std::span<const float> second) const;

    [[nodiscard]] std::string save() const;
    Result<void> load(const std::string &bytes);  ///< BadData; the model before stays

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
