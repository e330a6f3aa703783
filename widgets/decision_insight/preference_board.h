#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "core/study/preview.h"

class QGridLayout;

namespace tonewright
{

class PreferenceStrip;

/// The preferences behind a decision: a row a group, a strip a setting, and beside the heading a line that reads the
/// value under the pointer or the keyboard's cursor. Tab comes to the strip last looked at, Up and Down go from one to
/// the next.
class PreferenceBoard : public QWidget
{
    Q_OBJECT
public:
    explicit PreferenceBoard(QWidget *parent = nullptr);

    void setPreferences(const DecisionInsight &insight);
    [[nodiscard]] const std::vector<PreferenceStrip *> &strips() const { return m_strips; }
    [[nodiscard]] QString readout() const;

private:
    void rebuild(const std::vector<ValuePreference> &preferences);
    void showReadout();
    void moveFocus(std::size_t from, int rows);
    void setCurrent(std::size_t strip);

    class Readout;

    QGridLayout *m_grid;
    Readout *m_readout;
    std::vector<PreferenceStrip *> m_strips;
    PreferenceScores m_scores = PreferenceScores::None;
    std::size_t m_current = 0;
};

}  // namespace tonewright
