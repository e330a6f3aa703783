#include "widgets/episodes/episode_table.h"

#include <QtCore/QScopedValueRollback>
#include <QtCore/QSignalBlocker>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTableView>

#include "widgets/episodes/episode_model.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kFlushMs = 250;
constexpr int kFilterWidth = 20 * kGrid;
constexpr int kCellMargin = kGrid / 2;
constexpr int kSortMark = 2 * kGrid;

/// Words that follow numbers, which end at the right: with a space between them.
class SpacedDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QString displayText(const QVariant &value, const QLocale &locale) const override
    {
        return EpisodeModel::kSpace + QStyledItemDelegate::displayText(value, locale);
    }
};

}  // namespace

EpisodeTable::EpisodeTable(QWidget *parent)
    : QWidget(parent), m_model(new EpisodeModel(this)), m_view(new QTableView(this)), m_genre(new QComboBox(this)),
      m_filter(new QLineEdit(this)), m_summary(new MutedLabel(this))
{
    setAccessibleName(tr("Episodes"));
    m_view->setAccessibleName(tr("List of episodes"));
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setItemDelegateForColumn(EpisodeModel::GenreColumn, new SpacedDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setCornerButtonEnabled(false);
    QHeaderView *rows = m_view->verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setMinimumSectionSize(1);
    rows->setDefaultSectionSize(kRow);
    rows->hide();
    QHeaderView *columns = m_view->horizontalHeader();
    columns->setHighlightSections(false);
    columns->setMinimumSectionSize(5 * kGrid);
    m_view->viewport()->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(EpisodeModel::NumberColumn, Qt::DescendingOrder);

    m_genre->setAccessibleName(tr("Genre"));
    m_genre->setToolTip(tr("Shows the episodes of one genre."));
    m_filter->setAccessibleName(tr("Find a track"));
    m_filter->setPlaceholderText(tr("Find a track"));
    m_filter->addAction(icon(Icon::Search, Ink::MutedText), QLineEdit::LeadingPosition);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(kFilterWidth);
    m_summary->setFont(textFont(TextSize::Small));

    auto *head = new QHBoxLayout;
    head->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    head->setSpacing(kGrid);
    head->addWidget(m_genre);
    head->addWidget(m_filter, 1);
    head->addStretch(1);
    head->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_view, 1);

    m_flush.setInterval(kFlushMs);
    m_flush.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &EpisodeTable::flush);
    connect(m_genre, &QComboBox::currentIndexChanged, this, &EpisodeTable::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, this, &EpisodeTable::applyFilter);
    connect(columns, &QHeaderView::sortIndicatorChanged, this, [this] { m_asked = true; });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EpisodeTable::takeCurrent);
    connect(m_model, &EpisodeModel::genresChanged, this, &EpisodeTable::fillGenres);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &EpisodeTable::keepPlace);
    connect(m_model, &QAbstractItemModel::modelReset, this, &EpisodeTable::restorePlace);
    connect(m_model, &EpisodeModel::ordered, this, &EpisodeTable::updateSummary);
    fillGenres();
    updateSummary();
}

void EpisodeTable::setMetrics(const std::vector<MetricSpec> &metrics)
{
    m_waiting.clear();
    m_chosen.reset();
    m_model->setMetrics(metrics);
    setWidths();
    updateColumns();
    updateSummary();
}

/// As wide as what columns say; the track has what is left.
void EpisodeTable::setWidths()
{
    QHeaderView *header = m_view->horizontalHeader();
    header->setSectionResizeMode(EpisodeModel::TrackColumn, QHeaderView::Stretch);
    const QFontMetrics titles(header->font());
    const QFontMetrics words(font());
    const QFontMetrics figures(figureFont(TextSize::Text));
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (column == EpisodeModel::TrackColumn)
            continue;
        const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int content = column == EpisodeModel::GenreColumn
                                ? words.horizontalAdvance(EpisodeModel::kSpace + QStringLiteral("classical"))
                            : column == EpisodeModel::NumberColumn ? figures.horizontalAdvance(formatCount(100000))
                                                                   : figures.horizontalAdvance(formatNumber(-0.123, 3));
        int widest = content;
        for (const QString &line : title.split(QLatin1Char('\n')))
            widest = std::max(widest, titles.horizontalAdvance(line) + kSortMark);
        m_view->setColumnWidth(column, widest + 2 * kCellMargin);
    }
}

void EpisodeTable::clear()
{
    m_waiting.clear();
    m_chosen.reset();
    m_model->clear();
    updateColumns();
    updateSummary();
}

void EpisodeTable::append(std::span<const EpisodeRecord> records)
{
    m_waiting.insert(m_waiting.end(), records.begin(), records.end());
    if (!m_flush.isActive())
        m_flush.start();
}

void EpisodeTable::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    flush();
}

void EpisodeTable::flush()
{
    if (m_waiting.empty())
        return;
    // The newest on top must not move what a person looks at.
    const std::optional<Anchor> held = anchor();
    const int rowsBefore = m_model->rowCount();
    m_model->append(m_waiting);
    m_waiting.clear();
    if (held && m_model->rowCount() != rowsBefore)
        holdTo(*held);
    updateColumns();
    updateSummary();
}

std::optional<EpisodeTable::Anchor> EpisodeTable::anchor() const
{
    const int top = m_view->rowAt(0);
    if (top < 0)
        return std::nullopt;
    const int place = m_view->verticalScrollBar()->value();
    const bool byPointer = !m_chosen && (place == 0 || place == m_heldAt);
    const auto at = [&](int row) { return Anchor{m_model->arrivalOf(row), row - top, byPointer}; };
    if (const int row = m_pointer ? m_view->rowAt(m_pointer->y()) : -1; row >= 0)
        return at(row);
    const int chosen = m_chosen ? m_model->rowOf(*m_chosen) : -1;
    if (chosen >= top && m_view->viewport()->rect().intersects(m_view->visualRect(m_model->index(chosen, 0))))
        return at(chosen);
    return place > 0 ? std::optional(at(top)) : std::nullopt;
}

void EpisodeTable::holdTo(const Anchor &anchor)
{
    const int row = anchor.arrival < m_model->episodes() ? m_model->rowOf(anchor.arrival) : -1;
    if (row < 0)
        return;
    QScrollBar *scroll = m_view->verticalScrollBar();
    const int place = std::max(0, row - anchor.below);
    scroll->setMaximum(std::max(scroll->maximum(), place));  // the view counts its new rows later
    scroll->setValue(place);
    m_heldAt = anchor.byPointer ? scroll->value() : -1;
}

bool EpisodeTable::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove) {
        m_pointer = static_cast<QMouseEvent *>(event)->position().toPoint();
    } else if (event->type() == QEvent::Leave) {
        m_pointer.reset();
        // Held by the pointer alone, it follows the run again.
        if (m_heldAt >= 0 && !m_chosen && m_view->verticalScrollBar()->value() == m_heldAt)
            m_view->verticalScrollBar()->setValue(0);
        m_heldAt = -1;
    }
    return QWidget::eventFilter(watched, event);
}

void EpisodeTable::fillGenres()
{
    const QSignalBlocker quiet(m_genre);
    const QString before = m_genre->currentIndex() > 0 ? m_genre->currentText() : QString();
    m_genre->clear();
    m_genre->addItem(tr("All genres"));
    QStringList genres = m_model->genres();
    genres.removeAll(QString());
    genres.sort();
    m_genre->addItems(genres);
    if (!before.isEmpty() && !genres.contains(before))
        m_genre->addItem(before);  // chosen in the run before: its first episode may be on its way
    m_genre->setCurrentIndex(before.isEmpty() ? 0 : m_genre->findText(before));
    m_genre->setEnabled(m_genre->count() > 1);
}

void EpisodeTable::applyFilter()
{
    m_asked = true;
    m_model->setFilter(m_genre->currentIndex() > 0 ? m_genre->currentText() : QString(), m_filter->text().trimmed());
}

void EpisodeTable::takeCurrent()
{
    const QModelIndex current = m_view->currentIndex();
    if (m_quiet || !current.isValid())
        return;
    const std::size_t arrival = m_model->arrivalOf(current.row());
    if (m_chosen == arrival)
        return;
    m_chosen = arrival;
    Q_EMIT episodeChosen(m_model->numberOf(arrival), arrival);
}

bool EpisodeTable::choose(qint64 episode)
{
    flush();
    const auto arrival = m_model->arrivalOfNumber(episode);
    if (!arrival)
        return false;
    if (m_model->rowOf(*arrival) < 0) {
        const QSignalBlocker quietGenre(m_genre);
        const QSignalBlocker quietField(m_filter);
        m_genre->setCurrentIndex(0);
        m_filter->clear();
        applyFilter();
    }
    const bool another = m_chosen != *arrival;
    m_chosen = *arrival;
    {
        const QScopedValueRollback quiet(m_quiet, true);
        if (const int row = m_model->rowOf(*arrival); row >= 0) {
            m_view->setCurrentIndex(m_model->index(row, 0));
            m_view->scrollTo(m_view->currentIndex());
        }
    }
    if (another)
        Q_EMIT episodeChosen(episode, *arrival);
    return true;
}

void EpisodeTable::clearChoice()
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_chosen.reset();
    m_view->clearSelection();
    m_view->setCurrentIndex({});
}

std::optional<qint64> EpisodeTable::chosen() const
{
    return m_chosen ? std::optional(m_model->numberOf(*m_chosen)) : std::nullopt;
}

void EpisodeTable::keepPlace()
{
    m_anchor = anchor();
    m_quiet = true;
}

void EpisodeTable::restorePlace()
{
    const int row = m_chosen && *m_chosen < m_model->episodes() ? m_model->rowOf(*m_chosen) : -1;
    m_view->setAutoScroll(false);
    if (row >= 0)
        m_view->setCurrentIndex(m_model->index(row, 0));
    m_view->setAutoScroll(true);
    m_quiet = false;
    // What a person has just asked for goes to the episode that they look at; a list that orders itself anew because
    // the run goes on stays where it is.
    if (row >= 0 && m_asked)
        m_view->scrollTo(m_view->currentIndex(), QAbstractItemView::PositionAtCenter);
    else if (m_anchor && !m_asked)
        holdTo(*m_anchor);
    else
        m_view->verticalScrollBar()->setValue(0);
    m_anchor.reset();
    m_asked = false;
}

void EpisodeTable::updateColumns()
{
    for (int column = EpisodeModel::FirstMetric; column < m_model->columnCount(); ++column) {
        const bool hidden = !m_model->hasValues(column);
        if (m_view->isColumnHidden(column) != hidden)
            m_view->setColumnHidden(column, hidden);
    }
}

void EpisodeTable::updateSummary()
{
    const int all = int(m_model->episodes());
    const int shown = m_model->rowCount();
    const QString count = all == 1 ? tr("1 episode") : tr("%1 episodes").arg(formatCount(all));
    m_summary->setText(shown == all || m_model->isOrdering() ? count : tr("%1 of %2").arg(formatCount(shown), count));
}

}  // namespace tonewright
