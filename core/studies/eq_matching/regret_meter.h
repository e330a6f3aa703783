#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/studies/eq_matching/oracle.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"

namespace tonewright::eq_matching
{

/// How much less than the oracle an agent earns on held-out tracks, for the graphs while it trains: one track now and
/// then, without rendering. Which one follows from the episode alone, so that equal runs write equal numbers.
class RegretMeter
{
public:
    static constexpr std::int64_t kEpisodesBetween = 64;

    /// Both must outlive it.
    RegretMeter(const PairSource &pairs, const EqConfig &config) : m_pairs(pairs), m_config(config) {}

    /// What the agent sees of a track's fixed pair.
    using Observe = std::function<Result<Observation>(const PreparedTrack &track, const SpectralScene &scene)>;
    /// Oracle's reward − reward of the agent's own choice on a held-out track of `genre` (of any genre where it has
    /// none), its fixed pair, all kept frames; NaN where the episode is none of every kEpisodesBetween. The first time
    /// a track's turn comes its oracle is searched for: some 0.1 s.
    [[nodiscard]] Result<double> measure(const std::string &genre, std::int64_t episode, const Policy &policy,
                                         const Observe &observe);

private:
    [[nodiscard]] const PreparedTrack &trackFor(const std::string &genre, std::int64_t turn) const;

    const PairSource &m_pairs;
    EqConfig m_config;
    std::map<std::string, double> m_oracles;  // by track
};

}  // namespace tonewright::eq_matching
