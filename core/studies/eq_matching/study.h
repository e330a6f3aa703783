#pragma once

#include "core/study/study_registry.h"

namespace tonewright::eq_matching
{

/// The registration of this study; called by the generated all_studies.cpp.
StudyEntry entry();

}  // namespace tonewright::eq_matching
