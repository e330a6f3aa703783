#include "core/project/process_identity.h"

#include <array>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace tonewright
{

namespace
{

/// 0 when there is no such process. A zombie has ended, whatever its parent thinks.
std::int64_t startTicksOf(std::int64_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const std::size_t nameEnd = line.rfind(')');
    if (nameEnd == std::string::npos) {
        return 0;
    }
    std::istringstream fields(line.substr(nameEnd + 1));
    std::string field;
    std::string state;
    fields >> state;
    for (int number = 4; number <= 22; ++number) {
        fields >> field;
    }
    return state == "Z" || state == "X" || field.empty() ? 0 : std::stoll(field);
}

std::string firstLine(const char *path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

}  // namespace

ProcessIdentity currentProcess()
{
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const std::int64_t pid = ::getpid();
    return ProcessIdentity{.pid = pid,
                           .startTicks = startTicksOf(pid),
                           .host = host.data(),
                           .boot = firstLine("/proc/sys/kernel/random/boot_id")};
}

Liveness livenessOf(const ProcessIdentity &process)
{
    const ProcessIdentity here = currentProcess();
    if (process.host != here.host) {
        return Liveness::Unknown;
    }
    if (process.boot != here.boot) {
        return Liveness::Gone;
    }
    return process.startTicks != 0 && startTicksOf(process.pid) == process.startTicks ? Liveness::Alive
                                                                                      : Liveness::Gone;
}

}  // namespace tonewright
