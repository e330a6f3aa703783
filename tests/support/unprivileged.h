#pragma once

#include <functional>
#include <string>

namespace tonewright::test
{

/// ThreadSanitizer can't follow threads that are started in a forked child: such tests are skipped under it. The
/// command line's tests, whose children are programs of their own, cover the same ground.
#ifdef __SANITIZE_THREAD__
inline constexpr bool kThreadsAfterFork = false;
#else
inline constexpr bool kThreadsAfterFork = true;
#endif

/// Runs `work` in a child process that has given up root (user and group 65534), because root may read and write
/// everything, and returns the text it gives. Without root it runs as who we are. Empty if the child failed.
/// `work` must not touch Qt objects or threads of the parent.
std::string asUnprivileged(const std::function<std::string()> &work);

}  // namespace tonewright::test
