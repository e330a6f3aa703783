#pragma once

#include <QtGui/QColor>
#include <array>

#include "widgets/spectrogram/spectrogram_settings.h"

namespace tonewright
{

/// 256 colours from quiet to loud, as a path through CIELAB along which lightness changes evenly (a perceptually
/// uniform map: equal steps in dB look equally large). Colours outside sRGB are brought back by lowering chroma, never
/// lightness.
class ColourMap
{
public:
    static constexpr int kSize = 256;
    /// L* from 3 to 96.
    explicit ColourMap(ColourMapKind kind = ColourMapKind::Ember);
    /// For differences: darkest (L* 12) in the middle, where there is none, and evenly lighter to both ends (L* 88):
    /// violet for less, green for more. Told apart by people who don't see red or green.
    static ColourMap diverging();

    [[nodiscard]] QRgb at(int index) const { return m_table[static_cast<std::size_t>(index)]; }
    /// Linear in dB; below the floor the first, above the ceiling the last.
    [[nodiscard]] int index(double db, double floorDb, double ceilingDb) const;
    [[nodiscard]] QRgb colour(double db, double floorDb, double ceilingDb) const
    {
        return at(index(db, floorDb, ceilingDb));
    }
    [[nodiscard]] const std::array<QRgb, kSize> &table() const { return m_table; }

private:
    std::array<QRgb, kSize> m_table;
};

/// Made once each.
const ColourMap &spectrogramColours(ColourMapKind kind = ColourMapKind::Ember);
const ColourMap &differenceColours();

/// CIE 1976 L* (0 … 100, D65) of an sRGB colour: what the map's evenness is measured in.
double lightness(QRgb colour);

}  // namespace tonewright
