#include "app/headless/signal_stop.h"

#include <atomic>
#include <chrono>
#include <cstdlib>

namespace tonewright
{

namespace
{

// A signal handler can reach nothing but a global; lock-free atomics are safe in it.
std::atomic<int> receivedSignals{0};
static_assert(std::atomic<int>::is_always_lock_free);

void countSignal(int)
{
    receivedSignals.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

SignalStop::SignalStop()
{
    receivedSignals = 0;
    struct sigaction action {
    };
    action.sa_handler = countSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &m_beforeInterrupt);
    sigaction(SIGTERM, &action, &m_beforeTerminate);
    m_thread = std::jthread([this](const std::stop_token &quit) {
        while (!quit.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            const int received = receivedSignals.load(std::memory_order_relaxed);
            if (received > 1)
                std::_Exit(130);
            if (received == 1)
                m_stop.request_stop();
        }
    });
}

SignalStop::~SignalStop()
{
    m_thread.request_stop();
    m_thread.join();
    sigaction(SIGINT, &m_beforeInterrupt, nullptr);
    sigaction(SIGTERM, &m_beforeTerminate, nullptr);
}

}  // namespace tonewright
