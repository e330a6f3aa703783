#include "core/audio/page_feeder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

namespace tonewright
{

namespace
{

constexpr std::int64_t kPage = PagedSound::kPageFrames;
/// What a voice reads behind its position, and a join before a loop's start.
constexpr double kBehindSeconds = 0.03;
constexpr double kLoopStartSeconds = 1;
/// Pages that the audio thread may be looking at are looked at again this much later.
constexpr auto kRetry = std::chrono::milliseconds(20);

/// The pages of a sound that are wanted, those that are needed first in front.
class Wish
{
public:
    explicit Wish(const PagedSound &sound) : m_sound(sound) {}

    void add(std::int64_t begin, std::int64_t end)
    {
        const std::int64_t first = std::max<std::int64_t>(begin, 0) / kPage;
        const std::int64_t last = std::min(end - 1, m_sound.frames() - 1);
        for (std::int64_t page = first; page * kPage <= last; ++page)
            if (std::find(m_pages.begin(), m_pages.end(), page) == m_pages.end())
                m_pages.push_back(page);
    }
    [[nodiscard]] const std::vector<std::int64_t> &pages() const { return m_pages; }

private:
    const PagedSound &m_sound;
    std::vector<std::int64_t> m_pages;
};

/// What is heard in the next `ahead` frames.
void addAhead(Wish &wish, const FeederFocus &focus, std::int64_t ahead)
{
    const FrameRange loop = focus.loop;
    if (loop.size() == 0) {
        wish.add(focus.position, focus.position + ahead);
        return;
    }
    const std::int64_t begin = focus.position >= loop.end ? loop.start : focus.position;
    const std::int64_t end = std::min(begin + ahead, loop.end);
    wish.add(begin, end);
    if (const std::int64_t left = ahead - (end - begin); left > 0)
        wish.add(loop.start, std::min(loop.start + left, loop.end));
}

std::vector<std::int64_t> wantedPages(const PagedSound &sound, const FeederFocus &focus)
{
    const auto frames = [&](double seconds) { return std::int64_t(std::llround(seconds * sound.sampleRate())); };
    Wish wish(sound);
    wish.add(focus.position - frames(kBehindSeconds), focus.position + 1);
    addAhead(wish, focus, frames(PageFeeder::kReadySeconds));
    if (focus.loop.size() > 0) {
        const std::int64_t margin = frames(kBehindSeconds);
        wish.add(focus.loop.start - margin, std::min(focus.loop.start + frames(kLoopStartSeconds), focus.loop.end));
        wish.add(focus.loop.end - margin, focus.loop.end + margin);
    }
    addAhead(wish, focus, frames(PageFeeder::kAheadSeconds));
    return wish.pages();
}

std::optional<std::size_t> firstMissing(const PagedSound &sound, const std::vector<std::int64_t> &wanted)
{
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!sound.hasPage(wanted[i]))
            return i;
    return std::nullopt;
}

}  // namespace

struct PageFeeder::Fed {
    std::weak_ptr<PagedSound> sound;
    MakeReader make;
    Told told;
    std::unique_ptr<FrameReader> reader;
    std::optional<Error> error;
    std::vector<std::int64_t> here;  ///< pages
};

struct PageFeeder::Retired {
    PagedSound::Page page;
    RenderEpoch::Ticket ticket;
};

PageFeeder::PageFeeder(std::shared_ptr<const RenderEpoch> epoch)
    : m_epoch(std::move(epoch)), m_thread([this] { run(); })
{
}

PageFeeder::~PageFeeder()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

std::shared_ptr<const PagedSound> PageFeeder::add(const Format &format, MakeReader make, Told told)
{
    auto sound = std::make_shared<PagedSound>(format.frames, format.channels, format.sampleRate, m_gaps);
    auto fed = std::make_shared<Fed>();
    fed->sound = sound;
    fed->make = std::move(make);
    fed->told = std::move(told);
    {
        const std::lock_guard lock(m_mutex);
        m_added.push_back(std::move(fed));
        ++m_version;
    }
    m_changed.notify_all();
    return sound;
}

void PageFeeder::setFocus(const FeederFocus &focus)
{
    {
        const std::lock_guard lock(m_mutex);
        if (focus == m_focus)
            return;
        m_focus = focus;
        ++m_version;
    }
    m_changed.notify_all();
}

void PageFeeder::waitUntilFed()
{
    std::unique_lock lock(m_mutex);
    m_fedAll.wait(lock, [this] { return m_fedVersion == m_version; });
}

// ---- the feeder's thread ----

void PageFeeder::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        const std::uint64_t seen = m_version;
        if (feedOne(lock) || seen != m_version)
            continue;
        m_fedVersion = seen;
        m_fedAll.notify_all();
        const auto something = [&] { return m_stop || m_version != seen; };
        if (m_retired.empty())
            m_changed.wait(lock, something);
        else
            m_changed.wait_for(lock, kRetry, something);
    }
}

/// Fills the page that is needed first; false when none is missing. Holds the lock only while it looks what is wanted.
bool PageFeeder::feedOne(std::unique_lock<std::mutex> &lock)
{
    std::move(m_added.begin(), m_added.end(), std::back_inserter(m_sounds));
    m_added.clear();
    const FeederFocus focus = m_focus;
    lock.unlock();

    release();
    std::erase_if(m_sounds, [](const auto &fed) { return fed->sound.expired(); });
    Fed *next = nullptr;
    std::int64_t page = 0;
    std::size_t urgency = 0;
    for (const auto &fed : m_sounds) {
        const auto sound = fed->sound.lock();
        if (!sound)
            continue;
        const auto wanted = wantedPages(*sound, focus);
        const auto missing = firstMissing(*sound, wanted);
        // Of sounds that lack as much the one that was added last: the newest edit.
        if (missing && (next == nullptr || *missing <= urgency)) {
            next = fed.get();
            page = wanted[*missing];
            urgency = *missing;
        }
        tellIfReady(*fed, focus);
        evict(*fed, wanted);
    }
    if (next != nullptr)
        fill(*next, page);
    lock.lock();
    return next != nullptr;
}

void PageFeeder::fill(Fed &fed, std::int64_t page)
{
    const auto sound = fed.sound.lock();
    if (!sound)
        return;
    PagedSound::Page samples = sound->makePage();
    if (!fed.reader && !fed.error) {
        auto reader = fed.make();
        if (reader)
            fed.reader = std::move(*reader);
        else
            fed.error = reader.error();
    }
    if (fed.reader) {
        const std::array<float *, 2> rows{samples.get(), samples.get() + (sound->channels() - 1) * kPage};
        if (const auto read = fed.reader->read(page * kPage, kPage, rows.data()); !read) {
            fed.error = read.error();
            std::fill_n(samples.get(), sound->channels() * kPage, 0.0F);
        }
    }
    sound->publish(page, std::move(samples));
    fed.here.push_back(page);
    if (fed.error && fed.told)
        std::exchange(fed.told, {})(fail(*fed.error));
}

void PageFeeder::tellIfReady(Fed &fed, const FeederFocus &focus)
{
    const auto sound = fed.sound.lock();
    if (!fed.told || !sound)
        return;
    Wish wish(*sound);
    addAhead(wish, focus, std::llround(kReadySeconds * sound->sampleRate()));
    if (!firstMissing(*sound, wish.pages()))
        std::exchange(fed.told, {})({});
}

void PageFeeder::evict(Fed &fed, const std::vector<std::int64_t> &wanted)
{
    const auto sound = fed.sound.lock();
    auto excess = static_cast<std::int64_t>(fed.here.size()) - kMostPages;
    if (!sound || excess <= 0)
        return;
    std::erase_if(fed.here, [&](std::int64_t page) {
        if (excess <= 0 || std::find(wanted.begin(), wanted.end(), page) != wanted.end())
            return false;
        --excess;
        PagedSound::Page taken = sound->withdraw(page);
        m_retired.push_back({std::move(taken), m_epoch->ticket()});
        return true;
    });
}

void PageFeeder::release()
{
    std::erase_if(m_retired, [this](const Retired &one) { return !m_epoch->mayBeInUse(one.ticket); });
}

}  // namespace tonewright
