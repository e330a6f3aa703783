#pragma once

#include <map>
#include <memory>
#include <optional>

#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/exact_evaluation.h"
#include "core/studies/eq_matching/learner.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/regret_meter.h"
#include "core/study/study.h"

namespace tonewright::eq_matching
{

/// The equaliser study at work: prepares tracks, trains a Learner, judges it on rendered audio.
class EqStudy final : public Study
{
public:
    [[nodiscard]] const StudyDescriptor &descriptor() const override { return eq_matching::descriptor(); }
    [[nodiscard]] std::string libraries() const override;
    Result<void> setDevice(const std::string &name) override;
    Result<void> prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context) override;
    Result<TrainEnd> train(const std::filesystem::path &checkpointFile, RunContext &context) override;
    using Study::evaluate;
    Result<Evaluation> evaluate(const EvaluationOptions &options, RunContext &context) override;
    Result<std::shared_ptr<const Preview>> preview(const std::string &itemKey) override;
    Result<std::shared_ptr<const EpisodeReplay>> replay(const EpisodeRecord &record) override;
    [[nodiscard]] std::vector<std::string> itemKeys(EvaluationItems which) const override;
    Result<std::shared_ptr<const Preview>> previewPair(const std::filesystem::path &raw,
                                                       const std::filesystem::path &reference) override;
    Result<void> save(const std::filesystem::path &file) override;
    Result<void> load(const std::filesystem::path &file) override;
    Result<void> saveModel(const std::filesystem::path &file) override;
    [[nodiscard]] std::int64_t episodesDone() const override;
    Result<void> exportDataset(const std::filesystem::path &file, RunContext &context) override;

    /// After prepare().
    [[nodiscard]] const Policy &policy() const { return m_learner->policy(); }
    [[nodiscard]] const EqConfig &config() const { return m_config; }

private:
    /// While one lives, tracks that the window asks for are shown at every poll, pauses included.
    class AnsweringPreviews
    {
    public:
        AnsweringPreviews(EqStudy &study, RunContext &context);
        ~AnsweringPreviews();
        AnsweringPreviews(const AnsweringPreviews &) = delete;
        AnsweringPreviews &operator=(const AnsweringPreviews &) = delete;

    private:
        RunContext &m_context;
    };
    [[nodiscard]] double trainedShare(double minutesBefore, const RunContext &context) const;
    void publishPreview(RunContext &context);
    Result<Observation> observe(const PreparedTrack &track, const SpectralScene &scene);

    bool m_cuda = false;
    RunSpec m_spec;
    EqConfig m_config;
    std::unique_ptr<PairSource> m_pairs;
    std::unique_ptr<RegretMeter> m_regret;
    std::unique_ptr<Learner> m_learner;
    std::map<std::string, Observation> m_observed;  // by track, of agents that need the sound
    std::string m_shownItem;                        // the track whose preview is kept fresh
};

}  // namespace tonewright::eq_matching
