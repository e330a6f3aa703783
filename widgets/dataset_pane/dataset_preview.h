#pragma once

#include <QtCore/QFutureWatcher>
#include <QtWidgets/QWidget>
#include <filesystem>
#include <memory>
#include <optional>

#include "widgets/dataset_pane/dataset_rows_model.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace tonewright
{

class EmptyState;

/// A generated data set as it lies on disk: what each column is (unit, range, role, declared or applied) beside the
/// rows, which are read as they come into view.
class DatasetPreview : public QWidget
{
    Q_OBJECT
public:
    explicit DatasetPreview(QWidget *parent = nullptr);
    ~DatasetPreview() override;  ///< waits for the file in hand

    /// A folder with a schema.json, or a schema file. Read on a thread of its own.
    void openFolder(const std::filesystem::path &path);
    [[nodiscard]] const std::shared_ptr<DatasetFolder> &folder() const { return m_folder; }
    [[nodiscard]] bool loading() const { return m_isOpening || m_rows->loading(); }
    [[nodiscard]] QTableView *columnsView() const { return m_columnsView; }
    [[nodiscard]] QTableView *rowsView() const { return m_rowsView; }
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void openRequested();
    void failed(const QString &message);

private:
    class Columns;
    void build();
    void take();

    bool m_isOpening = false;
    std::optional<std::filesystem::path> m_next;  ///< asked for meanwhile
    std::shared_ptr<DatasetFolder> m_folder;
    Columns *m_columns;
    DatasetRowsModel *m_rows;
    QTableView *m_columnsView;
    QTableView *m_rowsView;
    QLabel *m_summary;
    QPushButton *m_open;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QFutureWatcher<Result<std::shared_ptr<DatasetFolder>>> m_opening;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
