#include "core/studies/eq_matching/regret_meter.h"

#include <limits>

namespace tonewright::eq_matching
{
namespace
{

constexpr int kSettingsSearched = 500;

}  // namespace

const PreparedTrack &RegretMeter::trackFor(const std::string &genre, std::int64_t turn) const
{
    std::vector<const PreparedTrack *> ofGenre;
    std::vector<const PreparedTrack *> heldOut;
    for (const PreparedTrack &track : m_pairs.tracks()) {
        if (!track.heldOut)
            continue;
        heldOut.push_back(&track);
        if (track.track.genre == genre)
            ofGenre.push_back(&track);
    }
    if (heldOut.empty())  // nothing could be held out; the run's log says so
        return m_pairs.tracks()[static_cast<std::size_t>(turn) % m_pairs.tracks().size()];
    const auto &from = ofGenre.empty() ? heldOut : ofGenre;
    return *from[static_cast<std::size_t>(turn) % from.size()];
}

Result<double> RegretMeter::measure(const std::string &genre, std::int64_t episode, const Policy &policy,
                                    const Observe &observe)
{
    if (episode % kEpisodesBetween != 0)
        return std::numeric_limits<double>::quiet_NaN();
    const PreparedTrack &track = trackFor(genre, episode / kEpisodesBetween);
    const SpectralScene scene = m_pairs.fixedScene(track);
    const ResponseGrid &grid = m_pairs.grid(scene.sampleRate());
    const auto seen = observe(track, scene);
    if (!seen)
        return fail(seen.error());
    auto oracle = m_oracles.find(track.track.key());
    if (oracle == m_oracles.end()) {
        std::vector<dsp::Equaliser> known;
        if (!track.raw)
            known.push_back(track.fixed.inverse());
        const OracleOptions how{.budget = OracleBudget::of(kSettingsSearched),
                                .filter = m_config.filter,
                                .mostGainDb = m_config.largestGainDb};
        // Never stopped half-way: a run that is stopped and continued writes the same numbers.
        const double best = oracleReward(scene, grid, known, how, [] { return true; });
        oracle = m_oracles.emplace(track.track.key(), best).first;
    }
    return oracle->second - scene.score(policy.greedy(*seen), grid).reward;
}

}  // namespace tonewright::eq_matching
