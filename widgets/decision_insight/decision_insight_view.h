#pragma once

#include <QtWidgets/QWidget>

#include "core/study/preview.h"
#include "core/study/study_descriptor.h"

class QBoxLayout;
class QLabel;
class QScrollArea;
class QTabBar;

namespace tonewright
{

class ExpectationView;
class PlotWidget;
class PreferenceBoard;

/// How one decision came about: what the agent saw (curves), how it liked the values that it could have chosen, and
/// what it expects to gain. Side by side where there is room, one below the other in a narrow pane; it scrolls where a
/// pane is low. Parts that the agent doesn't tell say so in a sentence.
class DecisionInsightView : public QWidget
{
    Q_OBJECT
public:
    explicit DecisionInsightView(QWidget *parent = nullptr);

    /// What the study's first metric, in which gains are told, means.
    void setReward(const MetricSpec &metric);
    void setInsight(const DecisionInsight &insight, double estimatedReward);
    void clear();
    [[nodiscard]] bool isEmpty() const { return m_empty; }

    [[nodiscard]] PlotWidget *plot() const { return m_plot; }
    [[nodiscard]] QTabBar *graphs() const { return m_graphs; }  ///< which of what it saw is drawn
    [[nodiscard]] PreferenceBoard *preferences() const { return m_board; }
    [[nodiscard]] ExpectationView *expectation() const { return m_expectation; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeSeen();
    QWidget *makePreferred();
    QWidget *makeExpected();
    void showGraph(int index);
    void arrange();

    QScrollArea *m_scroll;
    QBoxLayout *m_sections = nullptr;
    QTabBar *m_graphs = nullptr;
    PlotWidget *m_plot = nullptr;
    QLabel *m_seenNote = nullptr;
    PreferenceBoard *m_board = nullptr;
    QLabel *m_preferredNote = nullptr;
    ExpectationView *m_expectation = nullptr;
    QWidget *m_expected = nullptr;
    std::vector<ObservedGraph> m_observed;
    bool m_empty = true;
};

}  // namespace tonewright
