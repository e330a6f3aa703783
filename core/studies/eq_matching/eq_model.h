#pragma once

#include <memory>

#include "core/studies/eq_matching/learner.h"
#include "core/study/run_spec.h"
#include "core/study/study_model.h"

namespace tonewright::eq_matching
{

/// An equaliser agent as a file of its own: a checkpoint (rl::writeCheckpoint) whose header names study, version,
/// algorithm, settings, seed and steps, and whose blocks are the policy's.
class EqModel final : public StudyModel
{
public:
    /// Unsupported by agents that can't be kept apart from their runs (Learner::savePolicy); Unwritable.
    static Result<void> write(const std::filesystem::path &file, const RunSpec &spec, const Learner &learner);
    /// NotFound; BadData when it is damaged, no model, of another study or version.
    static Result<std::shared_ptr<EqModel>> open(const std::filesystem::path &file);

    [[nodiscard]] const ModelInfo &info() const override { return m_info; }
    [[nodiscard]] Result<std::shared_ptr<const Preview>> decide(const ModelTask &task) const override;
    [[nodiscard]] const Policy &policy() const { return m_learner->policy(); }
    [[nodiscard]] const EqConfig &config() const { return m_config; }

private:
    EqModel() = default;

    ModelInfo m_info;
    EqConfig m_config;
    std::unique_ptr<Learner> m_learner;
};

}  // namespace tonewright::eq_matching
