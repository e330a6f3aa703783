#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/eq_exchange/biquad_chain.h"

namespace tonewright::eq_exchange
{

/// How shelves are written. Centre: LSC and HSC, Fc is the centre of the slope as in the RBJ cookbook. Corner: LS and
/// HS with Q, Fc is where the slope ends at 0 dB (the Behringer DCX2496's meaning), which Equalizer APO takes for
/// centre / 10^(|gain| / 80 / S) of a low shelf and centre · 10^(|gain| / 80 / S) of a high one, with the slope S of Q:
/// 1/S = (1/Q² − 2) / (A + 1/A) + 1, A = 10^(gain/40) (RBJ).
enum class ShelfDialect { Centre, Corner };

/// The configuration text of Equalizer APO 1.2 or newer (older ones ignore a shelf's Q), also what AutoEq and REW write
/// and many players read: "Preamp: −6.2 dB", "Filter 1: ON PK Fc 1000.0000 Hz Gain 3.0000 dB Q 1.4100". Frequencies
/// have four decimals: a number with three is taken for thousands by Equalizer APO (for the sake of REW's "1.000 Hz").
/// `comment`: lines before it, without the #.
std::string writeEqualizerApo(const BiquadChain &chain, ShelfDialect dialect, const std::vector<std::string> &comment);

struct ApoContent {
    BiquadChain chain;               ///< filters that are ON; preamps added up
    std::vector<std::string> notes;  ///< sentences: what was left out or guessed, with the line's number
};

/// Reads such a text as Equalizer APO does: PK, PEQ, Modal; LSC, HSC, LS, HS with Q, with a slope ("LS 6 dB", S = slope
/// / 12) or with neither (S = 0.9); width as Q or "BW Oct", for which `sampleRate` is needed; comma or point; OFF and
/// None are left out. Departs where Equalizer APO drops a peak without a width: it is read with Q = 1/√2 and noted.
/// Other filters and commands can't be had by three kinds of band and are noted. BadData where nothing at all was
/// understood or a number is beyond reason (frequency 0 … 1 MHz, |gain| ≤ 120 dB, Q 0 … 1000).
Result<ApoContent> readEqualizerApo(std::string_view text, double sampleRate);

}  // namespace tonewright::eq_exchange
