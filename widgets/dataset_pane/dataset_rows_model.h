#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QFutureWatcher>
#include <QtCore/QThreadPool>
#include <map>
#include <memory>
#include <optional>

#include "core/study/dataset_folder.h"

namespace tonewright
{

/// The rows of a data set on disk. Pages are read on a thread of their own when they come into view, and a few are
/// kept; until one is there its cells are empty. Of very long tables the first hundred thousand rows are shown.
class DatasetRowsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit DatasetRowsModel(QObject *parent = nullptr);
    ~DatasetRowsModel() override;  ///< waits for the page in hand

    /// Null: none. The folder is used on the model's thread from here on.
    void setFolder(std::shared_ptr<DatasetFolder> folder);
    [[nodiscard]] bool loading() const { return m_reading || m_wanted >= 0; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    static constexpr int kMostRows = 100000;
    static constexpr int kPageRows = 256;

Q_SIGNALS:
    void failed(const QString &message);

private:
    using Rows = std::vector<std::vector<std::string>>;
    struct Page {
        Rows rows;
        unsigned used = 0;
    };
    struct Read {
        int page = 0;
        std::shared_ptr<DatasetFolder> folder;
        Result<Rows> rows;
    };
    void want(int page) const;
    void readNext();
    void take();

    std::shared_ptr<DatasetFolder> m_folder;
    int m_rows = 0;
    mutable std::map<int, Page> m_pages;
    mutable unsigned m_uses = 0;
    mutable int m_wanted = -1;  ///< the page that was asked for last
    bool m_reading = false;     ///< until take(): a watcher still tells of a future that was exchanged before
    bool m_broken = false;      ///< told once
    QFutureWatcher<Read> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
