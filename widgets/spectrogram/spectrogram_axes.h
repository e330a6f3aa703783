#pragma once

#include <QtCore/QRectF>
#include <QtCore/QString>
#include <vector>

#include "widgets/spectrogram/colour_map.h"
#include "widgets/spectrogram/spectrogram_settings.h"
#include "widgets/style/theme.h"

class QPainter;

namespace tonewright
{

/// Axes of spectrograms, the same on the screen, in reports and in exported pictures. All colours from the theme, the
/// painter's font is replaced.

int frequencyAxisWidth();  ///< logical px: room for "20k" and its tick
int timeAxisHeight();
int colourBarWidth();  ///< bar, ticks and numbers

/// A tick and its number. The number is empty where it has no room.
struct AxisMark {
    double place = 0;  ///< px from the axis' top or left end
    QString text;
};
std::vector<AxisMark> frequencyMarks(double height, const SpectrogramSettings &settings);
std::vector<AxisMark> timeMarks(double width, TimeRange range);
/// Multiples of one step: the ends themselves where they are.
std::vector<AxisMark> levelMarks(double height, double floorDb, double ceilingDb, bool withSign);

/// Ticks and numbers in `axis`, whose right edge touches the picture; rows as in the picture of the same height.
void paintFrequencyAxis(QPainter &painter, const QRectF &axis, const SpectrogramSettings &settings, const Theme &theme);
/// Ticks and numbers below a picture that spans `axis` horizontally.
void paintTimeAxis(QPainter &painter, const QRectF &axis, TimeRange range, const Theme &theme);

/// What a colour bar says.
struct ColourScale {
    const ColourMap *map = nullptr;  ///< one of the maps that are made once
    double floorDb = 0;
    double ceilingDb = 0;
    bool difference = false;  ///< numbers with their sign
};
ColourScale levelScale(const SpectrogramSettings &settings);
ColourScale differenceScale(const SpectrogramSettings &settings);
/// The map from floor (bottom) to ceiling (top) with its numbers at the right.
void paintColourBar(QPainter &painter, const QRectF &bar, const ColourScale &scale, const Theme &theme);
QRectF colourStrip(const QRectF &bar);    ///< where in the bar the colours are
QImage colourRamp(const ColourMap &map);  ///< one pixel wide, loud at the top

/// Times that read well (multiples of 1, 2 or 5 · 10ⁿ s, of 15 or 30 s, of minutes), at least `spacing` px apart.
std::vector<double> timeTicks(TimeRange range, double width, double spacing);

}  // namespace tonewright
