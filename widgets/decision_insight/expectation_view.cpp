#include "widgets/decision_insight/expectation_view.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr double kAboutRight = 0.05;  // of a reward's −1 … 1: not to be heard

QLabel *figure(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setFont(figureFont(TextSize::Title));
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    label->setAccessibleName(name);
    return label;
}

}  // namespace

QString expectationSentence(const Expectation &expectation, double estimatedReward)
{
    if (!std::isfinite(expectation.value) && !std::isfinite(estimatedReward))
        return ExpectationView::tr("These two can't be compared moment by moment, so there is nothing to earn.");
    if (!std::isfinite(expectation.value))
        return ExpectationView::tr("This agent doesn't predict what its choice is worth.");
    if (!std::isfinite(expectation.reward))
        return ExpectationView::tr("It expects %1 on a scale of its own, which can't be compared with the estimate.")
            .arg(formatSigned(expectation.value, 2));
    const double tooMuch = expectation.reward - estimatedReward;
    if (!std::isfinite(tooMuch))
        return {};
    if (std::fabs(tooMuch) <= kAboutRight)
        return ExpectationView::tr("It judges its choice about right.");
    const QString by = formatNumber(std::fabs(tooMuch), 2);
    return tooMuch > 0 ? ExpectationView::tr("It hopes for %1 more than its choice is worth.").arg(by)
                       : ExpectationView::tr("Its choice is worth %1 more than it expects.").arg(by);
}

ExpectationView::ExpectationView(QWidget *parent)
    : QWidget(parent), m_expects(new QLabel(tr("The agent expects"), this)),
      m_expected(figure(tr("The agent expects"), this)), m_estimated(figure(tr("Estimate"), this)),
      m_sentence(new QLabel(this)), m_meaning(new MutedLabel(this))
{
    auto *estimate = new QLabel(tr("Estimate"), this);
    estimate->setToolTip(tr("What the training environment makes of the choice, without rendering sound. The exact "
                            "figure is in the result pane."));
    m_estimated->setToolTip(estimate->toolTip());
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(kGrid);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_expects, 0, 0);
    grid->addWidget(m_expected, 0, 1);
    grid->addWidget(estimate, 1, 0);
    grid->addWidget(m_estimated, 1, 1);
    m_sentence->setObjectName(QStringLiteral("expectationSentence"));
    m_meaning->setFont(textFont(TextSize::Small));
    for (QLabel *label : {m_sentence, m_meaning}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid / 2);
    layout->addLayout(grid);
    layout->addWidget(m_sentence);
    layout->addWidget(m_meaning);
    layout->addStretch(1);
}

void ExpectationView::setExpectation(const Expectation &expectation, double estimatedReward)
{
    m_expected->setText(formatSigned(expectation.reward, 2));
    // An agent that predicts nothing has no figure: the sentence says so.
    for (QLabel *label : {m_expects, m_expected})
        label->setVisible(std::isfinite(expectation.reward));
    m_estimated->setText(formatSigned(estimatedReward, 2));
    m_sentence->setText(expectationSentence(expectation, estimatedReward));
    m_meaning->setText(studyText(expectation.meaning));
    m_meaning->setVisible(!expectation.meaning.empty());
    setAccessibleDescription(m_sentence->text());
}

void ExpectationView::setRewardHint(const QString &hint)
{
    m_expected->setToolTip(hint);
}

}  // namespace tonewright
