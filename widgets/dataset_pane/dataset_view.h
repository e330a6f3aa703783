#pragma once

#include <QtWidgets/QWidget>

class QMenu;
class QStackedWidget;
class QTabBar;

namespace tonewright
{

class DatasetPreview;
class FeaturePage;
class IntakeReport;
class SettingComparison;
class TrackTable;

/// What there is to see of a data set, one page at a time.
enum class DatasetPage { Tracks, LeftOut, Features, Distortion, Generated, Count };

/// The data set pane: pages behind a row of tabs. Pages know nothing of one another; who fills them connects them.
class DatasetView : public QWidget
{
    Q_OBJECT
public:
    explicit DatasetView(QWidget *parent = nullptr);

    TrackTable *tracks;
    IntakeReport *leftOut;
    FeaturePage *features;
    SettingComparison *distortion;
    DatasetPreview *generated;

    void showPage(DatasetPage page);
    [[nodiscard]] DatasetPage page() const;
    void setLeftOutCount(int files);  ///< in the tab's title
    void fillMenu(QMenu &menu);

Q_SIGNALS:
    void pageChanged();
    void exportRequested();  ///< of the table of tracks

private:
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
};

}  // namespace tonewright
