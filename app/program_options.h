#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tonewright
{

/// The command line of `tonewright`.
struct ProgramOptions {
    std::vector<std::string> paths;  ///< folder of music, audio file or project; none = the demo
    bool headless = false;
    double minutes = 0;  ///< 0 = not given
    std::optional<std::uint64_t> seed;
    std::string algorithm;              ///< which agent learns; empty = the study's default
    std::vector<std::string> settings;  ///< name=value
    std::string out;                    ///< of the headless report
    bool start = false;
    std::string theme;  ///< "light", "dark" or empty
    std::string measureEvents;
    std::string screenshot;
    double screenshotAfterSeconds = 5;
};

inline constexpr int kExitDone = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadInput = 3;
inline constexpr int kExitFailed = 4;
inline constexpr int kExitInterrupted = 130;

/// Reads the command line. An exit status when the program is to end at once: --help, --version (printed), or a mistake
/// (told on stderr).
std::optional<int> parseProgramOptions(int argc, char **argv, ProgramOptions &options);

}  // namespace tonewright
