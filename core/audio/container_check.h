#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tonewright
{

/// What a file's first bytes say it is, in words: "WAV", "FLAC", … Empty when they are no audio container we know.
std::string containerName(const std::filesystem::path &file);

/// A container that promises more audio than the file holds.
struct Truncation {
    std::uint64_t declaredBytes = 0;
    std::uint64_t presentBytes = 0;
};

/// Compares the length of the audio data that a WAV, AIFF or AU header declares with what the file holds; libsndfile
/// silently shortens such files. Also finds an OGG file without its last page. Nothing for other formats (their readers
/// notice), for headers that are written before the length is known (0 or all ones: streams) and within 8 bytes.
std::optional<Truncation> findTruncation(const std::filesystem::path &file);

}  // namespace tonewright
