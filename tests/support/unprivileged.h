#pragma once

#include <functional>
#include <string>

namespace tonewright::test
{

/// Runs `work` in a child process that has given up root (user and group 65534), because root may read and write
/// everything, and returns the text it gives. Without root it runs as who we are. Empty if the child failed.
/// `work` must not touch Qt objects or threads of the parent.
std::string asUnprivileged(const std::function<std::string()> &work);

}  // namespace tonewright::test
