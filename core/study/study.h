#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/corpus.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/study/dataset_request.h"
#include "core/study/episode_replay.h"
#include "core/study/evaluation.h"
#include "core/study/preview.h"
#include "core/study/run_spec.h"
#include "core/study/study_descriptor.h"
#include "core/study/study_model.h"

namespace tonewright
{

/// What training leaves in memory when it returns without an error.
enum class TrainEnd { Completed, Cancelled };

/// A study at work: one object is one run's environment, networks and random streams. Used by one thread at a time.
/// Order of calls: prepare, then (load,) train / evaluate / preview. Each long call takes a RunContext, polls it at
/// least every 50 ms and returns within 250 ms of a stop, in a state that can be saved.
class Study
{
public:
    virtual ~Study() = default;

    [[nodiscard]] virtual const StudyDescriptor &descriptor() const = 0;

    /// The tensor library, BLAS and device that decide the last digits, with a warning if they are slow: "LibTorch
    /// 1.13.1, OpenBLAS"; CUDA is named where it is used. Shown at the start of a run, stored in its RunSpec and log.
    [[nodiscard]] virtual std::string libraries() const { return {}; }

    /// Where tensors are computed from prepare() on: a name as in RunSpec::device. Called before prepare(), so that a
    /// device that can't be had is refused before work begins: Unsupported, saying what is missing. Studies without
    /// tensors take any.
    virtual Result<void> setDevice(const std::string &name)
    {
        static_cast<void>(name);
        return {};
    }

    /// Reads the corpus and builds environment and agent from the spec (seed, parameters), on the spec's device.
    virtual Result<void> prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context) = 0;

    /// Trains until the spec's episodes are reached (or its minutes are over), from wherever the agent is now.
    /// `checkpointFile` is written at intervals through the context; the caller saves once more at the end.
    /// Errors: Diverged (names the value; the last good checkpoint stays).
    virtual Result<TrainEnd> train(const std::filesystem::path &checkpointFile, RunContext &context) = 0;

    /// On rendered audio. Never touches the training stream: training goes on as if it hadn't been called.
    virtual Result<Evaluation> evaluate(const EvaluationOptions &options, RunContext &context) = 0;
    /// The same with everything else as usual: no oracle, one thread.
    Result<Evaluation> evaluate(EvaluationItems which, RunContext &context)
    {
        EvaluationOptions options;
        options.items = which;
        return evaluate(options, context);
    }

    /// What the agent would do with an item of the prepared corpus. Quick (under 50 ms); heavy parts are in `render`.
    virtual Result<std::shared_ptr<const Preview>> preview(const std::string &itemKey) = 0;
    /// An episode of this run's training again: its very item, and what was chosen. `record.trace`: as it was recorded,
    /// or empty: then the agent as it is now decides. Quick (under 50 ms); heavy parts are in the previews. May be
    /// called wherever RunContext::ask answers, after prepare(). NotFound: the item is gone; BadData: another study's
    /// or version's trace; Unsupported by studies whose episodes can't be shown again.
    virtual Result<std::shared_ptr<const EpisodeReplay>> replay(const EpisodeRecord &record)
    {
        static_cast<void>(record);
        return fail(ErrorCode::Unsupported, "this study's episodes can't be shown again");
    }
    /// Items in the order a list shows them: first the held-out ones.
    [[nodiscard]] virtual std::vector<std::string> itemKeys(EvaluationItems which) const = 0;

    /// Raw, processed and reference for a pair of files that need not belong to the corpus; agent from load().
    virtual Result<std::shared_ptr<const Preview>> previewPair(const std::filesystem::path &raw,
                                                               const std::filesystem::path &reference) = 0;

    /// Everything that training needs to go on as if it had not stopped. Atomic; Unwritable on failure.
    virtual Result<void> save(const std::filesystem::path &file) = 0;
    /// The agent alone, to be used on any sound (StudyTools::openModel): a small file. Unsupported for agents that
    /// can't be had without their training; Unwritable.
    virtual Result<void> saveModel(const std::filesystem::path &file)
    {
        return fail(ErrorCode::Unsupported, "this agent can't be kept apart from its run. Use the run itself",
                    file.string());
    }
    /// Errors: NotFound, BadData (corrupt, other study, other version). The state before stays on error.
    virtual Result<void> load(const std::filesystem::path &file) = 0;
    [[nodiscard]] virtual std::int64_t episodesDone() const = 0;

    /// Writes the study's data set as CSV (published columns first).
    virtual Result<void> exportDataset(const std::filesystem::path &file, RunContext &context) = 0;
};

/// Things a study can do without a run: no agent, no torch.
class StudyTools
{
public:
    virtual ~StudyTools() = default;
    /// Exact score of one decision for a pair of files; `action` is the study's JSON form of a decision.
    virtual Result<Json> score(const std::filesystem::path &raw, const std::filesystem::path &reference,
                               const Json &action) const = 0;
    /// Makes pairs from plain tracks: GENRE/raw/NAME_distorted.wav, GENRE/reference/NAME.wav and a CSV of what was
    /// done.
    virtual Result<void> makePairs(const Corpus &corpus, const std::filesystem::path &out, std::uint64_t seed,
                                   RunContext &context) const = 0;
    /// Makes a data set of any size from plain tracks: DatasetRequest::out gets the table as CSV and NPY and
    /// schema.json beside them. May be stopped and gone on with. `agent`: a study with a loaded agent, whose decisions
    /// are added; or null. Returns what was made, for a person and for --json. Unsupported where a study has no such
    /// set; InvalidArgument naming a setting that differs from those the folder was begun with.
    virtual Result<Json> generateDataset(const Corpus &corpus, const DatasetRequest &request, const Study *agent,
                                         RunContext &context) const;
    /// Fits a model to a generated data set and stores it. Returns how well it predicts the rows of tracks that it was
    /// not fitted to. BadData for a data set or a model of another schema.
    virtual Result<Json> fitModel(const FitRequest &request, RunContext &context) const;
    /// Judges such a model on a corpus as Study::evaluate judges an agent.
    virtual Result<Evaluation> evaluateModel(const std::filesystem::path &model, const Corpus &corpus,
                                             const EvaluationOptions &options, RunContext &context) const;
    /// The equaliser that a decision is, for sound at `sampleRate`. `action` as for score(). Unsupported for studies
    /// whose decisions are none.
    virtual Result<EqualiserSetting> equaliserOf(const Json &action, double sampleRate) const
    {
        static_cast<void>(action);
        static_cast<void>(sampleRate);
        return fail(ErrorCode::Unsupported, "this study's decisions are no equalisers");
    }
    /// What Study::saveModel wrote. NotFound, BadData (damaged, of another study or version); Unsupported where the
    /// study has none.
    virtual Result<std::shared_ptr<const StudyModel>> openModel(const std::filesystem::path &file) const
    {
        return fail(ErrorCode::Unsupported, "this study has no models to open", file.string());
    }
};

}  // namespace tonewright
