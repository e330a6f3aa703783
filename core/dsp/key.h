#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "core/base/result.h"

namespace tonewright::dsp
{

enum class KeyMode : std::uint8_t { Major, Minor };

struct MusicalKey {
    int tonic = 0;  ///< pitch class, 0 = C … 11 = B
    KeyMode mode = KeyMode::Major;

    bool operator==(const MusicalKey &) const = default;
};

/// "A minor", "F# major".
std::string keyName(const MusicalKey &key);

/// How near an estimate is to the truth, as MIREX's audio key detection scores it: 1 the same, 0.5 a fifth above or
/// below in the same mode, 0.3 relative major or minor, 0.2 parallel major or minor, 0 otherwise. MIREX has counted
/// only the fifth above, or both; this counts both.
double mirexKeyScore(const MusicalKey &truth, const MusicalKey &estimate);

/// How much each degree of the scale is expected in a key.
enum class KeyProfile : std::uint8_t {
    KrumhanslKessler,  ///< listeners' ratings (Krumhansl & Kessler 1982)
    Temperley,         ///< Krumhansl's, corrected by hand (Temperley, "What's key for key?", 1999)
    AlbrechtShanahan,  ///< counted in 490 pieces (Albrecht & Shanahan 2013)
};

/// The profile's twelve weights, tonic first.
std::span<const double, 12> keyProfile(KeyProfile profile, KeyMode mode);

struct KeyCorrelation {
    MusicalKey key;
    double correlation = 0;  ///< Pearson's, −1 … 1
};

struct KeyEstimate {
    MusicalKey key;                           ///< ranked[0].key
    double strength = 0;                      ///< ranked[0].correlation
    double clearness = 0;                     ///< by how much it is above the runner-up's
    double tuning = 0;                        ///< of the recording against A = 440 Hz, semitones, −0.5 … 0.5
    std::array<double, 12> pitchClasses{};    ///< shares, C first, sum 1
    std::array<KeyCorrelation, 24> ranked{};  ///< best first
};

/// What is counted, and against which profile. The defaults were the best on demo pieces (decision record 0009).
struct KeyConfig {
    KeyProfile profile = KeyProfile::AlbrechtShanahan;
    double lowestHz = 55;          ///< spectral peaks are looked for from here …
    double highestHz = 2000;       ///< … to here; must be above lowestHz
    double frameSeconds = 0.3715;  ///< 0.05 … 2: long enough to tell neighbouring semitones apart at lowestHz
    double compression = 1;        ///< a peak counts ln(1 + compression · magnitude / the frame's largest); > 0
    int harmonics = 1;             ///< a peak counts for the notes of which it may be partial 1 … harmonics; 1 … 16
    double harmonicDecay = 0.6;    ///< and for each further partial that much less; 0 … 1
};

/// The key of a whole clip: peaks of the spectrum, tuning taken out, folded into pitch classes; those correlated with
/// the profile of each of the 24 keys (Krumhansl, "Cognitive foundations of musical pitch", 1990, ch. 4). Peaks count
/// for the notes whose partials they may be (Gómez 2006, harmonic pitch class profile, eq. 4.11). A clip that modulates
/// gets the key that its notes on the whole fit best.
///
/// 1 kHz … 1 MHz, any level; what lies above half the rate doesn't count. Errors: InvalidArgument (a setting that can't
/// be, named by the context); BadData for NaN or infinite samples, for a clip shorter than one frame, for silence, and
/// for a clip whose pitch classes are all alike (noise without a peak); Cancelled soon after a stop is asked for. The
/// same bits for the same input.
[[nodiscard]] Result<KeyEstimate> estimateKey(std::span<const float> signal, double sampleRate,
                                              const KeyConfig &config = {}, const std::stop_token &stop = {});

/// The key of pitch-class weights (≥ 0, C first) that were got in another way. BadData if they are all alike, or one is
/// negative or not finite.
[[nodiscard]] Result<KeyEstimate> keyOfPitchClasses(std::span<const double, 12> weights,
                                                    KeyProfile profile = KeyProfile::AlbrechtShanahan);

}  // namespace tonewright::dsp
