#include "widgets/style/theme.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/workbench_style.h"

namespace tonewright
{

namespace
{

struct Pair {
    Ink ink;
    const char *light;
    const char *dark;
};

// The six meaning colours are Okabe–Ito's; where one has too little contrast on a theme's ground, lines and words use
// the same hue at another lightness (tst_theme computes the ratios).
constexpr Pair kInks[] = {
    {Ink::Text, "#1B1F24", "#E2E6EA"},
    {Ink::MutedText, "#56606B", "#A6B0BA"},
    {Ink::Disabled, "#8D96A0", "#66707B"},
    {Ink::Window, "#F3F4F6", "#1C2025"},
    {Ink::Surface, "#FFFFFF", "#15181C"},
    {Ink::Raised, "#E8EAED", "#292E35"},
    {Ink::Hairline, "#D3D7DC", "#333941"},
    {Ink::Grid, "#E7E9EC", "#2A2F36"},
    {Ink::Border, "#AEB5BD", "#4B535D"},
    {Ink::Accent, "#3D4F63", "#A9BBCD"},
    {Ink::AccentText, "#FFFFFF", "#15181C"},
    {Ink::Selection, "#D5DDE6", "#36424F"},
    {Ink::Error, "#B3261E", "#FF7A70"},
    {Ink::Raw, "#BA7F00", "#F0B12E"},
    {Ink::Processed, "#009E73", "#2FBF95"},
    {Ink::Reference, "#0072B2", "#58AEE3"},
    {Ink::RawText, "#8F6000", "#F0B12E"},
    {Ink::ProcessedText, "#007A59", "#3CCBA1"},
    {Ink::ReferenceText, "#0072B2", "#6BBAEA"},
    {Ink::RawFill, "#E69F00", "#E69F00"},
    {Ink::ProcessedFill, "#009E73", "#009E73"},
    {Ink::ReferenceFill, "#0072B2", "#0072B2"},
    {Ink::RawOnFill, "#1B1F24", "#1B1F24"},
    {Ink::ProcessedOnFill, "#10141A", "#10141A"},
    {Ink::ReferenceOnFill, "#FFFFFF", "#FFFFFF"},
    {Ink::Band1, "#7D6AA8", "#A897CF"},
    {Ink::Band2, "#4F7F93", "#7FAEC2"},
    {Ink::Band3, "#7C8350", "#AAB17C"},
    {Ink::Band4, "#A8647F", "#CF92AB"},
};
static_assert(std::size(kInks) == static_cast<std::size_t>(Ink::Count));

Theme makeTheme(ThemeKind kind)
{
    Theme made;
    made.kind = kind;
    for (const Pair &pair : kInks)
        made.inks[static_cast<std::size_t>(pair.ink)] = QColor(QLatin1String(made.isDark() ? pair.dark : pair.light));
    return made;
}

}  // namespace

const Theme &theme(ThemeKind kind)
{
    static const Theme light = makeTheme(ThemeKind::Light);
    static const Theme dark = makeTheme(ThemeKind::Dark);
    return kind == ThemeKind::Dark ? dark : light;
}

const Theme &themeOf(const QPalette &palette)
{
    return theme(palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? ThemeKind::Dark
                                                                                     : ThemeKind::Light);
}

QPalette paletteOf(const Theme &theme)
{
    const auto ink = [&](Ink which) { return theme.colour(which); };
    QPalette palette;
    palette.setColor(QPalette::Window, ink(Ink::Window));
    palette.setColor(QPalette::WindowText, ink(Ink::Text));
    palette.setColor(QPalette::Base, ink(Ink::Surface));
    palette.setColor(QPalette::AlternateBase, ink(Ink::Window));
    palette.setColor(QPalette::Text, ink(Ink::Text));
    palette.setColor(QPalette::PlaceholderText, ink(Ink::MutedText));
    palette.setColor(QPalette::Button, ink(Ink::Raised));
    palette.setColor(QPalette::ButtonText, ink(Ink::Text));
    palette.setColor(QPalette::BrightText, ink(Ink::Error));
    palette.setColor(QPalette::Highlight, ink(Ink::Selection));
    palette.setColor(QPalette::HighlightedText, ink(Ink::Text));
    palette.setColor(QPalette::ToolTipBase, ink(Ink::Raised));
    palette.setColor(QPalette::ToolTipText, ink(Ink::Text));
    palette.setColor(QPalette::Link, ink(Ink::Accent));
    palette.setColor(QPalette::LinkVisited, ink(Ink::Accent));
    palette.setColor(QPalette::Light, ink(Ink::Surface));
    palette.setColor(QPalette::Midlight, ink(Ink::Hairline));
    palette.setColor(QPalette::Mid, ink(Ink::Border));
    palette.setColor(QPalette::Dark, ink(Ink::Border));
    palette.setColor(QPalette::Shadow, ink(Ink::Hairline));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::HighlightedText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, ink(Ink::Disabled));
    palette.setColor(QPalette::Disabled, QPalette::Base, ink(Ink::Window));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, ink(Ink::Raised));
    return palette;
}

void applyTheme(QApplication &application, const Theme &theme)
{
    if (!qobject_cast<WorkbenchStyle *>(application.style()))
        application.setStyle(new WorkbenchStyle);  // the application owns it
    const QPalette palette = paletteOf(theme);
    application.setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(textFont(TextSize::Text));
}

double relativeLuminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrastRatio(const QColor &first, const QColor &second)
{
    const double a = relativeLuminance(first);
    const double b = relativeLuminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace tonewright
