#include "app/window/run_status_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{
constexpr std::size_t kMeanOver = 100;  // episodes

QString clock(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}
}  // namespace

RunStatusLine::RunStatusLine(RunController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_phase(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_numbers(new QLabel(this))
{
    setObjectName(QStringLiteral("runStatus"));
    setAccessibleName(tr("State of the run"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGrid, 0, kGrid, 0);
    layout->setSpacing(2 * kGrid);
    layout->addWidget(m_phase);
    layout->addWidget(m_bar);
    layout->addWidget(m_numbers, 1);
    m_phase->setObjectName(QStringLiteral("runPhase"));
    m_phase->setMinimumWidth(10 * kGrid);
    m_bar->setFixedSize(16 * kGrid, kGrid);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_numbers->setObjectName(QStringLiteral("runNumbers"));
    m_numbers->setFont(figureFont(TextSize::Text));
    m_numbers->setMinimumWidth(0);
    m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->hide();

    connect(&controller, &RunController::statusChanged, this, &RunStatusLine::update);
    connect(&controller, &RunController::progressed, this, &RunStatusLine::showProgress);
    connect(&controller, &RunController::episodesArrived, this, &RunStatusLine::addEpisodes);
    connect(&controller, &RunController::metricsCleared, this, [this] {
        m_latest.clear();
        refreshNumbers();
    });
    m_refresh.setInterval(250);
    connect(&m_refresh, &QTimer::timeout, this, &RunStatusLine::refreshNumbers);
    update(controller.status());
}

void RunStatusLine::setDescriptor(const StudyDescriptor *descriptor)
{
    m_descriptor = descriptor;
    m_latest.clear();
    refreshNumbers();
}

void RunStatusLine::setClosing(bool closing)
{
    m_closing = closing;
    update(m_controller.status());
}

QString RunStatusLine::text() const
{
    return m_phase->text() + QLatin1Char(' ') + m_numbers->text();
}

QString RunStatusLine::phaseText(RunPhase phase) const
{
    switch (phase) {
    case RunPhase::Idle:
        return tr("Nothing open");
    case RunPhase::Preparing:
        return tr("Preparing…");
    case RunPhase::Ready:
        return tr("Ready: press Start");
    case RunPhase::Training:
        return tr("Training");
    case RunPhase::Paused:
        return tr("Paused");
    case RunPhase::Evaluating:
        return tr("Checking…");
    case RunPhase::Stopping:
        return tr("Saving…");
    case RunPhase::Finished:
        return tr("Saved");
    case RunPhase::Failed:
        return tr("Failed");
    }
    return {};
}

void RunStatusLine::update(const RunStatus &status)
{
    m_phase->setText(m_closing && isBusy(status.phase) ? tr("Saving…") : phaseText(status.phase));
    m_bar->setVisible(isBusy(status.phase));
    if (status.phase == RunPhase::Preparing || status.phase == RunPhase::Training)
        m_bar->setRange(0, 0);
    if (status.phase == RunPhase::Training)
        m_refresh.start();
    else
        m_refresh.stop();
    refreshNumbers();
}

void RunStatusLine::showProgress(const Progress &progress)
{
    const RunPhase phase = m_controller.phase();
    if (phase == RunPhase::Preparing || phase == RunPhase::Evaluating) {
        m_phase->setText(studyText(progress.phase) + QStringLiteral("…"));
        m_numbers->setText(progress.total > 0 ? tr("%1 of %2").arg(progress.done).arg(progress.total) : QString());
    }
    if (phase == RunPhase::Preparing || phase == RunPhase::Evaluating || phase == RunPhase::Training) {
        m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
        if (progress.total > 0)
            m_bar->setValue(
                static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total)));
    }
}

void RunStatusLine::addEpisodes(const std::vector<EpisodeRecord> &records)
{
    for (const EpisodeRecord &record : records)
        if (!record.values.empty() && std::isfinite(record.values.front()))
            m_latest.push_back(record.values.front());
    while (m_latest.size() > kMeanOver)
        m_latest.pop_front();
}

void RunStatusLine::refreshNumbers()
{
    const RunPhase phase = m_controller.phase();
    if (phase == RunPhase::Preparing || phase == RunPhase::Evaluating)
        return;
    const RateMeter &rate = m_controller.rate();
    QStringList parts;
    const auto &opened = m_controller.opened();
    const std::int64_t episode = std::max(rate.episodes(), opened ? opened->episodesDone : 0);
    if (episode > 0)
        parts << tr("episode %1").arg(formatCount(episode));
    if (phase == RunPhase::Training && rate.stepsPerSecond() > 0)
        parts << tr("%1 steps/s").arg(formatNumber(rate.stepsPerSecond(), rate.stepsPerSecond() < 10 ? 1 : 0));
    if (phase == RunPhase::Training || phase == RunPhase::Paused)
        if (const auto left = m_controller.secondsLeft())
            parts << tr("%1 left").arg(clock(*left));
    if (m_descriptor && !m_descriptor->metrics.empty() && !m_latest.empty()) {
        const MetricSpec &metric = m_descriptor->metrics.front();
        const double mean = std::accumulate(m_latest.begin(), m_latest.end(), 0.0) / double(m_latest.size());
        parts << tr("%1 %2 on average", "a metric's name and its value")
                     .arg(studyText(metric.label), formatSigned(mean, 2));
        m_numbers->setToolTip(
            tr("Mean of the last %n episode(s). %1", nullptr, int(m_latest.size())).arg(studyText(metric.hint)));
    }
    m_numbers->setText(parts.join(QStringLiteral("  ·  ")));
}

}  // namespace tonewright
