#include "widgets/dataset_pane/dataset_view.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <array>
#include <utility>

#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/dataset_pane/feature_page.h"
#include "widgets/dataset_pane/intake_report.h"
#include "widgets/dataset_pane/setting_comparison.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

DatasetView::DatasetView(QWidget *parent)
    : QWidget(parent), tracks(new TrackTable), leftOut(new IntakeReport), features(new FeaturePage),
      distortion(new SettingComparison), generated(new DatasetPreview), m_tabs(new QTabBar(this)),
      m_pages(new QStackedWidget(this))
{
    const std::array<std::pair<QString, QWidget *>, std::size_t(DatasetPage::Count)> pages{
        {{tr("Tracks"), tracks},
         {tr("Intake"), leftOut},
         {tr("Features"), features},
         {tr("Distortion"), distortion},
         {tr("Generated set"), generated}}};
    for (const auto &[title, page] : pages) {
        m_tabs->addTab(title);
        m_pages->addWidget(page);
    }
    setAccessibleName(tr("Data set"));
    m_tabs->setAccessibleName(tr("Pages of the data set"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFocusPolicy(Qt::StrongFocus);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        Q_EMIT pageChanged();
    });
    auto *row = new QHBoxLayout;
    row->setContentsMargins(kGrid / 2, 0, kGrid / 2, 0);
    row->addWidget(m_tabs);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    layout->addWidget(m_pages, 1);
}

void DatasetView::showPage(DatasetPage page)
{
    m_tabs->setCurrentIndex(int(page));
}

DatasetPage DatasetView::page() const
{
    return DatasetPage(m_tabs->currentIndex());
}

void DatasetView::setLeftOutCount(int files)
{
    m_tabs->setTabText(int(DatasetPage::LeftOut),
                       files > 0 ? tr("Intake (%1 left out)").arg(formatCount(files)) : tr("Intake"));
}

void DatasetView::fillMenu(QMenu &menu)
{
    connect(menu.addAction(tr("Export the table…")), &QAction::triggered, this, &DatasetView::exportRequested);
    tracks->fillMenu(menu);
}

}  // namespace tonewright
