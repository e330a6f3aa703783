#pragma once

#include "app/program_options.h"
#include "core/study/study_registry.h"

namespace tonewright
{

/// The same job without a window: train on the demo corpus (or the given path), judge the agent on held-out tracks and
/// write a folder with sound, pictures, tables and a page. Needs a QGuiApplication. Returns the exit status.
int runHeadless(const StudyRegistry &registry, const ProgramOptions &options);

[[nodiscard]] int exitStatusOf(const Error &error);

}  // namespace tonewright
