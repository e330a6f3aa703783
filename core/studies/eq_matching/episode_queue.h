#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/json.h"
#include "core/base/run_context.h"

namespace tonewright::eq_matching
{

/// Episodes that ended and whose records wait to be handed over. A learner takes whole groups of pairs, also where
/// fewer episodes are asked for: so the groups, and what is learnt from them, don't depend on where a run is stopped
/// and continued.
class EpisodeQueue
{
public:
    /// The next episode's number, from 1, is the record's.
    EpisodeRecord &push(EpisodeRecord record);
    [[nodiscard]] bool empty() const { return m_waiting.empty(); }
    /// The oldest, at most `most`.
    std::vector<EpisodeRecord> take(std::int64_t most);
    [[nodiscard]] std::int64_t handedOver() const { return m_handedOver; }

    /// Into a checkpoint's header, "episodes" and "unreported"; every digit is kept.
    void save(Json &header) const;
    /// False, with nothing changed, where the header lacks what save() writes.
    [[nodiscard]] bool load(const Json &header);

private:
    std::deque<EpisodeRecord> m_waiting;
    std::int64_t m_handedOver = 0;
};

}  // namespace tonewright::eq_matching
