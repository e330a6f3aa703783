#pragma once

#include "core/base/result.h"

namespace tonewright::cli
{

/// What the program's exit status means. Scripts rely on these numbers; they are in --help and the manual page.
enum ExitStatus {
    kDone = 0,
    kUsage = 2,          ///< an option or a parameter can't be used
    kBadInput = 3,       ///< a file, folder or run that was given is missing, unreadable or broken
    kFailed = 4,         ///< everything else that went wrong: no space, no permission to write, training diverged
    kInterrupted = 130,  ///< stopped by a signal, after saving
};

ExitStatus exitStatusOf(ErrorCode code);

}  // namespace tonewright::cli
