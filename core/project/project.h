#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/run_context.h"

namespace tonewright
{

enum class RunState { Running, Completed, Cancelled, Failed, Diverged, Crashed };
std::string toString(RunState state);

struct RunInfo {
    std::string id;  ///< "0001", "0002", …
    std::string study;
    RunState state = RunState::Running;  ///< Crashed when stored as running but its process is gone
    std::uint64_t seed = 0;
    std::int64_t episodes = 0;
    std::string startedUtc;  ///< ISO 8601
    std::string message;     ///< why it failed
};

/// A folder that can be moved: project.json (relative paths where the material lies inside or beside it),
/// tonewright.db (SQLite, WAL) and runs/<id>/. One process trains in it at a time. Thread-safe: runs() and episodes()
/// never wait for a writer.
class Project
{
public:
    /// Makes or opens. Errors: Unwritable; BadData (corrupt or from a newer Tonewright).
    static Result<std::unique_ptr<Project>> openOrCreate(const std::filesystem::path &folder);
    /// NotFound when there is no project.json.
    static Result<std::unique_ptr<Project>> open(const std::filesystem::path &folder);
    static bool isProject(const std::filesystem::path &folder);
    ~Project();

    [[nodiscard]] const std::filesystem::path &folder() const;
    [[nodiscard]] std::filesystem::path corpusFolder() const;  ///< absolute; empty if none was set
    Result<void> setCorpusFolder(const std::filesystem::path &corpus);

    [[nodiscard]] Result<std::vector<RunInfo>> runs() const;  ///< oldest first, states truthful
    /// Unsupported, naming the process, when another run is being trained in this project.
    Result<std::string> beginRun(const std::string &study, std::uint64_t seed, const Json &spec);
    /// State Running again, with this process. NotFound; Unsupported as beginRun.
    Result<void> reopenRun(const std::string &id);
    Result<void> endRun(const std::string &id, RunState state, std::int64_t episodes, const std::string &message);
    /// Also proof of life for processes on other machines: call it at least once a minute.
    /// Removes a run that never trained: its row and its folder.
    Result<void> forgetRun(const std::string &id);
    Result<void> storeEpisodes(const std::string &id, const std::vector<EpisodeRecord> &records);
    [[nodiscard]] Result<std::vector<EpisodeRecord>> episodes(const std::string &id) const;
    Result<void> dropEpisodesAfter(const std::string &id, std::int64_t episode);
    [[nodiscard]] std::filesystem::path runFolder(const std::string &id) const;
    /// Makes PROJECT/metrics.csv and PROJECT/timing.csv relative links to the run's files, for people and scripts who
    /// look there. Unwritable; a real file of that name is left alone and named in the error.
    Result<void> linkRunFiles(const std::string &id);

private:
    Project();
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
