#include "widgets/style/metrics.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtGui/QFontDatabase>
#include <QtGui/QFontMetricsF>
#include <QtGui/QGuiApplication>
#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

constexpr QChar kMinus(0x2212);
constexpr QChar kThinSpace(0x2009);
constexpr QChar kDash(0x2013);

void scale(QFont &font, double factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, int(std::lround(font.pixelSize() * factor))));
}

bool hasTabularFigures(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit)
        if (std::fabs(metrics.horizontalAdvance(QLatin1Char(digit)) - width) > 0.01)
            return false;
    return true;
}

}  // namespace

QFont textFont(TextSize size)
{
    QFont font = QGuiApplication::font();
    if (size == TextSize::Small)
        scale(font, 0.86);
    if (size == TextSize::Title) {
        scale(font, 1.08);
        font.setWeight(QFont::DemiBold);
    }
    return font;
}

QFont figureFont(TextSize size)
{
    QFont font = textFont(size);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature(QFont::Tag("tnum"), 1);
#endif
    if (hasTabularFigures(font))
        return font;
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (font.pointSizeF() > 0)
        fixed.setPointSizeF(font.pointSizeF());
    else
        fixed.setPixelSize(font.pixelSize());
    fixed.setWeight(font.weight());
    return fixed;
}

QString formatNumber(double value, int decimals)
{
    if (!std::isfinite(value))
        return kDash;
    QString text = QString::number(value, 'f', decimals);
    // A rounded −0.04 would read "−0.0".
    if (text.startsWith(QLatin1Char('-')) && text.toDouble() == 0.0)
        text.remove(0, 1);
    return text.replace(QLatin1Char('-'), kMinus);
}

QString formatSigned(double value, int decimals)
{
    const QString text = formatNumber(value, decimals);
    return std::isfinite(value) && value > 0 && text.toDouble() != 0.0 ? QLatin1Char('+') + text : text;
}

QString formatWithUnit(double value, int decimals, const QString &unit)
{
    const QString text = formatNumber(value, decimals);
    return unit.isEmpty() ? text : text + kThinSpace + unit;
}

QString formatHz(double hertz)
{
    if (!std::isfinite(hertz))
        return kDash;
    // Decided on the rounded value, so that 999.7 Hz reads 1.00 kHz rather than 1000 Hz.
    if (std::lround(hertz) < 1000)
        return formatWithUnit(hertz, 0, QStringLiteral("Hz"));
    return formatWithUnit(hertz / 1000, hertz < 9995 ? 2 : 1, QStringLiteral("kHz"));
}

QString formatQuantity(double value, const QString &unit)
{
    if (unit == QLatin1String("Hz"))
        return formatHz(value);
    if (unit == QLatin1String("dB"))
        return formatSigned(value, 1) + kThinSpace + unit;
    return formatWithUnit(value, 1, unit);
}

QString formatHzTick(double hertz)
{
    if (hertz < 1000)
        return QString::number(hertz);
    return QString::number(hertz / 1000) + QLatin1Char('k');
}

QString formatSeconds(double seconds)
{
    if (!std::isfinite(seconds))
        return kDash;
    const qint64 hundredths = std::llround(std::fabs(seconds) * 100);
    const QString text = QStringLiteral("%1:%2.%3")
                             .arg(hundredths / 6000)
                             .arg(hundredths / 100 % 60, 2, 10, QLatin1Char('0'))
                             .arg(hundredths % 100, 2, 10, QLatin1Char('0'));
    return seconds < 0 && hundredths > 0 ? kMinus + text : text;
}

QString formatCount(qint64 count)
{
    return QLocale().toString(count);
}

QString studyText(const std::string &text)
{
    return QCoreApplication::translate("study", text.c_str());
}

}  // namespace tonewright
