#include "widgets/episodes/episode_model.h"

#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kDecimals = 3;
constexpr int kOrderAgainMs = 1000;     // of a list that grows, ordered by a measure
constexpr std::size_t kLeastPart = 10;  // one in so many episodes has a number, or the column isn't shown
constexpr qsizetype kLongTitle = 10;    // letters a title may have on one line

/// In two lines, as even as its words allow: columns of numbers are narrow.
QString inTwoLines(const QString &title)
{
    qsizetype best = -1;
    for (qsizetype at = title.indexOf(QLatin1Char(' ')); at >= 0; at = title.indexOf(QLatin1Char(' '), at + 1))
        if (best < 0 || std::abs(2 * at - title.size()) < std::abs(2 * best - title.size()))
            best = at;
    if (best < 0 || title.size() <= kLongTitle)
        return title;
    QString broken = title;
    broken[best] = QLatin1Char('\n');
    return broken;
}

}  // namespace

EpisodeModel::EpisodeModel(QObject *parent) : QAbstractTableModel(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
    m_orderSoon.setInterval(kOrderAgainMs);
    m_orderSoon.setSingleShot(true);
    connect(&m_orderSoon, &QTimer::timeout, this, &EpisodeModel::order);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &EpisodeModel::take);
}

EpisodeModel::~EpisodeModel()
{
    m_watcher.disconnect(this);
    m_pool.waitForDone();
}

void EpisodeModel::setMetrics(const std::vector<MetricSpec> &metrics)
{
    beginResetModel();
    m_metrics = metrics;
    endResetModel();
    clear();
}

void EpisodeModel::clear()
{
    beginResetModel();
    m_numbers.clear();
    m_genreOf.clear();
    m_trackOf.clear();
    m_values.assign(m_metrics.size(), {});
    m_valueCounts.assign(m_metrics.size(), 0);
    for (QStringList *names : {&m_genres, &m_tracks})
        names->clear();
    m_genreIndex.clear();
    m_trackIndex.clear();
    m_trackMatches.clear();
    m_genre = m_genreWanted.isEmpty() ? -1 : int(std::numeric_limits<std::uint16_t>::max());
    m_rows.clear();
    m_shown = 0;
    m_everything = byArrival() && !filtered();
    m_backwards = m_order == Qt::DescendingOrder;
    ++m_generation;
    m_stale = false;
    endResetModel();
    Q_EMIT genresChanged();
}

void EpisodeModel::append(std::span<const EpisodeRecord> records)
{
    const std::size_t before = m_numbers.size();
    const auto genres = m_genres.size();
    for (const EpisodeRecord &record : records) {
        m_numbers.push_back(record.episode);
        const QString genre = QString::fromStdString(record.genre);
        auto ofGenre = m_genreIndex.constFind(genre);
        if (ofGenre == m_genreIndex.constEnd()) {
            if (genre == m_genreWanted && !genre.isEmpty())
                m_genre = int(m_genres.size());
            ofGenre = m_genreIndex.insert(genre, int(m_genres.size()));
            m_genres.append(genre);
        }
        m_genreOf.push_back(std::uint16_t(*ofGenre));
        const QString track = QString::fromStdString(record.item);
        auto ofTrack = m_trackIndex.constFind(track);
        if (ofTrack == m_trackIndex.constEnd()) {
            ofTrack = m_trackIndex.insert(track, int(m_tracks.size()));
            m_tracks.append(track);
            m_trackMatches.push_back(track.contains(m_trackPart, Qt::CaseInsensitive));
        }
        m_trackOf.push_back(std::uint32_t(*ofTrack));
        for (std::size_t i = 0; i < m_metrics.size(); ++i) {
            const double value = i < record.values.size() ? record.values[i] : std::nan("");
            m_values[i].push_back(float(value));
            m_valueCounts[i] += std::isfinite(value) ? 1 : 0;
        }
    }
    if (genres != m_genres.size())
        Q_EMIT genresChanged();
    if (!byArrival()) {
        if (!m_orderSoon.isActive())
            m_orderSoon.start();
    } else if (!isOrdering()) {
        appendRows(before);
    }
}

/// In the order of arrival only the new rows need a look.
void EpisodeModel::appendRows(std::size_t from)
{
    Rows fresh;
    if (!m_everything)
        for (std::size_t i = from; i < m_numbers.size(); ++i)
            if (matches(i))
                fresh.push_back(std::uint32_t(i));
    const int count = int(m_everything ? m_numbers.size() - from : fresh.size());
    if (count > 0) {
        const int first = m_backwards ? 0 : rowCount();
        beginInsertRows({}, first, first + count - 1);
    }
    m_rows.insert(m_rows.end(), fresh.begin(), fresh.end());
    m_shown = m_numbers.size();
    if (count > 0)
        endInsertRows();
}

bool EpisodeModel::hasValues(int column) const
{
    if (column < FirstMetric)
        return true;
    const std::size_t count = m_valueCounts[std::size_t(column - FirstMetric)];
    return count > 0 && count * kLeastPart >= m_numbers.size();
}

bool EpisodeModel::matches(std::size_t arrival) const
{
    return (m_genre < 0 || m_genreOf[arrival] == m_genre) && m_trackMatches[m_trackOf[arrival]];
}

void EpisodeModel::setFilter(const QString &genre, const QString &track)
{
    if (genre == m_genreWanted && track == m_trackPart)
        return;
    m_genreWanted = genre;
    m_trackPart = track;
    m_genre = genre.isEmpty() ? -1 : m_genreIndex.value(genre, int(std::numeric_limits<std::uint16_t>::max()));
    for (std::size_t i = 0; i < m_trackMatches.size(); ++i)
        m_trackMatches[i] = m_tracks[qsizetype(i)].contains(track, Qt::CaseInsensitive);
    ++m_generation;
    order();
}

void EpisodeModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= columnCount() || (column == m_column && order == m_order))
        return;
    m_column = column;
    m_order = order;
    ++m_generation;
    this->order();
}

void EpisodeModel::order()
{
    if (m_ordering) {
        m_stale = true;
        return;
    }
    m_ordering = true;
    m_stale = false;
    m_orderingGeneration = m_generation;
    // Copies of single columns: some milliseconds for a million rows. All else happens in the other thread.
    const std::size_t count = m_numbers.size();
    const bool filters = filtered();
    std::vector<float> key;
    std::vector<std::uint32_t> rank;  // of text columns: where each name stands in the alphabet
    const auto ranks = [](const QStringList &names) {
        std::vector<std::uint32_t> places(std::size_t(names.size()));
        std::vector<std::uint32_t> sorted(places.size());
        std::iota(sorted.begin(), sorted.end(), 0U);
        std::sort(sorted.begin(), sorted.end(),
                  [&names](auto a, auto b) { return names[qsizetype(a)] < names[qsizetype(b)]; });
        for (std::size_t i = 0; i < sorted.size(); ++i)
            places[sorted[i]] = std::uint32_t(i);
        return places;
    };
    if (m_column >= FirstMetric)
        key = m_values[std::size_t(m_column - FirstMetric)];
    else if (m_column != NumberColumn)
        rank = ranks(m_column == GenreColumn ? m_genres : m_tracks);
    const bool byGenre = m_column == GenreColumn;
    std::vector<std::uint16_t> genreOf;
    std::vector<std::uint32_t> trackOf;
    if (filters || byGenre)
        genreOf = m_genreOf;
    if (filters || m_column == TrackColumn)
        trackOf = m_trackOf;
    m_watcher.setFuture(QtConcurrent::run(&m_pool, [count, filters, key = std::move(key), rank = std::move(rank),
                                                    byGenre, genre = m_genre, genreOf = std::move(genreOf),
                                                    trackOf = std::move(trackOf), trackMatches = m_trackMatches] {
        Ordered result{{}, count};
        result.rows.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            if (!filters || ((genre < 0 || genreOf[i] == genre) && trackMatches[trackOf[i]]))
                result.rows.push_back(std::uint32_t(i));
        // Ascending; of equals the earlier first; what isn't a number comes first.
        if (!key.empty())
            std::stable_sort(result.rows.begin(), result.rows.end(), [&key](auto a, auto b) {
                return std::isnan(key[a]) ? !std::isnan(key[b]) : key[a] < key[b];
            });
        if (!rank.empty())
            std::stable_sort(result.rows.begin(), result.rows.end(), [&](auto a, auto b) {
                return byGenre ? rank[genreOf[a]] < rank[genreOf[b]] : rank[trackOf[a]] < rank[trackOf[b]];
            });
        return result;
    }));
}

void EpisodeModel::take()
{
    m_ordering = false;
    if (m_orderingGeneration != m_generation) {
        // Something else is wanted, or the episodes are others.
        order();
        return;
    }
    Ordered result = m_watcher.result();
    beginResetModel();
    m_everything = byArrival() && !filtered();
    m_backwards = m_order == Qt::DescendingOrder;
    m_rows = m_everything ? Rows() : std::move(result.rows);
    m_shown = result.of;
    endResetModel();
    if (byArrival()) {
        m_stale = false;
        appendRows(m_shown);
    }
    Q_EMIT ordered();
    if (m_stale)
        order();
}

int EpisodeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_everything ? m_shown : m_rows.size());
}

int EpisodeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstMetric + int(m_metrics.size());
}

std::size_t EpisodeModel::arrivalOf(int row) const
{
    const auto place = std::size_t(m_backwards ? rowCount() - 1 - row : row);
    return m_everything ? place : m_rows[place];
}

int EpisodeModel::rowOf(std::size_t arrival) const
{
    std::size_t place = arrival;
    if (m_everything) {
        if (arrival >= m_shown)
            return -1;
    } else {
        const auto found = byArrival() ? std::lower_bound(m_rows.begin(), m_rows.end(), arrival)
                                       : std::find(m_rows.begin(), m_rows.end(), std::uint32_t(arrival));
        if (found == m_rows.end() || *found != arrival)
            return -1;
        place = std::size_t(found - m_rows.begin());
    }
    return m_backwards ? rowCount() - 1 - int(place) : int(place);
}

std::optional<std::size_t> EpisodeModel::arrivalOfNumber(qint64 number) const
{
    const auto found = std::lower_bound(m_numbers.begin(), m_numbers.end(), number);
    if (found == m_numbers.end() || *found != number)
        return std::nullopt;
    return std::size_t(found - m_numbers.begin());
}

QVariant EpisodeModel::text(std::size_t arrival, int column) const
{
    switch (column) {
    case NumberColumn:
        return formatCount(m_numbers[arrival]);
    case GenreColumn:
        return m_genres[m_genreOf[arrival]];
    case TrackColumn: {
        const QString &key = m_tracks[qsizetype(m_trackOf[arrival])];
        const QString &genre = m_genres[m_genreOf[arrival]];
        // Said in the column before.
        return !genre.isEmpty() && key.startsWith(genre + QLatin1Char('/')) ? key.mid(genre.size() + 1) : key;
    }
    default:
        const float value = m_values[std::size_t(column - FirstMetric)][arrival];
        return std::isnan(value) ? QString() : formatNumber(double(value), kDecimals);
    }
}

QVariant EpisodeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const bool figures = index.column() == NumberColumn || index.column() >= FirstMetric;
    switch (role) {
    case Qt::DisplayRole:
        return text(arrivalOf(index.row()), index.column());
    case Qt::ToolTipRole:
        return index.column() == TrackColumn ? m_tracks[qsizetype(m_trackOf[arrivalOf(index.row())])] : QVariant();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(title(index.column()),
                                            text(arrivalOf(index.row()), index.column()).toString());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (figures ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole:
        return figures ? QVariant(figureFont(TextSize::Text)) : QVariant();
    default:
        return {};
    }
}

QVariant EpisodeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter |
                   (section == NumberColumn || section >= FirstMetric ? Qt::AlignRight : Qt::AlignLeft));
    const MetricSpec *metric = section >= FirstMetric ? &m_metrics[std::size_t(section - FirstMetric)] : nullptr;
    if (role == Qt::ToolTipRole)
        return metric != nullptr
                   ? QStringLiteral("<p><b>%1</b></p><p>%2</p>")
                         .arg(studyText(metric->label).toHtmlEscaped(), studyText(metric->hint).toHtmlEscaped())
                   : QString();
    if (role == Qt::AccessibleTextRole)
        return title(section);
    if (role != Qt::DisplayRole)
        return {};
    return section == GenreColumn ? kSpace + title(section) : inTwoLines(title(section));
}

QString EpisodeModel::title(int column) const
{
    switch (column) {
    case NumberColumn:
        return tr("Episode");
    case GenreColumn:
        return tr("Genre");
    case TrackColumn:
        return tr("Track");
    default:
        return studyText(m_metrics[std::size_t(column - FirstMetric)].label);
    }
}

}  // namespace tonewright
