#include "core/eq_exchange/export_file.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/audio/audio_file.h"
#include "core/base/atomic_file.h"
#include "core/eq_exchange/cautions.h"
#include "core/eq_exchange/device_profile.h"
#include "core/eq_exchange/equalizer_apo.h"
#include "core/eq_exchange/program_presets.h"
#include "core/eq_exchange/response_fir.h"

namespace tonewright::eq_exchange
{

namespace
{

constexpr int kLowestRate = 8000, kHighestRate = 384000;
constexpr int kChannels = 2;
constexpr double kTellFromDb = 0.05;

std::string oneLine(std::string text)
{
    for (char &c : text)
        if (static_cast<unsigned char>(c) < ' ')
            c = ' ';
    return text;
}

Result<ExportReport> writeFir(const EqualiserSetting &setting, const std::filesystem::path &file,
                              const ExportOptions &options)
{
    const ResponseFir fir = designResponseFir(setting, {options.sampleRate, options.minimumPhase});
    AudioBuffer audio{options.sampleRate, {}};
    audio.channels.assign(kChannels, fir.taps);  // EasyEffects' convolver takes stereo responses alone
    ExportReport report;
    report.residualDb = fir.residualDb;
    report.notes.push_back(fmt::format("{} taps at {} Hz with a preamp of {:.1f} dB; the sound comes {:.0f} ms later.",
                                       fir.taps.size(), options.sampleRate, fir.preampDb,
                                       1000.0 * static_cast<double>(fir.delaySamples) / options.sampleRate));
    if (fir.residualDb > kTellFromDb)
        report.notes.push_back(
            fmt::format("So narrow a band needs a longer response: up to {:.2f} dB are lost at {:.0f} "
                        "Hz.",
                        fir.residualDb, fir.residualHz));
    if (auto written = writeWav(file, audio); !written)
        return fail(written.error());
    return report;
}

/// What is lost between the points of a GraphicEQ, which programs join by straight lines over the logarithm of Hz.
double graphicResidualDb(const BiquadChain &chain, int sampleRate)
{
    const BiquadChain bands{0.0, chain.bands};
    const auto points = graphicFrequencies();
    const auto gains = responseDb(bands, points, sampleRate);
    const auto hertz = logFrequencies(std::min(points.back(), 0.45 * sampleRate), 2000);
    const auto wanted = responseDb(bands, hertz, sampleRate);
    double worst = 0;
    for (std::size_t i = 0, p = 0; i < hertz.size(); ++i) {
        while (p + 2 < points.size() && points[p + 1] < hertz[i])
            ++p;
        const double share = std::log(hertz[i] / points[p]) / std::log(points[p + 1] / points[p]);
        worst = std::max(worst, std::abs(gains[p] + share * (gains[p + 1] - gains[p]) - wanted[i]));
    }
    return worst;
}

}  // namespace

const std::vector<FormatInfo> &exportFormats()
{
    static const std::vector<FormatInfo> formats{
        {ExportFormat::EqualizerApo, "apo", "Equalizer APO", "txt",
         "Equalizer APO, AutoEq's readers, most players: shelves by their centre (LSC, HSC)"},
        {ExportFormat::EqualizerApoCorner, "apo-corner", "Equalizer APO, corner shelves", "txt",
         "The same with shelves by their corner (LS, HS)"},
        {ExportFormat::EasyEffects, "easyeffects", "EasyEffects preset", "json", "EasyEffects 7.0 and newer"},
        {ExportFormat::CamillaDsp, "camilladsp", "CamillaDSP configuration", "yml", "CamillaDSP 2 and newer"},
        {ExportFormat::GraphicEq, "graphiceq", "GraphicEQ, 127 points", "txt",
         "Equalizer APO, Wavelet and other phones"},
        {ExportFormat::FirWav, "fir", "Impulse response", "wav",
         "Convolvers: the same at any rate, without phase shift where the setting has none"},
    };
    return formats;
}

std::optional<ExportFormat> formatOf(std::string_view id)
{
    for (const FormatInfo &info : exportFormats())
        if (info.id == id)
            return info.format;
    return std::nullopt;
}

std::vector<std::string> commentOf(const EqualiserSetting &setting, const ExportOptions &options)
{
    std::vector<std::string> lines;
    lines.push_back("Equaliser by Tonewright" + (options.title.empty() ? "" : ": " + oneLine(options.title)));
    if (setting.passes == 2)
        lines.push_back("Decided for filters that run forward and backward (no phase shift, every gain twice). Other "
                        "programs run them forward alone, so each band stands here twice: the same loudness of every "
                        "frequency, with the phase shift of two filters.");
    lines.push_back(fmt::format("Decided for sound at {:.0f} Hz. The preamp keeps steady tones below full scale.",
                                setting.sampleRate));
    for (const Caution &caution : exportCautions(setting))
        lines.push_back(caution.text);
    return lines;
}

namespace
{

/// The setting refitted, in the same format.
Result<ExportReport> exportRefitted(const EqualiserSetting &setting, ExportFormat format,
                                    const std::filesystem::path &file, ExportOptions options)
{
    const auto profile = profileOf(options.profile);
    if (!profile)
        return fail(ErrorCode::InvalidArgument, "there is no such device profile. --help lists them", options.profile);
    const auto fitted = refit(setting, *profile);
    if (!fitted)
        return fail(fitted.error());
    options.profile.clear();
    options.title += fmt::format("{}fitted to {}: {:.2f} dB from what was decided at most, {:.2f} dB on average",
                                 options.title.empty() ? "" : ", ", profile->title, fitted->largestDb, fitted->rmsDb);
    auto report = exportEqualiser(fitted->setting, format, file, options);
    if (!report)
        return report;
    report->residualDb = std::max(report->residualDb, fitted->largestDb);
    report->notes.insert(report->notes.begin(),
                         fmt::format("Fitted to {} in {} bands: {:.2f} dB from what was decided at most, {:.2f} dB on "
                                     "average.",
                                     profile->title, fitted->setting.bands.size(), fitted->largestDb, fitted->rmsDb));
    return report;
}

}  // namespace

Result<ExportReport> exportEqualiser(const EqualiserSetting &setting, ExportFormat format,
                                     const std::filesystem::path &file, const ExportOptions &options)
{
    if (!options.profile.empty())
        return exportRefitted(setting, format, file, options);
    if (setting.bands.empty())
        return fail(ErrorCode::InvalidArgument, "the setting has no bands", "bands");
    if (options.sampleRate < kLowestRate || options.sampleRate > kHighestRate)
        return fail(ErrorCode::InvalidArgument, "a rate from 8000 to 384000 Hz can be used", "rate");
    const BiquadChain chain = chainOf(setting);
    const auto comment = commentOf(setting, options);
    ExportReport report;
    Result<void> written;
    switch (format) {
    case ExportFormat::EqualizerApo:
        written = replaceFile(file, writeEqualizerApo(chain, ShelfDialect::Centre, comment));
        break;
    case ExportFormat::EqualizerApoCorner:
        written = replaceFile(file, writeEqualizerApo(chain, ShelfDialect::Corner, comment));
        break;
    case ExportFormat::EasyEffects: {
        const auto preset = easyEffectsPreset(chain, comment);
        written = preset ? writeJson(file, *preset) : Result<void>(fail(preset.error()));
        break;
    }
    case ExportFormat::CamillaDsp:
        written = replaceFile(file, camillaDspConfig(chain, options.sampleRate, kChannels, comment));
        break;
    case ExportFormat::GraphicEq:
        written = replaceFile(file, graphicEq(chain, options.sampleRate, comment));
        report.residualDb = graphicResidualDb(chain, options.sampleRate);
        if (report.residualDb > kTellFromDb)
            report.notes.push_back(fmt::format("Between the 127 points up to {:.2f} dB are lost.", report.residualDb));
        break;
    case ExportFormat::FirWav: {
        auto fir = writeFir(setting, file, options);
        if (!fir)
            return fail(fir.error());
        report = std::move(*fir);
        break;
    }
    }
    if (!written)
        return fail(written.error());
    const bool warps = format != ExportFormat::FirWav;
    for (const Caution &caution : exportCautions(setting))
        if (warps || caution.kind != Caution::Kind::HostWarping)
            report.notes.push_back(caution.text);
    return report;
}

}  // namespace tonewright::eq_exchange
