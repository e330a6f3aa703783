#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/commands.h"
#include "core/base/json.h"

namespace tonewright::cli
{

namespace
{

std::string textOf(const ParameterValue &value)
{
    return std::visit([](const auto &v) { return fmt::format("{}", v); }, value);
}

std::string rangeOf(const ParameterSpec &spec)
{
    switch (spec.type) {
    case ParameterType::Bool:
        return "true, false";
    case ParameterType::Choice:
        return fmt::format("{}", fmt::join(spec.choices, ", "));
    case ParameterType::Integer:
        return fmt::format("{:.0f} ... {:.0f}{}{}", spec.minimum, spec.maximum, spec.unit.empty() ? "" : " ",
                           spec.unit);
    case ParameterType::Real:
        break;
    }
    return fmt::format("{:g} ... {:g}{}{}", spec.minimum, spec.maximum, spec.unit.empty() ? "" : " ", spec.unit);
}

Json describe(const ParameterSchema &schema)
{
    Json parameters = Json::array();
    for (const ParameterSpec &spec : schema.specs()) {
        Json row{{"name", spec.name}, {"label", spec.label}, {"unit", spec.unit}, {"hint", spec.hint}};
        std::visit([&](const auto &value) { row["default"] = value; }, spec.defaultValue);
        if (spec.type == ParameterType::Choice) {
            row["choices"] = spec.choices;
        } else if (spec.type != ParameterType::Bool) {
            row["minimum"] = spec.minimum;
            row["maximum"] = spec.maximum;
        }
        parameters.push_back(std::move(row));
    }
    return parameters;
}

Json describe(const StudyDescriptor &descriptor)
{
    Json algorithms = Json::array();
    for (const AlgorithmSpec &algorithm : descriptor.algorithms) {
        algorithms.push_back({{"id", algorithm.id},
                              {"title", algorithm.title},
                              {"summary", algorithm.summary},
                              {"episodes", algorithm.episodes},
                              {"without_metrics", algorithm.withoutMetrics},
                              {"parameters", describe(algorithm.parameters)}});
    }
    Json metrics = Json::array();
    for (const MetricSpec &metric : descriptor.metrics) {
        metrics.push_back(
            {{"name", metric.name}, {"label", metric.label}, {"unit", metric.unit}, {"hint", metric.hint}});
    }
    return Json{
        {"id", descriptor.id},           {"version", descriptor.version},       {"title", descriptor.title},
        {"summary", descriptor.summary}, {"algorithms", std::move(algorithms)}, {"metrics", std::move(metrics)}};
}

}  // namespace

namespace
{

bool sameText(const ParameterSpec &a, const ParameterSpec &b)
{
    return a.group == b.group && a.defaultValue == b.defaultValue && rangeOf(a) == rangeOf(b) && a.hint == b.hint;
}

/// Whether every algorithm has it, with the same default.
bool isCommon(const ParameterSpec &spec, const StudyDescriptor &descriptor)
{
    return std::all_of(descriptor.algorithms.begin(), descriptor.algorithms.end(), [&](const AlgorithmSpec &algorithm) {
        const ParameterSpec *other = algorithm.parameters.find(spec.name);
        return other != nullptr && sameText(spec, *other);
    });
}

/// Settings of one algorithm: those that all have, or those that make it differ.
std::string parameterTable(const AlgorithmSpec &algorithm, const StudyDescriptor &descriptor, bool common)
{
    std::string text;
    std::string group;
    for (const ParameterSpec &spec : algorithm.parameters.specs()) {
        if (isCommon(spec, descriptor) != common) {
            continue;
        }
        if (spec.group != group) {
            group = spec.group;
            text += fmt::format("  {}\n", group);
        }
        text += fmt::format("    {:<20} {:<12} {}\n", spec.name, textOf(spec.defaultValue), rangeOf(spec));
        text += fmt::format("        {}\n", spec.hint);
    }
    return text;
}

std::string parameterTables(const StudyDescriptor &descriptor)
{
    // Of one algorithm: everything in one table.
    const bool several = descriptor.algorithms.size() > 1;
    std::string text;
    if (several) {
        text = fmt::format("\nSettings of {} (--set NAME=VALUE):\n{}", descriptor.id,
                           parameterTable(descriptor.defaultAlgorithm(), descriptor, true));
    }
    for (const AlgorithmSpec &algorithm : descriptor.algorithms) {
        text += fmt::format("\n{} --algorithm {}{}: {}, {} episodes\n{}\n{}", descriptor.id, algorithm.id,
                            several && &algorithm == &descriptor.defaultAlgorithm() ? " (the default)" : "",
                            algorithm.title, algorithm.episodes, algorithm.summary,
                            parameterTable(algorithm, descriptor, !several));
    }
    return text;
}

}  // namespace

std::string algorithmList(const StudyRegistry &registry)
{
    std::string text;
    for (const StudyEntry &entry : registry.entries()) {
        const StudyDescriptor &descriptor = *entry.descriptor;
        text += fmt::format("\nAgents of {} (--algorithm NAME):\n", descriptor.id);
        for (const AlgorithmSpec &algorithm : descriptor.algorithms) {
            text += fmt::format("  {:<15} {}{}, {} episodes\n      {}\n", algorithm.id, algorithm.title,
                                &algorithm == &descriptor.defaultAlgorithm() ? " (the default)" : "",
                                algorithm.episodes, algorithm.summary);
        }
    }
    return text + "\nAn agent's settings (--set NAME=VALUE): tonewright-cli studies --algorithm NAME\n";
}

ExitStatus listStudies(const Environment &environment, const StudiesOptions &options)
{
    Console console(environment.volume);
    std::vector<StudyDescriptor> shown;
    std::string known;
    for (const StudyEntry &entry : environment.registry.entries()) {
        StudyDescriptor descriptor = *entry.descriptor;
        for (const AlgorithmSpec &algorithm : descriptor.algorithms) {
            known += (known.empty() ? "" : ", ") + algorithm.id;
        }
        if (!options.algorithm.empty()) {
            std::erase_if(descriptor.algorithms, [&](const auto &other) { return other.id != options.algorithm; });
        }
        if (!descriptor.algorithms.empty()) {
            shown.push_back(std::move(descriptor));
        }
    }
    if (shown.empty()) {
        console.error({ErrorCode::InvalidArgument,
                       fmt::format("{} can't be used. Known: {}.", options.algorithm, known), "--algorithm"});
        return kUsage;
    }
    if (environment.json) {
        Json list = Json::array();
        for (const StudyDescriptor &descriptor : shown) {
            list.push_back(describe(descriptor));
        }
        console.result(list.dump(2));
        return kDone;
    }
    for (const StudyDescriptor &descriptor : shown) {
        console.result(fmt::format("{}: {}\n  {}", descriptor.id, descriptor.title, descriptor.summary));
        for (const MetricSpec &metric : descriptor.metrics) {
            console.result(fmt::format("  reports {:<18} {}", metric.name, metric.hint));
        }
        console.result(parameterTables(descriptor));
    }
    return kDone;
}

}  // namespace tonewright::cli
