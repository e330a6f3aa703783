#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/project/process_identity.h"
#include "core/project/project.h"
#include "core/project/sqlite.h"

namespace tonewright
{

/// The runs and episodes of a project in tonewright.db. Thread-safe; reading has a connection of its own and, thanks to
/// the write-ahead log, never waits for writing.
class RunTable
{
public:
    /// Makes the tables or checks their version. BadData: damaged, or made by a newer Tonewright.
    static Result<std::unique_ptr<RunTable>> open(const std::filesystem::path &file);

    [[nodiscard]] Result<std::vector<RunInfo>> runs();
    [[nodiscard]] Result<std::vector<EpisodeRecord>> episodes(const std::string &id);

    /// Adds a run under the next free id; `info.id` is ignored.
    Result<std::string> begin(const RunInfo &info, const Json &spec);
    Result<void> reopen(const std::string &id);
    Result<void> end(const std::string &id, RunState state, std::int64_t episodes, const std::string &message);
    /// Removes a run and its episodes.
    Result<void> forget(const std::string &id);
    Result<void> append(const std::string &id, const std::vector<EpisodeRecord> &records);
    Result<void> dropAfter(const std::string &id, std::int64_t episode);

private:
    RunTable(SqliteDatabase writer, SqliteDatabase reader) : m_writer(std::move(writer)), m_reader(std::move(reader)) {}
    Result<void> refuseSecondTrainer();

    std::mutex m_writeMutex;
    std::mutex m_readMutex;
    SqliteDatabase m_writer;
    SqliteDatabase m_reader;
};

}  // namespace tonewright
