#pragma once

#include <QtWidgets/QWidget>
#include <memory>
#include <vector>

#include "core/study/episode_replay.h"

class QButtonGroup;
class QLabel;
class QRadioButton;
class QTabBar;
class QVBoxLayout;

namespace tonewright
{

/// One episode: whether it is shown as it was, what it earned, its looks, and for each what was chosen and what might
/// have been. The arrow keys go from choice to choice: each can be heard at once.
class EpisodeDetails : public QWidget
{
    Q_OBJECT
public:
    explicit EpisodeDetails(QWidget *parent = nullptr);

    /// Shows the last look's choice; emits choiceSelected.
    void setReplay(const std::shared_ptr<const EpisodeReplay> &replay);
    /// What keeps an episode from being shown.
    void setMessage(const QString &message);
    void clear();
    /// The exact reward of the choice that is heard; NaN: not rendered yet.
    void setRendered(double reward);

    [[nodiscard]] const std::shared_ptr<const EpisodeReplay> &replay() const { return m_replay; }
    [[nodiscard]] int step() const;
    [[nodiscard]] int choice() const;
    [[nodiscard]] QTabBar *steps() const { return m_steps; }
    [[nodiscard]] const std::vector<QRadioButton *> &choices() const { return m_choices; }
    [[nodiscard]] QString statement() const;

Q_SIGNALS:
    void choiceSelected(int step, int choice);

private:
    void showStep();
    void showChoice();
    void describeRewards();

    std::shared_ptr<const EpisodeReplay> m_replay;
    QLabel *m_title;
    QLabel *m_statement;
    QLabel *m_rewards;
    QTabBar *m_steps;
    QWidget *m_list;
    QVBoxLayout *m_listLayout;
    QButtonGroup *m_group;
    std::vector<QRadioButton *> m_choices;
    QLabel *m_changes;
    double m_rendered = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace tonewright
