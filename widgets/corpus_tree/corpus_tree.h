#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

#include "core/audio/corpus.h"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace tonewright
{

class CorpusModel;

/// Genres and their tracks, a badge for given pairs, a mark for held-out tracks, and the files that were left out with
/// the reason. A field above narrows the list.
class CorpusTree : public QWidget
{
    Q_OBJECT
public:
    explicit CorpusTree(QWidget *parent = nullptr);

    void setCorpus(const Corpus &corpus);
    void clear();
    void setHeldOut(const QStringList &keys);  ///< Track::key()s the agent never trains on
    [[nodiscard]] QString currentKey() const;  ///< empty when no track is selected
    void clearChoice();                        ///< no track is selected; emits nothing
    bool selectKey(const QString &key);        ///< false when there is none; emits trackSelected if it changes
    void setFilter(const QString &text);
    [[nodiscard]] QStringList visibleKeys() const;
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] QLineEdit *filterField() const { return m_filter; }

Q_SIGNALS:
    void trackSelected(const QString &key);   ///< the current track changed
    void trackActivated(const QString &key);  ///< double click or Enter

private:
    void spanProblems();
    void updateSummary();

    CorpusModel *m_model;
    QSortFilterProxyModel *m_proxy;
    // Made in this order, which is the Tab key's: a window that has just been opened must not take the player's keys
    // for a search.
    QTreeView *m_tree;
    QLineEdit *m_filter;
    QLabel *m_summary;
};

}  // namespace tonewright
