#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tonewright
{

/// A file with one trace an episode (EpisodeRecord::trace), each found at once however many there are. Little-endian:
/// "TWTRACE1", then as 64-bit integers the first episode and a trace's length in bytes; then for every episode from the
/// first on a slot: the trace's CRC-32C, four bytes of 1 (0: nothing stored), the trace. Every trace reaches the
/// operating system at once, so kill -9 loses none; one that a power cut left half written is as if it weren't there.
/// Not thread-safe; read() may be called while another thread or process writes.
class TraceFile
{
public:
    TraceFile() = default;
    ~TraceFile();
    TraceFile(TraceFile &&other) noexcept;
    TraceFile &operator=(TraceFile &&other) noexcept;

    /// To be written from `lastEpisode` on: traces of later episodes are dropped. The file is made with the first
    /// trace. A damaged one is begun anew. Unwritable.
    static Result<TraceFile> open(const std::filesystem::path &file, std::int64_t lastEpisode);
    /// What is empty, comes before the file's first episode or has another length than its first trace (a run that
    /// another version of the program goes on with) is left out. Unwritable.
    Result<void> put(std::int64_t episode, std::string_view trace);

    /// The trace of an episode; nothing where none is stored, or none that is whole. Unreadable.
    static Result<std::optional<std::string>> read(const std::filesystem::path &file, std::int64_t episode);

private:
    Result<void> begin(std::int64_t episode, std::size_t length);

    int m_fd = -1;
    std::string m_file;
    std::int64_t m_first = 0;  ///< episode
    std::uint64_t m_length = 0;
};

}  // namespace tonewright
