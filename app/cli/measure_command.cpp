#include "app/cli/commands.h"
#include "app/cli/console.h"
#include "app/cli/output_file.h"
#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/dsp/quality.h"

namespace tonewright::cli
{

namespace
{

Json describe(const std::filesystem::path &file, const AudioBuffer &audio)
{
    return {{"file", file.string()},
            {"sample_rate_hz", audio.sampleRate},
            {"channels", audio.channels.size()},
            {"seconds", audio.seconds()}};
}

Result<Json> measured(const MeasureOptions &options, const std::stop_token &stop)
{
    const auto reference = readAudio(options.reference), estimate = readAudio(options.estimate);
    if (!reference || !estimate) {
        return fail(reference ? estimate.error() : reference.error());
    }
    Json result{{"reference", describe(options.reference, *reference)},
                {"estimate", describe(options.estimate, *estimate)},
                {"compared_seconds", dsp::comparedSeconds(*reference, *estimate)}};
    const auto measures = dsp::measureQuality(*reference, *estimate, stop);
    if (stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, "stopped; nothing was written");
    }
    for (const dsp::QualityMeasure &one : measures) {
        result[std::string(one.name)] =
            one.value ? Json(*one.value) : Json{{"undefined", one.value.error().describe()}};
    }
    return result;
}

}  // namespace

std::string measureHelp()
{
    return R"(Prints one JSON object. Each measure is a number, or {"undefined": "reason"}:
  si_sdr_db                         scale-invariant signal-to-distortion ratio; higher is closer
  stoi, estoi                       intelligibility of speech, 1 = as the reference
  log_spectral_distance_db          difference of the spectrograms; 0 = alike, as all below
  multi_scale_spectral_convergence  the same, strong parts first, at three resolutions
  mel_distance_db                   difference of the log-mel spectrograms
  dtw_mfcc                          difference in timbre, whenever it comes: exact time warping, per frame
  dtw_mfcc_banded, dtw_mfcc_fast    the same within 1 s; by FastDTW, radius 1
  wasserstein_spectrum_hz           how far energy has moved in frequency, on average
  reference_loudness_lufs, estimate_loudness_lufs, loudness_difference_lu
Level alone changes nothing but loudness. The longer file is cut; files of different rates have loudness only.
)";
}

ExitStatus measure(const Environment &environment, const MeasureOptions &options)
{
    if (options.jsonFile && refusedFile(environment, *options.jsonFile)) {
        return kBadInput;
    }
    Console console(environment.volume);
    const auto result = measured(options, environment.stop);
    const auto written = !result.has_value() ? Result<void>(fail(result.error()))
                         : options.jsonFile  ? writeJson(*options.jsonFile, *result)
                                             : Result<void>();
    if (result) {
        console.result(result->dump(2));
    }
    if (!written) {
        console.error(written.error());
        return exitStatusOf(written.error().code);
    }
    return kDone;
}

}  // namespace tonewright::cli
