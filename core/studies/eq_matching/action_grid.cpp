#include "core/studies/eq_matching/action_grid.h"

#include <algorithm>
#include <cmath>

namespace tonewright::eq_matching
{
namespace
{

constexpr std::size_t kPerBand = 3;  // frequency, gain, Q

}  // namespace

Action among(std::span<const std::uint8_t> allowed, Action action)
{
    std::size_t first = 0;  // choice of the axis, among all
    for (std::size_t i = 0; i < action.size(); ++i) {
        while (action[i] > 0 && allowed[first + action[i]] == 0)
            --action[i];
        first += static_cast<std::size_t>(actionGrid()[i].choices);
    }
    return action;
}

double &parameter(dsp::Equaliser &equaliser, std::size_t index)
{
    auto &band = equaliser.bands[index / kPerBand];
    switch (index % kPerBand) {
    case 0:
        return band.frequencyHz;
    case 1:
        return band.gainDb;
    default:
        return band.q;
    }
}

double parameter(const dsp::Equaliser &equaliser, std::size_t index)
{
    dsp::Equaliser copy = equaliser;
    return parameter(copy, index);
}

double GridAxis::position(int index) const
{
    if (!logarithmic)
        return static_cast<double>(index) / (choices - 1);
    return std::log(value(index) / first) / std::log(value(choices - 1) / first);
}

std::uint16_t GridAxis::nearestToPosition(double position) const
{
    const double target = valueAt(std::clamp(position, 0.0, 1.0));
    return static_cast<std::uint16_t>(
        std::clamp(static_cast<int>(std::lround((target - first) / step)), 0, choices - 1));
}

double GridAxis::positionOf(double v) const
{
    const double last = value(choices - 1);
    return logarithmic ? std::log(v / first) / std::log(last / first) : (v - first) / (last - first);
}

double GridAxis::valueAt(double position) const
{
    const double last = value(choices - 1);
    return logarithmic ? first * std::pow(last / first, position) : first + (last - first) * position;
}

const std::array<GridAxis, kParameters> &actionGrid()
{
    static const std::array<GridAxis, kParameters> grid{{
        {"low_shelf_freq", "Hz", 20, 20, 30, true},
        {"low_shelf_gain", "dB", -24, 0.5, 97, false},
        {"low_shelf_q", "", 0.1, 0.1, 20, true},
        {"peak_low_freq", "Hz", 600, 100, 55, true},
        {"peak_low_gain", "dB", -24, 0.5, 97, false},
        {"peak_low_q", "", 0.1, 0.1, 320, true},
        {"peak_high_freq", "Hz", 6000, 200, 31, true},
        {"peak_high_gain", "dB", -24, 0.5, 97, false},
        {"peak_high_q", "", 0.1, 0.1, 320, true},
        {"high_shelf_freq", "Hz", 12000, 500, 17, true},
        {"high_shelf_gain", "dB", -24, 0.5, 97, false},
        {"high_shelf_q", "", 0.1, 0.1, 20, true},
    }};
    return grid;
}

std::vector<std::uint8_t> effectiveChoices(int sampleRate)
{
    std::vector<std::uint8_t> mask;
    for (std::size_t i = 0; i < kParameters; ++i) {
        const GridAxis &axis = actionGrid()[i];
        double before = 0.0;
        for (int choice = 0; choice < axis.choices; ++choice) {
            dsp::Equaliser equaliser;
            parameter(equaliser, i) = axis.value(choice);
            auto &band = equaliser.bands[i / kPerBand];
            band = dsp::limited(band, sampleRate);
            const double limited = parameter(equaliser, i);
            mask.push_back(choice == 0 || limited != before);
            before = limited;
        }
    }
    return mask;
}

dsp::Equaliser toEqualiser(const Action &action, dsp::FilterMode mode)
{
    dsp::Equaliser equaliser;
    equaliser.mode = mode;
    for (std::size_t i = 0; i < kParameters; ++i)
        parameter(equaliser, i) = actionGrid()[i].value(action[i]);
    return equaliser;
}

std::array<double, kParameters> parametersOf(const dsp::Equaliser &equaliser)
{
    dsp::Equaliser copy = equaliser;
    std::array<double, kParameters> parameters{};
    for (int i = 0; i < kParameters; ++i)
        parameters[static_cast<std::size_t>(i)] = parameter(copy, i);
    return parameters;
}

dsp::Equaliser toEqualiser(const std::array<double, kParameters> &parameters, dsp::FilterMode mode)
{
    dsp::Equaliser equaliser;
    equaliser.mode = mode;
    for (int i = 0; i < kParameters; ++i)
        parameter(equaliser, i) = parameters[static_cast<std::size_t>(i)];
    return equaliser;
}

Action randomAction(Rng &rng)
{
    Action action{};
    for (std::size_t i = 0; i < action.size(); ++i)
        action[i] = actionGrid()[i].nearestToPosition(rng.uniform());
    return action;
}

Action explore(const Action &greedy, const Exploration &how, Rng &rng, std::span<const std::uint8_t> allowed)
{
    Action action = greedy;
    for (std::size_t i = 0; i < action.size(); ++i) {
        const GridAxis &axis = actionGrid()[i];
        if (rng.chance(how.epsilon))
            action[i] = axis.nearestToPosition(rng.uniform());
        else if (rng.chance(how.nudge))
            action[i] = axis.nearestToPosition(axis.position(greedy[i]) + how.nudgeWidth * rng.normal());
    }
    return allowed.empty() ? action : among(allowed, action);
}

Result<dsp::Equaliser> equaliserFromJson(const Json &object, dsp::FilterMode mode)
{
    if (!object.is_object())
        return fail(ErrorCode::InvalidArgument, "the action must be a JSON object with the twelve parameters");
    dsp::Equaliser equaliser;
    equaliser.mode = mode;
    for (const auto &[name, value] : object.items()) {
        if (std::none_of(actionGrid().begin(), actionGrid().end(),
                         [&name = name](const GridAxis &axis) { return axis.name == name; }))
            return fail(ErrorCode::InvalidArgument, "there is no equaliser parameter of this name", name);
    }
    for (std::size_t i = 0; i < kParameters; ++i) {
        const std::string name(actionGrid()[i].name);
        const auto found = object.find(name);
        if (found == object.end())
            return fail(ErrorCode::InvalidArgument, "this equaliser parameter is missing", name);
        if (!found->is_number() || !std::isfinite(found->get<double>()))
            return fail(ErrorCode::InvalidArgument, "this equaliser parameter must be a number", name);
        const double number = found->get<double>();
        if (i % kPerBand != 1 && number <= 0.0)
            return fail(ErrorCode::InvalidArgument, "this equaliser parameter must be above 0", name);
        if (i % kPerBand == 1 && std::fabs(number) > 60.0)
            return fail(ErrorCode::InvalidArgument, "this gain must lie within -60 and 60 dB", name);
        parameter(equaliser, i) = number;
    }
    return equaliser;
}

Json toJson(const dsp::Equaliser &equaliser)
{
    Json object = Json::object();
    for (std::size_t i = 0; i < kParameters; ++i)
        object[std::string(actionGrid()[i].name)] = parameter(equaliser, i);
    return object;
}

}  // namespace tonewright::eq_matching
