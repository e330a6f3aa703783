#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <type_traits>

namespace tonewright
{

/// A queue of fixed capacity between one pushing and one popping thread, wait-free on both sides. Everything the
/// pushing thread did before push() is visible to the popping thread after the pop() that returns the value.
template <class T, std::size_t Capacity>
class SpscQueue
{
    static_assert((Capacity & (Capacity - 1)) == 0 && Capacity > 0, "the counters wrap: a power of two");
    static_assert(std::is_trivially_copyable_v<T>);
    static_assert(std::atomic<std::size_t>::is_always_lock_free);

public:
    /// False, and nothing is changed, when the queue is full.
    bool push(const T &value) noexcept
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (head - m_tail.load(std::memory_order_acquire) == Capacity)
            return false;
        m_values[head % Capacity] = value;
        m_head.store(head + 1, std::memory_order_release);
        return true;
    }

    /// False, and `value` is left alone, when the queue is empty.
    bool pop(T &value) noexcept
    {
        if (!peek(value))
            return false;
        m_tail.store(m_tail.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        return true;
    }

    /// As pop(), but the value stays. For the popping thread only.
    bool peek(T &value) const noexcept
    {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail == m_head.load(std::memory_order_acquire))
            return false;
        value = m_values[tail % Capacity];
        return true;
    }

private:
    std::array<T, Capacity> m_values{};
    alignas(64) std::atomic<std::size_t> m_head{0};  ///< written by the pushing thread
    alignas(64) std::atomic<std::size_t> m_tail{0};  ///< written by the popping thread
};

}  // namespace tonewright
