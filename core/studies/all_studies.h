#pragma once

#include "core/study/study_registry.h"

namespace tonewright
{

/// Every study of this build, in the order they are offered. Only executables and tests call this.
StudyRegistry allStudies();

}  // namespace tonewright
