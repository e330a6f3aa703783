#include "core/audio/rt/paged_sound.h"

#include <utility>

namespace tonewright
{

PagedSound::PagedSound(std::int64_t frames, int channels, int sampleRate, Counter gaps)
    : m_frames(frames), m_channels(channels), m_sampleRate(sampleRate), m_second(channels > 1 ? kPageFrames : 0),
      m_pages(static_cast<std::size_t>((frames + kPageFrames - 1) / kPageFrames)), m_gaps(std::move(gaps))
{
}

PagedSound::~PagedSound()
{
    for (std::int64_t i = 0; i < pages(); ++i)
        static_cast<void>(withdraw(i));
}

PagedSound::Page PagedSound::makePage() const
{
    return std::make_unique<float[]>(static_cast<std::size_t>(m_channels * kPageFrames));
}

void PagedSound::publish(std::int64_t index, Page page)
{
    m_pages[static_cast<std::size_t>(index)].store(page.release(), std::memory_order_seq_cst);
}

PagedSound::Page PagedSound::withdraw(std::int64_t index)
{
    return Page(m_pages[static_cast<std::size_t>(index)].exchange(nullptr, std::memory_order_seq_cst));
}

bool PagedSound::hasPage(std::int64_t index) const
{
    return m_pages[static_cast<std::size_t>(index)].load(std::memory_order_relaxed) != nullptr;
}

}  // namespace tonewright
