#pragma once

#include <QtGui/QColor>
#include <QtGui/QPalette>
#include <array>

class QApplication;
class QWidget;

namespace tonewright
{

enum class ThemeKind { Light, Dark };

/// What a line, a word or an area stands for. Views name an ink, never a colour, so that switching the theme restyles
/// everything that is on the screen.
enum class Ink {
    Text,        ///< what is read
    MutedText,   ///< units, axis numbers, hints (still ≥ 4.5:1)
    Disabled,    ///< what can't be used now
    Window,      ///< behind panes
    Surface,     ///< inside panes, plots and fields
    Raised,      ///< buttons, header rows, what the pointer is over
    Hairline,    ///< between panes
    Grid,        ///< inside plots
    Border,      ///< round fields and buttons
    Accent,      ///< keyboard focus and the one main button: neutral, it never means a sound
    AccentText,  ///< on Accent
    Selection,   ///< behind what is selected; Text and MutedText stay readable on it
    Error,       ///< errors alone
    Raw,         ///< lines and marks (≥ 3:1 on Surface and Window)
    Processed,
    Reference,
    RawText,  ///< words in the role's colour (≥ 4.5:1 on Surface and Window)
    ProcessedText,
    ReferenceText,
    RawFill,  ///< areas: the colour itself, the same in both themes
    ProcessedFill,
    ReferenceFill,
    RawOnFill,  ///< words on that area (≥ 4.5:1)
    ProcessedOnFill,
    ReferenceOnFill,
    Band1,  ///< the four bands of an equaliser: calm, told apart by hue
    Band2,
    Band3,
    Band4,
    Count
};

/// The colours of one theme (DESIGN.md §8).
struct Theme {
    ThemeKind kind = ThemeKind::Light;
    std::array<QColor, static_cast<std::size_t>(Ink::Count)> inks;

    [[nodiscard]] const QColor &colour(Ink ink) const { return inks[static_cast<std::size_t>(ink)]; }
    [[nodiscard]] bool isDark() const { return kind == ThemeKind::Dark; }
};

const Theme &theme(ThemeKind kind);

/// The theme a palette belongs to. Widgets ask this while painting and repaint on QEvent::PaletteChange, so there is
/// no current theme to store: `themeOf(palette()).colour(Ink::Raw)`.
const Theme &themeOf(const QPalette &palette);

QPalette paletteOf(const Theme &theme);
/// Style (Fusion), palette, fonts and style sheet; may be called again at run time to switch.
void applyTheme(QApplication &application, const Theme &theme);

/// WCAG 2.1 relative luminance (0 … 1) and contrast ratio (1 … 21) of opaque colours.
double relativeLuminance(const QColor &colour);
double contrastRatio(const QColor &first, const QColor &second);

}  // namespace tonewright
