#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QList>
#include <vector>

#include "widgets/dataset_pane/track_entry.h"
#include "widgets/dataset_pane/track_order.h"

namespace tonewright
{

/// Tracks as a table, in an order that somebody else works out (orderTracks): sorting and filtering cost the model one
/// exchange of two arrays. What is measured fills in as it comes.
class TrackTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { KeyRole = Qt::UserRole };

    explicit TrackTableModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// Nothing is shown until the first setOrder().
    void setEntries(TrackEntries entries);
    void setOrder(TrackOrder order);
    void setMeasures(const std::vector<TrackMeasure> &measures);

    [[nodiscard]] const TrackEntries &entries() const { return m_entries; }
    [[nodiscard]] int total() const { return m_entries ? int(m_entries->tracks.size()) : 0; }
    [[nodiscard]] const QList<QString> &problems() const { return m_problems; }
    [[nodiscard]] int problemCount() const { return m_problemCount; }
    /// [entries] of a measured column, NaN where it isn't measured yet or undefined; empty for other columns.
    [[nodiscard]] std::vector<float> measureOf(TrackColumn column) const;
    [[nodiscard]] const std::vector<int> &rowsShown() const { return m_order.rows; }
    [[nodiscard]] int rowAt(int position) const { return m_order.rows[std::size_t(position)]; }
    [[nodiscard]] int positionOf(int row) const;  ///< −1: filtered away
    [[nodiscard]] int rowOfKey(const QString &key) const { return m_entries ? m_entries->rowOfKey.value(key, -1) : -1; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    static QString title(TrackColumn column);
    static QString heading(TrackColumn column);  ///< the title as it stands above the column
    static QString hint(TrackColumn column);

private:
    [[nodiscard]] QString text(int row, TrackColumn column) const;
    [[nodiscard]] QString toolTip(int row, TrackColumn column) const;

    TrackEntries m_entries;
    TrackOrder m_order;
    QList<QString> m_problems;
    int m_problemCount = 0;
    std::vector<float> m_peakDb;  // [entries]
    std::vector<float> m_lufs;
    std::vector<bool> m_measured;
};

}  // namespace tonewright
