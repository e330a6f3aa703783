#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tonewright
{

/// Independent pieces of work, done in order by some threads while the one that asked for them uses those that are
/// ready. What a piece computes must depend on its number alone; then the number of threads changes no result.
///
///     SharedWork draws(threads - 1, lessons.size(), [&](std::size_t i) { lessons[i] = draw(seeds[i]); });
///     for (each batch) {
///         draws.finish(end of the batch);  // works along until they are there
///         learn(batch);                    // meanwhile the others draw the next ones
///     }
///
/// Used by the thread that made it.
class SharedWork
{
public:
    /// Starts `helpers` threads (none is fine: finish() does the work then). `work` is called once for each of
    /// 0 … count − 1 and outlives this object.
    SharedWork(int helpers, std::size_t count, std::function<void(std::size_t)> work);
    /// What nobody asked for is not begun any more.
    ~SharedWork();
    SharedWork(const SharedWork &) = delete;
    SharedWork &operator=(const SharedWork &) = delete;

    /// Returns when pieces 0 … end − 1 are done, working along until then. Throws what a piece threw.
    void finish(std::size_t end);

private:
    bool doNext();

    std::function<void(std::size_t)> m_work;
    std::vector<std::atomic<bool>> m_done;
    std::atomic<std::size_t> m_next = 0;
    std::size_t m_finished = 0;  // all before it are known to be done
    std::mutex m_failing;
    std::exception_ptr m_failure;
    std::vector<std::jthread> m_helpers;  // last: joined before the rest goes
};

/// All of it at once: the calling thread and `threads` − 1 others do `count` pieces.
void shareWork(int threads, std::size_t count, std::function<void(std::size_t)> work);

}  // namespace tonewright
