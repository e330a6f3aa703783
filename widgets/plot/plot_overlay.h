#pragma once

#include <QtGui/QPen>
#include <QtWidgets/QWidget>
#include <optional>
#include <vector>

namespace tonewright
{

/// What the pointer shows on a canvas: a hair line, a dot on each line, and a box with the numbers. Lies above the
/// canvas, so that moving the pointer never draws the lines anew.
class PlotOverlay : public QWidget
{
    Q_OBJECT
public:
    struct Mark {
        QPointF position;  ///< canvas coordinates
        QColor colour;
    };
    struct Row {
        QString text;
        std::optional<QPen> sample;
    };

    explicit PlotOverlay(QWidget *canvas);
    void show(double x, std::vector<Mark> marks, std::vector<Row> rows);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_x = 0;
    std::vector<Mark> m_marks;
    std::vector<Row> m_rows;
};

/// Names beside samples of their lines, in one row that wraps.
class PlotLegend : public QWidget
{
    Q_OBJECT
public:
    struct Entry {
        QString name;
        QPen pen;
        bool operator==(const Entry &) const = default;
    };
    explicit PlotLegend(QWidget *parent = nullptr);
    void setEntries(std::vector<Entry> entries);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// Calls `place(entry, rectangle)` for each; returns the height needed.
    template <class Place>
    int layOut(int width, Place place) const;
    std::vector<Entry> m_entries;
};

}  // namespace tonewright
