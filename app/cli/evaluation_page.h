#pragma once

#include <filesystem>

#include "core/base/run_context.h"
#include "core/study/evaluation.h"
#include "core/study/run_spec.h"
#include "core/study/study_descriptor.h"

namespace tonewright::cli
{

struct EvaluationPage {
    const StudyDescriptor &study;
    const RunSpec &spec;
    const EvaluationOptions &options;
    const Evaluation &evaluation;
};

/// `folder`/index.html and, for the worst items, their sounds as 16-bit FLAC beside it. One file that fetches nothing:
/// styles, plots and a few lines of script are inside; light and dark follow the reader's system. The folder is made.
/// Errors: Unwritable, Cancelled, what rendering brings.
Result<void> writeEvaluationPage(const EvaluationPage &page, const std::filesystem::path &folder, RunContext &context);

}  // namespace tonewright::cli
