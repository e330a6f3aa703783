#pragma once

#include <QtWidgets/QWidget>
#include <limits>

#include "widgets/dataset_pane/group_histogram.h"
#include "widgets/style/theme.h"

namespace tonewright
{

/// One row a genre: how a number is spread over its tracks, with the median, over an axis that all share. A line shows
/// where the chosen track lies. Arrow keys go through the rows; the tool tip and the accessible description say them in
/// words. Where it is scrolled, head and axis stay in sight, and no row is cut.
class HistogramView : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramView(QWidget *parent = nullptr);

    void setHistograms(GroupHistograms histograms, const QString &title, const QString &unit);
    [[nodiscard]] const GroupHistograms &histograms() const { return m_histograms; }
    void setMark(double value);  ///< of the chosen track; NaN: none
    [[nodiscard]] double mark() const { return m_mark; }
    [[nodiscard]] int currentRow() const { return m_row; }  ///< −1: none
    [[nodiscard]] QString describe(int row) const;
    /// Where a value lies, in widget coordinates.
    [[nodiscard]] double xOf(double value) const;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override { return minimumSizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF barsArea() const;
    /// The part that a scroll area around it shows.
    [[nodiscard]] QRectF seen() const;
    /// Where an axis stands now: below the lowest row that is seen.
    [[nodiscard]] double axisTop() const;
    [[nodiscard]] bool isRowSeen(int row) const;
    [[nodiscard]] QString withUnit(double value) const;
    [[nodiscard]] double rowHeight() const;
    [[nodiscard]] int rowAt(double y) const;
    [[nodiscard]] std::vector<double> ticks() const;
    [[nodiscard]] QString number(double value) const;
    void paintRow(QPainter &painter, int row, const Theme &theme) const;
    void paintAxis(QPainter &painter, const Theme &theme) const;
    void tell();

    GroupHistograms m_histograms;
    QString m_title;
    QString m_unit;
    double m_mark = std::numeric_limits<double>::quiet_NaN();
    int m_row = -1;
};

}  // namespace tonewright
