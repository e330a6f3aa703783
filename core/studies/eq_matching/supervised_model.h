#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/rl/dense_net.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/dataset_table.h"

namespace tonewright::eq_matching
{

/// How a model is fitted.
struct SupervisedConfig {
    std::string inputs = "features";  ///< group of the data set: "features" (raw alone) or "state" (raw and reference)
    std::uint64_t seed = 1;           ///< initial weights, dropout, order of rows
    std::vector<std::size_t> hidden = {256, 256};
    double dropout = 0.1;
    std::int64_t epochs = 60;       ///< at most
    std::int64_t patience = 8;      ///< epochs without a better validation error before it ends
    double validationShare = 0.15;  ///< of the training tracks; judges each epoch, is never learnt from
    std::size_t batch = 256;
    double learningRate = 1e-3;  ///< falls linearly to a hundredth over `epochs`
    double weightDecay = 1e-3;
    double gradientNorm = 1.0;
};

/// What the published project's data set was made for: a multilayer perceptron from what is measured of a raw track to
/// the twelve parameters that undo its distortion.
///
/// Inputs are standardised by the training rows' mean and standard deviation (the published features after
/// sign(x)·ln(1 + |x|), because energies and their ratios span many powers of ten) and limited to ±8. Outputs are
/// positions on the action grid's axes (logarithmic for frequency and Q), standardised likewise. Loss: Huber (limit 1)
/// of the standardised positions. Optimiser: AdamW. The weights with the smallest validation loss are kept.
///
/// Deterministic: the same data set and config give the same bits.
class SupervisedModel
{
public:
    /// Errors: InvalidArgument for an unknown group; BadData where columns or training rows are missing; Cancelled;
    /// Diverged.
    static Result<SupervisedModel> fit(const DatasetTable &table, const SupervisedConfig &config, RunContext &context);

    /// The columns it wants, in order.
    [[nodiscard]] const std::vector<std::string> &inputNames() const { return m_names; }
    [[nodiscard]] const std::string &inputs() const { return m_inputs; }
    /// Where on the axes the parameters lie, 0 … 1. `inputs` [inputNames()].
    [[nodiscard]] std::array<double, kParameters> positions(std::span<const float> inputs) const;
    /// Their values, within the axes.
    [[nodiscard]] std::array<double, kParameters> parameters(std::span<const float> inputs) const;
    /// Standard deviation of what it missed on the validation rows, in positions.
    [[nodiscard]] const std::array<double, kParameters> &spread() const { return m_spread; }

    /// {"inputs", "rows" {"train", "validation", "test"}, "epochs", "validation_loss", "parameters": [{"name", "unit",
    /// "mae", "mae_of_mean", "r2"}], "r2_mean"} over the rows of the test split; null where there are none. `mae` is in
    /// the unit; `r2` compares squares of positions with those of always saying the training rows' mean.
    [[nodiscard]] Json judge(const DatasetTable &table) const;

    Result<void> save(const std::filesystem::path &file) const;
    /// NotFound; BadData: not such a model, or of another schema.
    static Result<SupervisedModel> load(const std::filesystem::path &file);

private:
    class Fitting;
    explicit SupervisedModel(const rl::DenseNetConfig &config) : m_net(config) {}
    [[nodiscard]] static rl::DenseNetConfig networkShape(std::size_t inputs);
    [[nodiscard]] double transformed(float value) const;
    void prepare(std::span<const float> inputs, std::span<float> to) const;

    std::string m_inputs;
    std::vector<std::string> m_names;
    std::vector<double> m_inputMean, m_inputDeviation;                    // [inputs], after the logarithm
    std::array<double, kParameters> m_mean{}, m_deviation{}, m_spread{};  // of positions
    Json m_record;                                                        // rows, epochs, loss: for judge()
    rl::DenseNet m_net;
};

}  // namespace tonewright::eq_matching
