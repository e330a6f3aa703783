#include "widgets/dataset_pane/dataset_rows_model.h"

#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{
constexpr std::size_t kKeptPages = 24;
}

DatasetRowsModel::DatasetRowsModel(QObject *parent) : QAbstractTableModel(parent)
{
    m_pool.setMaxThreadCount(1);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &DatasetRowsModel::take);
}

DatasetRowsModel::~DatasetRowsModel() = default;

void DatasetRowsModel::setFolder(std::shared_ptr<DatasetFolder> folder)
{
    beginResetModel();
    m_folder = std::move(folder);
    m_rows = m_folder ? int(std::min<std::int64_t>(m_folder->rows(), kMostRows)) : 0;
    m_pages.clear();
    m_wanted = -1;
    m_broken = false;
    endResetModel();
}

int DatasetRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int DatasetRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_folder ? 0 : int(m_folder->columns().size());
}

QVariant DatasetRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool text = m_folder->columns()[std::size_t(index.column())].type == "text";
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole)
        return text ? QVariant() : QVariant(figureFont(TextSize::Small));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const auto page = m_pages.find(index.row() / kPageRows);
    if (page == m_pages.end()) {
        want(index.row() / kPageRows);
        return {};
    }
    page->second.used = ++m_uses;
    const auto row = std::size_t(index.row() % kPageRows);
    if (row >= page->second.rows.size())
        return {};
    return QString::fromStdString(page->second.rows[row][std::size_t(index.column())]);
}

QVariant DatasetRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(formatCount(section)) : QVariant();
    if (section < 0 || section >= columnCount())
        return {};
    const DatasetFolderColumn &column = m_folder->columns()[std::size_t(section)];
    if (role == Qt::DisplayRole)
        return QString::fromStdString(column.name);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((column.type == "text" ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return role == Qt::ToolTipRole ? QVariant(QString::fromStdString(column.description)) : QVariant();
}

void DatasetRowsModel::want(int page) const
{
    if (m_broken)
        return;
    m_wanted = page;
    // Views ask while they paint: reading begins after that.
    if (!m_reading)
        QMetaObject::invokeMethod(const_cast<DatasetRowsModel *>(this), &DatasetRowsModel::readNext,
                                  Qt::QueuedConnection);
}

void DatasetRowsModel::readNext()
{
    if (m_wanted < 0 || m_reading || !m_folder)
        return;
    const int page = std::exchange(m_wanted, -1);
    if (m_pages.contains(page))
        return;
    m_reading = true;
    m_watcher.setFuture(QtConcurrent::run(&m_pool, [page, folder = m_folder] {
        return Read{page, folder, folder->read(std::int64_t(page) * kPageRows, kPageRows)};
    }));
}

void DatasetRowsModel::take()
{
    m_reading = false;
    Read read = m_watcher.future().takeResult();
    if (read.folder == m_folder && m_folder) {
        if (!read.rows) {
            m_broken = true;
            m_wanted = -1;
            Q_EMIT failed(QString::fromStdString(read.rows.error().describe()));
            return;
        }
        if (m_pages.size() >= kKeptPages)
            m_pages.erase(std::min_element(m_pages.begin(), m_pages.end(),
                                           [](const auto &a, const auto &b) { return a.second.used < b.second.used; }));
        m_pages[read.page] = {std::move(*read.rows), ++m_uses};
        const int first = read.page * kPageRows;
        Q_EMIT dataChanged(index(first, 0), index(std::min(first + kPageRows, m_rows) - 1, columnCount() - 1));
    }
    readNext();
}

}  // namespace tonewright
