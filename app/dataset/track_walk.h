#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "core/audio/corpus.h"

namespace tonewright
{

using TracksPtr = std::shared_ptr<const std::vector<Track>>;

/// Goes through tracks one after the other on a thread of its own. What it finds is fetched (take), so the pace of the
/// work never floods a window. Stopping waits for nothing; the next walk waits for the end of the one before.
template <class Found>
class TrackWalk
{
public:
    /// One track's work; nothing it returns counts once a stop is asked for.
    using Work = std::function<Found(const Track &track, int row, const std::stop_token &stop)>;
    using AtEnd = std::function<void()>;

    /// `atEnd` runs on the thread after the last track and after a stop.
    void start(
        TracksPtr tracks, int from, Work work, AtEnd atEnd = [] {})
    {
        stop();
        auto walk = [this, tracks = std::move(tracks), from, work = std::move(work), atEnd = std::move(atEnd),
                     turn = m_turn, before = std::move(m_thread)](const std::stop_token &asked) mutable {
            if (before.joinable())
                before.join();
            for (int row = from; row < int(tracks->size()) && !asked.stop_requested(); ++row) {
                Found found = work((*tracks)[std::size_t(row)], row, asked);
                const std::scoped_lock lock(m_mutex);
                if (turn == m_turn && !asked.stop_requested())
                    m_found.push_back(std::move(found));
            }
            atEnd();
            const std::scoped_lock lock(m_mutex);
            if (turn == m_turn)
                m_finished = true;
        };
        m_thread = std::jthread(std::move(walk));
    }

    /// What was found and not fetched is dropped.
    void stop()
    {
        m_thread.request_stop();
        const std::scoped_lock lock(m_mutex);
        ++m_turn;
        m_found.clear();
        m_finished = false;
    }

    /// What was found since the last call, and whether that was all: told once.
    std::pair<std::vector<Found>, bool> take()
    {
        const std::scoped_lock lock(m_mutex);
        return {std::exchange(m_found, {}), std::exchange(m_finished, false)};
    }

private:
    std::mutex m_mutex;  // guards what follows
    int m_turn = 0;      // what a walk of an earlier turn still finds is dropped
    std::vector<Found> m_found;
    bool m_finished = false;
    std::jthread m_thread;  // last: ends first
};

}  // namespace tonewright
