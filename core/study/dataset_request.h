#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tonewright
{

/// Rows are counted in single precision in a data set's matrix: beyond this they would no longer be whole.
inline constexpr int kMostDatasetRows = 1 << 24;

/// What a person asks for when a data set is to be generated.
struct DatasetRequest {
    std::filesystem::path out;      ///< folder; made if it isn't there, gone on with if it holds parts of the same
    std::int64_t rows = 100000;     ///< 1 … kMostDatasetRows; may be changed later, the rows there stay as they are
    std::uint64_t seed = 1;         ///< row i depends on it, on i and on the material, on nothing else
    double excerptSeconds = 5.0;    ///< of a track, anywhere in it; shorter tracks are used whole
    std::int64_t oracleBudget = 0;  ///< settings the oracle tries a row; 0: no oracle
    std::int64_t rowsPerPart = 1000;
    int threads = 1;        ///< changes nothing but the time
    std::string agentName;  ///< identifies the agent handed along, if there is one: other agents have others
};

/// What a person asks for when a model is to be fitted to a generated data set.
struct FitRequest {
    std::filesystem::path dataset;  ///< folder that DatasetRequest::out named
    std::filesystem::path out;      ///< the model's file
    std::string inputs;             ///< which group of the data set's inputs it sees; empty: the study's default
    std::uint64_t seed = 1;
    std::int64_t epochs = 60;  ///< at most; fewer where the validation error no longer falls
};

}  // namespace tonewright
