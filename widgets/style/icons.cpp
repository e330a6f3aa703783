#include "widgets/style/icons.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QPalette>
#include <cmath>

namespace tonewright
{

namespace
{

/// A drawing on a 16 × 16 grid: strokes are 1.4 wide, fills have none.
struct Drawing {
    QPainterPath strokes;
    QPainterPath fills;

    void line(std::initializer_list<QPointF> points)
    {
        strokes.moveTo(*points.begin());
        for (auto point = points.begin() + 1; point != points.end(); ++point)
            strokes.lineTo(*point);
    }
    void fill(std::initializer_list<QPointF> points)
    {
        fills.addPolygon(QPolygonF(QList<QPointF>(points)));
        fills.closeSubpath();
    }
};

Drawing drawTransport(Icon which)
{
    Drawing d;
    switch (which) {
    case Icon::Play:
        d.fill({{4.5, 2.5}, {13.5, 8}, {4.5, 13.5}});
        break;
    case Icon::Pause:
        d.fills.addRoundedRect(QRectF(3.5, 2.5, 3.2, 11), 0.8, 0.8);
        d.fills.addRoundedRect(QRectF(9.3, 2.5, 3.2, 11), 0.8, 0.8);
        break;
    case Icon::Stop:
        d.fills.addRoundedRect(QRectF(3, 3, 10, 10), 1, 1);
        break;
    case Icon::Record:
        d.fills.addEllipse(QPointF(8, 8), 5, 5);
        break;
    case Icon::SkipBack:
        d.fill({{13, 3}, {5.5, 8}, {13, 13}});
        d.line({{3.5, 3}, {3.5, 13}});
        break;
    case Icon::Levels:
        for (const auto &[x, top] : {std::pair{2.4, 8.0}, {6.6, 3.0}, {10.8, 5.5}})
            d.fills.addRect(QRectF(x, top, 2.8, 13.5 - top));
        break;
    case Icon::Loop:
        d.strokes.moveTo(2.5, 8);
        d.strokes.cubicTo(2.5, 5.6, 4, 4.5, 6, 4.5);
        d.strokes.lineTo(13, 4.5);
        d.line({{10.8, 2.2}, {13.1, 4.5}, {10.8, 6.8}});
        d.strokes.moveTo(13.5, 8);
        d.strokes.cubicTo(13.5, 10.4, 12, 11.5, 10, 11.5);
        d.strokes.lineTo(3, 11.5);
        d.line({{5.2, 9.2}, {2.9, 11.5}, {5.2, 13.8}});
        break;
    default:
        break;
    }
    return d;
}

Drawing drawFile(Icon which)
{
    Drawing d;
    switch (which) {
    case Icon::Folder:
    case Icon::Open:
        d.line({{1.8, 12.8}, {1.8, 3.2}, {6, 3.2}, {7.5, 5}, {14.2, 5}, {14.2, 12.8}, {1.8, 12.8}});
        if (which == Icon::Open)
            d.line({{1.8, 7.4}, {14.2, 7.4}});
        break;
    case Icon::Export:
        d.line({{8, 10}, {8, 2.2}});
        d.line({{4.9, 5.2}, {8, 2.1}, {11.1, 5.2}});
        d.line({{2.5, 9.5}, {2.5, 13.5}, {13.5, 13.5}, {13.5, 9.5}});
        break;
    case Icon::Note:
        d.fills.addEllipse(QPointF(5.4, 12), 2.6, 2);
        d.line({{7.6, 11.6}, {7.6, 2.6}});
        d.strokes.cubicTo(7.9, 5.2, 11.5, 5, 11, 8.4);
        break;
    case Icon::Pair:
        d.strokes.addRoundedRect(QRectF(1.8, 4.6, 7.6, 6.8), 3.4, 3.4);
        d.strokes.addRoundedRect(QRectF(6.6, 4.6, 7.6, 6.8), 3.4, 3.4);
        break;
    case Icon::HeldOut:  // an eye: for judging, never for training
        d.strokes.moveTo(1.4, 8);
        d.strokes.cubicTo(4, 3, 12, 3, 14.6, 8);
        d.strokes.cubicTo(12, 13, 4, 13, 1.4, 8);
        d.fills.addEllipse(QPointF(8, 8), 2.2, 2.2);
        break;
    default:
        break;
    }
    return d;
}

Drawing drawView(Icon which)
{
    Drawing d;
    switch (which) {
    case Icon::Graph:
        d.line({{2.2, 1.8}, {2.2, 13.8}, {14.2, 13.8}});
        d.line({{4.4, 10.8}, {6.8, 8}, {9, 9.4}, {13.4, 3.8}});
        break;
    case Icon::Curve:
        d.line({{1.5, 8}, {3.5, 8}});
        d.strokes.cubicTo(5.5, 8, 5, 3.2, 7, 3.2);
        d.strokes.cubicTo(9, 3.2, 9, 12.6, 11, 12.6);
        d.strokes.cubicTo(12.6, 12.6, 12.4, 8, 14.5, 8);
        break;
    case Icon::Spectrogram:
        for (int column = 0; column < 5; ++column) {
            const double height[] = {4, 9, 6.5, 11, 5};
            const double x = 2.2 + column * 2.9;
            d.line({{x, 13.5}, {x, 13.5 - height[column]}});
        }
        break;
    case Icon::Fit:
        d.line({{2.2, 5.4}, {2.2, 2.2}, {5.4, 2.2}});
        d.line({{10.6, 2.2}, {13.8, 2.2}, {13.8, 5.4}});
        d.line({{13.8, 10.6}, {13.8, 13.8}, {10.6, 13.8}});
        d.line({{5.4, 13.8}, {2.2, 13.8}, {2.2, 10.6}});
        break;
    case Icon::Theme: {
        d.strokes.addEllipse(QPointF(8, 8), 5.6, 5.6);
        QPainterPath half;
        half.moveTo(8, 2.4);
        half.arcTo(QRectF(2.4, 2.4, 11.2, 11.2), 90, -180);
        half.closeSubpath();
        d.fills.addPath(half);
        break;
    }
    default:
        break;
    }
    return d;
}

Drawing drawTool(Icon which)
{
    Drawing d;
    switch (which) {
    case Icon::Settings:
        for (const auto &[y, knob] : {std::pair{3.8, 10.5}, {8.0, 5.0}, {12.2, 9.0}}) {
            d.line({{1.8, y}, {knob - 1.8, y}});
            d.line({{knob + 1.8, y}, {14.2, y}});
            d.strokes.addEllipse(QPointF(knob, y), 1.7, 1.7);
        }
        break;
    case Icon::Reset:
        d.strokes.arcMoveTo(QRectF(2.8, 2.8, 10.4, 10.4), 150);
        d.strokes.arcTo(QRectF(2.8, 2.8, 10.4, 10.4), 150, -300);
        d.line({{2.4, 2.2}, {3.2, 5.9}, {6.9, 5.2}});
        break;
    case Icon::Menu:
        for (const double x : {3.2, 8.0, 12.8})
            d.fills.addEllipse(QPointF(x, 8), 1.3, 1.3);
        break;
    case Icon::Search:
        d.strokes.addEllipse(QPointF(6.8, 6.8), 4.4, 4.4);
        d.line({{10.1, 10.1}, {14, 14}});
        break;
    case Icon::Clear:
        d.line({{4, 4}, {12, 12}});
        d.line({{12, 4}, {4, 12}});
        break;
    case Icon::Warning:
        d.strokes.moveTo(8, 1.9);
        d.strokes.lineTo(14.6, 13.6);
        d.strokes.lineTo(1.4, 13.6);
        d.strokes.closeSubpath();
        d.line({{8, 6.2}, {8, 9.6}});
        d.fills.addEllipse(QPointF(8, 11.7), 0.9, 0.9);
        break;
    default:
        break;
    }
    return d;
}

Drawing drawingOf(Icon which)
{
    for (Drawing (*draw)(Icon) : {drawTransport, drawFile, drawView, drawTool}) {
        Drawing drawing = draw(which);
        if (!drawing.strokes.isEmpty() || !drawing.fills.isEmpty())
            return drawing;
    }
    return {};
}

class LineIconEngine : public QIconEngine
{
public:
    LineIconEngine(Icon which, Ink ink) : m_which(which), m_ink(ink) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Theme &theme = themeOf(QGuiApplication::palette());
        const QColor colour = theme.colour(mode == QIcon::Disabled ? Ink::Disabled : m_ink);
        const Drawing drawing = drawingOf(m_which);
        const double side = std::min(rect.width(), rect.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.center() + QPointF(0.5, 0.5) - QPointF(side / 2, side / 2));
        painter->scale(side / 16, side / 16);
        painter->setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(drawing.strokes);
        painter->fillPath(drawing.fills, colour);
        painter->restore();
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new LineIconEngine(*this); }

private:
    Icon m_which;
    Ink m_ink;
};

/// The program's icon on a 64 × 64 grid. resources/icons/tonewright.svg is the same drawing.
class ApplicationIconEngine : public QIconEngine
{
public:
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode, QIcon::State) override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const double side = std::min(rect.width(), rect.height());
        painter->translate(rect.topLeft());
        painter->scale(side / 64, side / 64);
        QPainterPath tile;
        tile.addRoundedRect(QRectF(2, 2, 60, 60), 13, 13);
        painter->fillPath(tile, QColor(QStringLiteral("#1C2025")));
        painter->setClipPath(tile);
        drawCurve(painter, "#58AEE3", 4, {{9, 25}, {22, 13}, {32, 29}, {55, 18}});
        drawCurve(painter, "#F0B12E", 4, {{9, 46}, {24, 39}, {36, 54}, {55, 46}});
        drawCurve(painter, "#2FBF95", 6, {{9, 45}, {32, 42}, {30, 24}, {55, 20}});
        painter->restore();
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new ApplicationIconEngine(*this); }

private:
    static void drawCurve(QPainter *painter, const char *colour, double width, std::initializer_list<QPointF> points)
    {
        const QPointF *point = points.begin();
        QPainterPath path(point[0]);
        path.cubicTo(point[1], point[2], point[3]);
        painter->setPen(QPen(QColor(QLatin1String(colour)), width, Qt::SolidLine, Qt::RoundCap));
        painter->drawPath(path);
    }
};

}  // namespace

QIcon icon(Icon which, Ink ink)
{
    return QIcon(new LineIconEngine(which, ink));
}

QIcon applicationIcon()
{
    return QIcon(new ApplicationIconEngine);
}

}  // namespace tonewright
