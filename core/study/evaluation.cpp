#include "core/study/evaluation.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>

#include "core/base/csv.h"

namespace tonewright
{
namespace
{

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// JSON has no NaN: what wasn't measured is null.
Json numberOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json toJson(const Spread &spread)
{
    return {{"mean", numberOrNull(spread.mean)},
            {"standard_deviation", numberOrNull(spread.standardDeviation)},
            {"minimum", numberOrNull(spread.minimum)}};
}

/// A genre of which means and spread are told: of rewards, not of every term.
bool isReward(const std::string &name)
{
    return name == "reward" || name == "regret" || name.ends_with("_reward");
}

}  // namespace

double EvaluationItem::score(std::string_view name) const
{
    for (const auto &[own, value] : scores)
        if (own == name)
            return value;
    return kNotMeasured;
}

std::vector<std::string> Evaluation::scoreNames() const
{
    std::vector<std::string> names;
    for (const EvaluationItem &item : items)
        for (const auto &[name, value] : item.scores)
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    return names;
}

std::vector<std::string> Evaluation::genres() const
{
    std::set<std::string> names;
    for (const EvaluationItem &item : items)
        names.insert(item.genre);
    return {names.begin(), names.end()};
}

Spread Evaluation::spread(std::string_view score, const std::optional<std::string> &genre) const
{
    Spread spread;
    double sum = 0.0;
    std::vector<double> values;
    for (const EvaluationItem &item : items) {
        const double value = item.score(score);
        if ((genre && item.genre != *genre) || std::isnan(value))
            continue;
        values.push_back(value);
        sum += value;
    }
    spread.count = static_cast<int>(values.size());
    if (values.empty())
        return {0, kNotMeasured, kNotMeasured, kNotMeasured};
    spread.mean = sum / spread.count;
    spread.minimum = *std::min_element(values.begin(), values.end());
    double squares = 0.0;
    for (const double value : values)
        squares += (value - spread.mean) * (value - spread.mean);
    spread.standardDeviation = spread.count > 1 ? std::sqrt(squares / (spread.count - 1)) : kNotMeasured;
    return spread;
}

std::vector<std::size_t> Evaluation::worst(std::size_t count) const
{
    const auto badness = [this](std::size_t i) {
        const double regret = items[i].score("regret"), reward = items[i].score("reward");
        return std::isnan(regret) ? -reward : regret;
    };
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (!std::isnan(badness(i)))
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&badness](std::size_t a, std::size_t b) { return badness(a) > badness(b); });
    order.resize(std::min(count, order.size()));
    return order;
}

void Evaluation::addMeans()
{
    means.clear();
    for (const std::string &name : scoreNames()) {
        const Spread all = spread(name);
        const std::string prefix = name == "reward" ? "greedy_reward" : name;
        means.emplace_back(prefix + "_mean", all.mean);
        if (name == "reward")
            means.emplace_back(prefix + "_minimum", all.minimum);
    }
    const Spread oracle = spread("oracle_reward");
    if (oracle.count == 0)
        return;
    const auto share = [&oracle](double mean) { return oracle.mean > 0.0 ? mean / oracle.mean : kNotMeasured; };
    means.emplace_back("share_of_oracle", share(spread("reward").mean));
    if (const Spread refined = spread("refined_reward"); refined.count > 0)
        means.emplace_back("refined_share_of_oracle", share(refined.mean));
}

Json Evaluation::toJson() const
{
    Json json = Json::object();
    for (const auto &[name, value] : means)
        json[name] = numberOrNull(value);
    Json &groups = json["genres"] = Json::object();
    for (const std::string &genre : genres()) {
        Json &group = groups[genre] = Json::object();
        group["count"] = std::count_if(items.begin(), items.end(),
                                       [&genre](const EvaluationItem &item) { return item.genre == genre; });
        for (const std::string &name : scoreNames())
            if (isReward(name))
                group[name] = tonewright::toJson(spread(name, genre));
    }
    Json &lowest = json["worst"] = Json::array();
    for (const std::size_t i : worst())
        lowest.push_back(items[i].key);
    Json &list = json["items"] = Json::array();
    for (const EvaluationItem &item : items) {
        Json row{{"key", item.key}, {"genre", item.genre}, {"held_out", item.heldOut}};
        if (!item.track.empty())
            row["track"] = item.track;
        if (item.sampleRate > 0)
            row["sample_rate"] = item.sampleRate;
        for (const auto &[name, value] : item.scores)
            row[name] = numberOrNull(value);
        for (const EvaluationDecision &decision : item.decisions)
            row[decision.who + "_parameters"] = Json::parse(decision.action, nullptr, false);
        list.push_back(std::move(row));
    }
    return json;
}

std::string Evaluation::toCsv() const
{
    const auto names = scoreNames();
    std::string csv = "key,genre,held_out,track,sample_rate";
    for (const std::string &name : names)
        csv += "," + csvField(name);
    csv += "\n";
    for (const EvaluationItem &item : items) {
        csv += fmt::format("{},{},{},{},{}", csvField(item.key), csvField(item.genre), item.heldOut ? 1 : 0,
                           csvField(item.track.empty() ? item.key : item.track),
                           item.sampleRate > 0 ? std::to_string(item.sampleRate) : std::string());
        for (const std::string &name : names) {
            const double value = item.score(name);
            csv += std::isfinite(value) ? fmt::format(",{:.9g}", value) : std::string(",");
        }
        csv += "\n";
    }
    return csv;
}

}  // namespace tonewright
