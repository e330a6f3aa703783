#include "app/cli/evaluation_plots.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "app/cli/html_text.h"

namespace tonewright::cli
{

namespace
{

constexpr double kRowHeight = 30.0;
constexpr double kLabelWidth = 100.0;
constexpr double kBarsWidth = 440.0;
constexpr double kNumberWidth = 100.0;
constexpr double kAxisHeight = 28.0;

/// From values to pixels, linear.
struct Scale {
    double low = 0, high = 1, from = 0, to = 1;
    [[nodiscard]] double operator()(double value) const
    {
        return from + (std::clamp(value, low, high) - low) / (high - low) * (to - from);
    }
};

/// The range of rewards that is shown: 0 … 1, further down in quarters where something lies there.
double lowestShown(const Evaluation &evaluation)
{
    double lowest = 0.0;
    for (const EvaluationItem &item : evaluation.items) {
        for (const char *name : {"reward", "oracle_reward"}) {
            if (const double value = item.score(name); !std::isnan(value)) {
                lowest = std::min(lowest, value);
            }
        }
    }
    return std::max(-1.0, std::floor(lowest * 4.0) / 4.0);
}

std::string line(double x1, double y1, double x2, double y2, const char *style)
{
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>", x1, y1, x2, y2,
                       style);
}

std::string label(double x, double y, const char *anchor, const std::string &text, const char *style = "label")
{
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", x, y, anchor, style,
                       escaped(text));
}

std::string opening(double width, double height, const std::string &what)
{
    return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">", width, height,
                       escaped(what));
}

/// Ticks in quarters, for both axes of rewards.
std::vector<double> rewardTicks(double low)
{
    std::vector<double> ticks;
    for (int i = static_cast<int>(std::lround(low * 4.0)); i <= 4; ++i) {
        ticks.push_back(i / 4.0);
    }
    return ticks;
}

std::string genreRow(const Evaluation &evaluation, const std::string &genre, double top, const Scale &x)
{
    const Spread agent = evaluation.spread("reward", genre);
    const Spread oracle = evaluation.spread("oracle_reward", genre);
    const double middle = top + kRowHeight / 2.0;
    const std::string name = genre.empty() ? "all" : genre;
    std::string row = label(kLabelWidth - 10.0, middle + 4.5, "end", name);
    if (agent.count == 0) {
        return row;
    }
    const double zero = x(0.0), end = x(agent.mean);
    row += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\" class=\"bar\"><title>{}</title>"
                       "</rect>",
                       std::min(zero, end), middle - 7.0, std::fabs(end - zero),
                       escaped(fmt::format("{}: {} items, mean {}, lowest {}", name, agent.count,
                                           formatScore(agent.mean), formatScore(agent.minimum))));
    if (!std::isnan(agent.standardDeviation)) {
        const double low = x(agent.mean - agent.standardDeviation), high = x(agent.mean + agent.standardDeviation);
        row += line(low, middle, high, middle, "whisker") + line(low, middle - 4, low, middle + 4, "whisker") +
               line(high, middle - 4, high, middle + 4, "whisker");
        row += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" class=\"lowest\"/>", x(agent.minimum), middle);
    }
    std::string numbers = formatScore(agent.mean);
    if (oracle.count > 0) {
        row += line(x(oracle.mean), middle - 11.0, x(oracle.mean), middle + 11.0, "oracle");
        numbers += " of " + formatScore(oracle.mean);
    }
    return row + label(kLabelWidth + kBarsWidth + kNumberWidth, middle + 4.5, "end", numbers, "number");
}

std::string responsePath(const Curve &curve, const Scale &x, const Scale &y)
{
    std::string path;
    for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
        path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x(std::log10(curve.x[i])), y(curve.y[i]));
    }
    return path;
}

}  // namespace

std::string genreBars(const Evaluation &evaluation)
{
    const auto genres = evaluation.genres();
    const double height = kAxisHeight + kRowHeight * static_cast<double>(genres.size());
    const double low = lowestShown(evaluation);
    const Scale x{low, 1.0, kLabelWidth, kLabelWidth + kBarsWidth};
    std::string svg = opening(kLabelWidth + kBarsWidth + kNumberWidth, height,
                              "The agent's mean reward in every genre, with spread and the oracle's mean");
    for (const double tick : rewardTicks(low)) {
        svg += line(x(tick), 0.0, x(tick), height - kAxisHeight, tick == 0.0 ? "zero" : "grid") +
               label(x(tick), height - 9.0, "middle", formatScore(tick), "tick");
    }
    for (std::size_t i = 0; i < genres.size(); ++i) {
        svg += genreRow(evaluation, genres[i], kRowHeight * static_cast<double>(i), x);
    }
    return svg + "</svg>";
}

std::string agentAgainstOracle(const Evaluation &evaluation)
{
    constexpr double kSize = 460.0, kLeft = 56.0, kBottom = 48.0, kMargin = 20.0;
    if (evaluation.spread("oracle_reward").count == 0) {
        return {};
    }
    const double low = lowestShown(evaluation);
    const Scale x{low, 1.0, kLeft, kSize - kMargin};
    const Scale y{low, 1.0, kSize - kBottom, kMargin};
    std::string svg = opening(kSize, kSize, "The agent's reward against the oracle's, one point an item");
    for (const double tick : rewardTicks(low)) {
        const char *style = tick == 0.0 ? "zero" : "grid";
        svg += line(x(tick), y(low), x(tick), y(1.0), style) + line(x(low), y(tick), x(1.0), y(tick), style) +
               label(x(tick), kSize - kBottom + 18.0, "middle", formatScore(tick), "tick") +
               label(kLeft - 8.0, y(tick) + 4.0, "end", formatScore(tick), "tick");
    }
    svg += line(x(low), y(low), x(1.0), y(1.0), "diagonal");
    svg += label((x(low) + x(1.0)) / 2.0, kSize - 6.0, "middle", "the best that the search found");
    svg +=
        fmt::format("<text transform=\"translate(13 {:.1f}) rotate(-90)\" text-anchor=\"middle\" class=\"label\">the "
                    "agent</text>",
                    (y(low) + y(1.0)) / 2.0);
    for (std::size_t i = 0; i < evaluation.items.size(); ++i) {
        const EvaluationItem &item = evaluation.items[i];
        const double agent = item.score("reward"), oracle = item.score("oracle_reward");
        if (std::isnan(agent) || std::isnan(oracle)) {
            continue;
        }
        const std::string what =
            fmt::format("{}: agent {}, oracle {}", item.key, formatScore(agent), formatScore(oracle));
        svg += fmt::format("<a href=\"#item-{}\" aria-label=\"{}\"><circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" "
                           "class=\"point\"><title>{}</title></circle></a>",
                           i, escaped(what), x(oracle), y(agent), escaped(what));
    }
    return svg + "</svg>";
}

std::string decisionCurves(const EvaluationItem &item)
{
    constexpr double kWidth = 640.0, kHeight = 240.0, kLeft = 52.0, kBottom = 30.0, kMargin = 10.0;
    double largest = 0.0;
    for (const EvaluationDecision &decision : item.decisions) {
        for (const double gain : decision.curve.y) {
            largest = std::max(largest, std::fabs(gain));
        }
    }
    const bool any = std::any_of(item.decisions.begin(), item.decisions.end(),
                                 [](const EvaluationDecision &d) { return d.curve.x.size() > 1; });
    if (!any) {
        return {};
    }
    const double step = largest > 24.0 ? 12.0 : 6.0;
    const double range = std::clamp(std::ceil(largest / step) * step, step, 60.0);
    const Scale x{std::log10(20.0), std::log10(20000.0), kLeft, kWidth - kMargin};
    const Scale y{-range, range, kHeight - kBottom, kMargin};
    std::string svg = opening(kWidth, kHeight, "What the equalisers do at each frequency, in dB");
    for (const double hertz : {20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0, 20000.0}) {
        const char *anchor = hertz == 20.0 ? "start" : hertz == 20000.0 ? "end" : "middle";
        svg += line(x(std::log10(hertz)), y(-range), x(std::log10(hertz)), y(range), "grid") +
               label(x(std::log10(hertz)), kHeight - 10.0, anchor, formatHertz(hertz) + (hertz == 20000.0 ? " Hz" : ""),
                     "tick");
    }
    for (double gain = -range; gain <= range; gain += step) {
        const std::string text = (gain > 0.0 ? "+" : "") + formatScore(gain, 0) + (gain == range ? " dB" : "");
        svg += line(x.from, y(gain), x.to, y(gain), gain == 0.0 ? "zero" : "grid") +
               label(kLeft - 8.0, y(gain) + 4.0, "end", text, "tick");
    }
    for (const EvaluationDecision &decision : item.decisions) {
        svg += fmt::format("<path d=\"{}\" class=\"curve {}\"><title>{}</title></path>",
                           responsePath(decision.curve, x, y), decision.who == "oracle" ? "dashed" : "solid",
                           escaped(decision.who));
    }
    return svg + "</svg>";
}

}  // namespace tonewright::cli
