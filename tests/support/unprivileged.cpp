#include "tests/support/unprivileged.h"

#include <array>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tonewright::test
{

namespace
{
constexpr unsigned kNobody = 65534;

[[noreturn]] void runChild(int out, const std::function<std::string()> &work)
{
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
        ::_exit(1);
    }
    const std::string text = work();
    const bool written = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(written ? 0 : 1);
}

}  // namespace

std::string asUnprivileged(const std::function<std::string()> &work)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return {};
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        runChild(ends[1], work);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t got = ::read(ends[0], block.data(), block.size()); got > 0;
         got = ::read(ends[0], block.data(), block.size())) {
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : std::string();
}

}  // namespace tonewright::test
