#pragma once

#include <stop_token>
#include <string_view>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"

namespace tonewright::dsp
{

/// One measure of an estimate against a reference: a number, or why there is none.
struct QualityMeasure {
    std::string_view name;  ///< with its unit, as in files: "si_sdr_db"
    Result<double> value;
};

/// Every quality measure there is, in a fixed order (core/dsp/README.md says what each hears):
/// si_sdr_db, stoi, estoi, log_spectral_distance_db, multi_scale_spectral_convergence, mel_distance_db, dtw_mfcc,
/// dtw_mfcc_banded, dtw_mfcc_fast, wasserstein_spectrum_hz, reference_loudness_lufs, estimate_loudness_lufs,
/// loudness_difference_lu (estimate − reference).
///
/// Loudness is of all channels and the whole signal. Everything else compares the means of the channels and the part
/// that both signals have, from their beginnings; different sample rates make it undefined. Never NaN, never infinite.
/// Memory beyond the input: at most 35 bytes a sample of the shorter signal (ten minutes at 44.1 kHz: 0.9 GB), and the
/// filter that brings it to STOI's 10 kHz, which is long for rates that share few factors with it (383,999 Hz: 450 MB).
/// After a stop is asked for, the measures that aren't there yet are Cancelled, but for SI-SDR and loudness.
std::vector<QualityMeasure> measureQuality(const AudioBuffer &reference, const AudioBuffer &estimate,
                                           const std::stop_token &stop = {});

/// How much of both signals measureQuality compares, in seconds; 0 where rates differ.
double comparedSeconds(const AudioBuffer &reference, const AudioBuffer &estimate);

}  // namespace tonewright::dsp
