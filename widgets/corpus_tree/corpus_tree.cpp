#include "widgets/corpus_tree/corpus_tree.h"

#include <QtCore/QSet>
#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QAction>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include "widgets/corpus_tree/corpus_model.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

CorpusTree::CorpusTree(QWidget *parent)
    : QWidget(parent), m_model(new CorpusModel(this)), m_proxy(new QSortFilterProxyModel(this)),
      m_tree(new QTreeView(this)), m_filter(new QLineEdit(this)), m_summary(new MutedLabel(this))
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setFilterRole(CorpusModel::FilterRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setRecursiveFilteringEnabled(true);

    m_filter->setPlaceholderText(tr("Find a track"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Find a track"));
    m_filter->addAction(icon(Icon::Search, Ink::MutedText), QLineEdit::LeadingPosition);
    connect(m_filter, &QLineEdit::textChanged, this, &CorpusTree::setFilter);

    m_tree->setModel(m_proxy);
    m_tree->setAccessibleName(tr("Tracks by genre"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(2 * kGrid);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setExpandsOnDoubleClick(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(4 * kGrid);
    m_tree->header()->setSectionResizeMode(CorpusModel::NameColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(CorpusModel::LengthColumn, QHeaderView::Fixed);
    m_tree->header()->resizeSection(CorpusModel::LengthColumn, 6 * kGrid);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current, const QModelIndex &previous) {
                const QString key = current.data(CorpusModel::KeyRole).toString();
                if (!key.isEmpty() && current.siblingAtColumn(0) != previous.siblingAtColumn(0)) {
                    Q_EMIT trackSelected(key);
                }
            });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (const QString key = index.data(CorpusModel::KeyRole).toString(); !key.isEmpty()) {
            Q_EMIT trackActivated(key);
        }
    });

    auto *head = new QVBoxLayout;
    head->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    head->addWidget(m_filter);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    m_summary->setFont(textFont(TextSize::Small));
    m_summary->setWordWrap(true);
    foot->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_tree, 1);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    layout->addLayout(foot);
    updateSummary();
}

void CorpusTree::setCorpus(const Corpus &corpus)
{
    m_model->setCorpus(corpus);
    // The list of problems stays folded: its heading says how many there are.
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex heading = m_proxy->index(row, 0);
        const QModelIndex first = m_proxy->index(0, 0, heading);
        m_tree->setExpanded(heading, !first.data(CorpusModel::KeyRole).toString().isEmpty());
    }
    spanProblems();
    updateSummary();
}

void CorpusTree::clear()
{
    setCorpus({});
}

void CorpusTree::setHeldOut(const QStringList &keys)
{
    m_model->setHeldOut(QSet<QString>(keys.begin(), keys.end()));
    updateSummary();
}

QString CorpusTree::currentKey() const
{
    return m_tree->currentIndex().data(CorpusModel::KeyRole).toString();
}

void CorpusTree::clearChoice()
{
    const QSignalBlocker quiet(this);
    m_tree->setCurrentIndex({});
}

bool CorpusTree::selectKey(const QString &key)
{
    const QModelIndex source = m_model->indexOfKey(key);
    if (!source.isValid()) {
        return false;
    }
    QModelIndex shown = m_proxy->mapFromSource(source);
    if (!shown.isValid()) {
        m_filter->clear();  // the track is there, only filtered away
        shown = m_proxy->mapFromSource(source);
    }
    m_tree->setCurrentIndex(shown);
    m_tree->scrollTo(shown);
    return true;
}

void CorpusTree::setFilter(const QString &text)
{
    if (m_filter->text() != text) {
        m_filter->setText(text);  // comes back here
        return;
    }
    m_proxy->setFilterFixedString(text.trimmed());
    if (!text.trimmed().isEmpty()) {
        m_tree->expandAll();
    }
    spanProblems();
}

/// Reasons have no length beside them: they take its column. Rows that were filtered away come back without it.
void CorpusTree::spanProblems()
{
    if (m_model->problemCount() == 0) {
        return;
    }
    const QModelIndex heading = m_proxy->index(m_proxy->rowCount() - 1, 0);
    if (!m_proxy->index(0, 0, heading).data(CorpusModel::KeyRole).toString().isEmpty()) {
        return;  // all of them are filtered away
    }
    for (int row = 0; row < m_proxy->rowCount(heading); ++row) {
        m_tree->setFirstColumnSpanned(row, heading, true);
    }
}

QStringList CorpusTree::visibleKeys() const
{
    QStringList keys;
    for (int group = 0; group < m_proxy->rowCount(); ++group) {
        const QModelIndex heading = m_proxy->index(group, 0);
        for (int row = 0; row < m_proxy->rowCount(heading); ++row) {
            const QString key = m_proxy->index(row, 0, heading).data(CorpusModel::KeyRole).toString();
            if (!key.isEmpty()) {
                keys.append(key);
            }
        }
    }
    return keys;
}

void CorpusTree::updateSummary()
{
    const int tracks = m_model->trackCount();
    if (tracks == 0) {
        m_summary->setText(tr("No tracks yet."));
        return;
    }
    QString text = tr("%n track(s)", nullptr, tracks);
    if (const int problems = m_model->problemCount(); problems > 0) {
        text += tr(", %n file(s) left out", nullptr, problems);
    }
    if (const int heldOut = m_model->heldOutCount(); heldOut > 0) {
        text += tr(" · %n held out (eye)", nullptr, heldOut);  // names the mark in the list
    }
    m_summary->setText(text);
    m_summary->setToolTip(m_model->heldOutCount() > 0
                              ? tr("Held out: the agent never trains on these tracks, they show what it can do.")
                              : QString());
}

}  // namespace tonewright
