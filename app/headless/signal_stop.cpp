#include "app/headless/signal_stop.h"

#include <cerrno>
#include <cstdlib>
#include <ctime>

namespace tonewright {

SignalStop::SignalStop()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    m_thread = std::jthread([this, signals](const std::stop_token &quit) {
        while (!quit.stop_requested()) {
            const timespec tick{0, 100'000'000};
            if (sigtimedwait(&signals, nullptr, &tick) < 0)
                continue;  // EAGAIN: no signal during this tick
            if (m_stop.stop_requested())
                std::_Exit(130);
            m_stop.request_stop();
        }
    });
}

SignalStop::~SignalStop()
{
    m_thread.request_stop();
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

}  // namespace tonewright
