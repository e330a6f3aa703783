#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/audio/corpus.h"
#include "core/base/result.h"

namespace tonewright
{

/// What a folder offers by its names alone; no file has been opened yet.
struct CorpusFiles {
    std::vector<Track> candidates;  ///< info is not filled in
    std::vector<IntakeProblem> problems;
};

/// Finds the music by folder and file names, by the rules of scanCorpus. Errors: NotFound, Unreadable.
Result<CorpusFiles> listCorpusFiles(const std::filesystem::path &folder);

/// True for the extensions of the formats that readAudio reads.
bool hasAudioExtension(const std::filesystem::path &file);

}  // namespace tonewright
