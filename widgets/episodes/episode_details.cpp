#include "widgets/episodes/episode_details.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QLabel>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QTabBar>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kDecimals = 3;
constexpr std::size_t kChangesTold = 3;

QLabel *wrapped(QWidget *parent)
{
    auto *label = new MutedLabel(parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

QString changeText(const DecisionChange &change)
{
    const QString unit = studyText(change.unit);
    return EpisodeDetails::tr("%1, %2: %3 instead of %4", "a band, one of its settings, two values")
        .arg(studyText(change.group), studyText(change.name), formatQuantity(change.to, unit),
             formatQuantity(change.from, unit));
}

}  // namespace

EpisodeDetails::EpisodeDetails(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_statement(wrapped(this)), m_rewards(new QLabel(this)),
      m_steps(new QTabBar(this)), m_list(new QWidget(this)), m_listLayout(new QVBoxLayout(m_list)),
      m_group(new QButtonGroup(this)), m_changes(wrapped(this))
{
    setAccessibleName(tr("The chosen episode"));
    m_title->setObjectName(QStringLiteral("episodeTitle"));
    m_statement->setObjectName(QStringLiteral("episodeStatement"));
    m_statement->setFont(textFont(TextSize::Small));
    m_rewards->setObjectName(QStringLiteral("episodeRewards"));
    m_rewards->setFont(figureFont(TextSize::Text));
    m_rewards->setTextFormat(Qt::RichText);
    m_changes->setObjectName(QStringLiteral("episodeChanges"));
    m_changes->setFont(textFont(TextSize::Small));
    m_steps->setAccessibleName(tr("Looks of the episode"));
    m_steps->setToolTip(tr("The agent looks, chooses, sees what its choice leaves, and chooses again."));
    m_steps->setDrawBase(false);
    m_steps->setExpanding(false);
    m_steps->setFont(textFont(TextSize::Small));
    m_list->setAccessibleName(tr("What is heard"));
    m_listLayout->setContentsMargins(0, 0, 0, 0);
    m_listLayout->setSpacing(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    layout->setSpacing(kGrid / 4);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_statement, m_steps, m_list, m_rewards, m_changes})
        layout->addWidget(part);
    layout->addStretch(1);
    connect(m_steps, &QTabBar::currentChanged, this, [this] {
        showStep();
        Q_EMIT choiceSelected(step(), choice());
    });
    connect(m_group, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        if (!checked)
            return;
        m_rendered = std::nan("");
        showChoice();
        Q_EMIT choiceSelected(step(), choice());
    });
    clear();
}

void EpisodeDetails::clear()
{
    m_replay.reset();
    m_title->clear();
    m_statement->setText(tr("Choose an episode to hear it again: what the agent was given, what it chose, and what its "
                            "second-best choice would have done."));
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_rewards, m_steps, m_list, m_changes})
        part->hide();
}

void EpisodeDetails::setMessage(const QString &message)
{
    clear();
    m_statement->setText(message);
}

void EpisodeDetails::setReplay(const std::shared_ptr<const EpisodeReplay> &replay)
{
    if (!replay || replay->steps.empty()) {
        clear();
        return;
    }
    m_replay = replay;
    m_title->setText(tr("Episode %1 · %2").arg(formatCount(replay->episode), QString::fromStdString(replay->track)));
    if (replay->recorded)
        m_statement->setText(tr("As it was: this sound, this choice."));
    else if (replay->itemIsKept)
        m_statement->setText(tr("The decision was not recorded: shown is what the agent would choose now."));
    else
        m_statement->setText(tr("This episode was not recorded. Shown is another distortion of its track, and what the "
                                "agent would choose now: not what happened."));
    {
        const QSignalBlocker quiet(m_steps);
        while (m_steps->count() > 0)
            m_steps->removeTab(0);
        for (std::size_t i = 0; i < replay->steps.size(); ++i)
            m_steps->addTab(tr("Look %1").arg(i + 1));
        m_steps->setCurrentIndex(m_steps->count() - 1);
    }
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_rewards, m_list})
        part->show();
    m_steps->setVisible(m_steps->count() > 1);
    showStep();
    Q_EMIT choiceSelected(step(), choice());
}

int EpisodeDetails::step() const
{
    return m_steps->currentIndex();
}

int EpisodeDetails::choice() const
{
    return m_group->checkedId();
}

QString EpisodeDetails::statement() const
{
    return m_statement->text();
}

void EpisodeDetails::showStep()
{
    if (!m_replay)
        return;
    const auto &choices = m_replay->steps[std::size_t(step())].choices;
    const QSignalBlocker quiet(m_group);
    while (m_choices.size() > choices.size()) {
        delete m_choices.back();
        m_choices.pop_back();
    }
    while (m_choices.size() < choices.size()) {
        auto *button = new QRadioButton(m_list);
        m_group->addButton(button, int(m_choices.size()));
        m_listLayout->addWidget(button);
        QWidget *before = m_choices.empty() ? static_cast<QWidget *>(m_steps) : m_choices.back();
        setTabOrder(before, button);
        m_choices.push_back(button);
    }
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const QString label = studyText(choices[i].label);
        const QString reward = formatSigned(choices[i].preview->estimatedReward, kDecimals);
        m_choices[i]->setText(QStringLiteral("%1   %2").arg(label, reward));
        m_choices[i]->setAccessibleName(tr("%1, reward %2").arg(label, reward));
        QStringList changes;
        for (const DecisionChange &change : choices[i].changes)
            changes << changeText(change).toHtmlEscaped();
        m_choices[i]->setToolTip(
            changes.isEmpty() ? tr("What the agent chose, with the reward as the training environment scores it.")
                              : QStringLiteral("<p>%1</p><p>%2</p>")
                                    .arg(tr("What it would have been where the agent takes the value that it liked "
                                            "second, and the reward of that:"),
                                         changes.join(QStringLiteral("<br>"))));
    }
    if (!m_choices.empty())
        m_choices.front()->setChecked(true);
    m_rendered = std::nan("");
    showChoice();
}

void EpisodeDetails::showChoice()
{
    if (!m_replay || choice() < 0)
        return;
    const auto &changes = m_replay->steps[std::size_t(step())].choices[std::size_t(choice())].changes;
    QStringList told;
    for (std::size_t i = 0; i < std::min(kChangesTold, changes.size()); ++i)
        told << changeText(changes[i]);
    if (changes.size() > kChangesTold)
        told << tr("… and %1 more").arg(changes.size() - kChangesTold);
    m_changes->setText(told.join(QLatin1Char('\n')));
    m_changes->setVisible(!told.isEmpty());
    describeRewards();
}

void EpisodeDetails::setRendered(double reward)
{
    m_rendered = reward;
    describeRewards();
}

void EpisodeDetails::describeRewards()
{
    if (!m_replay)
        return;
    QString labels, figures;
    const auto add = [&](const QString &label, double value) {
        labels += QStringLiteral("<td>%1&nbsp;&nbsp;&nbsp;</td>").arg(label.toHtmlEscaped());
        figures += QStringLiteral("<td>%1&nbsp;&nbsp;&nbsp;</td>").arg(formatSigned(value, kDecimals));
    };
    add(tr("Reward then"), m_replay->rewardThen);
    if (m_replay->recorded)
        add(tr("recomputed"), m_replay->rewardAgain);
    add(tr("as heard now"), m_rendered);
    m_rewards->setText(QStringLiteral("<table cellspacing=0><tr>%1</tr><tr>%2</tr></table>").arg(labels, figures));
    m_rewards->setToolTip(
        tr("<p><b>Reward then</b>: what the episode reported.</p><p><b>Recomputed</b>: the recorded choice on the "
           "rebuilt sound, scored as in training from some frames of its spectrum.</p><p><b>As heard now</b>: of what "
           "is played, rendered and scored in full. The training environment's estimate is made from some moments of "
           "the sound. It usually differs a little; by more where raw and reference are nearly alike in a term, which "
           "then decides by its smallest change.</p>"));
}

}  // namespace tonewright
