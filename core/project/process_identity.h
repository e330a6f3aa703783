#pragma once

#include <cstdint>
#include <string>

namespace tonewright
{

/// Names one process so that a later one can tell whether it still lives, although process ids are used again.
struct ProcessIdentity {
    std::int64_t pid = 0;
    std::int64_t startTicks = 0;  ///< /proc/PID/stat field 22: clock ticks since the machine started
    std::string host;
    std::string boot;  ///< the kernel's random id of this start of the machine

    bool operator==(const ProcessIdentity &) const = default;
};

ProcessIdentity currentProcess();

enum class Liveness { Alive, Gone, Unknown };

/// Unknown for a process of another host.
Liveness livenessOf(const ProcessIdentity &process);

}  // namespace tonewright
