#include "core/studies/eq_matching/dataset_columns.h"

#include <cmath>
#include <fmt/format.h>

#include "core/dsp/eq_state.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{
namespace
{

using Type = DatasetColumn::Type;
constexpr double kUnlimited = std::numeric_limits<double>::infinity();

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// File names on Linux need not be UTF-8, a table's text has to be.
std::vector<std::string> asUtf8(std::vector<std::string> names)
{
    for (std::string &name : names)
        name = Json::parse(Json(name).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
    return names;
}

std::vector<std::string> keysOf(const std::vector<Track> &tracks)
{
    std::vector<std::string> keys;
    for (const Track &track : tracks)
        keys.push_back(track.key());
    return asUtf8(std::move(keys));
}

std::vector<DatasetColumn> keyColumns(const std::vector<Track> &tracks)
{
    Corpus corpus;
    corpus.tracks = tracks;
    return {
        {"row", "key", Type::Integer, "", 0, kUnlimited, "Number of the row: with the seed it decides everything."},
        {"track", "key", Type::Text, "", -kUnlimited, kUnlimited, "The track that was distorted.", keysOf(tracks)},
        {"genre", "key", Type::Text, "", -kUnlimited, kUnlimited, "Its genre: the folder it lies in.",
         asUtf8(corpus.genres())},
        {"split",
         "key",
         Type::Text,
         "",
         -kUnlimited,
         kUnlimited,
         "train or test. All rows of a track are in the same: no test track has been trained on.",
         {"train", "test"}},
        {"sample_rate", "key", Type::Integer, "Hz", 1, kUnlimited, "Of the track."},
        {"offset_seconds", "key", Type::Real, "s", 0, kUnlimited, "Where in the track the excerpt begins."},
    };
}

/// Unit and range of a published feature, by its name.
DatasetColumn featureColumn(const std::string &name)
{
    DatasetColumn column{name,
                         kFeatureGroup,
                         Type::Real,
                         "",
                         -kUnlimited,
                         kUnlimited,
                         "Of the distorted excerpt, divided by its peak; as in the published data set."};
    const bool ratio = contains(name, "_ratio");
    if (ratio || contains(name, "energy_") || contains(name, "flatness") || contains(name, "rms_") ||
        contains(name, "_std") || contains(name, "centroid") || contains(name, "rolloff") ||
        contains(name, "variance") || contains(name, "kurtosis") || contains(name, "sharpness"))
        column.minimum = 0.0;
    if (contains(name, "energy_ratio") || contains(name, "flatness"))
        column.maximum = 1.0;
    if (contains(name, "centroid") || contains(name, "rolloff") || contains(name, "sharpness"))
        column.unit = "Hz";
    else if (contains(name, "contrast") || contains(name, "mel_"))
        column.unit = "dB";
    else if (contains(name, "slope"))
        column.unit = "dB/decade";
    else if (contains(name, "variance"))
        column.unit = "Hz^2";
    if (name == "upper_to_treble_ratio" || name == "bass_to_treble_ratio")
        column.description += " Without meaning where the sample rate is below 24 kHz: nothing is divided by there.";
    return column;
}

std::vector<DatasetColumn> stateColumns()
{
    std::vector<DatasetColumn> columns;
    for (const bool reference : {false, true})
        for (int band = 0; band < kStateBands; ++band) {
            const double centre = stateBandCentresHz()[static_cast<std::size_t>(band)];
            const char *what = reference ? "Level of the reference, relative to its loudest band"
                                         : "Level of the reference minus that of the distorted excerpt";
            columns.push_back(
                {fmt::format("{}_{:02}", reference ? "reference" : "difference", band), kStateGroup, Type::Real,
                 reference ? "20 dB" : "10 dB", -kUnlimited, reference ? 0.0 : kUnlimited,
                 fmt::format("{}: the band round {:.0f} Hz; {} above Nyquist.", what, centre, reference ? -4 : 0)});
        }
    return columns;
}

/// The twelve parameters of one who decides, as declared or as applied.
void addParameters(const std::string &who, const std::string &sentence, bool effective,
                   std::vector<DatasetColumn> &columns)
{
    const std::string group = effective ? who + "_effective" : who;
    for (const GridAxis &axis : actionGrid()) {
        DatasetColumn column{
            group + "_" + std::string(axis.name), group,   Type::Real, std::string(axis.unit), axis.value(0),
            axis.value(axis.choices - 1),         sentence};
        if (effective) {
            if (axis.unit == "Hz")
                column.minimum = 0;
            if (axis.unit == "dB") {
                column.minimum *= 2;
                column.maximum *= 2;
            }
            column.description +=
                " As applied: frequency and Q within the filter's limits at this sample rate, gain of "
                "all passes together.";
        } else {
            column.description += " As declared: gain of one pass.";
        }
        columns.push_back(std::move(column));
    }
}

void addDecision(const std::string &who, const std::string &sentence, std::vector<DatasetColumn> &columns)
{
    addParameters(who, sentence, false, columns);
    addParameters(who, sentence, true, columns);
}

void addReward(const std::string &who, std::vector<DatasetColumn> &columns)
{
    columns.push_back({who + "_reward", who, Type::Real, "", -1, 1,
                       "What this setting earns on rendered audio; 0 is what doing nothing earns."});
}

}  // namespace

std::vector<DatasetColumn> datasetColumns(const std::vector<Track> &tracks, const DatasetDecisions &decisions)
{
    std::vector<DatasetColumn> columns = keyColumns(tracks);
    for (const auto name : dsp::datasetFeatureNames())
        columns.push_back(featureColumn(std::string(name)));
    for (auto &column : stateColumns())
        columns.push_back(std::move(column));
    addDecision(kTargetGroup, "What undoes the four bands of the distortion.", columns);
    const std::string air =
        "Peak that was added by the distortion besides the four bands; no band of its own undoes it.";
    columns.push_back({"air_freq", "distortion", Type::Real, "Hz", 12000, 16000, air});
    columns.push_back({"air_gain", "distortion", Type::Real, "dB", 1, 3, air + " Gain of one pass of two."});
    columns.push_back({"air_q", "distortion", Type::Real, "", 0.7, 0.7, air});
    if (decisions.any())
        addReward(kTargetGroup, columns);
    if (decisions.agent) {
        addDecision("agent", "What the trained agent chooses.", columns);
        addReward("agent", columns);
    }
    if (decisions.oracle) {
        addDecision("oracle", "The best that a search has found.", columns);
        addReward("oracle", columns);
    }
    return columns;
}

Json toJson(const DatasetColumn &column)
{
    static const char *const kTypes[] = {"integer", "real", "text"};
    const auto limit = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    Json json{{"name", column.name},
              {"group", column.group},
              {"type", kTypes[static_cast<int>(column.type)]},
              {"unit", column.unit},
              {"minimum", limit(column.minimum)},
              {"maximum", limit(column.maximum)},
              {"description", column.description}};
    const bool target = column.group == kTargetGroup && !column.name.ends_with("_reward");
    const bool input = column.group == kFeatureGroup || column.group == kStateGroup;
    json["role"] = target ? "target" : input ? "input" : column.group == "key" ? "key" : "information";
    if (column.type == Type::Text)
        json["categories"] = column.categories;
    return json;
}

}  // namespace tonewright::eq_matching
