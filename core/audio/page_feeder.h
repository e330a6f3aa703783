#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/audio/frame_reader.h"
#include "core/audio/rt/paged_sound.h"
#include "core/audio/rt/play_head.h"
#include "core/audio/rt/render_epoch.h"

namespace tonewright
{

/// Where listening goes on: what pages are brought for.
struct FeederFocus {
    std::int64_t position = 0;  ///< the frame that is rendered next
    FrameRange loop;            ///< empty: none
    bool operator==(const FeederFocus &) const = default;
};

/// Fills sounds in pages: ahead of where they are heard and round the start and end of the loop; pages that are far
/// from there go when a sound has more than kMostPages. Reading and filtering happen in a thread of its own, never in
/// the audio callback: of all pages that are wanted the one that is needed first, whichever sound it is of.
///
/// Belongs to one control thread. A sound that nobody else holds any more is forgotten.
class PageFeeder
{
public:
    static constexpr double kAheadSeconds = 3;
    /// What must be there before a sound that begins to be heard in the midst of playing is told to be ready.
    static constexpr double kReadySeconds = 0.4;
    static constexpr std::int64_t kMostPages = 64;

    /// `epoch` of the mixer that plays the sounds.
    explicit PageFeeder(std::shared_ptr<const RenderEpoch> epoch);
    ~PageFeeder();  ///< waits for the page in hand
    PageFeeder(const PageFeeder &) = delete;
    PageFeeder &operator=(const PageFeeder &) = delete;

    struct Format {
        std::int64_t frames = 0;
        int channels = 2;
        int sampleRate = 0;
    };
    /// Makes the reader, on the feeder's thread. It must have that format.
    using MakeReader = std::function<Result<std::unique_ptr<FrameReader>>()>;
    /// Told once, on the feeder's thread: the sound can be heard from the focus on, or can't be read; where it can't,
    /// there is silence.
    using Told = std::function<void(const Result<void> &)>;
    std::shared_ptr<const PagedSound> add(const Format &format, MakeReader make, Told told = {});

    void setFocus(const FeederFocus &focus);

    [[nodiscard]] std::uint64_t gaps() const { return m_gaps->load(std::memory_order_relaxed); }
    /// Until everything that is wanted now is there.
    void waitUntilFed();

private:
    struct Fed;
    struct Retired;
    void run();
    [[nodiscard]] bool feedOne(std::unique_lock<std::mutex> &lock);
    void fill(Fed &fed, std::int64_t page);
    void tellIfReady(Fed &fed, const FeederFocus &focus);
    void evict(Fed &fed, const std::vector<std::int64_t> &wanted);
    void release();

    const std::shared_ptr<const RenderEpoch> m_epoch;
    const PagedSound::Counter m_gaps = std::make_shared<std::atomic<std::uint64_t>>(0);

    std::mutex m_mutex;  // guards what follows
    std::condition_variable m_changed;
    std::condition_variable m_fedAll;
    FeederFocus m_focus;
    std::vector<std::shared_ptr<Fed>> m_added;
    std::uint64_t m_version = 1;     ///< of what is to be fed and where
    std::uint64_t m_fedVersion = 0;  ///< the one for which all is there
    bool m_stop = false;

    // The feeder's thread:
    std::vector<std::shared_ptr<Fed>> m_sounds;
    std::vector<Retired> m_retired;
    std::thread m_thread;
};

}  // namespace tonewright
