#include "widgets/episodes/episode_inspector.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QScrollArea>

#include "widgets/episodes/episode_details.h"
#include "widgets/episodes/episode_table.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{
constexpr int kDetailsWidth = 34 * kGrid;
}

EpisodeInspector::EpisodeInspector(QWidget *parent)
    : QWidget(parent), m_table(new EpisodeTable(this)), m_details(new EpisodeDetails)
{
    setAccessibleName(tr("Episodes"));
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(m_details);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(kDetailsWidth);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(new Hairline(Qt::Vertical, this));
    layout->addWidget(scroll);
}

}  // namespace tonewright
