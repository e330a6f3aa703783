#include "widgets/spectrogram/spectrogram_axes.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/spectrogram_render.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kTick = 4;
constexpr double kBarWidth = 1.5 * kGrid;
constexpr double kTimeTickSpacing = 9 * kGrid;

QFontMetricsF smallMetrics()
{
    return QFontMetricsF(figureFont(TextSize::Small));
}

QString timeLabel(double seconds, double step)
{
    const int decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    const double factor = std::pow(10, decimals);
    const auto units = qint64(std::llround(seconds * factor));
    const qint64 minutes = units / qint64(60 * factor);
    const double rest = double(units - minutes * qint64(60 * factor)) / factor;
    return QStringLiteral("%1:%2").arg(minutes).arg(rest, decimals > 0 ? 3 + decimals : 2, 'f', decimals,
                                                    QLatin1Char('0'));
}

double timeStep(TimeRange range, double width, double spacing)
{
    static constexpr double kSteps[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,
                                        5,     10,    15,    30,   60,   120,  300, 600, 900, 1800};
    for (const double step : kSteps)
        if (step / range.length() * width >= spacing)
            return step;
    return 3600;
}

}  // namespace

int frequencyAxisWidth()
{
    return int(std::ceil(smallMetrics().horizontalAdvance(QStringLiteral("500")) + kTick + kGrid));
}

int timeAxisHeight()
{
    return int(std::ceil(smallMetrics().height() + kTick + 3));
}

int colourBarWidth()
{
    const QString widest = formatNumber(-100, 0);
    return int(std::ceil(kGrid + kBarWidth + kTick + 3 + smallMetrics().horizontalAdvance(widest) + kGrid / 2));
}

std::vector<double> timeTicks(TimeRange range, double width, double spacing)
{
    std::vector<double> ticks;
    if (!(range.length() > 0) || width <= 0)
        return ticks;
    const double step = timeStep(range, width, spacing);
    for (auto i = qint64(std::ceil(range.begin / step - 1e-9)); double(i) * step <= range.end + 1e-9 * step; ++i)
        ticks.push_back(double(i) * step);
    return ticks;
}

void paintFrequencyAxis(QPainter &painter, const QRectF &axis, const SpectrogramSettings &settings, const Theme &theme)
{
    painter.setFont(figureFont(TextSize::Small));
    const QFontMetricsF metrics = painter.fontMetrics();
    // From the top down: where rows are too low for every number, the higher frequencies keep theirs.
    std::vector<double> ticks = frequencyTicks(settings);
    std::reverse(ticks.begin(), ticks.end());
    double lowestUsed = axis.top() - metrics.height();
    for (const double hertz : ticks) {
        const double y = axis.bottom() - frequencyToUnit(hertz, settings) * axis.height();
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(axis.right() - kTick, y), QPointF(axis.right(), y));
        const double top = std::clamp(y - metrics.height() / 2, axis.top(), axis.bottom() - metrics.height());
        if (top < lowestUsed)
            continue;
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QRectF(axis.left(), top, axis.width() - kTick - 3, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, formatHzTick(hertz));
        lowestUsed = top + metrics.height() - 2;
    }
}

void paintTimeAxis(QPainter &painter, const QRectF &axis, TimeRange range, const Theme &theme)
{
    painter.setFont(figureFont(TextSize::Small));
    const QFontMetricsF metrics = painter.fontMetrics();
    const double step = timeStep(range, axis.width(), kTimeTickSpacing);
    for (const double seconds : timeTicks(range, axis.width(), kTimeTickSpacing)) {
        const double x = axis.left() + (seconds - range.begin) / range.length() * axis.width();
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(x, axis.top()), QPointF(x, axis.top() + kTick));
        const QString text = timeLabel(seconds, step);
        const double width = metrics.horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, axis.left(), std::max(axis.left(), axis.right() - width));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QPointF(left, axis.top() + kTick + 2 + metrics.ascent()), text);
    }
}

void paintColourBar(QPainter &painter, const QRectF &bar, const SpectrogramSettings &settings, const Theme &theme)
{
    const QRectF strip(bar.left() + kGrid, bar.top(), kBarWidth, bar.height());
    QImage ramp(1, ColourMap::kSize, QImage::Format_RGB32);
    for (int i = 0; i < ColourMap::kSize; ++i)
        ramp.setPixel(0, ColourMap::kSize - 1 - i, spectrogramColours().at(i));
    painter.drawImage(strip, ramp);
    painter.setFont(figureFont(TextSize::Small));
    const QFontMetricsF metrics = painter.fontMetrics();
    const double range = settings.ceilingDb - settings.floorDb;
    double step = 10;
    while (step / range * bar.height() < 1.8 * metrics.height() && step < range)
        step *= step == 10 ? 2 : 1.5;  // 10, 20, 30 …
    for (double db = settings.ceilingDb; db >= settings.floorDb - 1e-9; db -= step) {
        const double y = strip.bottom() - (db - settings.floorDb) / range * strip.height();
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(strip.right(), y), QPointF(strip.right() + kTick, y));
        const double top = std::clamp(y - metrics.height() / 2, bar.top(), bar.bottom() - metrics.height());
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(
            QRectF(strip.right() + kTick + 3, top, bar.right() - strip.right() - kTick - 3, metrics.height()),
            Qt::AlignLeft | Qt::AlignVCenter, formatNumber(db, 0));
    }
}

}  // namespace tonewright
