#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/audio/rt/stereo_frame.h"

namespace tonewright
{

/// A sound of which only some pages are in memory: those that are about to be heard. The audio thread reads what is
/// there; PageFeeder brings and takes away the rest.
class PagedSound
{
public:
    static constexpr std::int64_t kPageFrames = 1 << 13;
    /// Planar: [channels][kPageFrames].
    using Page = std::unique_ptr<float[]>;

    using Counter = std::shared_ptr<std::atomic<std::uint64_t>>;

    /// `channels` 1 or 2, `frames` ≥ 0, `sampleRate` in Hz. `gaps` counts how often a head came to a page that wasn't
    /// there; may be null.
    PagedSound(std::int64_t frames, int channels, int sampleRate, Counter gaps = nullptr);
    ~PagedSound();
    PagedSound(const PagedSound &) = delete;
    PagedSound &operator=(const PagedSound &) = delete;

    [[nodiscard]] std::int64_t frames() const { return m_frames; }
    [[nodiscard]] int channels() const { return m_channels; }
    [[nodiscard]] int sampleRate() const { return m_sampleRate; }
    [[nodiscard]] std::int64_t pages() const { return static_cast<std::int64_t>(m_pages.size()); }

    /// Outside of the sound there is nothing to miss.
    [[nodiscard]] bool has(std::int64_t frame) const noexcept
    {
        return frame < 0 || frame >= m_frames || pageOf(frame) != nullptr;
    }
    /// Silence where the page is missing, and outside.
    [[nodiscard]] StereoFrame at(std::int64_t frame) const noexcept
    {
        if (frame < 0 || frame >= m_frames)
            return {};
        const float *page = pageOf(frame);
        if (page == nullptr)
            return {};
        const std::int64_t offset = frame % kPageFrames;
        return {page[offset], page[m_second + offset]};
    }

    void countGap() const noexcept
    {
        if (m_gaps)
            m_gaps->fetch_add(1, std::memory_order_relaxed);
    }

    // For the one thread that fills the sound:
    [[nodiscard]] Page makePage() const;
    void publish(std::int64_t index, Page page);
    /// The audio thread may be reading it still: see RenderEpoch.
    [[nodiscard]] Page withdraw(std::int64_t index);
    [[nodiscard]] bool hasPage(std::int64_t index) const;

private:
    [[nodiscard]] const float *pageOf(std::int64_t frame) const noexcept
    {
        return m_pages[static_cast<std::size_t>(frame / kPageFrames)].load(std::memory_order_seq_cst);
    }

    const std::int64_t m_frames;
    const int m_channels;
    const int m_sampleRate;
    const std::int64_t m_second;  ///< where a page's second channel begins
    std::vector<std::atomic<float *>> m_pages;
    const Counter m_gaps;
};

}  // namespace tonewright
