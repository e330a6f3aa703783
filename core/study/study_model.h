#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/audio/audio_file.h"
#include "core/base/result.h"
#include "core/study/preview.h"

namespace tonewright
{

struct ModelInfo {
    std::string study;      ///< id
    std::string algorithm;  ///< id
    std::string title;      ///< of the algorithm
    std::int64_t envSteps = 0;
    std::uint64_t seed = 0;
};

/// One thing to do with sound that belongs to no corpus.
struct ModelTask {
    std::filesystem::path raw;        ///< the track as it sounds now
    std::filesystem::path reference;  ///< what it should sound like
    /// Whether both are the same music, in time with each other: then attempts can be judged. Otherwise the one's
    /// sound is to become like the other's on the whole.
    bool sameMusic = true;
    Excerpt excerpt{0, 30};  ///< of the raw file: what is listened to; of the same music also what is decided by
    int tries = 4;           ///< further choices, of which the best is taken; only where attempts can be judged
    double amount = 1.0;     ///< 0 = nothing is done, 1 = all that the agent would do
};

/// An agent without its training: made by Study::saveModel, used on any sound. Immutable; one thread at a time.
class StudyModel
{
public:
    virtual ~StudyModel() = default;
    [[nodiscard]] virtual const ModelInfo &info() const = 0;
    /// Heavy (seconds). Errors: those of reading the files; BadData for sound that is silent or too short.
    [[nodiscard]] virtual Result<std::shared_ptr<const Preview>> decide(const ModelTask &task) const = 0;
};

/// The model of a study that comes with the program.
Result<std::filesystem::path> defaultModelFile(const std::string &study);

}  // namespace tonewright
