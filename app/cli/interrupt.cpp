#include "app/cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

#include "app/cli/exit_status.h"

namespace tonewright::cli
{

namespace
{

constexpr char kSignalled = 's';
constexpr char kQuit = 'q';
constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

/// The handler's only way to the guard. Set while a guard lives.
std::atomic<int> writeEnd{-1};

void onSignal(int)
{
    const int before = errno;
    [[maybe_unused]] const auto written = ::write(writeEnd.load(), &kSignalled, 1);
    errno = before;
}

}  // namespace

InterruptGuard::InterruptGuard()
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe can be made");
    }
    writeEnd = m_pipe[1];
    m_thread = std::thread([this] { watch(); });
    struct sigaction action {
    };
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : kSignals) {
        struct sigaction before {
        };
        ::sigaction(signal, &action, &before);
        // nohup's wish counts. Shells ignore SIGINT for whatever they start in the background: that was nobody's wish.
        if (signal == SIGHUP && before.sa_handler == SIG_IGN) {
            ::sigaction(signal, &before, nullptr);
        }
    }
    // A closed pipe (`… | head`) must not end a training run.
    ::signal(SIGPIPE, SIG_IGN);
}

InterruptGuard::~InterruptGuard()
{
    for (const int signal : kSignals) {
        ::signal(signal, SIG_DFL);
    }
    [[maybe_unused]] const auto written = ::write(m_pipe[1], &kQuit, 1);
    m_thread.join();
    writeEnd = -1;
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void InterruptGuard::watch()
{
    char what = kSignalled;
    while (::read(m_pipe[0], &what, 1) == 1 && what == kSignalled) {
        if (m_stop.stop_requested()) {
            ::_exit(kInterrupted);
        }
        m_stop.request_stop();
    }
}

}  // namespace tonewright::cli
