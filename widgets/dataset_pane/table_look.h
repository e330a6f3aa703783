#pragma once

class QTableView;

namespace tonewright
{

/// Tables of this pane look and move alike: rows of one height without a grid, one row chosen at a time, Tab goes on to
/// the next control.
void makePlainTable(QTableView &view);

}  // namespace tonewright
