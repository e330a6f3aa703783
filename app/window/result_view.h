#pragma once

#include <QWidget>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/listening/preview_controller.h"
#include "core/study/study_descriptor.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace tonewright
{

/// How well the agent does: on the shown track (the study's first metric in large figures, the terms below it), and
/// on all held-out tracks once they have been checked.
class ResultView : public QWidget
{
    Q_OBJECT

public:
    explicit ResultView(QWidget *parent = nullptr);

    void setDescriptor(const StudyDescriptor *descriptor);
    void setDecision(const PreviewPtr &preview);  ///< an estimate, for as long as the track has no sound yet
    void setSound(const ShownSoundPtr &sound);
    void setEvaluation(const std::shared_ptr<const Evaluation> &evaluation);  ///< null: not checked yet
    void setCanCheck(bool can);
    void clearTrack(const QString &next = {});  ///< `next`: what is being prepared

Q_SIGNALS:
    void checkRequested();

private:
    using Scores = std::vector<std::pair<std::string, double>>;
    void fill(QGridLayout *grid, const Scores &scores) const;
    void addRow(QGridLayout *grid, const std::string &name, double value) const;
    [[nodiscard]] const MetricSpec *metric(const std::string &name) const;

    const StudyDescriptor *m_descriptor = nullptr;
    bool m_hasSound = false;
    QLabel *m_label;
    QLabel *m_figure;
    QLabel *m_kind;
    QGridLayout *m_terms;
    QLabel *m_checkedTitle;
    QGridLayout *m_checked;
    QPushButton *m_check;
};

/// "greedy_reward_mean" → "Greedy reward mean": for names that no MetricSpec explains.
QString plainName(const std::string &name);

}  // namespace tonewright
