#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace tonewright
{

/// Turns SIGINT and SIGTERM into a stop request. The handler only counts (libraries start threads of their own, and the
/// kernel may choose any of them to receive the signal); a thread watches the count. A second signal ends the program
/// at once. One at a time.
class SignalStop
{
public:
    SignalStop();
    ~SignalStop();
    SignalStop(const SignalStop &) = delete;
    SignalStop &operator=(const SignalStop &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    [[nodiscard]] bool requested() const { return m_stop.stop_requested(); }

private:
    std::stop_source m_stop;
    struct sigaction m_beforeInterrupt {
    };
    struct sigaction m_beforeTerminate {
    };
    std::jthread m_thread;
};

}  // namespace tonewright
