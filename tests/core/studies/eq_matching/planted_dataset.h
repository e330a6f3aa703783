#pragma once

#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <functional>

#include "core/base/json.h"
#include "core/base/npy.h"
#include "core/base/rng.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/dataset_columns.h"
#include "core/studies/eq_matching/eq_config.h"

namespace tonewright::test
{

/// Where on its axis a target lies, from a row's inputs: u and v are uniform in −1 … 1 and all that the inputs tell.
using PlantedRule = std::function<double(std::size_t parameter, double u, double v, Rng &rng)>;

/// A linear one.
inline double linearRule(std::size_t parameter, double u, double v, Rng & /*rng*/)
{
    return 0.5 + 0.3 * (parameter % 2 == 0 ? u : v);
}

/// A generated data set without sound: `rows` of ten tracks, two of them for testing. Features are powers of ten of u
/// and v, the state holds u and v, everything else is noise.
inline void plantDataset(const std::filesystem::path &folder, std::size_t rows, const PlantedRule &rule = linearRule)
{
    using namespace eq_matching;
    std::vector<Track> tracks(10);
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        tracks[i].genre = "music";
        tracks[i].name = fmt::format("track{}", i);
    }
    const auto columns = datasetColumns(tracks, {});
    Json list = Json::array();
    for (const auto &column : columns)
        list.push_back(toJson(column));
    Rng rng(1);
    std::vector<float> values;
    for (std::size_t row = 0; row < rows; ++row) {
        const double u = rng.uniform(-1.0, 1.0);
        const double v = rng.uniform(-1.0, 1.0);
        const std::size_t track = rng.below(tracks.size());
        std::size_t feature = 0;
        std::size_t state = 0;
        std::size_t target = 0;
        for (const auto &column : columns) {
            double value = rng.uniform();
            if (column.name == "row")
                value = static_cast<double>(row);
            else if (column.name == "track")
                value = static_cast<double>(track);
            else if (column.name == "genre")
                value = 0;
            else if (column.name == "split")
                value = track < 2 ? 1 : 0;
            else if (column.group == kFeatureGroup)
                value = feature++ % 2 == 0 ? std::pow(10.0, 4.0 + 2.0 * u) : std::pow(10.0, 4.0 + 2.0 * v);
            else if (column.group == kStateGroup)
                value = state++ % 2 == 0 ? u : v;
            else if (column.group == kTargetGroup) {
                value = actionGrid()[target].valueAt(rule(target, u, v, rng));
                ++target;
            }
            values.push_back(static_cast<float>(value));
        }
    }
    const Json schema{{"study", descriptor().id},
                      {"schema_version", kDatasetSchemaVersion},
                      {"rows", rows},
                      {"columns", std::move(list)}};
    if (!writeJson(folder / "schema.json", schema) || !writeNpy(folder / "dataset.npy", {rows, columns.size()}, values))
        throw std::runtime_error("the planted data set can't be written");
}

}  // namespace tonewright::test
