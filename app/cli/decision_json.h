#pragma once

#include "core/base/json.h"
#include "core/study/preview.h"

namespace tonewright::cli
{

/// A decision with its exact scores; `parameters` is what `score --action` takes, `equaliser` what `export-eq` does.
Json decisionJson(const Preview &preview, const Rendering &rendering);

}  // namespace tonewright::cli
