#pragma once

#include <atomic>
#include <cstdint>

namespace tonewright
{

/// Tells whether the audio thread may still be looking at something that was taken out of its sight: it says when it
/// begins and ends to render; whoever took the thing away waits until a rendering that was going on then has ended
/// (read-copy-update with one reader). Wait-free on the audio thread.
///
/// What is taken away must be in an atomic that both sides access with memory_order_seq_cst: either the audio thread
/// misses it, or mayBeInUse() is told of that rendering.
class RenderEpoch
{
public:
    using Ticket = std::uint64_t;

    void enter() noexcept { m_count.fetch_add(1, std::memory_order_seq_cst); }
    void leave() noexcept { m_count.fetch_add(1, std::memory_order_release); }

    /// After taking something away.
    [[nodiscard]] Ticket ticket() const noexcept { return m_count.load(std::memory_order_seq_cst); }
    [[nodiscard]] bool mayBeInUse(Ticket ticket) const noexcept
    {
        return (ticket & 1U) != 0 && m_count.load(std::memory_order_acquire) == ticket;
    }

private:
    std::atomic<Ticket> m_count{0};  ///< odd while something is rendered
};

}  // namespace tonewright
