#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/audio/corpus.h"
#include "core/base/json.h"

namespace tonewright::eq_matching
{

/// One column of a generated data set, as schema.json has it.
struct DatasetColumn {
    enum class Type { Integer, Real, Text };

    std::string name;
    std::string group;  ///< "key", "features", "state", "true", "true_effective", "distortion", "agent" …
    Type type = Type::Real;
    std::string unit;  ///< "" for a plain number
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::string description;
    std::vector<std::string> categories{};  ///< of text: what the matrix' numbers stand for
};

/// Which columns there are besides those of every data set.
struct DatasetDecisions {
    bool agent = false;
    bool oracle = false;
    [[nodiscard]] bool any() const { return agent || oracle; }
};

/// The columns in their order. `tracks` name the categories.
std::vector<DatasetColumn> datasetColumns(const std::vector<Track> &tracks, const DatasetDecisions &decisions);

Json toJson(const DatasetColumn &column);

/// Raised when columns change their meaning: then neither old data sets nor models fitted to them fit any more.
inline constexpr int kDatasetSchemaVersion = 1;

/// Groups that a model may learn from, and what it learns.
inline constexpr const char *kFeatureGroup = "features";
inline constexpr const char *kStateGroup = "state";
inline constexpr const char *kTargetGroup = "true";

}  // namespace tonewright::eq_matching
