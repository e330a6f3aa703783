#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/study/parameter_schema.h"

namespace tonewright
{

/// One number a study reports an episode. `name` is the column in metrics.csv.
struct MetricSpec {
    std::string name;   ///< "reward"
    std::string label;  ///< for a visitor: "Closer to the reference"
    std::string unit;   ///< "" for a plain number
    std::string hint;   ///< the term, its definition and range; shown as tooltip, printed in documentation
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    /// Its name in TensorBoard event files, where the mean over the last 100 episodes goes; empty: it isn't written,
    /// because the study hands over RunContext::metrics itself.
    std::string eventTag{};
};

/// Which views a study's page is built from; widgets know these kinds, never a study.
enum class ViewKind { Spectrograms, ResponseCurve, MetricGraph, MetricByGenre };

struct ViewSpec {
    ViewKind kind = ViewKind::MetricGraph;
    std::string title;
    std::string metric;  ///< MetricSpec::name for the metric kinds
};

/// What the person must bring: "raw", "reference".
struct DataSlot {
    std::string name;
    std::string hint;
};

/// One way of learning that a study offers, with everything a run of it can be set to.
struct AlgorithmSpec {
    std::string id{};       ///< "dqn": the word on the command line and in a stored run
    std::string title{};    ///< "Deep Q-network"
    std::string summary{};  ///< one sentence for a visitor: how it finds out what to do
    ParameterSchema parameters{};
    std::int64_t episodes = 30000;  ///< of a run that nothing else limits: long enough to have learnt
    /// MetricSpec::name of those that a run of it never has: it explores without an epsilon, predicts no value. Their
    /// columns in metrics.csv hold NaN, their views aren't shown.
    std::vector<std::string> withoutMetrics{};

    [[nodiscard]] bool hasMetric(std::string_view name) const;
};

/// What a study is, as plain data. The window's forms, the command line's options, the validation of files and the
/// documentation tables come from here; no default is written twice.
struct StudyDescriptor {
    std::string id;                         ///< "eq_matching": folder name, command-line word
    int version = 1;                        ///< raised when the same spec would give other results
    std::string title;                      ///< "Match an equaliser"
    std::string summary;                    ///< one sentence for a visitor
    std::vector<AlgorithmSpec> algorithms;  ///< at least one; the first is the default
    std::vector<DataSlot> slots;
    std::vector<MetricSpec> metrics;
    std::vector<ViewSpec> views;

    [[nodiscard]] const AlgorithmSpec &defaultAlgorithm() const { return algorithms.front(); }
    /// By its id, or the default one for an empty id. InvalidArgument, listing the known ones.
    [[nodiscard]] Result<const AlgorithmSpec *> algorithm(std::string_view id) const;
    /// The views that have something to show of a run of the algorithm; all of them for an id that isn't known.
    [[nodiscard]] std::vector<ViewSpec> viewsOf(std::string_view algorithm) const;
};

}  // namespace tonewright
