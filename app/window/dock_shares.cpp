#include "app/window/dock_shares.h"

#include <QDockWidget>
#include <QEvent>
#include <QGuiApplication>
#include <QMainWindow>
#include <QTabBar>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <utility>

namespace tonewright
{

namespace
{
constexpr int kUntilLaidOutMs = 300;
}

DockShares::DockShares(QMainWindow &window, QWidget &centre, std::vector<std::vector<QDockWidget *>> rows)
    : QObject(&window), m_window(window), m_centre(centre), m_rows(std::move(rows)), m_shares(m_rows.size(), 0.0)
{
    m_window.installEventFilter(this);
    for (const auto &row : m_rows)
        for (QDockWidget *dock : row)
            dock->installEventFilter(this);
}

void DockShares::set(const std::vector<double> &shares)
{
    m_shares = shares;
    m_settledHeight = m_window.height();
    keep();
}

bool DockShares::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show && watched == &m_window)
        QTimer::singleShot(kUntilLaidOutMs, this, &DockShares::remember);  // as they were left last time
    if (event->type() != QEvent::Resize || !m_window.isVisible())
        return false;
    if (watched != &m_window) {
        // By a person's hand, not because the window changed or something in it needs more.
        if (QGuiApplication::mouseButtons() != Qt::NoButton && m_window.height() == m_settledHeight)
            remember();
        return false;
    }
    if (m_settledHeight == 0)
        m_settledHeight = m_window.height();
    if (m_window.height() != m_settledHeight) {
        m_settledHeight = m_window.height();
        keep();
    }
    return false;
}

QDockWidget *DockShares::shown(std::size_t row) const
{
    for (QDockWidget *dock : m_rows[row])
        if (!dock->isHidden() && !dock->isFloating() && !dock->visibleRegion().isEmpty() &&
            m_window.dockWidgetArea(dock) == Qt::BottomDockWidgetArea)
            return dock;
    return nullptr;
}

/// With its tabs.
int DockShares::heightOf(QDockWidget &dock) const
{
    int tabs = 0;
    if (!m_window.tabifiedDockWidgets(&dock).isEmpty())
        for (const QTabBar *bar : m_window.findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly))
            if (bar->isVisible())
                tabs = std::max(tabs, bar->height());
    return dock.height() + tabs;
}

int DockShares::height() const
{
    int height = m_centre.height();
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (QDockWidget *dock = shown(row))
            height += heightOf(*dock);
    return height;
}

void DockShares::remember()
{
    const int all = height();
    for (std::size_t row = 0; row < m_rows.size() && all > 0; ++row)
        if (QDockWidget *dock = shown(row))
            m_shares[row] = double(heightOf(*dock)) / all;
}

void DockShares::keep()
{
    QList<QDockWidget *> docks;
    QList<int> heights;
    const int all = height();
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        QDockWidget *dock = shown(row);
        if (dock == nullptr || m_shares[row] <= 0.0)
            continue;
        docks << dock;
        heights << int(std::lround(m_shares[row] * all));
    }
    if (docks.isEmpty())
        return;
    m_window.resizeDocks(docks, heights, Qt::Vertical);
}

}  // namespace tonewright
