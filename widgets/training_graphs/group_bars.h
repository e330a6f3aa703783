#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "core/study/study_descriptor.h"
#include "widgets/style/theme.h"
#include "widgets/training_graphs/smoothing.h"

namespace tonewright
{

/// One bar a group: mean of the latest values, a line for ± one standard deviation, and how many there were. The scale
/// is a quarter, half or all of the metric's own range where it has one, so that bars don't jump.
class GroupBars : public QWidget
{
    Q_OBJECT
public:
    explicit GroupBars(const MetricSpec &metric, QWidget *parent = nullptr);

    void setRows(std::vector<GroupStatistics::Row> rows);
    [[nodiscard]] const std::vector<GroupStatistics::Row> &rows() const { return m_rows; }
    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;
    /// Where a group's bar ends, for tests: widget coordinates.
    [[nodiscard]] double xOf(double value, const QRectF &area) const;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override { return minimumSizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF barsArea(const QRectF &area) const;
    [[nodiscard]] double rowHeight(const QRectF &area) const;
    [[nodiscard]] QString describe(const GroupStatistics::Row &row) const;

    void chooseScale();

    MetricSpec m_metric;
    std::size_t m_part = 0;  // which part of the metric's range is shown
    double m_low = -1;
    double m_high = 1;
    std::vector<GroupStatistics::Row> m_rows;
};

}  // namespace tonewright
