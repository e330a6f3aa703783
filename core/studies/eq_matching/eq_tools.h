#pragma once

#include "core/study/study.h"

namespace tonewright::eq_matching
{

/// Scoring one setting and making pairs: needs no agent.
class EqTools final : public StudyTools
{
public:
    /// `action`: the twelve published names. The result is the `metrics` object of the published project. The filter
    /// runs zero-phase, as there.
    Result<Json> score(const std::filesystem::path &raw, const std::filesystem::path &reference,
                       const Json &action) const override;
    /// The twelve published names, run zero-phase as there.
    Result<EqualiserSetting> equaliserOf(const Json &action, double sampleRate) const override;
    Result<std::shared_ptr<const StudyModel>> openModel(const std::filesystem::path &file) const override;
    Result<void> makePairs(const Corpus &corpus, const std::filesystem::path &out, std::uint64_t seed,
                           RunContext &context) const override;
    /// dataset_generator.h; the share of held-out tracks, the depth of distortions and the filter are the agent's, or
    /// the study's defaults.
    Result<Json> generateDataset(const Corpus &corpus, const DatasetRequest &request, const Study *agent,
                                 RunContext &context) const override;
    /// supervised_model.h. Inputs: "features" (the published ones of the raw track alone) or "state" (raw and
    /// reference).
    Result<Json> fitModel(const FitRequest &request, RunContext &context) const override;
    /// On the study's own fixed pairs of the tracks, with its default settings.
    Result<Evaluation> evaluateModel(const std::filesystem::path &model, const Corpus &corpus,
                                     const EvaluationOptions &options, RunContext &context) const override;
};

}  // namespace tonewright::eq_matching
