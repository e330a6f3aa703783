#include "app/cli/output_file.h"

#include "app/cli/console.h"

namespace tonewright::cli
{

bool refusedFile(const Environment &environment, const std::filesystem::path &file)
{
    std::error_code ignored;
    const std::filesystem::path folder = file.parent_path();
    if (folder.empty() || std::filesystem::is_directory(folder, ignored)) {
        return false;
    }
    Console(environment.volume).error({ErrorCode::NotFound, "there is no such folder.", folder.string()});
    return true;
}

}  // namespace tonewright::cli
