#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>
#include <optional>
#include <span>
#include <vector>

#include "core/base/run_context.h"
#include "core/study/study_descriptor.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace tonewright
{

class EpisodeModel;

/// The episodes of a run as a table to choose from: newest first, by any column, narrowed to a genre and to tracks. A
/// million rows and a run that goes on don't make it wait. Columns that hold no number are left out.
///
/// New episodes come in at the top while nobody looks closer. What the pointer is at, the chosen episode, or else what
/// was scrolled to stays where it is, in any order.
class EpisodeTable : public QWidget
{
    Q_OBJECT
public:
    explicit EpisodeTable(QWidget *parent = nullptr);

    void setMetrics(const std::vector<MetricSpec> &metrics);  ///< clears
    void clear();
    void append(std::span<const EpisodeRecord> records);
    /// Chooses it as a click does, and scrolls to it; a filter that hides it is taken off. False: there is none.
    bool choose(qint64 episode);
    void clearChoice();  ///< emits nothing
    [[nodiscard]] std::optional<qint64> chosen() const;

    [[nodiscard]] EpisodeModel *model() const { return m_model; }
    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] QComboBox *genres() const { return m_genre; }
    [[nodiscard]] QLineEdit *filterField() const { return m_filter; }

Q_SIGNALS:
    /// `index`: place in the order of arrival.
    void episodeChosen(qint64 episode, std::size_t index);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void flush();
    void fillGenres();
    void applyFilter();
    void takeCurrent();
    void keepPlace();     ///< before rows are ordered anew
    void restorePlace();  ///< after it
    /// An episode and how many rows below the first visible one it is.
    struct Anchor {
        std::size_t arrival = 0;
        int below = 0;
        bool byPointer = false;  ///< a list at its top is held for the pointer alone
    };
    [[nodiscard]] std::optional<Anchor> anchor() const;  ///< none: the list follows the run
    void holdTo(const Anchor &anchor);
    void setWidths();
    void updateColumns();
    void updateSummary();

    EpisodeModel *m_model;
    QTableView *m_view;
    QComboBox *m_genre;
    QLineEdit *m_filter;
    QLabel *m_summary;
    std::vector<EpisodeRecord> m_waiting;
    QTimer m_flush;
    std::optional<std::size_t> m_chosen;  // place in the order of arrival
    std::optional<Anchor> m_anchor;       // while rows are ordered anew
    std::optional<QPoint> m_pointer;      // in the list
    int m_heldAt = -1;                    // where a list that was at its top is held for the pointer alone
    bool m_quiet = false;
    bool m_asked = false;  ///< for another order or another part
};

}  // namespace tonewright
