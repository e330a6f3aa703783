#pragma once

#include "core/study/study_registry.h"

namespace tonewright::cli
{

/// Parses the arguments, runs the command and returns the exit status (see exit_status.h).
int runCommandLine(int argc, char **argv, const StudyRegistry &registry);

}  // namespace tonewright::cli
