#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// What pYIN looks for and how. The defaults are librosa.pyin's at 22.05 kHz, in seconds so that they mean the same at
/// every rate; but the thresholds' prior has the mean 0.15 of its authors' plug-in instead of 0.1 (decision record
/// 0009).
struct PitchConfig {
    double lowestHz = 65.40639132514966;   ///< C2
    double highestHz = 2093.004522404789;  ///< C7
    double frameSeconds = 2048.0 / 22050;  ///< a frame must hold two periods of lowestHz
    double hopSeconds = 512.0 / 22050;     ///< between frames; rounded to whole samples
    double thresholdAlpha = 2;             ///< the thresholds' prior is a beta distribution, both 1 … 50, …
    double thresholdBeta = 34.0 / 3;       ///< … with mean alpha / (alpha + beta)
    int thresholds = 100;                  ///< steps of the threshold, 1 … 1000
    double troughDecay = 2;       ///< weight e^(−decay·k) of the k-th trough below a threshold: short periods
                                  ///< first. > 0
    double noTroughShare = 0.01;  ///< of the thresholds below all troughs, given to the deepest; 0 … 1
    double binSemitones = 0.1;    ///< the path's pitch states are that far apart; 0.01 … 1
    double fastestOctavesPerSecond = 35.92;  ///< no pitch moves faster
    double quietestDb = 60;                  ///< frames that much below the loudest one are unvoiced; > 0
    double switchProbability = 0.01;         ///< of voicing's change from one frame to the next; 0 … 1, both excluded
};

/// Pitch, frame by frame; frame t is centred on t · hopSeconds, and there are 1 + samples / hop of them.
struct PitchTrack {
    double hopSeconds = 0;                 ///< as rounded
    std::vector<float> f0Hz;               ///< 0 where unvoiced
    std::vector<bool> voiced;              ///< has a pitch, as the most likely path has it
    std::vector<float> voicedProbability;  ///< of this frame alone, 0 … 1
    std::vector<float> heldHz;             ///< f0Hz; where unvoiced, the pitch that the path holds on to meanwhile

    [[nodiscard]] int frames() const { return int(f0Hz.size()); }
    [[nodiscard]] double secondsOfFrame(int index) const { return index * hopSeconds; }
};

/// pYIN: the pitch of one voice (Mauch & Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
/// distributions", ICASSP 2014). In every frame the cumulative mean normalised difference of YIN (de Cheveigné &
/// Kawahara 2002, eq. 6 and 8, by FFT), its troughs with the probability that a threshold drawn from the prior chooses
/// them, then the most likely path through pitch and voicing (Viterbi).
///
/// Departs from librosa.pyin: a frame is centred where its difference function looks (there, half a frame of the
/// integration window plus the lag lie at the beginning of the frame); a trough is a minimum inside the range, never
/// its border; a frame far below the loudest one has no pitch (a reverb's tail is in tune down to its last bit); f0Hz
/// is the trough's own, interpolated frequency and not its bin's; troughs of one bin add up; the clip is continued with
/// zeros; the first frame may be voiced.
///
/// 8–192 kHz. Frames keep their length in seconds; below 20 kHz the signal is brought to a multiple of its rate first,
/// because a period of few samples can't be placed. Memory: about 1.3 kB a frame besides the signal (56 kB a second).
/// The same bits for the same input, from any thread.
///
/// Errors: InvalidArgument names the setting that can't be (among them: highestHz above what the rate can carry);
/// BadData for NaN or infinite samples and for a clip shorter than two periods of lowestHz. Silence is no error: all
/// frames are unvoiced. Cancelled soon
/// after a stop is asked for.
[[nodiscard]] Result<PitchTrack> trackPitch(std::span<const float> signal, double sampleRate,
                                            const PitchConfig &config = {}, const std::stop_token &stop = {});

}  // namespace tonewright::dsp
