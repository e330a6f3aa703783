#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace tonewright
{

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

enum class ParameterType { Bool, Integer, Real, Choice };

/// One setting of a study: enough to draw a control, parse an option, check a file and print a table row.
struct ParameterSpec {
    std::string name;   ///< "learning_rate": option name and JSON key
    std::string label;  ///< "Learning rate"
    std::string unit;   ///< "s", "dB", "" …
    std::string group;  ///< heading in the form: "Training", "Exploration" …
    std::string hint;   ///< what it does and when to change it
    ParameterType type = ParameterType::Real;
    ParameterValue defaultValue;
    double minimum = 0;                ///< inclusive; Integer and Real
    double maximum = 1;                ///< inclusive; Integer and Real
    bool logarithmic = false;          ///< the control moves in factors
    std::vector<std::string> choices;  ///< Choice
    bool liveEditable = false;         ///< may change while a run goes on
};

/// Values by name: complete and checked once they come out of a ParameterSchema.
class ParameterSet
{
public:
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] double real(std::string_view name) const;
    [[nodiscard]] const std::string &choice(std::string_view name) const;
    [[nodiscard]] bool contains(std::string_view name) const { return m_values.find(name) != m_values.end(); }
    [[nodiscard]] const ParameterValue &at(std::string_view name) const;  ///< throws std::out_of_range: a defect
    void set(std::string name, ParameterValue value) { m_values[std::move(name)] = std::move(value); }
    [[nodiscard]] Json toJson() const;

    bool operator==(const ParameterSet &) const = default;

private:
    std::map<std::string, ParameterValue, std::less<>> m_values;
};

/// The settings of a study, in the order a form shows them.
class ParameterSchema
{
public:
    ParameterSchema() = default;
    explicit ParameterSchema(std::vector<ParameterSpec> specs) : m_specs(std::move(specs)) {}

    [[nodiscard]] const std::vector<ParameterSpec> &specs() const { return m_specs; }
    [[nodiscard]] const ParameterSpec *find(std::string_view name) const;
    [[nodiscard]] ParameterSet defaults() const;

    /// Checks one value: type (an integer is accepted for a Real), range, choice.
    [[nodiscard]] Result<ParameterValue> check(std::string_view name, const ParameterValue &value) const;
    /// Parses "name=value" texts (the command line's --set) over the defaults. Unknown names are answered with the
    /// nearest known one, values out of range with the range.
    [[nodiscard]] Result<ParameterSet> parse(const std::vector<std::string> &assignments) const;
    [[nodiscard]] Result<ParameterSet> parse(const std::vector<std::string> &assignments, ParameterSet base) const;
    /// From a JSON object; missing names take their default, unknown ones are errors.
    [[nodiscard]] Result<ParameterSet> fromJson(const Json &object) const;

private:
    std::vector<ParameterSpec> m_specs;
};

}  // namespace tonewright
