#include "core/audio/demo/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tonewright::demo
{
namespace
{

constexpr double kHeadroomDb = 6.0;  ///< controller 7 = 127 stands for a lead raised by this much
constexpr double kReferenceLufs = -31.0;
constexpr double kLargestTrimDb = 5.0;

struct Loudness {
    int program;
    double lufs;
};

/// Integrated loudness of four notes of 0.7 s at velocity 95, controller 7 at 100, without reverb, in the middle of the
/// ranges that the styles use; measured with the soundfont TimGM6mb and libebur128.
constexpr std::array<Loudness, 71> kPrograms = {{
    {0, -37.4},  {1, -37.0},  {2, -34.3},  {3, -34.2},  {4, -29.6},   {5, -34.6},   {6, -35.8},   {7, -33.4},
    {9, -36.1},  {11, -29.5}, {14, -29.9}, {16, -30.7}, {17, -32.9},  {18, -30.9},  {19, -31.6},  {20, -27.4},
    {21, -29.6}, {22, -27.9}, {24, -31.5}, {25, -35.3}, {26, -31.0},  {27, -37.4},  {28, -35.5},  {29, -30.6},
    {30, -28.4}, {32, -33.6}, {33, -31.4}, {34, -32.9}, {35, -30.8},  {36, -31.5},  {37, -37.8},  {38, -33.1},
    {39, -32.3}, {40, -26.7}, {41, -28.5}, {42, -27.2}, {43, -29.6},  {45, -32.5},  {46, -29.0},  {48, -32.0},
    {49, -32.7}, {50, -33.2}, {51, -32.0}, {52, -31.4}, {53, -29.7},  {54, -31.3},  {56, -29.0},  {57, -30.6},
    {59, -34.8}, {60, -26.5}, {61, -32.6}, {62, -30.2}, {64, -28.0},  {65, -28.5},  {66, -28.8},  {68, -25.6},
    {70, -32.2}, {71, -27.8}, {73, -27.6}, {74, -28.2}, {80, -26.6},  {81, -28.0},  {84, -27.2},  {85, -27.6},
    {89, -34.8}, {90, -34.4}, {91, -29.3}, {98, -30.0}, {105, -34.2}, {108, -34.5}, {110, -27.5},
}};

/// The same for two bars of kick, snare and hat of the drum kits.
constexpr std::array<Loudness, 8> kKits = {{
    {0, -33.3},
    {8, -28.8},
    {16, -31.1},
    {24, -30.8},
    {25, -32.2},
    {32, -33.3},
    {40, -34.2},
    {48, -33.0},
}};

template <std::size_t N>
double trimDb(const std::array<Loudness, N> &table, int program)
{
    for (const Loudness &entry : table)
        if (entry.program == program)
            return std::clamp(kReferenceLufs - entry.lufs, -kLargestTrimDb, kLargestTrimDb);
    return 0.0;
}

}  // namespace

int channelVolume(int program, bool drums, double levelDb)
{
    const double trim = drums ? trimDb(kKits, program) : trimDb(kPrograms, program);
    // The General MIDI level curve: attenuation is 40·log10(127 / controller).
    const double volume = 127.0 * std::pow(10.0, (levelDb + trim - kHeadroomDb) / 40.0);
    return std::clamp(static_cast<int>(std::lround(volume)), 1, 127);
}

double drumVelocityFactor(int kit, int key)
{
    const bool faintKit = kit == 0 || kit == 8 || kit == 32;
    switch (key) {
    case 42:
    case 44:
    case 46:
        return faintKit ? 1.3 : 1.15;
    case 51:
    case 53:
    case 59:
        return faintKit ? 1.35 : 1.2;
    case 37:
        return 1.15;
    case 38:
        return kit == 40 ? 1.2 : 1.0;
    case 49:
    case 52:
    case 57:
        return 0.92;
    default:
        return 1.0;
    }
}

double drumRingSeconds(int key)
{
    switch (key) {
    case 49:
    case 52:
    case 55:
    case 57:
        return 2.5;
    case 46:
    case 51:
    case 53:
    case 59:
        return 0.8;
    case 81:
        return 1.2;
    default:
        return 0.2;
    }
}

}  // namespace tonewright::demo
