#pragma once

#include <QWidget>
#include <deque>
#include <vector>

#include "app/run/run_controller.h"
#include "core/study/study_descriptor.h"

class QLabel;
class QProgressBar;

namespace tonewright
{

/// What the run is doing, in one line of a visitor's words: state, episode, steps a second, time left, and how close
/// the latest results came (mean of the study's first metric over the last episodes).
class RunStatusLine : public QWidget
{
    Q_OBJECT

public:
    explicit RunStatusLine(RunController &controller, QWidget *parent = nullptr);

    void setDescriptor(const StudyDescriptor *descriptor);
    void setClosing(bool closing);  ///< "Saving…"
    [[nodiscard]] QString text() const;

private:
    void update(const RunStatus &status);
    void showProgress(const Progress &progress);
    void addEpisodes(const std::vector<EpisodeRecord> &records);
    void refreshNumbers();
    [[nodiscard]] QString phaseText(RunPhase phase) const;

    RunController &m_controller;
    const StudyDescriptor *m_descriptor = nullptr;
    QLabel *m_phase;
    QProgressBar *m_bar;
    QLabel *m_numbers;
    QTimer m_refresh;
    std::deque<double> m_latest;
    bool m_closing = false;
};

}  // namespace tonewright
