#include "app/window/open_target.h"

#include <QStandardPaths>
#include <fmt/format.h>
#include <system_error>

#include "core/base/rng.h"
#include "core/project/project.h"

namespace tonewright
{

std::filesystem::path userProjectsFolder()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return std::filesystem::path(base.toStdString()) / "tonewright" / "projects";
}

Result<OpenRequest> openTarget(const std::filesystem::path &path, const std::filesystem::path &projects)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        if (error && error != std::errc::no_such_file_or_directory)
            return fail(ErrorCode::Unreadable, "it can't be read (" + error.message() + ").", path.string());
        return fail(ErrorCode::NotFound, "there is no such file or folder. Check the name.", path.string());
    }
    const std::filesystem::path absolute = std::filesystem::weakly_canonical(path, error);
    OpenRequest request;
    if (Project::isProject(path)) {
        request.project = absolute;
        return request;
    }
    request.run.corpus = absolute;
    request.project =
        projects / fmt::format("{}-{:08x}", absolute.filename().string(), stableHash(absolute.string()) & 0xffffffffU);
    return request;
}

OpenRequest demoTarget(const std::filesystem::path &projects)
{
    OpenRequest request;
    request.project = projects / "demo";
    request.demo = DemoOptions{};
    return request;
}

}  // namespace tonewright
