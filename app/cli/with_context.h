#pragma once

#include <functional>

#include "app/cli/commands.h"

namespace tonewright::cli
{

/// Runs `work` with a console and a context; an error becomes a message and an exit status.
ExitStatus withContext(const Environment &environment,
                       const std::function<Result<void>(RunContext &, Console &)> &work);

}  // namespace tonewright::cli
