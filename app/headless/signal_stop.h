#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace tonewright {

/// Turns SIGINT and SIGTERM into a stop request, from a thread of its own: no work in a signal handler. A second
/// signal ends the program at once. Make it before any other thread.
class SignalStop {
public:
    SignalStop();
    ~SignalStop();
    SignalStop(const SignalStop &) = delete;
    SignalStop &operator=(const SignalStop &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    [[nodiscard]] bool requested() const { return m_stop.stop_requested(); }

private:
    std::stop_source m_stop;
    sigset_t m_before{};
    std::jthread m_thread;
};

}  // namespace tonewright
