// Fitting a SupervisedModel: rows, statistics, epochs.

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <set>

#include "core/base/rng.h"
#include "core/rl/flat_adam.h"
#include "core/studies/eq_matching/dataset_columns.h"
#include "core/studies/eq_matching/supervised_model.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kLeastDeviation = 1e-6;
constexpr double kHuberLimit = 1.0;
constexpr std::size_t kRowsJudgedAtOnce = 512;
constexpr std::size_t kLeastRows = 32;

double huber(double error)
{
    const double size = std::fabs(error);
    return size <= kHuberLimit ? 0.5 * size * size : kHuberLimit * (size - 0.5 * kHuberLimit);
}

/// Mean and standard deviation of each column of [rows, width].
template <class Value>
void moments(std::size_t rows, std::size_t width, Value value, std::span<double> mean, std::span<double> deviation)
{
    for (std::size_t column = 0; column < width; ++column) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t row = 0; row < rows; ++row)
            sum += value(row, column);
        mean[column] = sum / static_cast<double>(rows);
        for (std::size_t row = 0; row < rows; ++row)
            squares += std::pow(value(row, column) - mean[column], 2.0);
        deviation[column] = std::max(kLeastDeviation, std::sqrt(squares / static_cast<double>(rows)));
    }
}

}  // namespace

class SupervisedModel::Fitting
{
public:
    Fitting(const DatasetTable &table, const SupervisedConfig &config, SupervisedModel &model)
        : m_table(table), m_config(config), m_model(model), m_order(Rng(config.seed).fork("order of rows")),
          m_dropout(Rng(config.seed).fork("dropout")), m_inputs(table.group(config.inputs, "input")),
          m_targets(table.group(kTargetGroup, "target"))
    {
    }

    Result<void> run(RunContext &context)
    {
        if (auto chosen = chooseRows(); !chosen)
            return chosen;
        standardise();
        context.phase("Fitting");
        Rng initialisation = Rng(m_config.seed).fork("initial weights");
        m_model.m_net.initialise(initialisation);
        auto &weights = m_model.m_net;
        rl::AdamConfig adam;
        adam.weightDecay = m_config.weightDecay;
        rl::FlatAdam optimiser(weights.parameters().size(), adam);
        rl::kernels::Floats best(weights.parameters().begin(), weights.parameters().end());
        double bestLoss = std::numeric_limits<double>::infinity();
        std::int64_t bestEpoch = 0;
        std::int64_t epoch = 0;
        while (epoch < m_config.epochs && epoch - bestEpoch < m_config.patience) {
            if (auto learnt = learnAll(epoch++, optimiser, context); !learnt)
                return learnt;
            const double loss = judge(nullptr);
            if (!std::isfinite(loss))
                return fail(ErrorCode::Diverged, "the validation loss is no longer a number", "supervised model");
            if (loss < bestLoss) {
                bestLoss = loss;
                bestEpoch = epoch;
                std::copy(weights.parameters().begin(), weights.parameters().end(), best.begin());
            }
        }
        std::copy(best.begin(), best.end(), weights.parameters().begin());
        judge(&m_model.m_spread);
        m_model.m_record = {{"inputs", m_config.inputs},
                            {"rows", {{"train", m_training.size()}, {"validation", m_validation.size()}, {"test", 0}}},
                            {"epochs", epoch},
                            {"best_epoch", bestEpoch},
                            {"validation_loss", bestLoss}};
        return {};
    }

private:
    /// Whole tracks are put aside for validation, so that it judges what is new to the model as the test will.
    Result<void> chooseRows()
    {
        const auto split = m_table.column("split");
        const auto track = m_table.column("track");
        if (!split || !track)
            return fail((split ? track : split).error());
        std::set<std::string> names;
        for (std::size_t row = 0; row < m_table.rows(); ++row)
            if (m_table.text(row, *split) == "train")
                names.insert(m_table.text(row, *track));
        std::vector<std::string> tracks(names.begin(), names.end());
        std::stable_sort(tracks.begin(), tracks.end(), [](const std::string &a, const std::string &b) {
            return stableHash("validation " + a) < stableHash("validation " + b);
        });
        if (tracks.size() < 2)
            return fail(ErrorCode::BadData, "has rows of fewer than two training tracks. Generate more rows.",
                        m_table.folder().string());
        const auto share =
            static_cast<std::size_t>(std::lround(m_config.validationShare * static_cast<double>(tracks.size())));
        tracks.resize(std::clamp<std::size_t>(share, 1, tracks.size() - 1));
        const std::set<std::string> aside(tracks.begin(), tracks.end());
        for (std::size_t row = 0; row < m_table.rows(); ++row)
            if (m_table.text(row, *split) == "train")
                (aside.contains(m_table.text(row, *track)) ? m_validation : m_training).push_back(row);
        if (m_training.size() < kLeastRows)
            return fail(ErrorCode::BadData,
                        fmt::format("has {} rows to learn from, at least {} are needed. Generate more rows.",
                                    m_training.size(), kLeastRows),
                        m_table.folder().string());
        return {};
    }

    [[nodiscard]] double target(std::size_t row, std::size_t parameter) const
    {
        return actionGrid()[parameter].positionOf(static_cast<double>(m_table.at(row, m_targets[parameter])));
    }

    void standardise()
    {
        m_model.m_inputMean.resize(m_inputs.size());
        m_model.m_inputDeviation.resize(m_inputs.size());
        moments(
            m_training.size(), m_inputs.size(),
            [this](std::size_t i, std::size_t input) {
                return m_model.transformed(m_table.at(m_training[i], m_inputs[input]));
            },
            m_model.m_inputMean, m_model.m_inputDeviation);
        moments(
            m_training.size(), kParameters,
            [this](std::size_t i, std::size_t parameter) { return target(m_training[i], parameter); }, m_model.m_mean,
            m_model.m_deviation);
    }

    void fill(std::span<const std::size_t> rows)
    {
        m_model.m_net.prepare(m_pass, rows.size());
        std::vector<float> raw(m_inputs.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t input = 0; input < raw.size(); ++input)
                raw[input] = m_table.at(rows[i], m_inputs[input]);
            m_model.prepare(raw, m_pass.input(i));
        }
    }

    /// What output `parameter` of row `i` of the pass is off by, standardised.
    [[nodiscard]] double missed(std::size_t i, std::size_t row, std::size_t parameter) const
    {
        const double wanted = (target(row, parameter) - m_model.m_mean[parameter]) / m_model.m_deviation[parameter];
        return static_cast<double>(m_pass.output(i)[parameter]) - wanted;
    }

    /// One epoch.
    Result<void> learnAll(std::int64_t epoch, rl::FlatAdam &optimiser, RunContext &context)
    {
        for (std::size_t i = m_training.size(); i > 1; --i)
            std::swap(m_training[i - 1], m_training[m_order.below(i)]);
        auto &net = m_model.m_net;
        rl::kernels::Floats gradient(net.parameters().size());
        for (std::size_t first = 0; first < m_training.size(); first += m_config.batch) {
            const double done =
                static_cast<double>(epoch) + static_cast<double>(first) / static_cast<double>(m_training.size());
            if (!context.advance(static_cast<std::uint64_t>(1000.0 * done),
                                 static_cast<std::uint64_t>(1000 * m_config.epochs)))
                return fail(ErrorCode::Cancelled, "stopped while fitting; nothing was written");
            const auto rows = std::span(m_training).subspan(first, std::min(m_config.batch, m_training.size() - first));
            fill(rows);
            net.forward(m_pass, m_config.dropout > 0.0 ? &m_dropout : nullptr);
            const double scale = 1.0 / static_cast<double>(rows.size() * kParameters);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t parameter = 0; parameter < kParameters; ++parameter)
                    m_pass.outputGradient(i)[parameter] = static_cast<float>(
                        scale * std::clamp(missed(i, rows[i], parameter), -kHuberLimit, kHuberLimit));
            std::fill(gradient.begin(), gradient.end(), 0.0F);
            net.backward(m_pass, gradient);
            const double rate = m_config.learningRate * (1.0 - 0.99 * done / static_cast<double>(m_config.epochs));
            if (!std::isfinite(optimiser.step(net.parameters(), gradient, rate, m_config.gradientNorm)))
                return fail(ErrorCode::Diverged, "the gradient is no longer a number", "supervised model");
        }
        return {};
    }

    /// Mean loss of the validation rows; with `spread` also their standard deviation, in positions.
    double judge(std::array<double, kParameters> *spread)
    {
        double loss = 0.0;
        std::array<double, kParameters> squares{};
        for (std::size_t first = 0; first < m_validation.size(); first += kRowsJudgedAtOnce) {
            const auto rows =
                std::span(m_validation).subspan(first, std::min(kRowsJudgedAtOnce, m_validation.size() - first));
            fill(rows);
            m_model.m_net.forward(m_pass);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t parameter = 0; parameter < kParameters; ++parameter) {
                    const double error = missed(i, rows[i], parameter);
                    loss += huber(error);
                    squares[parameter] += std::pow(error * m_model.m_deviation[parameter], 2.0);
                }
        }
        const auto count = static_cast<double>(m_validation.size());
        for (std::size_t parameter = 0; spread && parameter < kParameters; ++parameter)
            (*spread)[parameter] = std::sqrt(squares[parameter] / count);
        return loss / (count * kParameters);
    }

    const DatasetTable &m_table;
    const SupervisedConfig &m_config;
    SupervisedModel &m_model;
    Rng m_order;
    Rng m_dropout;
    std::vector<std::size_t> m_inputs, m_targets;       // columns
    std::vector<std::size_t> m_training, m_validation;  // rows
    rl::DenseNet::Pass m_pass;
};

Result<SupervisedModel> SupervisedModel::fit(const DatasetTable &table, const SupervisedConfig &config,
                                             RunContext &context)
{
    if (config.inputs != kFeatureGroup && config.inputs != kStateGroup)
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("\"{}\" can't be used. Give {} or {}.", config.inputs, kFeatureGroup, kStateGroup),
                    "--inputs");
    // The columns must be this program's own, by name: what the model is fed with later is made here.
    for (const auto &column : datasetColumns({}, {})) {
        const bool wanted = column.group == config.inputs || column.group == kTargetGroup;
        if (auto found = wanted ? table.column(column.name) : Result<std::size_t>(0); !found)
            return fail(found.error());
    }
    rl::DenseNetConfig shape = networkShape(table.group(config.inputs, "input").size());
    shape.hidden = config.hidden;
    shape.dropout = config.dropout;
    SupervisedModel model(shape);
    model.m_inputs = config.inputs;
    for (const std::size_t column : table.group(config.inputs, "input"))
        model.m_names.push_back(table.columnName(column));
    if (auto fitted = Fitting(table, config, model).run(context); !fitted)
        return fail(fitted.error());
    return model;
}

}  // namespace tonewright::eq_matching
