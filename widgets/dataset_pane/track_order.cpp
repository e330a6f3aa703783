#include "widgets/dataset_pane/track_order.h"

#include <QtCore/QCollator>
#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

std::vector<int> filtered(const TrackOrderRequest &request)
{
    std::vector<int> rows;
    const std::vector<TrackEntry> &entries = request.entries->tracks;
    const QString text = request.text.trimmed();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QString &problem = request.problems.at(qsizetype(i));
        if (request.onlyProblems && problem.isEmpty())
            continue;
        if (!request.genre.isEmpty() && entries[i].genre != request.genre)
            continue;
        if (!text.isEmpty() && !entries[i].key.contains(text, Qt::CaseInsensitive) &&
            !problem.contains(text, Qt::CaseInsensitive))
            continue;
        rows.push_back(int(i));
    }
    return rows;
}

/// NaN last, whichever the direction.
void sortByNumber(std::vector<int> &rows, const std::vector<double> &values, bool descending)
{
    std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
        const double x = values[std::size_t(a)], y = values[std::size_t(b)];
        if (std::isnan(x) || std::isnan(y))
            return !std::isnan(x) && std::isnan(y);
        return descending ? x > y : x < y;
    });
}

/// Empty texts last, whichever the direction.
void sortByText(std::vector<int> &rows, const TrackOrderRequest &request)
{
    QLocale locale;
    if (locale.language() == QLocale::C)
        locale = QLocale(QLocale::English);  // C compares bytes: 10 before 2, B before a
    QCollator collator(locale);
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    struct Keyed {
        int row;
        bool empty;
        QCollatorSortKey key;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(rows.size());
    for (const int row : rows) {
        const TrackEntry &entry = request.entries->tracks[std::size_t(row)];
        const QString &text = request.column == TrackColumn::Name    ? entry.name
                              : request.column == TrackColumn::Genre ? entry.genre
                                                                     : request.problems.at(row);
        keyed.push_back({row, text.isEmpty(), collator.sortKey(text)});
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&request](const Keyed &a, const Keyed &b) {
        if (a.empty || b.empty)
            return !a.empty && b.empty;
        const int order = a.key.compare(b.key);
        return request.descending ? order > 0 : order < 0;
    });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed &one) { return one.row; });
}

std::vector<double> numbersOf(const TrackOrderRequest &request)
{
    std::vector<double> values(request.measure.begin(), request.measure.end());
    if (!values.empty())
        return values;
    values.reserve(request.entries->tracks.size());
    for (const TrackEntry &entry : request.entries->tracks) {
        switch (request.column) {
        case TrackColumn::Kind:
            values.push_back(entry.pair);
            break;
        case TrackColumn::Split:
            values.push_back(entry.heldOut);
            break;
        case TrackColumn::Length:
            values.push_back(entry.seconds);
            break;
        case TrackColumn::Rate:
            values.push_back(entry.sampleRate);
            break;
        default:
            values.push_back(entry.channels);
            break;
        }
    }
    return values;
}

}  // namespace

TrackOrder orderTracks(const TrackOrderRequest &request)
{
    TrackOrder order;
    if (!request.entries)
        return order;
    order.rows = filtered(request);
    if (request.column == TrackColumn::Name || request.column == TrackColumn::Genre ||
        request.column == TrackColumn::Problem)
        sortByText(order.rows, request);
    else
        sortByNumber(order.rows, numbersOf(request), request.descending);
    order.positions.assign(request.entries->tracks.size(), -1);
    for (std::size_t i = 0; i < order.rows.size(); ++i)
        order.positions[std::size_t(order.rows[i])] = int(i);
    return order;
}

}  // namespace tonewright
