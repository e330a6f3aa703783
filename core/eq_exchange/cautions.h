#pragma once

#include <string>
#include <vector>

#include "core/study/equaliser_setting.h"

namespace tonewright::eq_exchange
{

/// Something about a setting that a person should know before they rely on it.
struct Caution {
    enum class Kind {
        BeyondNyquist,  ///< the band lies above what the rate has: it acts elsewhere than it says
        NearNyquist,    ///< its shape is squeezed against the highest frequency
        HostWarping,    ///< a program that runs at another rate does something else with the same numbers
    };
    Kind kind = Kind::NearNyquist;
    int band = -1;     ///< index of the setting's band; −1: all of it
    std::string text;  ///< a sentence in English
};

/// From this share of Nyquist on, a band is squeezed: the bilinear transform maps all that would lie above onto what is
/// left. A peak of Q 1 there has 0.8 of the width that it has at low frequencies.
inline constexpr double kNearNyquist = 0.7;
/// Smallest difference in dB that is worth a HostWarping caution.
inline constexpr double kWarpingDb = 0.5;

/// BeyondNyquist and NearNyquist, by band; none for bands of 0 dB.
std::vector<Caution> bandCautions(const EqualiserSetting &setting);

/// By how much the setting's bands differ at most between its own rate and `hostRate`, in dB, 20 Hz to 0.45 of the
/// lower rate (20 kHz at most); and where.
struct Warping {
    double differenceDb = 0;
    double frequencyHz = 0;
};
Warping hostWarping(const EqualiserSetting &setting, double hostRate);

/// bandCautions() and, for each of 44.1, 48 and 96 kHz that isn't the setting's rate and differs by kWarpingDb or more,
/// a HostWarping.
std::vector<Caution> exportCautions(const EqualiserSetting &setting);

}  // namespace tonewright::eq_exchange
