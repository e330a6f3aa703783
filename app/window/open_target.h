#pragma once

#include <filesystem>

#include "app/run/run_types.h"
#include "core/base/result.h"

namespace tonewright
{

/// The user's data folder for projects whose material lies elsewhere: …/tonewright/projects.
std::filesystem::path userProjectsFolder();

/// What opening a path means: a project folder is opened as such; for a folder of music or an audio file a project of
/// its own is kept below `projects`, named after the path. NotFound names a path that isn't there.
Result<OpenRequest> openTarget(const std::filesystem::path &path, const std::filesystem::path &projects);

/// The demo project: Tonewright's own pieces, rendered into the cache at the first start.
OpenRequest demoTarget(const std::filesystem::path &projects);

}  // namespace tonewright
