#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/project/project.h"
#include "core/study/study_registry.h"

namespace tonewright
{

enum class RunOutcome { Completed, Cancelled, Failed, Diverged };

/// What a person asks for; the session completes it to a RunSpec.
struct RunRequest {
    std::string study;
    std::filesystem::path corpus;
    std::string algorithm{};  ///< one of the study's; empty = its default
    ParameterSet parameters;  ///< from the algorithm's schema
    std::uint64_t seed = 1;
    std::int64_t episodes = 0;
    double minutes = 0;
    std::int64_t envSteps = 0;
    Excerpt excerpt;
    int threads = 1;
    std::string device = "auto";  ///< as in RunSpec
};

/// One run from corpus to checkpoint, in the calling thread; the window's worker and the command line both use it.
/// Writes below the run's folder: spec.json, metrics.csv, timing.csv, run.log, checkpoint.bin, TensorBoard's
/// events.out.tfevents.ID; decisions.bin, what the study needs to show any episode again; and the run's rows in the
/// project's database. Two runs of equal spec write equal metrics.csv and decisions.bin, byte for byte.
class RunSession
{
public:
    /// `forward` receives everything the study reports, after the session has stored it. It must outlive the session.
    RunSession(Project &project, const StudyRegistry &registry, RunListener &forward);
    ~RunSession();

    /// Checks the request and the device, scans the corpus, makes the run's folder, prepares the study and saves a
    /// first checkpoint. On an error after the folder was made the run stays in the list as failed, with the reason.
    Result<void> start(const RunRequest &request, RunContext &context);
    /// Takes up the project's latest run (or `runId`) at its last checkpoint: metrics.csv is cut back to it. Episodes
    /// and minutes of the request-to-be may be raised. NotFound when there is nothing to resume; BadData when the
    /// material is no longer the run's, or when the checkpoint of a run with episodes is missing; Unsupported when the
    /// run's device can't be had here. A run that was killed before its first checkpoint begins anew.
    struct ResumeOptions {
        std::string runId{};  ///< empty = latest
        std::optional<std::int64_t> episodes{};
        std::optional<double> minutes{};
        std::optional<std::int64_t> envSteps{};
        std::optional<std::filesystem::path> corpus{};  ///< where the material lies now; empty = where it was
        std::optional<Excerpt> excerpt{};  ///< open() only: another part of the tracks than the run was trained on
    };
    Result<void> resume(const ResumeOptions &options, RunContext &context);
    /// The settings of a run as they are stored, without taking it up: what to show before resuming it.
    static Result<RunSpec> storedSpec(const Project &project, const StudyRegistry &registry, const std::string &runId);
    /// Opens a finished run to evaluate, render or export: nothing is written to its metrics. On the processor where
    /// the run's device can't be had.
    Result<void> open(const ResumeOptions &options, RunContext &context);

    /// Trains and saves. The outcome is stored; Failed and Diverged also give the error.
    Result<RunOutcome> train(RunContext &context);

    [[nodiscard]] Study &study();
    [[nodiscard]] const Corpus &corpus() const;
    [[nodiscard]] const RunSpec &spec() const;
    [[nodiscard]] const std::string &runId() const;
    [[nodiscard]] std::int64_t episodesDone() const;
    [[nodiscard]] std::filesystem::path folder() const;  ///< PROJECT/runs/ID
    /// Study::replay with what is stored of the episode (`record`: as the project's store has it). Unreadable, and the
    /// study's errors.
    [[nodiscard]] Result<std::shared_ptr<const EpisodeReplay>> replay(const EpisodeRecord &record) const;
    /// The listener to construct the RunContext with: stores, then forwards.
    [[nodiscard]] RunListener &listener();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
