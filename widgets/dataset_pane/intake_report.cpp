#include "widgets/dataset_pane/intake_report.h"

#include <QtCore/QAbstractTableModel>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <algorithm>

#include "widgets/dataset_pane/table_look.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{
constexpr int kFileWidth = 40 * kGrid;
constexpr int kOutcomeWidth = 10 * kGrid;
enum Column { File, Outcome, Reason, ColumnCount };

QString outcomeOf(const IntakeEntry &entry)
{
    return entry.used ? IntakeReport::tr("used") : IntakeReport::tr("left out");
}

QString lineOf(const IntakeEntry &entry)
{
    return entry.file + QStringLiteral(": ") + outcomeOf(entry) + QStringLiteral(": ") + entry.reason;
}

}  // namespace

class IntakeReport::Model : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void set(std::vector<IntakeEntry> entries)
    {
        beginResetModel();
        m_entries = std::move(entries);
        endResetModel();
    }
    [[nodiscard]] const std::vector<IntakeEntry> &entries() const { return m_entries; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_entries.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const IntakeEntry &entry = m_entries[std::size_t(index.row())];
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
            return index.column() == File ? entry.file : index.column() == Outcome ? outcomeOf(entry) : entry.reason;
        return role == Qt::AccessibleTextRole ? QVariant(lineOf(entry)) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal)
            return {};
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
        if (role != Qt::DisplayRole)
            return {};
        return section == File      ? IntakeReport::tr("File")
               : section == Outcome ? IntakeReport::tr("What became of it")
                                    : IntakeReport::tr("Why");
    }

private:
    std::vector<IntakeEntry> m_entries;
};

IntakeReport::IntakeReport(QWidget *parent)
    : QWidget(parent), m_model(new Model(this)), m_view(new QTableView(this)), m_summary(new MutedLabel(this)),
      m_copy(new QPushButton(tr("Copy"), this)), m_save(new QPushButton(tr("Save…"), this)),
      m_empty(new EmptyState(this)), m_stack(new QStackedWidget(this))
{
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Files that were left out or are unlike the others"));
    makePlainTable(*m_view);
    m_view->setTextElideMode(Qt::ElideMiddle);  // the end of a path is the file
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->resizeSection(File, kFileWidth);
    m_view->horizontalHeader()->resizeSection(
        Outcome, std::max(kOutcomeWidth, fontMetrics().horizontalAdvance(tr("What became of it")) + 3 * kGrid));
    m_copy->setToolTip(tr("The whole list as text, one line a file."));
    m_copy->setAccessibleName(tr("Copy the list of files that were left out"));
    m_save->setAccessibleName(tr("Save the list of files that were left out"));
    connect(m_copy, &QPushButton::clicked, this, &IntakeReport::copy);
    connect(m_save, &QPushButton::clicked, this, &IntakeReport::saveRequested);
    auto *keys = new QShortcut(QKeySequence::Copy, m_view);
    keys->setContext(Qt::WidgetShortcut);
    connect(keys, &QShortcut::activated, this, &IntakeReport::copy);

    auto *list = new QWidget;
    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    controls->setSpacing(kGrid);
    controls->addWidget(m_summary, 1);
    controls->addWidget(m_copy);
    controls->addWidget(m_save);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(controls);
    column->addWidget(m_view, 1);
    m_empty->setIcon(Icon::Note);
    m_empty->setSentence(
        tr("Files that can't be used, or are unlike the others, are listed here with the reason. There are "
           "none."));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(list);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setEntries({});
}

void IntakeReport::setEntries(std::vector<IntakeEntry> entries)
{
    m_leftOut =
        int(std::count_if(entries.begin(), entries.end(), [](const IntakeEntry &entry) { return !entry.used; }));
    const int used = int(entries.size()) - m_leftOut;
    m_summary->setText(tr("%n file(s) left out", nullptr, m_leftOut) +
                       (used > 0 ? tr(", %n used though unlike the others", nullptr, used) : QString()));
    m_stack->setCurrentIndex(entries.empty() ? 0 : 1);
    m_model->set(std::move(entries));
}

const std::vector<IntakeEntry> &IntakeReport::entries() const
{
    return m_model->entries();
}

QString IntakeReport::text() const
{
    QString lines;
    for (const IntakeEntry &entry : m_model->entries())
        lines += lineOf(entry) + QLatin1Char('\n');
    return lines;
}

void IntakeReport::copy() const
{
    QGuiApplication::clipboard()->setText(text());
}

}  // namespace tonewright
