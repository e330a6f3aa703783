#include "core/study/parameter_schema.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace tonewright
{

namespace
{

constexpr double kLargestExactInteger = 9007199254740992.0;  // 2^53
constexpr std::size_t kLargestSlip = 2;                      ///< letters

/// Levenshtein distance: how many letters must be added, dropped or changed.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({change, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

tl::unexpected<Error> unknownName(std::string_view name, const std::vector<ParameterSpec> &specs)
{
    const auto nearest = std::min_element(specs.begin(), specs.end(), [&](const auto &a, const auto &b) {
        return editDistance(name, a.name) < editDistance(name, b.name);
    });
    std::string message = "there is no such parameter.";
    // Further away it isn't a slip of the finger: naming any setting would mislead.
    const std::size_t allowed = std::min(kLargestSlip, name.size() / 2);
    if (nearest != specs.end() && editDistance(name, nearest->name) <= allowed) {
        message += fmt::format(" Did you mean {}?", nearest->name);
    }
    return fail(ErrorCode::InvalidArgument, std::move(message), std::string(name));
}

std::string rangeOf(const ParameterSpec &spec)
{
    const std::string unit = spec.unit.empty() ? "" : " " + spec.unit;
    switch (spec.type) {
    case ParameterType::Bool:
        return "true or false";
    case ParameterType::Integer:
        return fmt::format("a whole number from {:.0f} to {:.0f}{}", spec.minimum, spec.maximum, unit);
    case ParameterType::Real:
        return fmt::format("a number from {:g} to {:g}{}", spec.minimum, spec.maximum, unit);
    case ParameterType::Choice:
        break;
    }
    return fmt::format("one of {}", fmt::join(spec.choices, ", "));
}

tl::unexpected<Error> unusable(const ParameterSpec &spec, const std::string &given)
{
    return fail(ErrorCode::InvalidArgument, fmt::format("{} can't be used. Give {}.", given, rangeOf(spec)), spec.name);
}

std::string textOf(const ParameterValue &value)
{
    return std::visit(
        [](const auto &v) -> std::string {
            using T = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<T, std::string>) {
                return '"' + v + '"';
            } else {
                return fmt::format("{}", v);
            }
        },
        value);
}

/// The value as the schema's own type, if it can be without loss.
std::optional<ParameterValue> convert(const ParameterSpec &spec, const ParameterValue &value)
{
    const auto *integer = std::get_if<std::int64_t>(&value);
    const auto *real = std::get_if<double>(&value);
    switch (spec.type) {
    case ParameterType::Bool:
        return std::holds_alternative<bool>(value) ? std::optional(value) : std::nullopt;
    case ParameterType::Integer:
        if (real != nullptr && std::trunc(*real) == *real && std::fabs(*real) <= kLargestExactInteger) {
            return ParameterValue(static_cast<std::int64_t>(*real));
        }
        return integer != nullptr ? std::optional(value) : std::nullopt;
    case ParameterType::Real:
        if (integer != nullptr) {
            return ParameterValue(static_cast<double>(*integer));
        }
        return real != nullptr ? std::optional(value) : std::nullopt;
    case ParameterType::Choice:
        break;
    }
    return std::holds_alternative<std::string>(value) ? std::optional(value) : std::nullopt;
}

bool inRange(const ParameterSpec &spec, const ParameterValue &value)
{
    switch (spec.type) {
    case ParameterType::Bool:
        return true;
    case ParameterType::Integer: {
        const auto number = static_cast<double>(std::get<std::int64_t>(value));
        return number >= spec.minimum && number <= spec.maximum;
    }
    case ParameterType::Real: {
        const double number = std::get<double>(value);  // NaN fails both comparisons
        return number >= spec.minimum && number <= spec.maximum;
    }
    case ParameterType::Choice:
        break;
    }
    return std::find(spec.choices.begin(), spec.choices.end(), std::get<std::string>(value)) != spec.choices.end();
}

template <class Number>
std::optional<Number> parseNumber(std::string_view text)
{
    Number number{};
    const char *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

std::optional<ParameterValue> parseText(const ParameterSpec &spec, std::string_view text)
{
    switch (spec.type) {
    case ParameterType::Bool:
        if (text == "true" || text == "yes" || text == "on" || text == "1") {
            return ParameterValue(true);
        }
        if (text == "false" || text == "no" || text == "off" || text == "0") {
            return ParameterValue(false);
        }
        return std::nullopt;
    case ParameterType::Integer:
        if (const auto integer = parseNumber<std::int64_t>(text)) {
            return ParameterValue(*integer);
        }
        [[fallthrough]];
    case ParameterType::Real:
        if (const auto real = parseNumber<double>(text)) {
            return ParameterValue(*real);
        }
        return std::nullopt;
    case ParameterType::Choice:
        break;
    }
    return ParameterValue(std::string(text));
}

std::optional<ParameterValue> fromJsonValue(const Json &json)
{
    if (json.is_boolean()) {
        return ParameterValue(json.get<bool>());
    }
    if (json.is_number_unsigned() &&
        json.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return ParameterValue(json.get<double>());
    }
    if (json.is_number_integer()) {
        return ParameterValue(json.get<std::int64_t>());
    }
    if (json.is_number()) {
        return ParameterValue(json.get<double>());
    }
    if (json.is_string()) {
        return ParameterValue(json.get<std::string>());
    }
    return std::nullopt;
}

}  // namespace

bool ParameterSet::flag(std::string_view name) const
{
    return std::get<bool>(at(name));
}

std::int64_t ParameterSet::integer(std::string_view name) const
{
    return std::get<std::int64_t>(at(name));
}

double ParameterSet::real(std::string_view name) const
{
    return std::get<double>(at(name));
}

const std::string &ParameterSet::choice(std::string_view name) const
{
    return std::get<std::string>(at(name));
}

const ParameterValue &ParameterSet::at(std::string_view name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end()) {
        throw std::out_of_range("parameter " + std::string(name) + " is not in this set");
    }
    return found->second;
}

Json ParameterSet::toJson() const
{
    Json object = Json::object();
    for (const auto &[name, value] : m_values) {
        std::visit([&, key = &name](const auto &v) { object[*key] = v; }, value);
    }
    return object;
}

const ParameterSpec *ParameterSchema::find(std::string_view name) const
{
    const auto found =
        std::find_if(m_specs.begin(), m_specs.end(), [&](const ParameterSpec &spec) { return spec.name == name; });
    return found == m_specs.end() ? nullptr : &*found;
}

ParameterSet ParameterSchema::defaults() const
{
    ParameterSet set;
    for (const ParameterSpec &spec : m_specs) {
        const auto value = convert(spec, spec.defaultValue);
        if (!value) {
            throw std::logic_error("the default of parameter " + spec.name + " has the wrong type");
        }
        set.set(spec.name, *value);
    }
    return set;
}

Result<ParameterValue> ParameterSchema::check(std::string_view name, const ParameterValue &value) const
{
    const ParameterSpec *spec = find(name);
    if (spec == nullptr) {
        return unknownName(name, m_specs);
    }
    const auto converted = convert(*spec, value);
    if (!converted || !inRange(*spec, *converted)) {
        return unusable(*spec, textOf(value));
    }
    return *converted;
}

Result<ParameterSet> ParameterSchema::parse(const std::vector<std::string> &assignments) const
{
    return parse(assignments, defaults());
}

Result<ParameterSet> ParameterSchema::parse(const std::vector<std::string> &assignments, ParameterSet base) const
{
    for (const std::string &assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        const std::string_view name = std::string_view(assignment).substr(0, equals);
        const ParameterSpec *spec = find(name);
        if (equals == std::string::npos) {
            return fail(ErrorCode::InvalidArgument,
                        spec == nullptr ? "isn't a setting. Write NAME=VALUE."
                                        : fmt::format("has no value. Write {}=VALUE.", name),
                        std::string(name));
        }
        if (spec == nullptr) {
            return unknownName(name, m_specs);
        }
        const std::string text = assignment.substr(equals + 1);
        const auto parsed = parseText(*spec, text);
        if (!parsed) {
            return unusable(*spec, '"' + text + '"');
        }
        const auto checked = check(name, *parsed);
        if (!checked) {
            return fail(checked.error());
        }
        base.set(spec->name, *checked);
    }
    return base;
}

Result<ParameterSet> ParameterSchema::fromJson(const Json &object) const
{
    if (!object.is_object()) {
        return fail(ErrorCode::BadData, "must be a JSON object of names and values.", "parameters");
    }
    ParameterSet set = defaults();
    for (const auto &[name, json] : object.items()) {
        const ParameterSpec *spec = find(name);
        if (spec == nullptr) {
            return unknownName(name, m_specs);
        }
        const auto value = fromJsonValue(json);
        if (!value) {
            return unusable(*spec, json.dump(-1, ' ', false, Json::error_handler_t::replace));
        }
        const auto checked = check(name, *value);
        if (!checked) {
            return fail(checked.error());
        }
        set.set(name, *checked);
    }
    return set;
}

}  // namespace tonewright
