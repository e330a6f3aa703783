#include "core/studies/eq_matching/supervised_model.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/rl/checkpoint_file.h"
#include "core/studies/eq_matching/dataset_columns.h"
#include "core/studies/eq_matching/eq_config.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr float kInputLimit = 8.0F;
constexpr const char *kKind = "supervised model";

Json arrayOf(std::span<const double> values)
{
    return Json(std::vector<double>(values.begin(), values.end()));
}

/// Whether `json` is as many finite numbers as `to` holds; then they are there.
bool readNumbers(const Json &json, std::span<double> to)
{
    if (!json.is_array() || json.size() != to.size())
        return false;
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (!json[i].is_number() || !std::isfinite(json[i].get<double>()))
            return false;
        to[i] = json[i].get<double>();
    }
    return true;
}

}  // namespace

double SupervisedModel::transformed(float value) const
{
    const double number = std::isfinite(value) ? static_cast<double>(value) : 0.0;
    return m_inputs == kFeatureGroup ? std::copysign(std::log1p(std::fabs(number)), number) : number;
}

void SupervisedModel::prepare(std::span<const float> inputs, std::span<float> to) const
{
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] = std::clamp(static_cast<float>((transformed(inputs[i]) - m_inputMean[i]) / m_inputDeviation[i]),
                           -kInputLimit, kInputLimit);
}

std::array<double, kParameters> SupervisedModel::positions(std::span<const float> inputs) const
{
    rl::DenseNet::Pass pass;
    m_net.prepare(pass, 1);
    prepare(inputs, pass.input(0));
    m_net.forward(pass);
    std::array<double, kParameters> result{};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = std::clamp(m_mean[i] + m_deviation[i] * static_cast<double>(pass.output(0)[i]), 0.0, 1.0);
    return result;
}

std::array<double, kParameters> SupervisedModel::parameters(std::span<const float> inputs) const
{
    auto result = positions(inputs);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = actionGrid()[i].valueAt(result[i]);
    return result;
}

Json SupervisedModel::judge(const DatasetTable &table) const
{
    Json json = m_record;
    Json &list = json["parameters"] = Json::array();
    const auto inputs = table.group(m_inputs, "input");
    const auto targets = table.group(kTargetGroup, "target");
    const auto split = table.column("split");
    std::array<double, kParameters> missed{};
    std::array<double, kParameters> missedByMean{};
    std::array<double, kParameters> squared{};
    std::array<double, kParameters> squaredByMean{};
    std::int64_t rows = 0;
    std::vector<float> seen(inputs.size());
    for (std::size_t row = 0; split && row < table.rows(); ++row) {
        if (table.text(row, *split) != "test")
            continue;
        ++rows;
        for (std::size_t i = 0; i < seen.size(); ++i)
            seen[i] = table.at(row, inputs[i]);
        const auto predicted = positions(seen);
        for (std::size_t i = 0; i < predicted.size(); ++i) {
            const GridAxis &axis = actionGrid()[i];
            const auto truth = static_cast<double>(table.at(row, targets[i]));
            const double position = axis.positionOf(truth);
            missed[i] += std::fabs(axis.valueAt(predicted[i]) - truth);
            missedByMean[i] += std::fabs(axis.valueAt(m_mean[i]) - truth);
            squared[i] += std::pow(predicted[i] - position, 2.0);
            squaredByMean[i] += std::pow(m_mean[i] - position, 2.0);
        }
    }
    json["rows"]["test"] = rows;
    double mean = 0.0;
    const auto orNull = [rows](double value) { return rows > 0 && std::isfinite(value) ? Json(value) : Json(nullptr); };
    const auto count = static_cast<double>(rows);
    for (std::size_t i = 0; i < missed.size(); ++i) {
        const double r2 = 1.0 - squared[i] / squaredByMean[i];
        mean += r2 / kParameters;
        list.push_back({{"name", actionGrid()[i].name},
                        {"unit", actionGrid()[i].unit},
                        {"mae", orNull(missed[i] / count)},
                        {"mae_of_mean", orNull(missedByMean[i] / count)},
                        {"r2", orNull(r2)}});
    }
    json["r2_mean"] = orNull(mean);
    return json;
}

Result<void> SupervisedModel::save(const std::filesystem::path &file) const
{
    rl::Checkpoint checkpoint;
    checkpoint.header = {{"kind", kKind},
                         {"study", descriptor().id},
                         {"schema_version", kDatasetSchemaVersion},
                         {"inputs", m_inputs},
                         {"input_names", m_names},
                         {"input_mean", arrayOf(m_inputMean)},
                         {"input_deviation", arrayOf(m_inputDeviation)},
                         {"target_mean", arrayOf(m_mean)},
                         {"target_deviation", arrayOf(m_deviation)},
                         {"spread", arrayOf(m_spread)},
                         {"hidden", m_net.config().hidden},
                         {"record", m_record}};
    rl::ByteWriter weights;
    m_net.save(weights);
    checkpoint.blocks["weights"] = weights.take();
    return rl::writeCheckpoint(file, checkpoint);
}

Result<SupervisedModel> SupervisedModel::load(const std::filesystem::path &file)
{
    const auto checkpoint = rl::readCheckpoint(file);
    if (!checkpoint)
        return fail(checkpoint.error());
    const auto unusable = [&file](const std::string &what) { return fail(ErrorCode::BadData, what, file.string()); };
    const Json &header = checkpoint->header;
    if (!header.is_object() || header.value("kind", Json()) != kKind ||
        header.value("study", Json()) != descriptor().id)
        return unusable("isn't a model that was fitted to a data set of this study");
    if (header.value("schema_version", Json()) != kDatasetSchemaVersion)
        return unusable("was fitted to a data set of another schema. Fit it again.");
    const Json inputs = header.value("inputs", Json());
    const Json names = header.value("input_names", Json());
    const Json hidden = header.value("hidden", Json());
    const auto weights = checkpoint->blocks.find("weights");
    const auto isWidth = [](const Json &width) {
        return width.is_number_unsigned() && width.get<std::size_t>() >= 1 && width.get<std::size_t>() <= 65536;
    };
    // The names are checked against this program's, so that nothing is fed with what it doesn't mean.
    std::vector<std::string> known;
    for (const auto &column : datasetColumns({}, {}))
        if (inputs == column.group)
            known.push_back(column.name);
    if (known.empty() || names != Json(known) || !hidden.is_array() ||
        !std::all_of(hidden.begin(), hidden.end(), isWidth) || weights == checkpoint->blocks.end())
        return unusable("wants inputs that this program doesn't make. Fit it again.");
    rl::DenseNetConfig shape = networkShape(known.size());
    shape.hidden = hidden.get<std::vector<std::size_t>>();
    SupervisedModel model(shape);
    model.m_inputs = inputs.get<std::string>();
    model.m_names = std::move(known);
    model.m_inputMean.resize(model.m_names.size());
    model.m_inputDeviation.resize(model.m_names.size());
    rl::ByteReader bytes(weights->second);
    const auto isPositive = [](double value) { return value > 0.0; };
    if (!readNumbers(header.value("input_mean", Json()), model.m_inputMean) ||
        !readNumbers(header.value("input_deviation", Json()), model.m_inputDeviation) ||
        !readNumbers(header.value("target_mean", Json()), model.m_mean) ||
        !readNumbers(header.value("target_deviation", Json()), model.m_deviation) ||
        !readNumbers(header.value("spread", Json()), model.m_spread) ||
        !std::all_of(model.m_inputDeviation.begin(), model.m_inputDeviation.end(), isPositive) ||
        !header.value("record", Json()).is_object() || !header["record"].value("rows", Json()).is_object() ||
        !model.m_net.load(bytes))
        return unusable("is damaged: its numbers are incomplete");
    model.m_record = header["record"];
    return model;
}

rl::DenseNetConfig SupervisedModel::networkShape(std::size_t inputs)
{
    rl::DenseNetConfig shape;
    shape.inputs = inputs;
    shape.outputs = kParameters;
    shape.layerNorm = true;
    return shape;
}

}  // namespace tonewright::eq_matching
