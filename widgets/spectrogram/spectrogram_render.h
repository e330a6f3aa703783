#pragma once

#include <QtGui/QImage>
#include <stop_token>

#include "widgets/spectrogram/colour_map.h"
#include "widgets/spectrogram/spectrogram_data.h"
#include "widgets/style/role.h"
#include "widgets/style/theme.h"

namespace tonewright
{

/// Where a frequency lies on the log axis: 0 at the bottom, 1 at the top, and back.
double frequencyToUnit(double hertz, const SpectrogramSettings &settings);
double unitToFrequency(double unit, const SpectrogramSettings &settings);
/// The ticks of every frequency axis: 50 100 200 500 1k 2k 5k 10k 20k.
std::vector<double> frequencyTicks(const SpectrogramSettings &settings);

/// The bare picture (no axes): `pixels` wide and high, one column a pixel of `range`. A pixel that covers several bins
/// or frames shows the loudest; one between bins or frames is interpolated. Times outside the clip and frequencies
/// above its Nyquist frequency are transparent. Null when stopped. Any thread.
QImage renderSpectrogramPixels(const SpectrogramData &data, QSize pixels, TimeRange range,
                               const SpectrogramSettings &settings, const ColourMap &map, std::stop_token stop = {});

struct SpectrogramImageOptions {
    SpectrogramSettings settings;
    QString title;  ///< e.g. roleName(role)
    Ink titleInk = Ink::Text;
    double pixelRatio = 1;
    ThemeKind theme = ThemeKind::Light;
    TimeRange range;  ///< empty: the whole clip
};

/// A whole picture with title, axes and colour bar, for reports. `size` in logical px. Any thread, QGuiApplication
/// needed.
QImage renderSpectrogram(const Clip &clip, QSize size, const SpectrogramImageOptions &options = {});

}  // namespace tonewright
