#pragma once

#include <QtWidgets/QAbstractButton>

namespace tonewright
{

/// The heading of a group that can be folded: checked is open. Click, Space, Return, → and ← (open, fold). Assistive
/// technology hears its name and whether it's expanded.
class GroupHeading : public QAbstractButton
{
    Q_OBJECT
public:
    explicit GroupHeading(const QString &title, QWidget *parent = nullptr);

    void setChanged(int settings);  ///< how many settings of the group differ from their defaults; shown while folded
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int m_changed = 0;
};

}  // namespace tonewright
