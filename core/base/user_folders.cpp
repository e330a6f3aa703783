#include "core/base/user_folders.h"

#include <cstdlib>

namespace tonewright
{

Result<std::filesystem::path> userCacheFolder()
{
    namespace fs = std::filesystem;
    if (const char *given = std::getenv("XDG_CACHE_HOME"); given != nullptr && fs::path(given).is_absolute())
        return fs::path(given) / "tonewright";
    if (const char *home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return fs::path(home) / ".cache" / "tonewright";
    return fail(ErrorCode::Unwritable, "there is no cache folder. Set HOME or XDG_CACHE_HOME");
}

Result<std::filesystem::path> programData(const std::filesystem::path &name)
{
    namespace fs = std::filesystem;
    fs::path folder;
    if (const char *given = std::getenv("TONEWRIGHT_DATA_DIR"); given != nullptr && *given != '\0') {
        folder = given;
    } else {
        std::error_code unknown;
        const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
        folder = program.parent_path().parent_path() / "share" / "tonewright";
    }
    std::error_code ignored;
    if (fs::path file = folder / name; fs::exists(file, ignored))
        return file;
    return fail(ErrorCode::NotFound,
                "this file of the program is missing. Install it again, or set TONEWRIGHT_DATA_DIR to the folder that "
                "has it",
                (folder / name).string());
}

}  // namespace tonewright
