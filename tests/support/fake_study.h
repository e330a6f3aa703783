#pragma once

#include <map>

#include "core/base/rng.h"
#include "core/study/study_registry.h"

namespace tonewright::test
{

/// A study that learns nothing but behaves like one: its metrics are drawn from the run's seed, its checkpoint holds
/// the random stream. Parameters: mode (normal, slow: 2 ms an episode, diverging: infinite at episode 20, throwing: at
/// episode 20), gain (multiplies the reward), save_every (episodes between checkpoints).
class FakeStudy : public Study
{
public:
    static const StudyDescriptor &theDescriptor();

    [[nodiscard]] const StudyDescriptor &descriptor() const override { return theDescriptor(); }
    [[nodiscard]] std::string libraries() const override { return "no tensors, no BLAS"; }
    Result<void> setDevice(const std::string &name) override;  ///< has no CUDA
    Result<void> prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context) override;
    Result<TrainEnd> train(const std::filesystem::path &checkpointFile, RunContext &context) override;
    using Study::evaluate;
    Result<Evaluation> evaluate(const EvaluationOptions &options, RunContext &context) override;
    Result<std::shared_ptr<const Preview>> preview(const std::string &itemKey) override;
    /// One choice; `track` is the record's trace.
    Result<std::shared_ptr<const EpisodeReplay>> replay(const EpisodeRecord &record) override;
    [[nodiscard]] std::vector<std::string> itemKeys(EvaluationItems which) const override;
    Result<std::shared_ptr<const Preview>> previewPair(const std::filesystem::path &raw,
                                                       const std::filesystem::path &reference) override;
    Result<void> save(const std::filesystem::path &file) override;
    Result<void> load(const std::filesystem::path &file) override;
    [[nodiscard]] std::int64_t episodesDone() const override { return m_episode; }
    Result<void> exportDataset(const std::filesystem::path &file, RunContext &context) override;

private:
    Corpus m_corpus;
    RunSpec m_spec;
    Rng m_rng{1};
    std::int64_t m_episode = 0;
};

/// A registry with the fake study alone.
StudyRegistry fakeRegistry();

}  // namespace tonewright::test
