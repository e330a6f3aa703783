#include "app/cli/evaluation_page.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "app/cli/evaluation_plots.h"
#include "app/cli/evaluation_words.h"
#include "app/cli/html_text.h"
#include "core/audio/audio_file.h"
#include "core/base/atomic_file.h"

namespace tonewright::cli
{

namespace
{

// The inks of the window (widgets/style), light and dark.
constexpr const char *kStyle = R"(
:root{color-scheme:light dark;--text:#1b1f24;--muted:#56606b;--surface:#fff;--line:#d3d7dc;--grid:#e7e9ec;--raw:#8f6000;
--processed:#007a59;--reference:#0072b2;--bar:#009e73;--accent:#3d4f63}
@media(prefers-color-scheme:dark){:root{--text:#e2e6ea;--muted:#a6b0ba;--surface:#15181c;--line:#333941;--grid:#2a2f36;
--raw:#f0b12e;--processed:#3ccba1;--reference:#6bbaea;--bar:#2fbf95;--accent:#a9bbcd}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--surface);max-width:72rem;margin:0 auto;
padding:2rem 1.5rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--line);padding-top:1.5rem}
h3{font-size:1rem;margin:0}h4{font-size:.875rem;margin:0 0 .25rem}
p{max-width:46rem;margin:.5rem 0}.muted{color:var(--muted);font-size:.875rem}
a{color:var(--reference)}a:focus-visible,audio:focus-visible,summary:focus-visible{outline:2px solid var(--accent);
outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem}
.figures{display:flex;gap:1.5rem 3rem;flex-wrap:wrap;margin:1.5rem 0}
.big{font-size:2.6rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.1}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0;width:100%}
th,td{padding:.4rem 1rem .4rem 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400;vertical-align:top}
th:first-child,td:first-child,td.words{text-align:left}thead th{color:var(--muted);font-size:.875rem}
td.term{text-align:left;color:var(--muted);font-size:.875rem;white-space:nowrap;padding-top:.5rem}
tr:target td{background:var(--grid)}
.scroll{overflow-x:auto}
svg{display:block;width:100%;height:auto;font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums}
.bars,.curves{max-width:42rem;overflow-x:auto}.bars svg,.curves svg{min-width:30rem}.scatter{max-width:30rem}
.curves{margin-top:.75rem}
svg .label,svg .number{fill:var(--text)}svg .tick{fill:var(--muted);font-size:12px}
svg .grid{stroke:var(--grid)}svg .zero{stroke:var(--muted)}svg .bar{fill:var(--bar)}
svg .whisker{stroke:var(--text);stroke-width:1.5}svg .lowest{fill:var(--surface);stroke:var(--text);stroke-width:1.5}
svg .oracle{stroke:var(--text);stroke-width:2;stroke-dasharray:4 3}svg .diagonal{stroke:var(--muted);stroke-dasharray:5 4}
svg .point{fill:var(--bar);fill-opacity:.75;stroke:var(--surface)}svg a:focus-visible .point,svg a:hover .point{
fill:var(--text);fill-opacity:1}
svg .curve{fill:none;stroke:var(--processed);stroke-width:2}svg .dashed{stroke-dasharray:7 5;stroke-width:1.75}
.legend{display:flex;gap:.25rem 1.5rem;flex-wrap:wrap}.legend svg{display:inline-block;width:2rem;height:.75rem;margin-right:.4rem}
.item{margin:1.5rem 0 2.5rem}.three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1rem;margin:.75rem 0}
.raw h4{color:var(--raw)}.processed h4{color:var(--processed)}.reference h4{color:var(--reference)}audio{width:100%}
@media(max-width:50rem){.three{grid-template-columns:1fr}.term{display:none}}
@media print{audio{display:none}}
)";

// One sound at a time, and from the same moment on: the three of an item are compared, not played one after the other.
constexpr const char *kScript = R"(
for(const player of document.querySelectorAll('audio'))player.addEventListener('play',()=>{
for(const other of document.querySelectorAll('audio'))if(other!==player&&!other.paused){other.pause();
if(other.closest('.three')===player.closest('.three'))player.currentTime=other.currentTime}});
)";

constexpr std::size_t kWorstShown = 10;

/// Names of an item's files: its number, so that any key will do.
std::string soundFile(std::size_t item, const char *side)
{
    return fmt::format("item-{:04}-{}.flac", item, side);
}

std::string figure(const Evaluation &evaluation, const char *name, const char *words, bool percent)
{
    for (const auto &[own, value] : evaluation.means) {
        if (own != name) {
            continue;
        }
        const std::string number =
            percent && std::isfinite(value) ? fmt::format("{:.0f} %", 100.0 * value) : formatScore(value);
        return fmt::format("<div><div class=\"big\">{}</div><div class=\"muted\">{}</div></div>", number, words);
    }
    return {};
}

std::string headline(const Evaluation &evaluation)
{
    return "<div class=\"figures\">" +
           figure(evaluation, "greedy_reward_mean", "closer to the reference (1 = all the way)", false) +
           figure(evaluation, "refined_reward_mean", "with a few more tries", false) +
           figure(evaluation, "share_of_oracle", "of what can be had at all", true) +
           figure(evaluation, "refined_share_of_oracle", "of it with a few more tries", true) + "</div>";
}

std::string wordRow(const ScoreWords &words, const std::string &number)
{
    return fmt::format("<tr><td>{}</td><td class=\"term\">{}</td><td>{}</td></tr>", escaped(words.sentence),
                       escaped(words.term), number);
}

/// A row for each of `scores` that the evaluation has; nothing where it has none.
std::string meansTable(const Evaluation &evaluation, const std::vector<ScoreWords> &scores, const char *first,
                       const char *last)
{
    std::string rows;
    for (const ScoreWords &words : scores) {
        for (const auto &[name, value] : evaluation.means) {
            if (name != words.name) {
                continue;
            }
            const bool percent = words.name.ends_with("share_of_oracle") && std::isfinite(value);
            rows += wordRow(words, percent ? fmt::format("{:.0f} %", 100.0 * value) : formatScore(value, 3));
        }
    }
    if (rows.empty()) {
        return {};
    }
    return fmt::format("<table><thead><tr><th>{}</th><th class=\"term\"></th><th>{}</th></tr></thead><tbody>{}</tbody>"
                       "</table>",
                       first, last, rows);
}

std::string termsTable(const Evaluation &evaluation)
{
    std::string rows;
    for (const ScoreWords &words : termsWords()) {
        if (const Spread spread = evaluation.spread(words.name); spread.count > 0) {
            rows += wordRow(words, formatScore(spread.mean, 3));
        }
    }
    if (rows.empty()) {
        return {};
    }
    return "<h2>What the score is made of</h2><p>Each line compares before and after: 1 means that nothing is left to "
           "improve, 0 that nothing has changed, less than 0 that it became worse.</p><table><thead><tr><th>The "
           "question</th><th class=\"term\"></th><th>Agent, mean</th></tr></thead><tbody>" +
           rows + "</tbody></table>";
}

std::string plots(const Evaluation &evaluation)
{
    std::string text =
        "<h2>By genre</h2><p>How much closer the agent brings the tracks of each genre. Bar: mean of the "
        "agent's first choices. Line across its end: ± one standard deviation, ring: the lowest track, "
        "where a genre has two or more. Dashed: the mean of what the search found.</p>"
        "<div class=\"bars\">" +
        genreBars(evaluation) + "</div>";
    if (const std::string scatter = agentAgainstOracle(evaluation); !scatter.empty()) {
        text +=
            "<h2>Agent and oracle, track by track</h2><p>On the dashed line the agent is as good as the search; the "
            "further below, the more it leaves undone. Every point leads to its line in the table.</p>"
            "<div class=\"scatter\">" +
            scatter + "</div>";
    }
    return text;
}

std::string itemScores(const EvaluationItem &item)
{
    static constexpr std::pair<const char *, const char *> kShown[] = {{"reward", "agent"},
                                                                       {"refined_reward", "with more tries"},
                                                                       {"oracle_reward", "oracle"},
                                                                       {"inverse_reward", "inverse"},
                                                                       {"regret", "regret"}};
    std::string text;
    for (const auto &[name, words] : kShown) {
        if (const double value = item.score(name); !std::isnan(value)) {
            text += fmt::format("{}{} {}", text.empty() ? "" : " · ", words, formatScore(value));
        }
    }
    return text;
}

std::string itemTerms(const EvaluationItem &item)
{
    std::string text;
    for (const ScoreWords &words : termsWords()) {
        if (const double value = item.score(words.name); !std::isnan(value)) {
            text += fmt::format("{}{} {}", text.empty() ? "" : " · ", words.term, formatScore(value));
        }
    }
    return text;
}

/// Writes the sounds and tells what can be heard.
Result<std::string> listening(const EvaluationItem &item, std::size_t index, const std::filesystem::path &folder)
{
    if (!item.render) {
        return std::string();
    }
    const auto rendering = item.render();
    if (!rendering) {
        return fail(rendering.error());
    }
    const std::tuple<const char *, const char *, const AudioBuffer *> sides[] = {
        {"raw", "Raw", &rendering->raw},
        {"processed", "Processed", &rendering->processed},
        {"reference", "Reference", &rendering->reference}};
    std::string text = "<div class=\"three\">";
    for (const auto &[side, title, audio] : sides) {
        const std::string file = soundFile(index, side);
        if (auto written = writeFlac(folder / file, *audio); !written) {
            return fail(written.error());
        }
        text += fmt::format("<div class=\"{0}\"><h4>{1}</h4><audio controls preload=\"none\" src=\"{2}\" "
                            "aria-label=\"{1}: {3}\"></audio></div>",
                            side, title, file, escaped(item.key));
    }
    return text + "</div>";
}

Result<std::string> worstItems(const Evaluation &evaluation, const std::filesystem::path &folder, RunContext &context)
{
    const auto worst = evaluation.worst(kWorstShown);
    if (worst.empty()) {
        return std::string();
    }
    std::string text =
        "<h2 id=\"worst\">To listen to, the worst first</h2><p>Worst is where the agent leaves most undone. Raw is "
        "what the agent was given, processed is what it made of it, "
        "reference is what it was asked to sound like. Starting one stops the others and goes on from the same moment."
        "</p><p class=\"muted legend\"><span><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\"><path d=\"M0 6H32\" "
        "class=\"curve solid\"/></svg>what the agent chose</span><span><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\">"
        "<path d=\"M0 6H32\" class=\"curve dashed\"/></svg>what the search found</span></p>";
    context.phase("Writing sound");
    for (std::size_t i = 0; i < worst.size(); ++i) {
        if (!context.advance(i, worst.size())) {
            return fail(ErrorCode::Cancelled, "stopped while writing the page");
        }
        const EvaluationItem &item = evaluation.items[worst[i]];
        const auto sounds = listening(item, worst[i], folder);
        if (!sounds) {
            return fail(sounds.error());
        }
        text +=
            fmt::format("<section class=\"item\"><h3>{}</h3><p class=\"muted\">{}</p>{}<div class=\"curves\">{}</div>"
                        "<p class=\"muted\">{}</p></section>",
                        escaped(item.key), itemScores(item), *sounds, decisionCurves(item), itemTerms(item));
    }
    return text;
}

std::string itemsTable(const Evaluation &evaluation)
{
    static constexpr std::pair<const char *, const char *> kColumns[] = {
        {"reward", "Agent"},           {"refined_reward", "More tries"}, {"oracle_reward", "Oracle"},
        {"inverse_reward", "Inverse"}, {"random_reward", "Random"},      {"regret", "Regret"}};
    std::string table = "<h2>Every item</h2><div class=\"scroll\"><table><thead><tr><th>Item</th><th>Hz</th>";
    for (const auto &[name, title] : kColumns) {
        if (evaluation.spread(name).count > 0) {
            table += fmt::format("<th>{}</th>", title);
        }
    }
    table += "</tr></thead><tbody>";
    for (std::size_t i = 0; i < evaluation.items.size(); ++i) {
        const EvaluationItem &item = evaluation.items[i];
        table += fmt::format("<tr id=\"item-{}\"><td>{}</td><td>{}</td>", i, escaped(item.key),
                             item.sampleRate > 0 ? std::to_string(item.sampleRate) : "–");
        for (const auto &[name, title] : kColumns) {
            if (evaluation.spread(name).count > 0) {
                table += fmt::format("<td>{}</td>", formatScore(item.score(name)));
            }
        }
        table += "</tr>";
    }
    return table + "</tbody></table></div>";
}

/// What the figures were measured on: the difference decides what they are worth.
const char *material(const Evaluation &evaluation)
{
    const bool unseen = std::all_of(evaluation.items.begin(), evaluation.items.end(),
                                    [](const EvaluationItem &item) { return item.heldOut; });
    return unseen ? "on tracks that the agent never trained on" : "on tracks some of which the agent trained on";
}

std::string facts(const EvaluationPage &page)
{
    const auto row = [](const char *name, const std::string &value) {
        return fmt::format("<tr><td>{}</td><td class=\"words\">{}</td></tr>", name, escaped(value));
    };
    return "<h2>Facts</h2><table><tbody>" + row("Algorithm", page.spec.algorithm) +
           row("Seed", std::to_string(page.spec.seed)) + row("Material", page.spec.corpusHash) +
           row("Items", std::to_string(page.evaluation.items.size())) +
           row("Further tries", std::to_string(page.options.samples)) +
           row("Settings searched for the oracle", std::to_string(page.options.oracleBudget)) +
           row("Program", page.spec.program) + row("Libraries", page.spec.libraries) + "</tbody></table>";
}

}  // namespace

Result<void> writeEvaluationPage(const EvaluationPage &page, const std::filesystem::path &folder, RunContext &context)
{
    if (auto writable = ensureWritableFolder(folder); !writable) {
        return writable;
    }
    const auto worst = worstItems(page.evaluation, folder, context);
    if (!worst) {
        return fail(worst.error());
    }
    const std::string title = escaped(page.study.title);
    std::string text = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>{0}: evaluation</title><style>{1}</style></head><body>"
        "<a class=\"skip\" href=\"#worst\">To the sounds</a><h1>{0}: how well it does</h1><p>{2}</p>"
        "<p>Measured on the sound itself, {3}. 1 is the reference itself, 0 is as far away as before, less is "
        "worse.</p>",
        title, kStyle, escaped(page.study.summary), material(page.evaluation));
    text += headline(page.evaluation) + meansTable(page.evaluation, decidersWords(), "Who decides", "Mean reward") +
            meansTable(page.evaluation, distancesWords(), "How far from the best", "") + plots(page.evaluation) +
            termsTable(page.evaluation) + *worst + itemsTable(page.evaluation) + facts(page);
    text += fmt::format("<script>{}</script></body></html>\n", kScript);
    return replaceFile(folder / "index.html", text);
}

}  // namespace tonewright::cli
