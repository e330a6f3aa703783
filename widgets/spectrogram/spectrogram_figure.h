#pragma once

#include <QtGui/QImage>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_render.h"
#include "widgets/style/role.h"

namespace tonewright
{

/// Spectrograms one above the other as a picture of their own: titles, axes, colour bars, and below in words how they
/// were made. A value that may be handed to another thread.
struct SpectrogramFigure {
    struct Row {
        QString title;
        Ink ink = Ink::Text;
        SoundPtr sound;
        SoundPtr minus;  ///< if set: sound − minus
    };
    QString item;  ///< what it is of: stands at the right of the first title
    std::vector<Row> rows;
    SpectrogramSettings settings;
    TimeRange range;
    QSize size;  ///< logical px
    ThemeKind theme = ThemeKind::Light;
    bool caption = true;  ///< the line about window and overlap
};

/// `scale` pixels a logical one. Any thread, QGuiApplication needed. Null when stopped.
QImage paintFigure(const SpectrogramFigure &figure, double scale, const std::stop_token &stop = {});
/// The same as SVG 1.1: axes, ticks and all words as vectors and text, pictures inside at `scale`.
QByteArray svgOf(const SpectrogramFigure &figure, double scale, const std::stop_token &stop = {});

/// By the file's ending: .svg, else PNG. Written beside and renamed. Unwritable; Cancelled when stopped.
Result<void> exportFigure(const SpectrogramFigure &figure, double scale, const std::filesystem::path &file,
                          const std::stop_token &stop = {});

/// "Hann, 2048 samples (46.4 ms), overlap 75 %, hop 512 (11.6 ms)"
QString analysisText(const SpectrogramSettings &settings, int sampleRate);
QString windowName(dsp::WindowShape window);

struct SpectrogramImageOptions {
    SpectrogramSettings settings;
    QString title;  ///< e.g. roleName(role)
    Ink titleInk = Ink::Text;
    double pixelRatio = 1;
    ThemeKind theme = ThemeKind::Light;
    TimeRange range;  ///< empty: the whole clip
};

/// One clip as a figure, for reports. `size` in logical px. Any thread, QGuiApplication needed.
QImage renderSpectrogram(const Clip &clip, QSize size, const SpectrogramImageOptions &options = {});

}  // namespace tonewright
