#pragma once

#include <array>
#include <stop_token>
#include <thread>

namespace tonewright::cli
{

/// Turns SIGINT, SIGTERM and SIGHUP into a stop request, so that a run saves before it ends; a second signal ends the
/// program at once. One object a program, made before work begins.
class InterruptGuard
{
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard &) = delete;
    InterruptGuard &operator=(const InterruptGuard &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void watch();

    std::stop_source m_stop;
    std::array<int, 2> m_pipe{-1, -1};  ///< the handler writes, the thread reads: a handler may do nothing else
    std::thread m_thread;
};

}  // namespace tonewright::cli
