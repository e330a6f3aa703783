#pragma once

#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/studies/eq_matching/evaluation_item.h"

namespace tonewright::eq_matching
{

/// Who is judged, on what.
struct JudgedAgent {
    const PairSource &pairs;
    const Excerpt &excerpt;
    const EqConfig &config;
    const Policy &policy;
};

/// Judges an agent on the tracks `keys`, by options.threads items at a time, and adds the means. The items' order and
/// every figure are the same for any number of threads. The context is polled from the calling thread alone, and the
/// policy is never asked by two threads at once, nor while the context is being polled: a paused run pauses here, too.
/// Errors: InvalidArgument for options out of range, Cancelled, and what reading a track brings.
Result<Evaluation> judge(const JudgedAgent &agent, const std::vector<std::string> &keys,
                         const EvaluationOptions &options, RunContext &context);

}  // namespace tonewright::eq_matching
