#include "widgets/dataset_pane/track_table_model.h"

#include <cmath>
#include <limits>

#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr QChar kEmSpace(0x2003);
constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

bool isNumber(TrackColumn column)
{
    return column >= TrackColumn::Length && column <= TrackColumn::Loudness;
}

/// 30 s as 0:30.0.
QString lengthText(double seconds)
{
    const auto tenths = qint64(std::llround(seconds * 10));
    return QStringLiteral("%1:%2.%3").arg(tenths / 600).arg(tenths / 10 % 60, 2, 10, QLatin1Char('0')).arg(tenths % 10);
}

}  // namespace

QString TrackTableModel::title(TrackColumn column)
{
    switch (column) {
    case TrackColumn::Name:
        return tr("Track");
    case TrackColumn::Genre:
        return tr("Genre");
    case TrackColumn::Kind:
        return tr("Kind");
    case TrackColumn::Split:
        return tr("Used for");
    case TrackColumn::Length:
        return tr("Length");
    case TrackColumn::Rate:
        return tr("Rate (kHz)");
    case TrackColumn::Channels:
        return tr("Channels");
    case TrackColumn::Peak:
        return tr("Peak (dBFS)");
    case TrackColumn::Loudness:
        return tr("Loudness (LUFS)");
    default:
        return tr("Remarks");
    }
}

QString TrackTableModel::heading(TrackColumn column)
{
    // Units have a line of their own: what stands below is narrow.
    if (column != TrackColumn::Problem)
        return title(column).replace(QLatin1String(" ("), QLatin1String("\n("));
    return kEmSpace + title(column);  // after numbers, which end at the right
}

QString TrackTableModel::hint(TrackColumn column)
{
    switch (column) {
    case TrackColumn::Kind:
        return tr("A pair brings its own raw version; of a single track the program makes one.");
    case TrackColumn::Split:
        return tr("The agent trains on some tracks and is judged on others, which it never trains on (held out).");
    case TrackColumn::Length:
        return tr("Minutes and seconds, of the reference.");
    case TrackColumn::Rate:
        return tr("Sample rate of the reference.");
    case TrackColumn::Peak:
        return tr("The largest sample of the reference, below full scale. Measured while this pane is open.");
    case TrackColumn::Loudness:
        return tr("Integrated loudness of the reference (EBU R 128). Measured while this pane is open.");
    case TrackColumn::Problem:
        return tr("What may not be as you expect: another sample rate, clipping, a pair of unequal length.");
    default:
        return {};
    }
}

void TrackTableModel::setEntries(TrackEntries entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    m_order = {};
    const auto count = std::size_t(total());
    m_problems = m_entries ? m_entries->problems : QList<QString>();
    m_problemCount = m_entries ? m_entries->problemCount : 0;
    m_peakDb.assign(count, kNothing);
    m_lufs.assign(count, kNothing);
    m_measured.assign(count, false);
    endResetModel();
}

void TrackTableModel::setOrder(TrackOrder order)
{
    beginResetModel();
    m_order = std::move(order);
    endResetModel();
}

void TrackTableModel::setMeasures(const std::vector<TrackMeasure> &measures)
{
    for (const TrackMeasure &one : measures) {
        if (one.row < 0 || one.row >= total())
            continue;
        const auto row = std::size_t(one.row);
        m_peakDb[row] = float(one.peakDb);
        m_lufs[row] = float(one.integratedLufs);
        m_measured[row] = true;
        if (one.problem.isEmpty())
            continue;
        QString &problem = m_problems[one.row];
        m_problemCount += problem.isEmpty() ? 1 : 0;
        const QString &own = m_entries->tracks[row].problem;
        problem = own.isEmpty() ? one.problem : own + QStringLiteral("; ") + one.problem;
    }
    if (!measures.empty() && rowCount() > 0)
        Q_EMIT dataChanged(index(0, int(TrackColumn::Peak)), index(rowCount() - 1, int(TrackColumn::Problem)));
}

std::vector<float> TrackTableModel::measureOf(TrackColumn column) const
{
    if (column == TrackColumn::Peak)
        return m_peakDb;
    return column == TrackColumn::Loudness ? m_lufs : std::vector<float>();
}

int TrackTableModel::positionOf(int row) const
{
    return row >= 0 && std::size_t(row) < m_order.positions.size() ? m_order.positions[std::size_t(row)] : -1;
}

int TrackTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.rows.size());
}

int TrackTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(TrackColumn::Count);
}

QVariant TrackTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = rowAt(index.row());
    const auto column = TrackColumn(index.column());
    const TrackEntry &entry = m_entries->tracks[std::size_t(row)];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return isNumber(column) ? QVariant(figureFont(TextSize::Small)) : QVariant();
    case Qt::DecorationRole:
        if (column == TrackColumn::Problem && !m_problems.at(row).isEmpty())
            return icon(Icon::Warning, Ink::MutedText);
        if (column != TrackColumn::Name)
            return {};
        return icon(entry.heldOut ? Icon::HeldOut : entry.pair ? Icon::Pair : Icon::Note, Ink::MutedText);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return QString(title(column) + QStringLiteral(": ") + text(row, column));
    case KeyRole:
        return entry.key;
    default:
        return {};
    }
}

QString TrackTableModel::text(int row, TrackColumn column) const
{
    const TrackEntry &entry = m_entries->tracks[std::size_t(row)];
    const auto level = [this, row](float value) {
        return m_measured[std::size_t(row)] ? formatNumber(double(value), 1) : QStringLiteral("…");
    };
    switch (column) {
    case TrackColumn::Name:
        return entry.name;
    case TrackColumn::Genre:
        return entry.genre;
    case TrackColumn::Kind:
        return entry.pair ? tr("pair") : tr("track");
    case TrackColumn::Split:
        return entry.heldOut ? tr("judging") : tr("training");
    case TrackColumn::Length:
        return lengthText(entry.seconds);
    case TrackColumn::Rate:
        return kilohertzText(entry.sampleRate);
    case TrackColumn::Channels:
        return QString::number(entry.channels);
    case TrackColumn::Peak:
        return level(m_peakDb[std::size_t(row)]);
    case TrackColumn::Loudness:
        return level(m_lufs[std::size_t(row)]);
    default:
        return m_problems.at(row);
    }
}

QString TrackTableModel::toolTip(int row, TrackColumn column) const
{
    const bool level = column == TrackColumn::Peak || column == TrackColumn::Loudness;
    if (level && !m_measured[std::size_t(row)])
        return tr("Not measured yet.");
    if (column == TrackColumn::Loudness && std::isnan(m_lufs[std::size_t(row)]))
        return tr("Undefined: shorter than 0.4 s or nearly silent.");
    if (column == TrackColumn::Problem)
        return m_problems.at(row);
    return column == TrackColumn::Name ? m_entries->tracks[std::size_t(row)].file : QString();
}

QVariant TrackTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto column = TrackColumn(section);
    if (role == Qt::DisplayRole)
        return heading(column);
    if (role == Qt::AccessibleTextRole)
        return title(column);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::ToolTipRole ? QVariant(hint(column)) : QVariant();
}

}  // namespace tonewright
