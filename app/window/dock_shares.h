#pragma once

#include <QObject>
#include <vector>

class QDockWidget;
class QMainWindow;
class QWidget;

namespace tonewright
{

/// Lets the docks below a window's centre keep their shares of the height when the window is made higher or lower. Left
/// to itself Qt gives all of a change to the centre, so on a large screen the panes below stay as small as on a small
/// one. What a person drags is the new share.
class DockShares : public QObject
{
    Q_OBJECT
public:
    /// `rows`: from above to below; of each row one dock shows at a time (tabs). All outlive this, or go with the
    /// window.
    DockShares(QMainWindow &window, QWidget &centre, std::vector<std::vector<QDockWidget *>> rows);

    /// [rows], of the height that the centre and the rows have together.
    void set(const std::vector<double> &shares);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QDockWidget *shown(std::size_t row) const;  ///< the front one, unless it lies elsewhere
    [[nodiscard]] int heightOf(QDockWidget &dock) const;
    [[nodiscard]] int height() const;  ///< of the centre and all that is shown below it
    void keep();
    void remember();

    QMainWindow &m_window;
    QWidget &m_centre;
    const std::vector<std::vector<QDockWidget *>> m_rows;
    std::vector<double> m_shares;
    int m_settledHeight = 0;  ///< of the window when the shares were last right; 0: it wasn't shown yet
};

}  // namespace tonewright
