#pragma once

#include <QtCore/QAbstractItemModel>
#include <QtCore/QSet>
#include <vector>

#include "core/audio/corpus.h"

namespace tonewright
{

/// A corpus as a tree of two levels: genres with their tracks, and last, if any, the files that were left out.
class CorpusModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        KeyRole = Qt::UserRole,  ///< Track::key(); empty for headings and problems
        FilterRole,              ///< what the filter field looks through
    };
    enum Column { NameColumn, LengthColumn, ColumnCount };

    explicit CorpusModel(QObject *parent = nullptr);

    void setCorpus(const Corpus &corpus);
    void clear();
    void setHeldOut(const QSet<QString> &keys);
    [[nodiscard]] QModelIndex indexOfKey(const QString &key) const;
    [[nodiscard]] int trackCount() const;
    [[nodiscard]] int problemCount() const;
    [[nodiscard]] int heldOutCount() const;  ///< tracks of this corpus that are held out

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Item {
        QString key;  ///< empty for a problem
        QString name;
        QString detail;  ///< why it was left out; empty for a track
        double seconds = 0;
        bool pair = false;
    };
    struct Group {
        QString title;
        bool problems = false;
        std::vector<Item> items;
    };
    [[nodiscard]] QVariant groupData(const Group &group, int column, int role) const;
    [[nodiscard]] QVariant itemData(const Item &item, int column, int role) const;
    [[nodiscard]] QString itemHint(const Item &item) const;

    std::vector<Group> m_groups;
    QSet<QString> m_heldOut;
};

}  // namespace tonewright
