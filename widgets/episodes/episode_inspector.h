#pragma once

#include <QtWidgets/QWidget>

namespace tonewright
{

class EpisodeDetails;
class EpisodeTable;

/// The episodes of a run, and beside them the one that is chosen.
class EpisodeInspector : public QWidget
{
    Q_OBJECT
public:
    explicit EpisodeInspector(QWidget *parent = nullptr);

    [[nodiscard]] EpisodeTable *table() const { return m_table; }
    [[nodiscard]] EpisodeDetails *details() const { return m_details; }

private:
    EpisodeTable *m_table;
    EpisodeDetails *m_details;
};

}  // namespace tonewright
