#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/base/result.h"
#include "core/base/run_context.h"

namespace tonewright
{

/// One piece of music. With `raw` it is a given pair; without, studies make their own raw version of `reference`.
struct Track {
    std::string genre;                ///< folder name; "music" for files that lie in no genre folder
    std::string name;                 ///< file name without extension
    std::filesystem::path reference;  ///< absolute
    std::filesystem::path raw;        ///< absolute, or empty
    AudioInfo info;                   ///< of the reference
    /// Of the decoded samples and rates of the reference and, in a pair, of raw too; 0 when they weren't decoded
    /// (IntakeOptions::deepCheck off).
    std::uint64_t digest = 0;

    [[nodiscard]] bool isPair() const { return !raw.empty(); }
    /// "genre/name": unique within a corpus and the same wherever the folder lies.
    [[nodiscard]] std::string key() const { return genre + "/" + name; }
};

/// A file that was left out, and why, in words for a person.
struct IntakeProblem {
    std::filesystem::path file;
    std::string reason;
};

struct Corpus {
    std::filesystem::path root;
    std::vector<Track> tracks;            ///< sorted by genre, then name
    std::vector<IntakeProblem> problems;  ///< sorted by file

    [[nodiscard]] std::vector<std::string> genres() const;  ///< sorted, unique
    /// 16 hex digits over keys, sizes, lengths and, after a deep check, the samples: changes when the material changes,
    /// not when the folder moves. Scans with and without a deep check give different ones.
    [[nodiscard]] std::string contentHash() const;
};

struct IntakeOptions {
    double minimumSeconds = 1.0;  ///< shorter files are listed as problems
    double silencePeak = 1e-4;    ///< files whose peak is below this are listed as silent
    bool deepCheck = true;        ///< decode every file: finds truncation, NaN, silence and duplicates by content
};

/// Finds the music in a folder. Accepts, in this order:
///  - a single audio file (a corpus of one track);
///  - `genre/raw/NAME_distorted.*` + `genre/reference/NAME.*` pairs;
///  - `genre/NAME.*` (GTZAN as distributed; also below `genres/` or `genres_original/`);
///  - audio files directly in the folder.
/// Unusable files become problems, the rest goes on. Errors: NotFound, Unreadable; BadData when no usable track is left
/// (the message counts the problems and quotes the first); Cancelled.
Result<Corpus> scanCorpus(const std::filesystem::path &folder, const IntakeOptions &options, RunContext &context);

}  // namespace tonewright
