#pragma once

#include <filesystem>
#include <functional>

#include "app/cli/commands.h"
#include "core/project/run_session.h"

namespace tonewright::cli
{

/// Opens the latest run of a project, hands it to `work` and turns what comes back into an exit status.
/// `openingNotes` are those about the material: of no interest where only the agent is wanted.
ExitStatus withRun(const Environment &environment, const std::filesystem::path &folder,
                   const RunSession::ResumeOptions &options, Console::Volume openingNotes,
                   const std::function<Result<void>(RunSession &, RunContext &, Console &)> &work);

}  // namespace tonewright::cli
