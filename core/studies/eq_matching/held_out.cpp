#include "core/studies/eq_matching/held_out.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/rng.h"

namespace tonewright::eq_matching
{

std::vector<bool> heldOutTracks(const std::vector<const Track *> &tracks, double share)
{
    std::map<std::string, std::vector<std::size_t>> genres;
    for (std::size_t i = 0; i < tracks.size(); ++i)
        genres[tracks[i]->genre].push_back(i);
    std::vector<bool> heldOut(tracks.size(), false);
    for (auto &[genre, members] : genres) {
        std::sort(members.begin(), members.end(), [&tracks](std::size_t a, std::size_t b) {
            return stableHash(tracks[a]->name) < stableHash(tracks[b]->name);
        });
        const auto rounded = static_cast<std::size_t>(std::lround(share * static_cast<double>(members.size())));
        const std::size_t count =
            share > 0.0 && members.size() > 1 ? std::clamp<std::size_t>(rounded, 1, members.size() - 1) : 0;
        for (std::size_t i = 0; i < count; ++i)
            heldOut[members[i]] = true;
    }
    return heldOut;
}

}  // namespace tonewright::eq_matching
