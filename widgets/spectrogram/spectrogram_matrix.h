#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "widgets/spectrogram/spectrogram_sound.h"

namespace tonewright
{

/// Which part of a sound's levels is written, at the analysis' own resolution.
struct MatrixExtract {
    SoundPtr sound;
    SoundPtr minus;  ///< if set: sound − minus, over what both have
    TimeRange time;
    FrequencyRange frequencies;
    std::string title;  ///< what it is of
};

/// Writes levels in dBFS (of a difference: dB), one row a frame and one column a bin, by the file's ending:
///
/// * .csv: lines that begin with # give the parameters (`# fs_hz=44100`, `# hop_samples=512`, `# window_samples=2048`,
///   `# window=hann`, `# scale=…`); then a header `time_s,40.3,61.8,…` of the bins' frequencies in Hz and a row a frame
///   that begins with its time. pandas.read_csv(file, comment="#", index_col=0).
/// * .npz: numpy.load(file): `levels_db` [frame, bin] float32, `times_s` [frame] and `frequencies_hz` [bin] float64,
///   `fs`, `hop`, `window` (samples) int64, `window_shape`, `scale`, `title` strings.
/// * .npy: the levels alone; the parameters beside it in a file of the same name that ends in .json.
///
/// The memory of one tile. Written beside and renamed. Unwritable; InvalidArgument for another ending, an analysis that
/// differs between the two, or an empty part; Cancelled when stopped; what reading the sound says.
Result<void> exportMatrix(const MatrixExtract &extract, const std::filesystem::path &file,
                          const std::stop_token &stop = {});

}  // namespace tonewright
