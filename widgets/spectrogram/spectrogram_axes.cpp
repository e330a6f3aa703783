#include "widgets/spectrogram/spectrogram_axes.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/frequency_scale.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kTick = 4;
constexpr double kBarWidth = 1.5 * kGrid;
constexpr double kDigits = 0.78;  // of a line: digits reach neither to its top nor to its bottom
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

/// Keeps a number within its axis.
double kept(double centre, double size, double length)
{
    return std::clamp(centre - size / 2, 0.0, std::max(0.0, length - size));
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

std::vector<AxisMark> frequencyMarks(double height, const SpectrogramSettings &settings)
{
    const double line = smallMetrics().height();
    // From the top down: where rows are too low for every number, the higher frequencies keep theirs.
    std::vector<double> ticks = frequencyTicks(settings, height, 1.4 * line);
    std::reverse(ticks.begin(), ticks.end());
    std::vector<AxisMark> marks;
    double used = -line;
    for (const double hertz : ticks) {
        AxisMark mark{(1 - frequencyToUnit(hertz, settings)) * height, formatHzTick(hertz)};
        const double top = kept(mark.place, line, height);
        if (top < used)
            mark.text.clear();
        else
            used = top + kDigits * line;
        marks.push_back(std::move(mark));
    }
    return marks;
}

std::vector<AxisMark> timeMarks(double width, TimeRange range)
{
    const double step = timeStep(range, width, kTimeTickSpacing);
    std::vector<AxisMark> marks;
    for (const double seconds : timeTicks(range, width, kTimeTickSpacing))
        marks.push_back({(seconds - range.begin) / range.length() * width, timeLabel(seconds, step)});
    return marks;
}

std::vector<AxisMark> levelMarks(double height, double floorDb, double ceilingDb, bool withSign)
{
    // Differences in parts of 12, 24 and 48 dB, levels in tens.
    static const std::vector<double> kLevels{1, 2, 5, 10, 20, 30, 40, 60};
    static const std::vector<double> kDifferences{1, 2, 3, 6, 12, 24, 48};
    const double range = ceilingDb - floorDb;
    const auto wide = [&](double step) { return step / range * height >= 1.8 * smallMetrics().height(); };
    const std::vector<double> &steps = withSign ? kDifferences : kLevels;
    const auto found = std::find_if(steps.begin(), steps.end(), wide);
    const double step = found != steps.end() ? *found : withSign ? range / 2 : range;
    std::vector<AxisMark> marks;
    for (double i = std::floor(ceilingDb / step + 1e-9); range > 0 && i * step >= floorDb - 1e-9; --i)
        marks.push_back({(ceilingDb - i * step) / range * height,
                         withSign && i != 0 ? formatSigned(i * step, 0) : formatNumber(i * step, 0)});
    return marks;
}

void paintFrequencyAxis(QPainter &painter, const QRectF &axis, const SpectrogramSettings &settings, const Theme &theme)
{
    painter.setFont(figureFont(TextSize::Small));
    const double line = QFontMetricsF(painter.font()).height();
    for (const AxisMark &mark : frequencyMarks(axis.height(), settings)) {
        const double y = axis.top() + mark.place;
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(axis.right() - kTick, y), QPointF(axis.right(), y));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(
            QRectF(axis.left(), axis.top() + kept(mark.place, line, axis.height()), axis.width() - kTick - 3, line),
            Qt::AlignRight | Qt::AlignVCenter, mark.text);
    }
}

void paintTimeAxis(QPainter &painter, const QRectF &axis, TimeRange range, const Theme &theme)
{
    painter.setFont(figureFont(TextSize::Small));
    const QFontMetricsF metrics = painter.fontMetrics();
    for (const AxisMark &mark : timeMarks(axis.width(), range)) {
        const double x = axis.left() + mark.place;
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(x, axis.top()), QPointF(x, axis.top() + kTick));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QPointF(axis.left() + kept(mark.place, metrics.horizontalAdvance(mark.text), axis.width()),
                                 axis.top() + kTick + 2 + metrics.ascent()),
                         mark.text);
    }
}

ColourScale levelScale(const SpectrogramSettings &settings)
{
    return {&spectrogramColours(settings.colours), settings.floorDb, settings.ceilingDb, false};
}

ColourScale differenceScale(const SpectrogramSettings &settings)
{
    return {&differenceColours(), -settings.differenceDb, settings.differenceDb, true};
}

QRectF colourStrip(const QRectF &bar)
{
    return {bar.left() + kGrid, bar.top(), kBarWidth, bar.height()};
}

QImage colourRamp(const ColourMap &map)
{
    QImage ramp(1, ColourMap::kSize, QImage::Format_RGB32);
    for (int i = 0; i < ColourMap::kSize; ++i)
        ramp.setPixel(0, ColourMap::kSize - 1 - i, map.at(i));
    return ramp;
}

void paintColourBar(QPainter &painter, const QRectF &bar, const ColourScale &scale, const Theme &theme)
{
    const QRectF strip = colourStrip(bar);
    painter.drawImage(strip, colourRamp(*scale.map));
    painter.setFont(figureFont(TextSize::Small));
    const double line = QFontMetricsF(painter.font()).height();
    for (const AxisMark &mark : levelMarks(strip.height(), scale.floorDb, scale.ceilingDb, scale.difference)) {
        const double y = strip.top() + mark.place;
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawLine(QPointF(strip.right(), y), QPointF(strip.right() + kTick, y));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QRectF(strip.right() + kTick + 3, strip.top() + kept(mark.place, line, bar.height()),
                                bar.right() - strip.right() - kTick - 3, line),
                         Qt::AlignLeft | Qt::AlignVCenter, mark.text);
    }
}

}  // namespace tonewright
