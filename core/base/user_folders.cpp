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

}  // namespace tonewright
