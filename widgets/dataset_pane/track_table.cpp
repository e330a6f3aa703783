#include "widgets/dataset_pane/track_table.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtCore/QSignalBlocker>
#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <algorithm>

#include "widgets/dataset_pane/table_look.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kColumns = int(TrackColumn::Count);
constexpr int kFilterWidth = 26 * kGrid;
constexpr int kGenreWidth = 14 * kGrid;

/// Wide enough for what a column says, in figures of the running font.
int widthOf(TrackColumn column, const QFontMetrics &metrics)
{
    const auto words = [&metrics](const char *text) { return metrics.horizontalAdvance(QLatin1String(text)); };
    switch (column) {
    case TrackColumn::Name:
        return words("a track's name.00000") + 4 * kGrid;
    case TrackColumn::Genre:
        return words("classical") + 3 * kGrid;
    default:
        break;
    }
    int widest = 0;
    for (const QString &line : TrackTableModel::heading(column).split(QLatin1Char('\n')))
        widest = std::max(widest, metrics.horizontalAdvance(line));
    return widest + 3 * kGrid;  // with the mark of the order
}

}  // namespace

TrackTable::TrackTable(QWidget *parent)
    : QWidget(parent), m_model(new TrackTableModel(this)), m_view(new QTableView(this)), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_filter(new QLineEdit(this)), m_genre(new QComboBox(this)),
      m_onlyProblems(new QCheckBox(tr("Only with remarks"), this)), m_progress(new MutedLabel(this)),
      m_summary(new MutedLabel(this))
{
    m_pool.setMaxThreadCount(1);
    build();
    connect(m_filter, &QLineEdit::textChanged, this, &TrackTable::order);
    connect(m_genre, &QComboBox::currentIndexChanged, this, &TrackTable::order);
    connect(m_onlyProblems, &QCheckBox::toggled, this, &TrackTable::order);
    connect(m_view->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TrackTable::order);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &TrackTable::take);
    connect(m_view, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT trackActivated(index.data(TrackTableModel::KeyRole).toString());
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (m_quiet || !current.isValid())
                    return;
                const QString key = current.data(TrackTableModel::KeyRole).toString();
                if (key == m_currentKey)
                    return;
                m_currentKey = key;
                Q_EMIT trackSelected(key);
            });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_model->total() == 0) {
            Q_EMIT openRequested();
            return;
        }
        setFilter({});
        setGenre({});
        setOnlyProblems(false);
    });
    setEntries(nullptr);
    showState();
}

TrackTable::~TrackTable() = default;

void TrackTable::build()
{
    m_filter->setPlaceholderText(tr("Find a track"));
    m_filter->setAccessibleName(tr("Find a track in the table"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false);  // files dropped here are for the window
    m_filter->addAction(icon(Icon::Search, Ink::MutedText), QLineEdit::LeadingPosition);
    m_filter->setMaximumWidth(kFilterWidth);
    m_genre->setAccessibleName(tr("Genre"));
    m_genre->setMinimumWidth(kGenreWidth);
    m_onlyProblems->setToolTip(TrackTableModel::hint(TrackColumn::Problem));
    m_progress->setFont(figureFont(TextSize::Small));
    for (QLabel *label : {m_progress, m_summary})
        label->setMinimumWidth(kGrid);  // gives way where the pane is narrow
    m_summary->setFont(figureFont(TextSize::Small));

    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Tracks and pairs"));
    makePlainTable(*m_view);
    m_view->verticalHeader()->hide();
    QHeaderView *header = m_view->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(int(TrackColumn::Name), Qt::AscendingOrder);
    header->setStretchLastSection(true);
    for (int column = 0; column < kColumns; ++column)
        header->resizeSection(column, widthOf(TrackColumn(column), fontMetrics()));

    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    controls->setSpacing(kGrid);
    controls->addWidget(m_filter, 1);
    controls->addWidget(m_genre);
    controls->addWidget(m_onlyProblems);
    controls->addStretch(1);
    controls->addWidget(m_progress);
    controls->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(controls);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    layout->addWidget(m_stack, 1);
    setTabOrder(m_filter, m_genre);
    setTabOrder(m_genre, m_onlyProblems);
    setTabOrder(m_onlyProblems, m_view);
}

void TrackTable::setEntries(TrackEntries entries)
{
    const QString genre = m_genre->currentData().toString();
    {
        const QSignalBlocker quiet(m_genre);
        m_genre->clear();
        m_genre->addItem(tr("All genres"), QString());
        for (const QString &name : entries ? entries->genres : QStringList())
            m_genre->addItem(name, name);
        m_genre->setCurrentIndex(std::max(0, m_genre->findData(genre)));
    }
    m_quiet = true;
    m_model->setEntries(std::move(entries));
    m_quiet = false;
    order();
}

void TrackTable::setMeasures(const std::vector<TrackMeasure> &measures)
{
    m_model->setMeasures(measures);
    updateSummary();
}

void TrackTable::measuringEnded()
{
    const auto column = TrackColumn(m_view->horizontalHeader()->sortIndicatorSection());
    if (column >= TrackColumn::Peak || m_onlyProblems->isChecked() || !m_filter->text().isEmpty())
        order();
}

void TrackTable::setProgress(const QString &text)
{
    m_progress->setText(text);
    m_progress->setVisible(!text.isEmpty());
    m_progress->setToolTip(text);
}

void TrackTable::setFilter(const QString &text)
{
    m_filter->setText(text);
}

void TrackTable::setGenre(const QString &genre)
{
    m_genre->setCurrentIndex(std::max(0, m_genre->findData(genre)));
}

void TrackTable::setOnlyProblems(bool only)
{
    m_onlyProblems->setChecked(only);
}

void TrackTable::sortBy(TrackColumn column, bool descending)
{
    m_view->horizontalHeader()->setSortIndicator(int(column), descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void TrackTable::fillMenu(QMenu &menu)
{
    QMenu *sorting = menu.addMenu(tr("Sort by"));
    for (int column = 0; column < kColumns; ++column)
        connect(sorting->addAction(TrackTableModel::title(TrackColumn(column))), &QAction::triggered, this,
                [this, column] {
                    const QHeaderView *header = m_view->horizontalHeader();
                    const bool again = header->sortIndicatorSection() == column;
                    sortBy(TrackColumn(column), again && header->sortIndicatorOrder() == Qt::AscendingOrder);
                });
}

void TrackTable::order()
{
    m_waiting = m_running;
    if (m_running)
        return;
    const QHeaderView *header = m_view->horizontalHeader();
    TrackOrderRequest request;
    request.entries = m_model->entries();
    request.problems = m_model->problems();
    request.column = TrackColumn(std::clamp(header->sortIndicatorSection(), 0, kColumns - 1));
    request.descending = header->sortIndicatorOrder() == Qt::DescendingOrder;
    request.measure = m_model->measureOf(request.column);
    request.text = m_filter->text();
    request.genre = m_genre->currentData().toString();
    request.onlyProblems = m_onlyProblems->isChecked();
    m_running = true;
    m_watcher.setFuture(QtConcurrent::run(&m_pool, [request = std::move(request)] { return orderTracks(request); }));
}

void TrackTable::take()
{
    m_running = false;
    if (m_waiting) {
        order();
        return;
    }
    m_quiet = true;
    m_model->setOrder(m_watcher.future().takeResult());
    m_quiet = false;
    showCurrent();
    updateSummary();
    showState();
    Q_EMIT ordered();
}

void TrackTable::showState()
{
    const bool none = m_model->total() == 0;
    m_empty->setIcon(none ? Icon::Folder : Icon::Search);
    m_empty->setSentence(none ? tr("All tracks as a table: length, rate, level and loudness, and which files were left "
                                   "out.")
                              : tr("No track fits what was asked for."));
    m_empty->setAction(none ? tr("Open a folder of music") : tr("Show all tracks"));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
    for (QWidget *control : {static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_genre),
                             static_cast<QWidget *>(m_onlyProblems), static_cast<QWidget *>(m_summary)})
        control->setVisible(!none);
}

void TrackTable::setCurrentKey(const QString &key)
{
    if (key == m_currentKey)
        return;
    m_currentKey = key;
    showCurrent();
}

void TrackTable::showCurrent()
{
    const int position = m_model->positionOf(m_model->rowOfKey(m_currentKey));
    m_quiet = true;
    if (position < 0) {
        m_view->selectionModel()->clear();
    } else {
        m_view->setCurrentIndex(m_model->index(position, 0));
        m_view->scrollTo(m_model->index(position, 0));
    }
    m_quiet = false;
}

void TrackTable::updateSummary()
{
    const int total = m_model->total();
    const int shown = m_model->rowCount();
    QString text = shown == total ? tr("%n track(s)", nullptr, total)
                                  : tr("%1 of %2 tracks").arg(formatCount(shown), formatCount(total));
    if (const int problems = m_model->problemCount(); problems > 0)
        text += tr(" · %n with remarks", nullptr, problems);
    m_summary->setText(text);
    m_summary->setToolTip(text);
}

}  // namespace tonewright
