#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/rl/agent.h"

namespace tonewright::rl
{

/// Writes checkpoints in a thread of its own, in the order they were handed over, so that learning waits for no disk.
/// For each: the segments' new bytes, flushed; then the checkpoint to a temporary name, flushed and renamed; then what
/// is obsolete is removed. Killed at any moment, the checkpoint under the name is complete and its segments hold at
/// least what it counts on.
class CheckpointWriter
{
public:
    CheckpointWriter();
    ~CheckpointWriter();  ///< finishes what was handed over
    CheckpointWriter(const CheckpointWriter &) = delete;
    CheckpointWriter &operator=(const CheckpointWriter &) = delete;

    /// Waits only when two others are still to be written. The error of an earlier one is returned by the next call.
    Result<void> submit(std::filesystem::path file, AgentState state);
    /// Waits until everything is on disk.
    Result<void> finish();
    /// Checkpoints completed since the last call.
    [[nodiscard]] std::vector<std::string> takeCompleted();

private:
    struct Job {
        std::filesystem::path file;
        AgentState state;
    };
    void run();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Job> m_jobs;  // the front one is being written
    std::vector<std::string> m_completed;
    std::optional<Error> m_error;
    bool m_closing = false;
    std::thread m_thread;
};

/// The same in the calling thread.
Result<void> writeAgentState(const std::filesystem::path &file, const AgentState &state);

}  // namespace tonewright::rl
