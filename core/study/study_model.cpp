#include "core/study/study_model.h"

#include "core/base/user_folders.h"

namespace tonewright
{

Result<std::filesystem::path> defaultModelFile(const std::string &study)
{
    return programData(std::filesystem::path("models") / (study + ".twmodel"));
}

}  // namespace tonewright
