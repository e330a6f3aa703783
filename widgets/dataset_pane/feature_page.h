#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "widgets/dataset_pane/group_histogram.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace tonewright
{

class EmptyState;
class HistogramView;

/// A number that every track has one of.
struct FeatureSpec {
    QString title;
    QString unit;
    QString meaning;        ///< one sentence
    bool computed = false;  ///< is there only after it was asked for (computeRequested)
};

/// How a chosen number is spread over the genres. What takes long is computed by somebody else, on request, with
/// progress and a way to stop it.
class FeaturePage : public QWidget
{
    Q_OBJECT
public:
    explicit FeaturePage(QWidget *parent = nullptr);

    void setFeatures(std::vector<FeatureSpec> features);
    [[nodiscard]] int feature() const;  ///< index; −1: there is none
    void setFeature(int index);
    /// Of the chosen feature; without a group: it isn't computed yet.
    void setHistograms(GroupHistograms histograms);
    void setMark(double value);  ///< of the chosen track; NaN: none
    /// `total` > 0: `done` of so many tracks are computed; 0: nothing is being computed.
    void setProgress(int done, int total);
    void setTracks(int count);  ///< how many there are to compute
    [[nodiscard]] HistogramView *view() const { return m_view; }

Q_SIGNALS:
    void featureChosen(int index);
    void computeRequested();
    void cancelRequested();

private:
    void restate();

    std::vector<FeatureSpec> m_features;
    QComboBox *m_choice;
    QLabel *m_meaning;
    QLabel *m_note;
    QPushButton *m_compute;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    HistogramView *m_view;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    int m_tracks = 0;
    bool m_computing = false;
};

}  // namespace tonewright
