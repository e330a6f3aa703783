#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/agent.h"
#include "core/rl/byte_stream.h"
#include "core/rl/sum_tree.h"

namespace tonewright::rl
{

struct TransitionReplayConfig {
    std::size_t capacity = 1'000'000;  ///< transitions; the oldest is overwritten
    std::size_t observationSize = 1;
    std::size_t actionSize = 1;
    std::size_t maskSize = 0;  ///< choices of the action space; 0 = no masks are kept
    bool prioritised = false;
    double alpha = 0.6;           ///< prioritised: how much priorities count; 0 = uniform
    double priorityFloor = 1e-6;  ///< prioritised: added to |TD error|, so that nothing is forgotten altogether
};

/// What an agent remembers of one or several steps: in `observation` it did `action`; the discounted rewards of the
/// steps sum to `reward`; then it was in `nextObservation`, whose value counts with `discount`.
struct Transition {
    std::span<const float> observation;        ///< [observationSize]
    std::span<const float> action;             ///< [actionSize]
    float reward = 0;                          ///< Σ_k γ^k r_k over the steps
    float discount = 0;                        ///< γ^steps; 0 when the episode terminated
    std::span<const float> nextObservation;    ///< [observationSize]
    std::span<const std::uint8_t> nextMask{};  ///< [maskSize]; empty = all allowed
};

/// A minibatch, flat and row-major.
struct TransitionBatch {
    std::size_t count = 0;
    std::vector<std::uint32_t> slots;      ///< [count]; for setPriorities
    std::vector<float> observations;       ///< [count, observationSize]
    std::vector<float> actions;            ///< [count, actionSize]
    std::vector<float> rewards;            ///< [count]
    std::vector<float> discounts;          ///< [count]
    std::vector<float> nextObservations;   ///< [count, observationSize]
    std::vector<std::uint8_t> nextMasks;   ///< [count, maskSize]
    std::vector<float> importanceWeights;  ///< [count]; 1 for uniform replay
};

/// Experience replay (Lin 1992): a ring of transitions of any environment, drawn from uniformly or in proportion to
/// their priorities (Schaul et al. 2016, arXiv:1511.05952, §3.3–3.4, proportional variant; new transitions get the
/// largest priority so far). Details and file format: core/rl/docs/replay.md.
///
/// Each transition lies in one piece of memory, so that drawing one costs one or two cache misses. Memory is taken from
/// the system as it fills.
class TransitionReplay
{
public:
    explicit TransitionReplay(const TransitionReplayConfig &config);

    [[nodiscard]] const TransitionReplayConfig &config() const { return m_config; }
    [[nodiscard]] std::size_t size() const;  ///< transitions that can be drawn
    [[nodiscard]] std::uint64_t added() const { return m_added; }

    void add(const Transition &transition);
    /// With replacement. Prioritised: one draw from each of `count` equal parts of the priority mass, and importance
    /// weights (size · P)^−beta over the batch's largest. size() > 0. `batch` is reused.
    void sample(std::size_t count, double beta, Rng &rng, TransitionBatch &batch);
    /// Priority (|TD error| + floor)^alpha. For uniform replay does nothing.
    void setPriorities(std::span<const std::uint32_t> slots, std::span<const float> tdErrors);
    /// Of a slot that is filled; for tests and pictures.
    [[nodiscard]] double priority(std::size_t slot) const { return m_tree ? m_tree->weight(slot) : 1.0; }

    /// Transitions added since the last save() go to the end of segment files `prefix`-000012.seg, never rewritten;
    /// `out` gets the counters and the priorities (all: learning changes them anywhere).
    void save(ByteWriter &out, AgentState &state, const std::string &prefix);
    /// BadData when it belongs to other settings, or a segment is missing or damaged (named in the context).
    Result<void> load(ByteReader &in, const std::filesystem::path &folder, const std::string &prefix);

private:
    [[nodiscard]] float *row(std::size_t slot) { return m_rows.get() + slot * m_width; }
    [[nodiscard]] std::uint64_t oldest() const;  // index of the oldest transition kept
    void drawSlots(std::size_t count, double beta, Rng &rng, TransitionBatch &batch);
    void appendRows(std::uint64_t from, std::uint64_t to, AgentState &state, const std::string &prefix);
    /// How many of the kept transitions it brought.
    Result<std::uint64_t> readSegment(const std::filesystem::path &file, std::uint64_t bytes);

    struct Segment {
        std::uint64_t number = 0;  // holds transitions number · perSegment …
        std::uint64_t bytes = 0;   // handed over so far
    };

    TransitionReplayConfig m_config;
    std::size_t m_width;              // floats of one transition
    std::uint64_t m_perSegment;       // transitions of one segment file
    std::unique_ptr<float[]> m_rows;  // [capacity, width]; transition i lies in row i mod capacity
    std::uint64_t m_added = 0;        // transitions ever
    std::uint64_t m_saved = 0;        // … of which are in segments
    std::vector<Segment> m_segments;  // those that hold something still kept
    std::optional<SumTree> m_tree;    // [capacity]
    double m_largest = 1.0;           // largest priority so far
    std::vector<double> m_prefixes;   // of one sample()
};

/// Sums up the rewards of `steps` steps before a transition is remembered (Watkins 1989, ch. 7; as in Rainbow, Hessel
/// et al. 2018, arXiv:1710.02298, without importance correction). At the end of an episode the shorter rests come too:
/// with discount 0 when it terminated, and with γ^k of the last observation when it was only cut off.
class NStepGatherer
{
public:
    NStepGatherer(const TransitionReplayConfig &shape, int steps, double gamma);

    /// One step of one copy of the environment. Adds 0, 1 or, at an episode's end, up to `steps` transitions.
    void add(const Transition &step, bool terminated, bool truncated, TransitionReplay &replay);

    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    struct Started {
        std::vector<float> observation;
        std::vector<float> action;
        double reward = 0;
        double discount = 1;  // γ^(steps so far)
    };
    std::size_t m_observationSize;
    std::size_t m_actionSize;
    std::size_t m_steps;
    double m_gamma;
    std::vector<Started> m_started;  // oldest first; fewer than m_steps between calls
};

}  // namespace tonewright::rl
