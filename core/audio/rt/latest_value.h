#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace tonewright
{

/// Hands the newest of a series of values from one thread to another, wait-free on both sides (a triple buffer): the
/// writer can never be held up by a slow reader and nothing can overflow; values that were not read in time are
/// replaced.
///
/// Contract: one writing and one reading thread. Everything the writer did before write() is visible to the reader
/// after the read() that returns the value.
template <class T>
class LatestValue
{
    static_assert(std::is_trivially_copyable_v<T>, "a value is copied while the other thread may be waiting for it");
    static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

public:
    void write(const T &value) noexcept
    {
        m_slots[m_writing].value = value;
        const std::uint32_t given = m_middle.exchange(m_writing | kFresh, std::memory_order_acq_rel);
        m_writing = given & kIndex;
    }

    /// Copies the newest value to `value` and returns true; leaves it alone when nothing was written since the last
    /// read.
    bool read(T &value) noexcept
    {
        if ((m_middle.load(std::memory_order_relaxed) & kFresh) == 0)
            return false;
        const std::uint32_t taken = m_middle.exchange(m_reading, std::memory_order_acq_rel);
        m_reading = taken & kIndex;
        value = m_slots[m_reading].value;
        return true;
    }

private:
    static constexpr std::uint32_t kIndex = 3;
    static constexpr std::uint32_t kFresh = 4;
    struct alignas(64) Slot {
        T value{};
    };

    std::array<Slot, 3> m_slots{};
    alignas(64) std::atomic<std::uint32_t> m_middle{1};
    alignas(64) std::uint32_t m_writing = 0;  ///< the writer's own slot
    alignas(64) std::uint32_t m_reading = 2;  ///< the reader's own slot
};

}  // namespace tonewright
