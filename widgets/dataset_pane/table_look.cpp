#include "widgets/dataset_pane/table_look.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTableView>

#include "widgets/style/metrics.h"

namespace tonewright
{

void makePlainTable(QTableView &view)
{
    view.setFrameShape(QFrame::NoFrame);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->setDefaultSectionSize(kRow);
    view.horizontalHeader()->setHighlightSections(false);
    view.setCornerButtonEnabled(false);
    // The button between the two headers is there all the same, and read out.
    if (auto *corner = view.findChild<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly))
        corner->setAccessibleName(QCoreApplication::translate("TableLook", "All rows"));
}

}  // namespace tonewright
