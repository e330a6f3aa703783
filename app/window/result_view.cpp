#include "app/window/result_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QLayoutItem>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

void empty(QGridLayout *grid)
{
    while (QLayoutItem *item = grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QLabel *smallTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(textFont(TextSize::Small));
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}  // namespace

QString plainName(const std::string &name)
{
    QString words = QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (words.endsWith(QLatin1String(" db")))
        words = words.chopped(3) + QStringLiteral(" (dB)");
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

ResultView::ResultView(QWidget *parent)
    : QWidget(parent), m_label(new QLabel(this)), m_figure(new QLabel(this)), m_kind(smallTitle({}, this)),
      m_terms(new QGridLayout), m_checkedTitle(smallTitle(tr("Held-out tracks, mean"), this)),
      m_checked(new QGridLayout), m_check(new QPushButton(tr("Check on held-out tracks"), this))
{
    setAccessibleName(tr("Result"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    layout->setSpacing(kGrid / 2);
    QFont figures = figureFont(TextSize::Title);
    figures.setPointSizeF(figures.pointSizeF() * 1.8);
    m_figure->setFont(figures);
    m_figure->setObjectName(QStringLiteral("resultFigure"));
    m_kind->setObjectName(QStringLiteral("resultKind"));
    layout->addWidget(m_label);
    layout->addWidget(m_figure);
    layout->addWidget(m_kind);
    for (QGridLayout *grid : {m_terms, m_checked}) {
        grid->setHorizontalSpacing(2 * kGrid);
        grid->setVerticalSpacing(kGrid / 2);
        grid->setColumnStretch(0, 1);
    }
    layout->addSpacing(kGrid / 2);
    layout->addLayout(m_terms);
    layout->addSpacing(kGrid);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    layout->addSpacing(kGrid / 2);
    layout->addWidget(m_checkedTitle);
    layout->addLayout(m_checked);
    layout->addWidget(m_check);
    layout->addStretch(1);
    m_check->setToolTip(
        tr("Lets the agent decide on every track that it never trained on and scores the sound exactly, "
           "beside random choices and doing nothing."));
    m_checkedTitle->hide();
    connect(m_check, &QPushButton::clicked, this, &ResultView::checkRequested);
    clearTrack();
    setCanCheck(false);
}

void ResultView::setDescriptor(const StudyDescriptor *descriptor)
{
    m_descriptor = descriptor;
    if (descriptor && !descriptor->metrics.empty()) {
        m_label->setText(studyText(descriptor->metrics.front().label));
        m_label->setToolTip(studyText(descriptor->metrics.front().hint));
        m_figure->setToolTip(m_label->toolTip());
    }
    clearTrack();
    setEvaluation(nullptr);
}

const MetricSpec *ResultView::metric(const std::string &name) const
{
    if (m_descriptor)
        for (const MetricSpec &spec : m_descriptor->metrics)
            if (spec.name == name)
                return &spec;
    return nullptr;
}

void ResultView::addRow(QGridLayout *grid, const std::string &name, double value) const
{
    const MetricSpec *spec = metric(name);
    const QString text = spec ? studyText(spec->label) : plainName(name);
    auto *label = new QLabel(text, const_cast<ResultView *>(this));
    // Only what can be gained or lost has a sign.
    const bool level = !spec && QString::fromStdString(name).endsWith(QLatin1String("_db"));
    auto *number = new QLabel(level ? formatNumber(value, 2) : formatSigned(value, 2), const_cast<ResultView *>(this));
    number->setFont(figureFont(TextSize::Text));
    number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    number->setAccessibleName(text);
    if (spec) {
        label->setToolTip(studyText(spec->hint));
        number->setToolTip(label->toolTip());
    }
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0);
    grid->addWidget(number, row, 1);
}

void ResultView::fill(QGridLayout *grid, const Scores &scores) const
{
    empty(grid);
    for (const auto &[name, value] : scores)
        addRow(grid, name, value);
}

void ResultView::setDecision(const PreviewPtr &preview)
{
    if (m_hasSound)
        return;
    if (std::isnan(preview->estimatedReward)) {
        m_figure->setText(QStringLiteral("–"));
        m_kind->setText(tr("another piece: there is no score, only what you hear"));
        return;
    }
    m_figure->setText(formatSigned(preview->estimatedReward, 2));
    m_kind->setText(preview->episode > 0 ? tr("estimate, until the sound is ready")
                                         : tr("not trained yet: its first guess"));
}

void ResultView::setSound(const ShownSoundPtr &sound)
{
    m_hasSound = true;
    Scores terms;
    for (const auto &[name, value] : sound->scores) {
        if (m_descriptor && !m_descriptor->metrics.empty() && name == m_descriptor->metrics.front().name) {
            m_figure->setText(formatSigned(value, 2));
            if (sound->preview->episode == 0)
                m_kind->setText(tr("not trained yet: its first guess"));
            else if (value < 0)
                m_kind->setText(tr("of the sound you hear; further away than before"));
            else
                m_kind->setText(tr("of the sound you hear; 0 = no change, 1 = the reference"));
        } else {
            terms.emplace_back(name, value);
        }
    }
    fill(m_terms, terms);
}

void ResultView::setEvaluation(const std::shared_ptr<const Evaluation> &evaluation)
{
    fill(m_checked, evaluation ? evaluation->means : Scores{});
    m_checkedTitle->setVisible(evaluation != nullptr);
}

void ResultView::setCanCheck(bool can)
{
    m_check->setEnabled(can);
}

void ResultView::clearTrack(const QString &next)
{
    m_hasSound = false;
    m_figure->setText(QStringLiteral("–"));
    m_kind->setText(next.isEmpty() ? tr("Choose a track at the left.") : tr("%1 is being prepared …").arg(next));
    empty(m_terms);
}

}  // namespace tonewright
