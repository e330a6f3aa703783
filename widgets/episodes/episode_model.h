#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QFutureWatcher>
#include <QtCore/QHash>
#include <QtCore/QStringList>
#include <QtCore/QThreadPool>
#include <QtCore/QTimer>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/run_context.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

/// The episodes of a run as rows: number, genre, track, a column a metric. Grows while the run goes on. Ordered by any
/// column and narrowed to a genre and to tracks, off the GUI thread wherever that takes more than a look at the new
/// rows; meanwhile the order before stays.
class EpisodeModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr QChar kSpace{0x2003};  ///< before words that follow numbers: genres and their title
    enum Column { NumberColumn, GenreColumn, TrackColumn, FirstMetric };

    explicit EpisodeModel(QObject *parent = nullptr);
    ~EpisodeModel() override;  ///< waits for the ordering in hand

    void setMetrics(const std::vector<MetricSpec> &metrics);  ///< clears
    void clear();
    void append(std::span<const EpisodeRecord> records);

    /// All that there are, shown or not.
    [[nodiscard]] std::size_t episodes() const { return m_numbers.size(); }
    [[nodiscard]] const QStringList &genres() const { return m_genres; }  ///< in order of appearance
    /// A number for every tenth episode at least: fewer are something of the run's, not of the episode's.
    [[nodiscard]] bool hasValues(int column) const;
    [[nodiscard]] QString title(int column) const;  ///< in one line; headers break it in two
    /// Empty: all. `track`: part of a name, in any case.
    void setFilter(const QString &genre, const QString &track);
    [[nodiscard]] bool isOrdering() const { return m_ordering; }

    /// A row's place in the order of arrival, and back (−1: not shown, or not yet).
    [[nodiscard]] std::size_t arrivalOf(int row) const;
    [[nodiscard]] int rowOf(std::size_t arrival) const;
    [[nodiscard]] qint64 numberOf(std::size_t arrival) const { return m_numbers[arrival]; }
    [[nodiscard]] std::optional<std::size_t> arrivalOfNumber(qint64 number) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void genresChanged();
    void ordered();  ///< what was asked of sort() and setFilter() is shown now

private:
    using Rows = std::vector<std::uint32_t>;
    [[nodiscard]] bool byArrival() const { return m_column == NumberColumn; }
    [[nodiscard]] bool filtered() const { return m_genre >= 0 || !m_trackPart.isEmpty(); }
    [[nodiscard]] bool matches(std::size_t arrival) const;
    void order();  ///< begins ordering anew, or notes that it has to be
    void take();
    void appendRows(std::size_t from);
    [[nodiscard]] QVariant text(std::size_t arrival, int column) const;

    std::vector<MetricSpec> m_metrics;
    std::vector<qint64> m_numbers;
    std::vector<std::uint16_t> m_genreOf;
    std::vector<std::uint32_t> m_trackOf;
    std::vector<std::vector<float>> m_values;  // [metric][episode]
    std::vector<std::size_t> m_valueCounts;    // [metric]: how many are numbers
    QStringList m_genres, m_tracks;
    QHash<QString, int> m_genreIndex, m_trackIndex;
    std::vector<bool> m_trackMatches;  // [track]: of m_trackPart

    int m_genre = -1;
    QString m_genreWanted, m_trackPart;
    int m_column = NumberColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;

    // What is shown: all by arrival, or m_rows; read backwards where that is the order.
    bool m_everything = true;
    bool m_backwards = true;
    Rows m_rows;
    std::size_t m_shown = 0;  // how many of the episodes what is shown was made of
    bool m_ordering = false;  // until its result is shown
    bool m_stale = false;     // order() again when the ordering in hand is done
    QTimer m_orderSoon;
    int m_generation = 0;
    int m_orderingGeneration = 0;
    struct Ordered {
        Rows rows;
        std::size_t of = 0;
    };
    QFutureWatcher<Ordered> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
