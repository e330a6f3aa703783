#include "widgets/dataset_pane/dataset_preview.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <algorithm>
#include <utility>

#include "widgets/dataset_pane/table_look.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

enum Shown { Name, Group, Unit, Range, Role, Meaning, ShownCount };
constexpr int kWidths[] = {20, 12, 8, 12, 10, 40};  // grid units

}  // namespace

class DatasetPreview::Columns : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void set(std::shared_ptr<const DatasetFolder> folder)
    {
        beginResetModel();
        m_folder = std::move(folder);
        endResetModel();
    }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() || !m_folder ? 0 : int(m_folder->columns().size());
    }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ShownCount; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
            return {};
        const DatasetFolderColumn &column = m_folder->columns()[std::size_t(index.row())];
        const std::string *const texts[] = {&column.name,  &column.group, &column.unit,
                                            &column.range, &column.role,  &column.description};
        const QString text = QString::fromStdString(*texts[index.column()]);
        return index.column() == Range ? QString(text).replace(QLatin1Char('-'), QChar(0x2212)) : text;
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal)
            return {};
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
        const QString titles[] = {DatasetPreview::tr("Column"), DatasetPreview::tr("Group"),
                                  DatasetPreview::tr("Unit"),   DatasetPreview::tr("Range"),
                                  DatasetPreview::tr("Role"),   DatasetPreview::tr("Meaning")};
        return role == Qt::DisplayRole ? QVariant(titles[section]) : QVariant();
    }

private:
    std::shared_ptr<const DatasetFolder> m_folder;
};

DatasetPreview::DatasetPreview(QWidget *parent)
    : QWidget(parent), m_columns(new Columns(this)), m_rows(new DatasetRowsModel(this)), m_columnsView(new QTableView),
      m_rowsView(new QTableView), m_summary(new MutedLabel(this)), m_open(new QPushButton(tr("Open…"), this)),
      m_empty(new EmptyState(this)), m_stack(new QStackedWidget(this))
{
    m_pool.setMaxThreadCount(1);
    build();
    connect(&m_opening, &QFutureWatcherBase::finished, this, &DatasetPreview::take);
    connect(m_rows, &DatasetRowsModel::failed, this, &DatasetPreview::failed);
    connect(m_open, &QPushButton::clicked, this, &DatasetPreview::openRequested);
    connect(m_empty, &EmptyState::actionTriggered, this, &DatasetPreview::openRequested);
    connect(m_columnsView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid() || m_rows->rowCount() == 0)
                    return;
                const int row = std::max(0, m_rowsView->rowAt(0));
                m_rowsView->scrollTo(m_rows->index(row, current.row()), QAbstractItemView::EnsureVisible);
            });
}

DatasetPreview::~DatasetPreview() = default;

void DatasetPreview::build()
{
    m_columnsView->setModel(m_columns);
    m_columnsView->setAccessibleName(tr("Columns of the data set"));
    m_rowsView->setModel(m_rows);
    m_rowsView->setAccessibleName(tr("Rows of the data set"));
    for (QTableView *view : {m_columnsView, m_rowsView})
        makePlainTable(*view);
    m_columnsView->verticalHeader()->hide();
    m_columnsView->horizontalHeader()->setStretchLastSection(true);
    for (int column = 0; column < ShownCount; ++column)
        m_columnsView->setColumnWidth(column, kWidths[column] * kGrid);
    m_rowsView->horizontalHeader()->setDefaultSectionSize(16 * kGrid);
    m_open->setAccessibleName(tr("Open a generated data set"));
    m_summary->setFont(textFont(TextSize::Small));
    m_summary->setMinimumWidth(kGrid);  // gives way where the pane is narrow
    m_empty->setIcon(Icon::Folder);
    m_empty->setSentence(tr("A data set that was generated (tonewright-cli dataset): its columns with units and "
                            "meaning, and its rows."));
    m_empty->setAction(tr("Open a generated data set"));

    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    controls->setSpacing(kGrid);
    controls->addWidget(m_summary, 1);
    controls->addWidget(m_open);
    auto *tables = new HairlineSplitter(Qt::Horizontal);
    tables->addWidget(m_columnsView);
    tables->addWidget(m_rowsView);
    tables->setSizes({45 * kGrid, 55 * kGrid});
    tables->setChildrenCollapsible(false);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(controls);
    column->addWidget(tables, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void DatasetPreview::openFolder(const std::filesystem::path &path)
{
    if (m_isOpening) {
        m_next = path;
        return;
    }
    m_isOpening = true;
    m_opening.setFuture(QtConcurrent::run(&m_pool, [path]() -> Result<std::shared_ptr<DatasetFolder>> {
        auto folder = DatasetFolder::open(path);
        if (!folder)
            return fail(folder.error());
        return std::make_shared<DatasetFolder>(std::move(*folder));
    }));
}

void DatasetPreview::take()
{
    m_isOpening = false;
    if (m_next) {
        openFolder(*std::exchange(m_next, std::nullopt));
        return;
    }
    auto opened = m_opening.future().takeResult();
    if (!opened) {
        Q_EMIT failed(QString::fromStdString(opened.error().describe()));
        return;
    }
    m_folder = std::move(*opened);
    m_columns->set(m_folder);
    m_rows->setFolder(m_folder);
    QString text = tr("%1 · %2 rows, %3 columns")
                       .arg(QString::fromStdString(m_folder->table().parent_path().filename().string()),
                            formatCount(m_folder->rows()), formatCount(qint64(m_folder->columns().size())));
    if (m_folder->rows() > DatasetRowsModel::kMostRows)
        text += tr("; the first %1 are shown").arg(formatCount(DatasetRowsModel::kMostRows));
    QString facts;
    for (const auto &[name, value] : m_folder->facts()) {
        if (name == "split: by")
            text += tr(" · split by %1").arg(QString::fromStdString(value));
        if (name == "split: train_tracks")
            text += tr(", %1 for training").arg(QString::fromStdString(value));
        if (name == "split: test_tracks")
            text += tr(", %1 for judging").arg(QString::fromStdString(value));
        facts += QString::fromStdString(name + ": " + value) + QLatin1Char('\n');
    }
    m_summary->setText(text);
    m_summary->setToolTip(facts.trimmed());
    m_stack->setCurrentIndex(1);
}

QString DatasetPreview::summary() const
{
    return m_summary->text();
}

}  // namespace tonewright
