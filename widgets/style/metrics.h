#pragma once

#include <QtCore/QString>
#include <QtGui/QFont>

namespace tonewright
{

inline constexpr int kGrid = 8;         ///< logical px: every distance is a multiple or a half of it
inline constexpr int kRow = 3 * kGrid;  ///< least height of a row of controls

enum class TextSize { Small, Text, Title };

/// The application's font in one of the three sizes.
QFont textFont(TextSize size);
/// As textFont, with figures of equal width: numbers that change don't jitter.
QFont figureFont(TextSize size);

/// Numbers as every view writes them: U+2212 minus, a thin gap before the unit, "–" when not finite.
QString formatNumber(double value, int decimals);
QString formatSigned(double value, int decimals);  ///< "+1.5", "−3.0", "0.0"
QString formatWithUnit(double value, int decimals, const QString &unit);
QString formatQuantity(double value, const QString &unit);  ///< a setting: Hz as formatHz, dB signed, else 1 decimal
QString formatHz(double hertz);                             ///< "220 Hz", "1.26 kHz", "12.0 kHz"
QString formatHzTick(double hertz);                         ///< "50", "1k", "20k"
QString formatSeconds(double seconds);                      ///< "0:07.25"
QString formatCount(qint64 count);                          ///< grouped by locale

/// A study's English text (labels and hints of its descriptor) in the person's language: context "study".
QString studyText(const std::string &text);

}  // namespace tonewright
