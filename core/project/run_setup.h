#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/project/project.h"
#include "core/project/run_session.h"
#include "core/study/run_spec.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

/// The spec of a new run, without the material's hash and the libraries. InvalidArgument names the field.
Result<RunSpec> makeSpec(const RunRequest &request, const StudyDescriptor &descriptor);

/// spec.json of a run. NotFound; BadData names the file and the field.
Result<RunSpec> readSpec(const std::filesystem::path &file, const StudyDescriptor &descriptor);

/// The latest run when `wanted` is empty. NotFound.
Result<RunInfo> findRun(const Project &project, const std::string &wanted);

/// Brings the database up to metrics.csv: kill -9 may have kept the last batch of rows from being stored.
Result<void> storeMissingEpisodes(Project &project, const std::string &id);

}  // namespace tonewright
