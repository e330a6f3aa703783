#pragma once

#include <QtGui/QColor>
#include <array>

namespace tonewright
{

/// "Ember": the one map of every spectrogram. A path through CIELAB whose lightness rises evenly from L* 3 to L* 96 (a
/// perceptually uniform map: equal steps in dB look equally large), from blue-black over violet and red to pale yellow.
/// Colours outside sRGB are brought back by lowering chroma, never lightness.
class ColourMap
{
public:
    static constexpr int kSize = 256;
    ColourMap();
    [[nodiscard]] QRgb at(int index) const { return m_table[static_cast<std::size_t>(index)]; }
    /// Linear in dB; below the floor the darkest, above the ceiling the lightest.
    [[nodiscard]] int index(double db, double floorDb, double ceilingDb) const;
    [[nodiscard]] QRgb colour(double db, double floorDb, double ceilingDb) const
    {
        return at(index(db, floorDb, ceilingDb));
    }
    [[nodiscard]] const std::array<QRgb, kSize> &table() const { return m_table; }

private:
    std::array<QRgb, kSize> m_table;
};

/// The map of every spectrogram, made once.
const ColourMap &spectrogramColours();

/// CIE 1976 L* (0 … 100, D65) of an sRGB colour: what the map's evenness is measured in.
double lightness(QRgb colour);

}  // namespace tonewright
