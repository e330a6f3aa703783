#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "app/report/report.h"
#include "core/audio/audio_file.h"
#include "core/base/atomic_file.h"
#include "core/base/rng.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/spectrogram/spectrogram_figure.h"
#include "widgets/style/role.h"
#include "widgets/training_graphs/training_graphs.h"

namespace tonewright
{

namespace
{

constexpr QSize kSpectrogramSize{560, 240};
constexpr QSize kCurveSize{880, 340};
constexpr QSize kGraphsSize{1120, 300};
constexpr double kPixelRatio = 2;

bool shows(const StudyDescriptor &study, ViewKind kind)
{
    return std::any_of(study.views.begin(), study.views.end(), [kind](const ViewSpec &v) { return v.kind == kind; });
}

Result<void> writePng(const std::filesystem::path &file, const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (image.isNull() || !buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return fail(ErrorCode::Internal, "the picture could not be drawn.", file.string());
    return replaceFile(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

/// 16 bits play everywhere; sound beyond full scale stays unclipped as floating point.
WavFormat formatFor(const AudioBuffer &audio)
{
    for (const auto &channel : audio.channels)
        for (const float sample : channel)
            if (std::fabs(sample) > 1.0F)
                return WavFormat::Float32;
    return WavFormat::Pcm16;
}

/// Stands in a URL as it is. A name that had to change carries a mark of what it was: "a b" and "a-b" stay apart.
std::string fileName(const std::string &key)
{
    static constexpr std::string_view kSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    std::string name = key;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return kSafe.find(c) == std::string_view::npos; }, '-');
    return name == key ? name : fmt::format("{}-{:08x}", name, stableHash(key) & 0xffffffffU);
}

}  // namespace

Result<ReportTrack> writeReportTrack(const Preview &preview, const StudyDescriptor &study,
                                     const std::filesystem::path &folder)
{
    auto rendering = preview.render();
    if (!rendering)
        return fail(rendering.error());
    ReportTrack track{.key = preview.itemKey,
                      .genre = preview.genre,
                      .decision = preview.decision,
                      .scores = rendering->scores,
                      .sounds = {},
                      .curve = {}};
    const std::string base = "tracks/" + fileName(preview.itemKey);
    const std::pair<AudioRole, const AudioBuffer *> parts[] = {{AudioRole::Raw, &rendering->raw},
                                                               {AudioRole::Processed, &rendering->processed},
                                                               {AudioRole::Reference, &rendering->reference}};
    const char *const roles[] = {"raw", "processed", "reference"};
    for (const auto &[role, audio] : parts) {
        ReportTrack::Sound sound{.role = roles[indexOf(role)], .wav = {}, .spectrogram = {}};
        sound.wav = base + '-' + sound.role + ".wav";
        if (auto written = writeWav(folder / sound.wav, *audio, formatFor(*audio)); !written)
            return fail(written.error());
        if (shows(study, ViewKind::Spectrograms)) {
            sound.spectrogram = base + '-' + sound.role + ".png";
            SpectrogramImageOptions options;
            options.title = roleName(role);
            options.titleInk = roleTextInk(role);
            options.pixelRatio = kPixelRatio;
            const QImage image = renderSpectrogram(mixToMono(*audio), kSpectrogramSize, options);
            if (auto written = writePng(folder / sound.spectrogram, image); !written)
                return fail(written.error());
        }
        track.sounds.push_back(std::move(sound));
    }
    if (shows(study, ViewKind::ResponseCurve)) {
        track.curve = base + "-curve.png";
        const QImage image = EqCurveView::render({.total = preview.total,
                                                  .bands = preview.bands,
                                                  .ideal = {},
                                                  .decision = preview.decision,
                                                  .decidedBy = DecidedBy::Agent},
                                                 kCurveSize, kPixelRatio);
        if (auto written = writePng(folder / track.curve, image); !written)
            return fail(written.error());
    }
    return track;
}

Result<void> writeGraphs(const StudyDescriptor &study, const std::string &algorithm,
                         std::span<const EpisodeRecord> episodes, const std::filesystem::path &folder)
{
    return writePng(folder / "training.png", TrainingGraphs::render(study.metrics, study.viewsOf(algorithm), episodes,
                                                                    kGraphsSize, kPixelRatio));
}

}  // namespace tonewright
