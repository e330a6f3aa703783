#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tonewright
{

/// Numbers of a run for TensorBoard: a TFRecord file of Event protocol buffers, written without either library. A
/// folder that holds one is what `tensorboard --logdir` wants; names with a slash ("train/loss") are grouped by what
/// precedes it. Names: those of Stable-Baselines3 (rollout/ep_rew_mean, rollout/ep_len_mean, train/loss, time/fps,
/// time/total_timesteps, eval/mean_reward …), so that its runs and ours can be laid over each other.
///
/// Format (tensorflow/core/util/event.proto, framework/summary.proto, lib/io/record_writer.h): a record is its length
/// (64 bits), the masked CRC-32C of these 8 bytes, the data, the data's masked CRC-32C; little-endian. The first event
/// says "brain.Event:2", the others hold one Summary with `simple_value`s.
///
/// Each write() reaches the operating system as one append, so kill -9 loses none and leaves no half record but in a
/// power cut, and reopening drops that. Not thread-safe.
class EventFile
{
public:
    EventFile() = default;
    ~EventFile();
    EventFile(EventFile &&other) noexcept;
    EventFile &operator=(EventFile &&other) noexcept;

    /// Begins `folder`/events.out.tfevents.`name` anew (the folder is made). `wallSeconds`: since 1970. Unwritable.
    static Result<EventFile> create(const std::filesystem::path &folder, const std::string &name, double wallSeconds);
    /// Continues it (or begins it) after dropping events of later steps and a record that was left half written: what
    /// a run that is taken up at a checkpoint needs. BadData when a record before the last is damaged; Unwritable.
    static Result<EventFile> reopen(const std::filesystem::path &folder, const std::string &name, std::int64_t lastStep,
                                    double wallSeconds);

    /// One event with all of these numbers, in single precision (the format's). Nothing is written where there are
    /// none. Steps should not fall.
    Result<void> write(std::int64_t step, double wallSeconds, const std::map<std::string, double> &values);

    struct Event {
        double wallSeconds = 0;
        std::int64_t step = 0;
        std::string version;  ///< of the first event
        std::map<std::string, float> values;
    };
    /// Every event of a file. NotFound, Unreadable; BadData naming the offset of the first record whose length, sum or
    /// content is wrong.
    static Result<std::vector<Event>> read(const std::filesystem::path &file);

private:
    int m_fd = -1;
    std::string m_file;
};

}  // namespace tonewright
