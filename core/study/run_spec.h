#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/study/parameter_schema.h"

namespace tonewright
{

struct StudyDescriptor;

/// Everything that decides a run. Same spec, same machine: same bits.
struct RunSpec {
    std::string study;
    int studyVersion = 1;
    std::string algorithm;
    ParameterSet parameters;
    std::string corpusHash;  ///< Corpus::contentHash()
    std::uint64_t seed = 1;
    std::int64_t episodes = 0;  ///< train until this many are done; 0 = no limit
    double minutes = 0;         ///< stops early, decides nothing else; 0 = no limit
    std::int64_t envSteps = 0;  ///< train until so many environment steps are done; 0 = no limit
    Excerpt excerpt;            ///< part of every track that is used
    int threads = 1;            ///< where tensors are used, other counts give other last digits
    /// "auto", "cpu" or "cuda": where tensors are computed. Other devices give other last digits. A stored spec without
    /// it is from before there was a choice: cpu.
    std::string device = "cpu";
    std::string program;    ///< version and source revision
    std::string libraries;  ///< tensor library and BLAS

    [[nodiscard]] Json toJson() const;
    /// Checks against the descriptor; BadData names the field.
    static Result<RunSpec> fromJson(const Json &json, const StudyDescriptor &descriptor);
};

/// Whether `name` is one that RunSpec::device may have.
bool isDeviceName(std::string_view name);

}  // namespace tonewright
