#include "core/audio/demo/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tonewright::demo {
namespace {

constexpr double kHeadroomDb = 6.0;  ///< controller 7 = 127 stands for a lead raised by this much

}  // namespace

int channelVolume(int program, bool drums, double levelDb)
{
    (void)program;
    (void)drums;
    const double trimDb = 0.0;
    // The General MIDI level curve: attenuation is 40·log10(127 / controller).
    const double volume = 127.0 * std::pow(10.0, (levelDb + trimDb - kHeadroomDb) / 40.0);
    return std::clamp(static_cast<int>(std::lround(volume)), 1, 127);
}

double drumRingSeconds(int key)
{
    switch (key) {
    case 49:
    case 52:
    case 55:
    case 57: return 2.5;
    case 46:
    case 51:
    case 53:
    case 59: return 0.8;
    case 81: return 1.2;
    default: return 0.2;
    }
}

}  // namespace tonewright::demo
