#pragma once

#include <memory>
#include <span>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// How intelligible speech is: correlation of the short-time envelopes of an estimate (noisy, denoised) with those of
/// the clean reference, in 15 third-octave bands from 150 Hz to 3.8 kHz and over segments of 384 ms. 1 = as the
/// reference, about 0 = not intelligible (noise alone; slightly negative values occur).
///
/// STOI: Taal, Hendriks, Heusdens, Jensen, "An Algorithm for Intelligibility Prediction of Time-Frequency Weighted
/// Noisy Speech", IEEE TASLP 2011. ESTOI, better for noise whose level changes: Jensen, Taal, "An Algorithm for
/// Predicting the Intelligibility of Speech Masked by Modulated Noise Maskers", IEEE/ACM TASLP 2016. Both as pystoi 0.4
/// computes them: resampled to 10 kHz as GNU Octave does it, frames of 25.6 ms at half their length, those left out in
/// which the reference lies more than 40 dB below its loudest, in STOI the estimate's envelopes limited to −15 dB
/// signal-to-distortion ratio.
///
/// Departures from pystoi: each signal is divided by its peak, so that tiny levels behave as others; bands without
/// any variation count 0 in ESTOI, where pystoi puts random numbers; what follows is an error, where pystoi returns
/// 1e-5, 0, a random number or NaN, or throws.
///
/// Undefined (an error with the reason): a reference or estimate that is empty, silent, constant or has samples that
/// are no numbers; fewer than 30 frames (about 0.4 s) of sound in the reference; rates below 8 kHz (no content up to 4
/// kHz) or above 384 kHz. Signals of different length are cut to the shorter.
struct Intelligibility {
    double stoi = 0;
    double estoi = 0;
};

inline constexpr int kLowestStoiRateHz = 8000;
inline constexpr int kHighestStoiRateHz = 384000;

/// Scores any number of estimates against one reference, which is analysed once. Scoring is const and may be done from
/// several threads at once. Memory: 240 bytes for each 12.8 ms of the reference, plus while scoring about 4 bytes a
/// sample at 16 kHz.
class IntelligibilityScorer
{
public:
    /// Error: InvalidArgument (rate), BadData (context "reference").
    static Result<IntelligibilityScorer> create(std::span<const float> reference, int sampleRate);

    IntelligibilityScorer(IntelligibilityScorer &&) noexcept;
    IntelligibilityScorer &operator=(IntelligibilityScorer &&) noexcept;
    ~IntelligibilityScorer();

    /// The estimate must be as long as the reference (InvalidArgument), because which frames are left out depends on
    /// all of the reference; the free functions cut.
    [[nodiscard]] Result<double> stoi(std::span<const float> estimate) const;
    [[nodiscard]] Result<double> estoi(std::span<const float> estimate) const;
    [[nodiscard]] Result<Intelligibility> score(std::span<const float> estimate) const;

private:
    struct Data;
    explicit IntelligibilityScorer(std::unique_ptr<const Data> data);
    std::unique_ptr<const Data> m_data;
};

Result<double> stoi(std::span<const float> reference, std::span<const float> estimate, int sampleRate);
Result<double> estoi(std::span<const float> reference, std::span<const float> estimate, int sampleRate);
/// Both for little more than one of them.
Result<Intelligibility> intelligibility(std::span<const float> reference, std::span<const float> estimate,
                                        int sampleRate);

}  // namespace tonewright::dsp
