#pragma once

#include <QtCore/QFutureWatcher>
#include <QtCore/QThreadPool>
#include <QtWidgets/QWidget>
#include <optional>

#include "widgets/dataset_pane/track_table_model.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTableView;

namespace tonewright
{

class EmptyState;

/// Tracks and pairs as a table to search, narrow and sort. Sorting and filtering happen on a thread of their own; what
/// is shown is exchanged when they are done, so that 100,000 rows stall nothing.
class TrackTable : public QWidget
{
    Q_OBJECT
public:
    explicit TrackTable(QWidget *parent = nullptr);
    ~TrackTable() override;  ///< waits for the sorting in hand

    void setEntries(TrackEntries entries);
    void setMeasures(const std::vector<TrackMeasure> &measures);
    /// Sorts anew where the order depends on what was measured. Not done as measures come in: rows would jump.
    void measuringEnded();
    /// "Measuring 3 of 60"; empty: nothing is in hand.
    void setProgress(const QString &text);

    void setFilter(const QString &text);
    void setGenre(const QString &genre);  ///< empty: all
    void setOnlyProblems(bool only);
    void sortBy(TrackColumn column, bool descending);
    void fillMenu(QMenu &menu);  ///< sorting, for those who use no mouse

    [[nodiscard]] QString currentKey() const { return m_currentKey; }
    /// Shows which track is chosen elsewhere; emits nothing. One that is filtered away is marked once it is back.
    void setCurrentKey(const QString &key);

    [[nodiscard]] const TrackTableModel &model() const { return *m_model; }
    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] bool ordering() const { return m_running || m_waiting; }

Q_SIGNALS:
    void trackSelected(const QString &key);   ///< by a person: the current row changed
    void trackActivated(const QString &key);  ///< double click or Enter
    void openRequested();                     ///< music, where there is none
    void ordered();                           ///< what is shown was exchanged

private:
    void build();
    void order();
    void take();
    void showCurrent();
    void showState();
    void updateSummary();

    TrackTableModel *m_model;
    QTableView *m_view;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QLineEdit *m_filter;
    QComboBox *m_genre;
    QCheckBox *m_onlyProblems;
    QLabel *m_progress;
    QLabel *m_summary;
    QString m_currentKey;
    bool m_quiet = false;    ///< the current row is changed by the program
    bool m_running = false;  ///< an order is being worked out
    bool m_waiting = false;  ///< and is out of date already
    QFutureWatcher<TrackOrder> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
