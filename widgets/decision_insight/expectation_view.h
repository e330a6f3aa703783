#pragma once

#include <QtWidgets/QWidget>

#include "core/study/preview.h"

class QLabel;

namespace tonewright
{

/// How far an agent's expectation is from the estimate, in a sentence for a visitor.
QString expectationSentence(const Expectation &expectation, double estimatedReward);

/// What the agent expects of its decision beside what the training environment makes of it.
class ExpectationView : public QWidget
{
    Q_OBJECT
public:
    explicit ExpectationView(QWidget *parent = nullptr);

    void setExpectation(const Expectation &expectation, double estimatedReward);
    /// What both figures are, as a hint: label and definition of the study's reward.
    void setRewardHint(const QString &hint);

private:
    QLabel *m_expects;
    QLabel *m_expected;
    QLabel *m_estimated;
    QLabel *m_sentence;
    QLabel *m_meaning;
};

}  // namespace tonewright
