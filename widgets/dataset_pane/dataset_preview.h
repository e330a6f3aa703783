#pragma once

#include <QtCore/QFutureWatcher>
#include <QtWidgets/QWidget>
#include <filesystem>
#include <memory>

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
    ~DatasetPreview() override;

    /// A folder with a schema.json, or a schema file. Read on a thread of its own.
    void openFolder(const std::filesystem::path &path);
    [[nodiscard]] const std::shared_ptr<DatasetFolder> &folder() const { return m_folder; }
    [[nodiscard]] bool loading() const { return m_opening.isRunning() || m_rows->loading(); }
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
};

}  // namespace tonewright
