#include "core/base/shared_work.h"

#include <algorithm>
#include <utility>

namespace tonewright
{

SharedWork::SharedWork(int helpers, std::size_t count, std::function<void(std::size_t)> work)
    : m_work(std::move(work)), m_done(count)
{
    // One thread more than there are pieces would find nothing to do.
    const auto most = count > 0 ? count - 1 : 0;
    const auto threads = std::min(most, static_cast<std::size_t>(std::max(0, helpers)));
    for (std::size_t i = 0; i < threads; ++i)
        m_helpers.emplace_back([this] {
            while (doNext()) {
            }
        });
}

SharedWork::~SharedWork()
{
    m_next = m_done.size();
}

bool SharedWork::doNext()
{
    const std::size_t piece = m_next.fetch_add(1);
    if (piece >= m_done.size())
        return false;
    try {
        m_work(piece);
    } catch (...) {
        const std::lock_guard lock(m_failing);
        if (!m_failure)
            m_failure = std::current_exception();
    }
    m_done[piece] = true;
    m_done[piece].notify_all();
    return true;
}

void SharedWork::finish(std::size_t end)
{
    end = std::min(end, m_done.size());
    while (m_finished < end) {
        if (m_done[m_finished])
            ++m_finished;
        else if (!doNext())
            m_done[m_finished].wait(false);
    }
    const std::lock_guard lock(m_failing);
    if (m_failure)
        std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void shareWork(int threads, std::size_t count, std::function<void(std::size_t)> work)
{
    SharedWork(threads - 1, count, std::move(work)).finish(count);
}

}  // namespace tonewright
