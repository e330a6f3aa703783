#pragma once

#include <QMetaType>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/demo/demo_corpus.h"
#include "core/base/result.h"
#include "core/project/run_session.h"
#include "core/study/episode_replay.h"
#include "core/study/preview.h"
#include "core/study/study.h"

namespace tonewright
{

/// Where a run is, as the window shows it.
enum class RunPhase {
    Idle,       ///< nothing is open
    Preparing,  ///< reading or rendering the corpus, preparing the study
    Ready,      ///< prepared: Start trains
    Training,
    Paused,
    Evaluating,  ///< scoring the agent, or writing the data set
    Stopping,    ///< asked to stop; saving
    Finished,    ///< trained and saved: Start goes on from there
    Failed,      ///< the error is in RunStatus
};

[[nodiscard]] constexpr bool isBusy(RunPhase phase)
{
    return phase == RunPhase::Preparing || phase == RunPhase::Training || phase == RunPhase::Paused ||
           phase == RunPhase::Evaluating || phase == RunPhase::Stopping;
}

/// What the worker is to open.
struct OpenRequest {
    std::filesystem::path project;    ///< its folder; made when missing
    std::optional<DemoOptions> demo;  ///< train on the demo corpus, composed into the cache folder when missing
    RunRequest run;                   ///< `run.corpus` empty: the demo, or what the project remembers
    bool freshRun = false;            ///< begin a new run even if the project has one to go on with
};

/// What is open: told once, when preparing has ended well.
struct OpenedRun {
    Corpus corpus;
    RunSpec spec;
    std::filesystem::path folder;  ///< of the run
    std::string runId;
    std::int64_t episodesDone = 0;  ///< > 0: taken up from an earlier session
    std::vector<std::string> heldOutKeys;
    std::vector<std::string> itemKeys;
};

/// The one queued state report from worker to window: everything that belongs together changes together.
struct RunStatus {
    RunPhase phase = RunPhase::Idle;
    std::optional<Error> error = {};                    ///< Failed
    std::optional<RunOutcome> outcome = {};             ///< Finished
    std::shared_ptr<const OpenedRun> opened = {};       ///< from Ready on
    std::shared_ptr<const Evaluation> evaluation = {};  ///< after evaluate()
    std::filesystem::path written = {};                 ///< after exportDataset()
    std::uint64_t order = 0;                            ///< number of the order that this answers
};

/// What RunController::requestEpisode() is answered with.
struct EpisodeAnswer {
    std::int64_t episode = 0;
    std::shared_ptr<const EpisodeReplay> replay = {};  ///< null: see `error`
    std::optional<Error> error = {};
};

using PreviewPtr = std::shared_ptr<const Preview>;

}  // namespace tonewright

Q_DECLARE_METATYPE(tonewright::RunPhase)
Q_DECLARE_METATYPE(tonewright::RunStatus)
Q_DECLARE_METATYPE(tonewright::PreviewPtr)
Q_DECLARE_METATYPE(tonewright::EpisodeAnswer)
