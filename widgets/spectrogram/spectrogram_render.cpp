#include "widgets/spectrogram/spectrogram_render.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

/// Which bins a row of pixels shows: the loudest of first … last, or between two bins when they are further apart than
/// rows.
struct Row {
    int first = 0;
    int last = -1;    // < first: nothing to show (above the Nyquist frequency)
    float part = -1;  // ≥ 0: first + part · (first + 1)
};

std::vector<Row> rowsOf(const SpectrogramData &data, int height, const SpectrogramSettings &settings)
{
    std::vector<Row> rows(static_cast<std::size_t>(height));
    const double nyquist = data.sampleRate() / 2.0;
    for (int y = 0; y < height; ++y) {
        const double low = unitToFrequency(1 - double(y + 1) / height, settings);
        const double high = unitToFrequency(1 - double(y) / height, settings);
        Row &row = rows[std::size_t(y)];
        const double middle = std::sqrt(low * high);
        if (middle > nyquist)
            continue;
        const int first = int(std::ceil(low / data.binHz()));
        const int last = std::min(int(std::ceil(high / data.binHz())) - 1, data.bins() - 1);
        if (last > first) {
            row = {first, last, -1};
        } else {
            const double position = middle / data.binHz();
            const int below = std::clamp(int(position), 0, data.bins() - 2);
            row = {below, below, float(std::clamp(position - below, 0.0, 1.0))};
        }
    }
    return rows;
}

/// The levels of one column of pixels: the loudest of the frames it covers, or between the two that surround it.
void loadColumn(const SpectrogramData &data, double begin, double end, std::vector<float> &levels)
{
    const int bins = data.bins();
    const int lastFrame = data.frames() - 1;
    const double from = begin / data.frameSeconds();
    const double to = end / data.frameSeconds();
    const int first = std::clamp(int(std::ceil(from)), 0, lastFrame);
    const int last = std::clamp(int(std::ceil(to)) - 1, 0, lastFrame);
    if (last > first) {
        std::copy_n(data.frame(first), bins, levels.begin());
        for (int frame = first + 1; frame <= last; ++frame) {
            const std::int16_t *source = data.frame(frame);
            for (int bin = 0; bin < bins; ++bin)
                levels[std::size_t(bin)] = std::max(levels[std::size_t(bin)], float(source[bin]));
        }
        return;
    }
    const double position = std::clamp((from + to) / 2, 0.0, double(lastFrame));
    const int below = std::min(int(position), std::max(0, lastFrame - 1));
    const int above = std::min(below + 1, lastFrame);
    const auto part = float(position - below);
    const std::int16_t *a = data.frame(below);
    const std::int16_t *b = data.frame(above);
    for (int bin = 0; bin < bins; ++bin)
        levels[std::size_t(bin)] = (1 - part) * float(a[bin]) + part * float(b[bin]);
}

}  // namespace

double frequencyToUnit(double hertz, const SpectrogramSettings &settings)
{
    return std::log(hertz / settings.minimumHz) / std::log(settings.maximumHz / settings.minimumHz);
}

double unitToFrequency(double unit, const SpectrogramSettings &settings)
{
    return settings.minimumHz * std::pow(settings.maximumHz / settings.minimumHz, unit);
}

std::vector<double> frequencyTicks(const SpectrogramSettings &settings)
{
    std::vector<double> ticks;
    for (const double hertz : {50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0, 20000.0})
        if (hertz >= settings.minimumHz * 0.999 && hertz <= settings.maximumHz * 1.001)
            ticks.push_back(hertz);
    return ticks;
}

QImage renderSpectrogramPixels(const SpectrogramData &data, QSize pixels, TimeRange range,
                               const SpectrogramSettings &settings, const ColourMap &map, std::stop_token stop)
{
    if (pixels.isEmpty() || !(range.length() > 0) || data.frames() == 0)
        return {};
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const std::vector<Row> rows = rowsOf(data, pixels.height(), settings);
    std::vector<float> levels(static_cast<std::size_t>(data.bins()));
    const auto stride = image.bytesPerLine() / qsizetype(sizeof(QRgb));
    auto *bits = reinterpret_cast<QRgb *>(image.bits());
    const double seconds = range.length() / pixels.width();
    const auto scale = float((ColourMap::kSize - 1) / (settings.ceilingDb - settings.floorDb) / 100);
    const auto floor = float(settings.floorDb * 100);
    for (int x = 0; x < pixels.width(); ++x) {
        if (stop.stop_requested())
            return {};
        const double begin = range.begin + x * seconds;
        if (begin + seconds / 2 < 0 || begin + seconds / 2 > data.seconds())
            continue;
        loadColumn(data, begin, begin + seconds, levels);
        QRgb *out = bits + x;
        for (const Row &row : rows) {
            if (row.last >= row.first) {
                const auto first = std::size_t(row.first);
                const float level = row.part >= 0
                                        ? levels[first] + row.part * (levels[first + 1] - levels[first])
                                        : *std::max_element(levels.begin() + row.first, levels.begin() + row.last + 1);
                const float index = std::clamp((level - floor) * scale, 0.0F, float(ColourMap::kSize - 1));
                *out = map.at(int(index + 0.5F));
            }
            out += stride;
        }
    }
    return image;
}

QImage renderSpectrogram(const Clip &clip, QSize size, const SpectrogramImageOptions &options)
{
    const Theme &colours = theme(options.theme);
    QImage image(size * options.pixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(options.pixelRatio);
    image.fill(colours.colour(Ink::Surface));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const TimeRange range = options.range.length() > 0 ? options.range : TimeRange{0, std::max(clip.seconds(), 0.05)};
    double top = kGrid;
    if (!options.title.isEmpty()) {
        painter.setFont(textFont(TextSize::Title));
        painter.setPen(colours.colour(options.titleInk));
        top += painter.fontMetrics().height() + kGrid / 2.0;
        painter.drawText(QPointF(frequencyAxisWidth(), kGrid + painter.fontMetrics().ascent()), options.title);
    }
    const QRectF picture(frequencyAxisWidth(), top, size.width() - frequencyAxisWidth() - colourBarWidth(),
                         size.height() - top - timeAxisHeight() - kGrid / 2.0);
    painter.fillRect(picture, colours.colour(Ink::Window));
    if (const auto data = SpectrogramData::compute(clip, options.settings.windowSamples, {}))
        painter.drawImage(picture, renderSpectrogramPixels(*data, (picture.size() * options.pixelRatio).toSize(), range,
                                                           options.settings, spectrogramColours()));
    paintFrequencyAxis(painter, QRectF(0, picture.top(), picture.left(), picture.height()), options.settings, colours);
    paintTimeAxis(painter, QRectF(picture.left(), picture.bottom(), picture.width(), timeAxisHeight()), range, colours);
    paintColourBar(painter, QRectF(picture.right(), picture.top(), colourBarWidth(), picture.height()),
                   options.settings, colours);
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(colours.colour(Ink::MutedText));
    painter.drawText(QRectF(picture.right(), picture.bottom() + 2, colourBarWidth() - kGrid / 2.0, timeAxisHeight()),
                     Qt::AlignRight | Qt::AlignVCenter, QCoreApplication::translate("ColourBar", "dBFS"));
    return image;
}

}  // namespace tonewright
