#include "widgets/spectrogram/colour_map.h"

#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

struct Lab {
    double l = 0;
    double a = 0;
    double b = 0;
};

struct Rgb {
    double r = 0;
    double g = 0;
    double b = 0;
    [[nodiscard]] bool inGamut() const
    {
        const auto inside = [](double v) { return v >= 0 && v <= 1; };
        return inside(r) && inside(g) && inside(b);
    }
};

/// CIE 15 with the D65 white point and the sRGB matrix of IEC 61966-2-1. Linear light.
Rgb linearRgb(const Lab &lab)
{
    const auto cube = [](double t) { return t > 6.0 / 29 ? t * t * t : 3 * 36.0 / 841 * (t - 4.0 / 29); };
    const double fy = (lab.l + 16) / 116;
    const double x = 0.95047 * cube(fy + lab.a / 500);
    const double y = cube(fy);
    const double z = 1.08883 * cube(fy - lab.b / 200);
    return {3.2404542 * x - 1.5371385 * y - 0.4985314 * z, -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
            0.0556434 * x - 0.2040259 * y + 1.0572252 * z};
}

int encode(double linear)
{
    const double v = std::clamp(linear, 0.0, 1.0);
    return int(std::lround(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055)));
}

double decode(int channel)
{
    const double v = channel / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

struct Stop {
    double position;
    double hue;  // degrees in CIELAB
    double chroma;
};

// Hue turns one way, from blue over violet and red to yellow.
constexpr std::array<Stop, 6> kPath{
    {{0.00, 275, 8}, {0.18, 290, 42}, {0.38, 330, 58}, {0.58, 395, 66}, {0.80, 435, 68}, {1.00, 462, 22}}};
constexpr double kDarkest = 3;
constexpr double kLightest = 96;

Stop along(double position)
{
    std::size_t i = 1;
    while (i + 1 < kPath.size() && position > kPath[i].position)
        ++i;
    const Stop &from = kPath[i - 1];
    const Stop &to = kPath[i];
    const double t = (position - from.position) / (to.position - from.position);
    const double smooth = t * t * (3 - 2 * t);
    return {position, from.hue + (to.hue - from.hue) * t, from.chroma + (to.chroma - from.chroma) * smooth};
}

/// The colour of this lightness and hue, with as much of the chroma as sRGB has.
QRgb encoded(double l, double hueDegrees, double chroma)
{
    const double radians = hueDegrees * M_PI / 180;
    const auto at = [&](double c) { return linearRgb({l, c * std::cos(radians), c * std::sin(radians)}); };
    if (!at(chroma).inGamut()) {
        double low = 0;
        for (int step = 0; step < 30; ++step) {
            const double middle = (low + chroma) / 2;
            (at(middle).inGamut() ? low : chroma) = middle;
        }
        chroma = low;
    }
    const Rgb rgb = at(chroma);
    return qRgb(encode(rgb.r), encode(rgb.g), encode(rgb.b));
}

}  // namespace

ColourMap::ColourMap(ColourMapKind kind)
{
    for (int i = 0; i < kSize; ++i) {
        const double position = double(i) / (kSize - 1);
        const Stop stop = along(position);
        const double chroma = kind == ColourMapKind::Grey ? 0 : stop.chroma;
        m_table[std::size_t(i)] = encoded(kDarkest + (kLightest - kDarkest) * position, stop.hue, chroma);
    }
}

ColourMap ColourMap::diverging()
{
    constexpr double kLess = 315, kMore = 150;  // degrees
    constexpr double kChroma = 52;
    constexpr double kMiddle = 12, kEnds = 88;
    ColourMap map;
    for (int i = 0; i < kSize; ++i) {
        const double signedPosition = 2.0 * i / (kSize - 1) - 1;
        const double size = std::fabs(signedPosition);
        // The chroma rises fast, so that the sign of a small difference can be told, and falls towards the light ends.
        const double chroma = kChroma * std::min(1.0, 2.5 * size) * (1 - 0.35 * size);
        map.m_table[std::size_t(i)] =
            encoded(kMiddle + (kEnds - kMiddle) * size, signedPosition < 0 ? kLess : kMore, chroma);
    }
    return map;
}

int ColourMap::index(double db, double floorDb, double ceilingDb) const
{
    const double unit = (db - floorDb) / (ceilingDb - floorDb);
    return int(std::lround(std::clamp(std::isfinite(unit) ? unit : 0.0, 0.0, 1.0) * (kSize - 1)));
}

const ColourMap &spectrogramColours(ColourMapKind kind)
{
    static const ColourMap ember(ColourMapKind::Ember);
    static const ColourMap grey(ColourMapKind::Grey);
    return kind == ColourMapKind::Grey ? grey : ember;
}

const ColourMap &differenceColours()
{
    static const ColourMap map = ColourMap::diverging();
    return map;
}

double lightness(QRgb colour)
{
    const double y =
        0.2126729 * decode(qRed(colour)) + 0.7151522 * decode(qGreen(colour)) + 0.0721750 * decode(qBlue(colour));
    return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

}  // namespace tonewright
