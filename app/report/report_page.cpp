// The page of a report: plain words, relative links, nothing fetched from anywhere.

#include <QCoreApplication>
#include <QString>
#include <algorithm>
#include <map>
#include <optional>

#include "app/report/report.h"
#include "core/base/atomic_file.h"
#include "widgets/style/metrics.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

struct Report {
    Q_DECLARE_TR_FUNCTIONS(Report)
};

QString html(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

constexpr const char *kStyle = R"(
:root{--raw:#b36b00;--processed:#007a59;--reference:#0072b2;--line:#d8dade;--muted:#5b6068}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:#1b1d21;background:#fff;max-width:72rem;margin:0 auto;padding:2rem 1.5rem 4rem}
h1{font-size:1.7rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--line);padding-top:1.5rem}
h3{font-size:1rem;margin:0}
p{max-width:46rem;margin:.5rem 0}.muted{color:var(--muted);font-size:.875rem}
.big{font-size:2.6rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.1}
.figures{display:flex;gap:3rem;flex-wrap:wrap;margin:1.5rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}
th,td{padding:.3rem 1rem .3rem 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th:first-child,td:first-child{text-align:left}thead th{color:var(--muted);font-size:.875rem}tfoot td{font-weight:600}
.track{margin:1.5rem 0 2.5rem}.three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1rem;margin:.75rem 0}
.three h4{margin:0 0 .25rem;font-size:.875rem}.raw h4{color:var(--raw)}.processed h4{color:var(--processed)}.reference h4{color:var(--reference)}
img{max-width:100%;height:auto;display:block}audio{width:100%;margin-top:.25rem}
.curve{max-width:55rem}
@media(max-width:50rem){.three{grid-template-columns:1fr}}
)";

const MetricSpec *firstMetric(const ReportContent &content)
{
    return content.study->metrics.empty() ? nullptr : &content.study->metrics.front();
}

/// "random_reward" against the metric "reward": who decided. Nothing when the score is of another kind.
std::optional<QString> decidedBy(const std::string &score, const std::string &metric)
{
    if (score == metric)
        return Report::tr("The trained agent");
    if (score.size() <= metric.size() + 1 || !score.ends_with('_' + metric))
        return std::nullopt;
    const std::string who = score.substr(0, score.size() - metric.size() - 1);
    if (who == "nothing")
        return Report::tr("Doing nothing");
    if (who == "random")
        return Report::tr("Random choices");
    if (who == "inverse")
        return Report::tr("The true inverse");
    QString name = QString::fromStdString(who).replace(QLatin1Char('_'), QLatin1Char(' '));
    name[0] = name[0].toUpper();
    return name;
}

struct Mean {
    double sum = 0;
    int count = 0;
    void add(double value)
    {
        sum += value;
        ++count;
    }
    [[nodiscard]] QString text() const { return count > 0 ? formatSigned(sum / count, 2) : QStringLiteral("–"); }
};

/// Columns of the table: the deciders, in the order of the first item's scores.
std::vector<std::string> columnsOf(const ReportContent &content, const std::string &metric)
{
    std::vector<std::string> columns;
    for (const EvaluationItem &item : content.evaluation.items)
        for (const auto &[name, value] : item.scores)
            if (decidedBy(name, metric) && std::find(columns.begin(), columns.end(), name) == columns.end())
                columns.push_back(name);
    return columns;
}

QString genreTable(const ReportContent &content, const std::string &metric)
{
    const auto columns = columnsOf(content, metric);
    std::map<std::string, std::map<std::string, Mean>> genres;
    std::map<std::string, Mean> all;
    std::map<std::string, int> tracks;
    for (const EvaluationItem &item : content.evaluation.items) {
        ++tracks[item.genre];
        for (const auto &[name, value] : item.scores) {
            genres[item.genre][name].add(value);
            all[name].add(value);
        }
    }
    QString table =
        QStringLiteral("<table><thead><tr><th>%1</th><th>%2</th>").arg(Report::tr("Genre"), Report::tr("Tracks"));
    for (const std::string &column : columns)
        table += QStringLiteral("<th>%1</th>").arg(decidedBy(column, metric)->toHtmlEscaped());
    table += QStringLiteral("</tr></thead><tbody>");
    for (auto &[genre, means] : genres) {
        table += QStringLiteral("<tr><td>%1</td><td>%2</td>").arg(html(genre), QString::number(tracks[genre]));
        for (const std::string &column : columns)
            table += QStringLiteral("<td>%1</td>").arg(means[column].text());
        table += QStringLiteral("</tr>");
    }
    table += QStringLiteral("</tbody><tfoot><tr><td>%1</td><td>%2</td>")
                 .arg(Report::tr("All"))
                 .arg(content.evaluation.items.size());
    for (const std::string &column : columns)
        table += QStringLiteral("<td>%1</td>").arg(all[column].text());
    return table + QStringLiteral("</tr></tfoot></table>");
}

QString headline(const ReportContent &content, const std::string &metric)
{
    QString figures = QStringLiteral("<div class=\"figures\">");
    for (const std::string &column : columnsOf(content, metric)) {
        Mean mean;
        for (const EvaluationItem &item : content.evaluation.items)
            for (const auto &[name, value] : item.scores)
                if (name == column)
                    mean.add(value);
        figures += QStringLiteral("<div><div class=\"big\">%1</div><div class=\"muted\">%2</div></div>")
                       .arg(mean.text(), decidedBy(column, metric)->toHtmlEscaped());
    }
    return figures + QStringLiteral("</div>");
}

QString decisionTable(const ReportTrack &track)
{
    std::vector<std::string> groups, names;
    const auto addOnce = [](std::vector<std::string> &list, const std::string &text) {
        if (std::find(list.begin(), list.end(), text) == list.end())
            list.push_back(text);
    };
    for (const DecisionValue &value : track.decision) {
        addOnce(groups, value.group);
        addOnce(names, value.name);
    }
    if (groups.empty())
        return {};
    QString table = QStringLiteral("<table><thead><tr><th></th>");
    for (const std::string &name : names)
        table += QStringLiteral("<th>%1</th>").arg(studyText(name).toHtmlEscaped());
    table += QStringLiteral("</tr></thead><tbody>");
    for (const std::string &group : groups) {
        table += QStringLiteral("<tr><td>%1</td>").arg(studyText(group).toHtmlEscaped());
        for (const std::string &name : names) {
            QString cell;
            for (const DecisionValue &value : track.decision)
                if (value.group == group && value.name == name)
                    cell = value.unit == "Hz" ? formatHz(value.value)
                                              : formatWithUnit(value.value, 1, QString::fromStdString(value.unit));
            table += QStringLiteral("<td>%1</td>").arg(cell.toHtmlEscaped());
        }
        table += QStringLiteral("</tr>");
    }
    return table + QStringLiteral("</tbody></table>");
}

QString trackSection(const ReportTrack &track, const std::string &metric)
{
    QString score;
    for (const auto &[name, value] : track.scores)
        if (name == metric)
            score = formatSigned(value, 2);
    QString text =
        QStringLiteral("<section class=\"track\"><h3>%1 <span class=\"muted\">%2</span></h3><div class=\"three\">")
            .arg(html(track.key), score);
    for (const ReportTrack::Sound &sound : track.sounds) {
        const AudioRole role = sound.role == "raw"         ? AudioRole::Raw
                               : sound.role == "processed" ? AudioRole::Processed
                                                           : AudioRole::Reference;
        const QString name = roleName(role).toHtmlEscaped();
        text += QStringLiteral("<div class=\"%1\"><h4>%2</h4>").arg(html(sound.role), name);
        if (!sound.spectrogram.empty())
            text += QStringLiteral("<img src=\"%1\" alt=\"%2\">")
                        .arg(html(sound.spectrogram), Report::tr("Spectrogram: %1").arg(name));
        text += QStringLiteral("<audio controls preload=\"none\" src=\"%1\"></audio></div>").arg(html(sound.wav));
    }
    text += QStringLiteral("</div>");
    if (!track.curve.empty())
        text += QStringLiteral("<img class=\"curve\" src=\"%1\" alt=\"%2\">")
                    .arg(html(track.curve), Report::tr("What the agent decided for %1").arg(html(track.key)));
    else
        text += decisionTable(track);
    return text + QStringLiteral("</section>");
}

QString facts(const ReportContent &content)
{
    QString text = QStringLiteral("<table><tbody>");
    const auto row = [&text](const QString &name, const QString &value) {
        text += QStringLiteral("<tr><td>%1</td><td>%2</td></tr>").arg(name.toHtmlEscaped(), value.toHtmlEscaped());
    };
    row(Report::tr("Study"), studyText(content.study->title));
    row(Report::tr("Algorithm"), QString::fromStdString(content.spec.algorithm));
    row(Report::tr("Seed"), QString::number(content.spec.seed));
    row(Report::tr("Material"), Report::tr("%1, %2 tracks, content %3")
                                    .arg(QString::fromStdString(content.corpus), QString::number(content.trackCount),
                                         QString::fromStdString(content.spec.corpusHash)));
    if (!content.episodes.empty()) {
        const QString episodes = formatCount(content.episodes.back().episode),
                      steps = formatCount(content.episodes.back().steps),
                      seconds = formatNumber(content.trainedSeconds, 0);
        row(Report::tr("Training"), content.continuedAfter > 0
                                        ? Report::tr("%1 episodes, %2 steps; went on after episode %3, for %4 s")
                                              .arg(episodes, steps, formatCount(content.continuedAfter), seconds)
                                        : Report::tr("%1 episodes, %2 steps, %3 s").arg(episodes, steps, seconds));
    }
    row(Report::tr("Program"), QString::fromStdString(content.spec.program));
    row(Report::tr("Libraries"), QString::fromStdString(content.spec.libraries));
    return text + QStringLiteral("</tbody></table>");
}

}  // namespace

Result<void> writeReportPage(const ReportContent &content, const std::filesystem::path &folder)
{
    const MetricSpec *first = firstMetric(content);
    const std::string metric = first ? first->name : std::string();
    QString page = QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">"
                                  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                                  "<title>%2</title><style>%3</style></head><body>")
                       .arg(Report::tr("en"), Report::tr("Tonewright report"), QLatin1String(kStyle));
    page +=
        QStringLiteral("<h1>%1</h1><p>%2</p>")
            .arg(studyText(content.study->title).toHtmlEscaped(), studyText(content.study->summary).toHtmlEscaped());
    if (first && !content.evaluation.items.empty()) {
        page +=
            QStringLiteral("<h2>%1</h2><p>%2</p>")
                .arg(studyText(first->label).toHtmlEscaped(),
                     Report::tr(
                         "How well the agent does on tracks that it never trained on, measured on the sound itself. "
                         "Higher is better."));
        page += headline(content, metric) + genreTable(content, metric);
        page += QStringLiteral("<p class=\"muted\">%1</p>").arg(studyText(first->hint).toHtmlEscaped());
    }
    if (!content.tracks.empty()) {
        page += QStringLiteral("<h2>%1</h2><p>%2</p>")
                    .arg(Report::tr("Listen"), Report::tr("Raw is what the agent was given, processed is what it made "
                                                          "of it, and the reference is what it "
                                                          "was asked to sound like."));
        for (const ReportTrack &track : content.tracks)
            page += trackSection(track, metric);
    }
    page += QStringLiteral("<h2>%1</h2><p>%2</p><img src=\"training.png\" alt=\"%1\">")
                .arg(Report::tr("Training"),
                     Report::tr("What the agent's choices were worth while it learned, episode by episode. Faint: each "
                                "measurement; strong: smoothed."));
    page += QStringLiteral("<h2>%1</h2>").arg(Report::tr("Facts")) + facts(content);
    page += QStringLiteral("<h2>%1</h2><table><tbody>").arg(Report::tr("Files"));
    for (const auto &[file, what] : content.files)
        page += QStringLiteral("<tr><td><a href=\"%1\">%1</a></td><td>%2</td></tr>").arg(html(file), html(what));
    page += QStringLiteral("</tbody></table></body></html>\n");
    return replaceFile(folder / "index.html", page.toStdString());
}

}  // namespace tonewright
