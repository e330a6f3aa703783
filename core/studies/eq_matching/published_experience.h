#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"
#include "core/rl/independent_dqn.h"
#include "core/rl/sum_tree.h"
#include "core/studies/eq_matching/action_grid.h"

namespace tonewright::eq_matching
{

/// One step of the published agent's environment. Its state is its track's, before and after.
struct PublishedTransition {
    std::uint32_t track = 0;  ///< number of the track (PublishedExperience::track)
    Action action{};
    float reward = 0;
    bool done = false;
};

/// The published agent's prioritised replay (proportional; Schaul et al. 2016, arXiv:1511.05952), with the states kept
/// once a track, because a track's state never changes. Draws are independent of each other, with replacement. New
/// transitions get the largest priority so far.
class PublishedExperience
{
public:
    PublishedExperience(std::size_t capacity, double alpha);

    /// The number of a track, if its state is known.
    [[nodiscard]] const std::vector<float> *state(const std::string &track) const;
    /// Remembers a track's state [dsp::kPublishedStateSize].
    void addTrack(const std::string &track, std::vector<float> state);
    [[nodiscard]] std::uint32_t number(const std::string &track) const { return m_numbers.at(track); }

    void add(const PublishedTransition &transition);
    [[nodiscard]] std::size_t size() const { return m_transitions.size(); }

    /// A minibatch's transitions and their importance weights, (N·P)^−β over the largest of the batch.
    struct Draw {
        std::vector<std::uint32_t> slots;
        std::vector<float> importanceWeights;
    };
    [[nodiscard]] Draw draw(std::size_t batch, double beta, Rng &rng) const;
    [[nodiscard]] rl::IndependentBatch batch(const Draw &draw) const;
    void setPriorities(const std::vector<std::uint32_t> &slots, const std::vector<float> &tdErrors);

    void save(rl::ByteWriter &out) const;
    /// BadData when it doesn't fit; everything is then as before.
    Result<void> load(rl::ByteReader &in);

private:
    std::size_t m_capacity;
    double m_alpha;
    std::size_t m_next = 0;  // slot written next
    double m_largest = 1.0;  // largest priority^alpha so far
    std::vector<PublishedTransition> m_transitions;
    rl::SumTree m_tree;  // [capacity]
    std::map<std::string, std::uint32_t> m_numbers;
    std::vector<std::string> m_names;          // [track]
    std::vector<std::vector<float>> m_states;  // [track]
};

}  // namespace tonewright::eq_matching
