#pragma once

#include <QtCore/QRectF>
#include <vector>

#include "widgets/spectrogram/spectrogram_data.h"
#include "widgets/style/theme.h"

class QPainter;

namespace tonewright
{

/// Axes of spectrograms, drawn alike on the screen and in reports. All colours from the theme, the painter's font is
/// replaced.

int frequencyAxisWidth();  ///< logical px: room for "20k" and its tick
int timeAxisHeight();
int colourBarWidth();  ///< bar, ticks and numbers

/// Ticks and numbers in `axis`, whose right edge touches the picture; rows as in the picture of the same height.
void paintFrequencyAxis(QPainter &painter, const QRectF &axis, const SpectrogramSettings &settings, const Theme &theme);
/// Ticks and numbers below a picture that spans `axis` horizontally.
void paintTimeAxis(QPainter &painter, const QRectF &axis, TimeRange range, const Theme &theme);
/// The map from floor (bottom) to ceiling (top) with its numbers at the right.
void paintColourBar(QPainter &painter, const QRectF &bar, const SpectrogramSettings &settings, const Theme &theme);

/// Times that read well (multiples of 1, 2 or 5 · 10ⁿ s, of 15 or 30 s, of minutes), at least `spacing` px apart.
std::vector<double> timeTicks(TimeRange range, double width, double spacing);

}  // namespace tonewright
