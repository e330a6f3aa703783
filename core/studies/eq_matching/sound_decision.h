#pragma once

#include <memory>
#include <string>

#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/policy.h"
#include "core/study/preview.h"
#include "core/study/study_model.h"

namespace tonewright::eq_matching
{

/// An agent as it decides; the parts outlive the call.
struct DecidingAgent {
    const Policy &policy;
    const EqConfig &config;
    std::string algorithm;
};

/// What an agent does with two files that belong to no corpus. Heavy; errors as StudyModel::decide.
///
/// Two versions of one piece: the policy sees the excerpt of the pair as in training, and of its first choice and
/// `tries` further ones (the same ones every time) the best is taken, by the exact reward. Where even that is worse
/// than the raw file, nothing is done: a flat response.
Result<std::shared_ptr<Preview>> decideForPair(const ModelTask &task, const DecidingAgent &agent);

/// Two different pieces: the policy sees their long-term spectra (all of both files), brought to equal power as in
/// training; differences beyond ±30 dB count as that, since a file may lack a range that the other one has. No attempt
/// can be scored. The scores are `difference_before_db` and `difference_after_db`: RMS over those of the 48 bands in
/// which both are within 60 dB of their loudest, after the mean difference is taken out. Where
/// they wouldn't get smaller, nothing is done. For policies whose state is matchState().
Result<std::shared_ptr<Preview>> decideForOther(const ModelTask &task, const DecidingAgent &agent);

}  // namespace tonewright::eq_matching
