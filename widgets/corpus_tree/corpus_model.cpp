#include "widgets/corpus_tree/corpus_model.h"

#include <algorithm>

#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

/// The internal id of a heading; an item's is the row of its group.
constexpr quintptr kHeading = ~quintptr{0};

QString lengthText(double seconds)
{
    const int whole = static_cast<int>(seconds + 0.5);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

}  // namespace

CorpusModel::CorpusModel(QObject *parent) : QAbstractItemModel(parent) {}

void CorpusModel::setCorpus(const Corpus &corpus)
{
    beginResetModel();
    m_groups.clear();
    m_heldOut.clear();
    for (const Track &track : corpus.tracks) {
        const QString genre = QString::fromStdString(track.genre);
        if (m_groups.empty() || m_groups.back().title != genre) {
            m_groups.push_back({genre, false, {}});
        }
        m_groups.back().items.push_back({QString::fromStdString(track.key()),
                                         QString::fromStdString(track.name),
                                         {},
                                         track.info.seconds(),
                                         track.isPair()});
    }
    if (!corpus.problems.empty()) {
        Group group{tr("Left out"), true, {}};
        for (const IntakeProblem &problem : corpus.problems) {
            group.items.push_back({{},
                                   QString::fromStdString(problem.file.filename().string()),
                                   QString::fromStdString(problem.reason),
                                   0,
                                   false});
        }
        m_groups.push_back(std::move(group));
    }
    endResetModel();
}

void CorpusModel::clear()
{
    setCorpus({});
}

void CorpusModel::setHeldOut(const QSet<QString> &keys)
{
    m_heldOut = keys;
    for (int group = 0; group < rowCount(); ++group) {
        const QModelIndex heading = index(group, 0);
        if (const int rows = rowCount(heading); rows > 0) {
            Q_EMIT dataChanged(index(0, 0, heading), index(rows - 1, ColumnCount - 1, heading));
        }
    }
}

QModelIndex CorpusModel::indexOfKey(const QString &key) const
{
    for (std::size_t group = 0; group < m_groups.size() && !key.isEmpty(); ++group) {
        const auto &items = m_groups[group].items;
        for (std::size_t row = 0; row < items.size(); ++row) {
            if (items[row].key == key) {
                return createIndex(static_cast<int>(row), 0, quintptr(group));
            }
        }
    }
    return {};
}

int CorpusModel::trackCount() const
{
    std::size_t count = 0;
    for (const Group &group : m_groups) {
        count += group.problems ? 0 : group.items.size();
    }
    return static_cast<int>(count);
}

int CorpusModel::problemCount() const
{
    return !m_groups.empty() && m_groups.back().problems ? static_cast<int>(m_groups.back().items.size()) : 0;
}

int CorpusModel::heldOutCount() const
{
    qsizetype count = 0;
    for (const Group &group : m_groups) {
        count += std::count_if(group.items.begin(), group.items.end(),
                               [this](const Item &item) { return m_heldOut.contains(item.key); });
    }
    return static_cast<int>(count);
}

QModelIndex CorpusModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : kHeading);
}

QModelIndex CorpusModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kHeading) {
        return {};
    }
    return createIndex(static_cast<int>(index.internalId()), 0, kHeading);
}

int CorpusModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    const bool heading = parent.internalId() == kHeading && parent.column() == 0;
    return heading ? static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].items.size()) : 0;
}

int CorpusModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant CorpusModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && index.column() == LengthColumn) {
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (index.internalId() == kHeading) {
        return groupData(m_groups[static_cast<std::size_t>(index.row())], index.column(), role);
    }
    const Group &group = m_groups[static_cast<std::size_t>(index.internalId())];
    return itemData(group.items[static_cast<std::size_t>(index.row())], index.column(), role);
}

QVariant CorpusModel::groupData(const Group &group, int column, int role) const
{
    const auto count = static_cast<qint64>(group.items.size());
    switch (role) {
    case Qt::DisplayRole:
        return column == NameColumn ? group.title : formatCount(count);
    case Qt::DecorationRole:
        return group.problems && column == NameColumn ? QVariant(icon(Icon::Warning, Ink::Error)) : QVariant();
    case Qt::FontRole:
        return column == LengthColumn ? QVariant(figureFont(TextSize::Small)) : QVariant();
    case Qt::ToolTipRole:
        return group.problems ? tr("Files that can't be used, each with the reason.") : QVariant();
    case Qt::AccessibleTextRole:
        return group.problems ? tr("%n file(s) left out", nullptr, static_cast<int>(count))
                              : tr("%1, %n track(s)", nullptr, static_cast<int>(count)).arg(group.title);
    default:
        return {};
    }
}

QString CorpusModel::itemHint(const Item &item) const
{
    if (item.key.isEmpty()) {
        return tr("%1: %2").arg(item.name, item.detail);
    }
    QString hint = item.name;
    if (item.pair) {
        hint += QLatin1Char('\n') + tr("A given pair: the corpus brings its own raw version.");
    }
    if (m_heldOut.contains(item.key)) {
        hint += QLatin1Char('\n') + tr("Held out: the agent never trains on it, so it shows what the agent can do.");
    }
    return hint;
}

QVariant CorpusModel::itemData(const Item &item, int column, int role) const
{
    const bool problem = item.key.isEmpty();
    switch (role) {
    case Qt::DisplayRole:
        if (column == NameColumn) {
            return problem ? tr("%1: %2").arg(item.name, item.detail) : item.name;
        }
        return problem ? QString() : lengthText(item.seconds);
    case Qt::DecorationRole:
        if (column != NameColumn || problem) {
            return {};
        }
        if (m_heldOut.contains(item.key)) {
            return icon(Icon::HeldOut, Ink::MutedText);
        }
        return icon(item.pair ? Icon::Pair : Icon::Note, Ink::MutedText);
    case Qt::FontRole:
        return column == LengthColumn || problem ? QVariant(figureFont(TextSize::Small)) : QVariant();
    case Qt::ToolTipRole:
        return itemHint(item);
    case Qt::AccessibleTextRole:
        return column == NameColumn ? itemHint(item) : QVariant();
    case KeyRole:
        return item.key;
    case FilterRole:
        return QString(item.key + QLatin1Char(' ') + item.name + QLatin1Char(' ') + item.detail);
    default:
        return {};
    }
}

Qt::ItemFlags CorpusModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const bool track = !data(index, KeyRole).toString().isEmpty();
    return track ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::ItemIsEnabled;
}

}  // namespace tonewright
