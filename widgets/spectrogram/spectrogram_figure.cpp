#include "widgets/spectrogram/spectrogram_figure.h"

#include <QtCore/QBuffer>
#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "core/base/atomic_file.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("tonewright::SpectrogramFigure", text);
}

/// What a figure is drawn on: the same places as pixels and as SVG.
class Canvas
{
public:
    virtual ~Canvas() = default;
    virtual void fill(const QRectF &box, const QColor &colour) = 0;
    virtual void line(QPointF from, QPointF to, const QColor &colour) = 0;
    virtual void image(const QRectF &box, const QImage &image) = 0;
    /// `place`: where the baseline begins, is centred or ends.
    virtual void text(QPointF place, Qt::Alignment side, const QFont &font, const QColor &colour,
                      const QString &text) = 0;
};

class PainterCanvas : public Canvas
{
public:
    explicit PainterCanvas(QPainter &painter) : m_painter(painter) {}
    void fill(const QRectF &box, const QColor &colour) override { m_painter.fillRect(box, colour); }
    void line(QPointF from, QPointF to, const QColor &colour) override
    {
        m_painter.setPen(QPen(colour, 1));
        m_painter.drawLine(from, to);
    }
    void image(const QRectF &box, const QImage &image) override { m_painter.drawImage(box, image); }
    void text(QPointF place, Qt::Alignment side, const QFont &font, const QColor &colour, const QString &text) override
    {
        m_painter.setFont(font);
        m_painter.setPen(colour);
        const double width = QFontMetricsF(font).horizontalAdvance(text);
        const double shift = side & Qt::AlignRight ? width : side & Qt::AlignHCenter ? width / 2 : 0;
        m_painter.drawText(place - QPointF(shift, 0), text);
    }

private:
    QPainter &m_painter;
};

class SvgCanvas : public Canvas
{
public:
    explicit SvgCanvas(QSize size)
    {
        m_svg = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
                               "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" width=\"%1\" "
                               "height=\"%2\" viewBox=\"0 0 %1 %2\">\n")
                    .arg(size.width())
                    .arg(size.height());
    }
    void fill(const QRectF &box, const QColor &colour) override
    {
        m_svg += QStringLiteral("<rect %1 fill=\"%2\"/>\n").arg(placed(box), colour.name());
    }
    void line(QPointF from, QPointF to, const QColor &colour) override
    {
        m_svg += QStringLiteral("<line x1=\"%1\" y1=\"%2\" x2=\"%3\" y2=\"%4\" stroke=\"%5\"/>\n")
                     .arg(number(from.x()), number(from.y()), number(to.x()), number(to.y()), colour.name());
    }
    void image(const QRectF &box, const QImage &image) override
    {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        m_svg += QStringLiteral("<image %1 preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,%2\"/>\n")
                     .arg(placed(box), QString::fromLatin1(png.toBase64()));
    }
    void text(QPointF place, Qt::Alignment side, const QFont &font, const QColor &colour, const QString &text) override
    {
        const char *anchor = side & Qt::AlignRight ? "end" : side & Qt::AlignHCenter ? "middle" : "start";
        m_svg += QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\" font-family=\"%4, sans-serif\" "
                                "font-size=\"%5\" font-weight=\"%6\" fill=\"%7\">%8</text>\n")
                     .arg(number(place.x()), number(place.y()), QLatin1String(anchor), font.family().toHtmlEscaped(),
                          number(pixelsOf(font)), QString::number(font.weight()), colour.name(), text.toHtmlEscaped());
    }
    [[nodiscard]] QByteArray finish() { return (m_svg + QStringLiteral("</svg>\n")).toUtf8(); }

private:
    static QString number(double value) { return QString::number(value, 'f', 2); }
    static double pixelsOf(const QFont &font)
    {
        constexpr double kPixelsPerPoint = 96.0 / 72;
        return font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * kPixelsPerPoint;
    }
    static QString placed(const QRectF &box)
    {
        return QStringLiteral("x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\"")
            .arg(number(box.x()), number(box.y()), number(box.width()), number(box.height()));
    }
    QString m_svg;
};

/// Draws a figure's parts on either canvas.
class FigurePainter
{
public:
    FigurePainter(const SpectrogramFigure &figure, Canvas &canvas, double scale)
        : m_figure(figure), m_canvas(canvas), m_scale(scale), m_theme(theme(figure.theme)),
          m_small(figureFont(TextSize::Small)), m_metrics(m_small)
    {
    }

    /// False: stopped.
    bool paint(const std::stop_token &stop)
    {
        const QSize size = m_figure.size;
        m_canvas.fill(QRectF(QPointF(), size), m_theme.colour(Ink::Surface));
        const QFont titleFont = textFont(TextSize::Title);
        const QFontMetricsF titleMetrics(titleFont);
        const double left = frequencyAxisWidth();
        const double width = size.width() - left - colourBarWidth();
        const double caption = m_figure.caption ? m_metrics.height() + kGrid / 2.0 : 0;
        const double below = timeAxisHeight() + kGrid / 2.0 + caption;
        const bool titled = std::any_of(m_figure.rows.begin(), m_figure.rows.end(),
                                        [](const auto &row) { return !row.title.isEmpty(); });
        const double titleHeight = titled ? titleMetrics.height() + kGrid / 2.0 : 0;
        const double count = double(std::max<std::size_t>(1, m_figure.rows.size()));
        const double rowHeight = (size.height() - kGrid / 2.0 - below) / count;
        double top = kGrid / 2.0;
        for (const SpectrogramFigure::Row &row : m_figure.rows) {
            const QRectF picture(left, top + titleHeight, width, rowHeight - titleHeight - kGrid / 2.0);
            m_canvas.text({left, top + titleMetrics.ascent()}, Qt::AlignLeft, titleFont, m_theme.colour(row.ink),
                          row.title);
            if (titled && &row == &m_figure.rows.front())
                paintItem(titleMetrics.horizontalAdvance(row.title), {left, top, width, titleMetrics.ascent()});
            if (titled)
                words({size.width() - kGrid / 2.0, top + titleMetrics.ascent()}, Qt::AlignRight, unitOf(row));
            if (picture.height() < 1 || width < 1 || !paintRow(row, picture, stop))
                return !stop.stop_requested();
            top += rowHeight;
        }
        paintTimes({left, top - kGrid / 2.0, width, double(timeAxisHeight())}, titled);
        if (m_figure.caption && !m_figure.rows.empty() && m_figure.rows.front().sound)
            words({left, size.height() - kGrid / 2.0 - m_metrics.descent()}, Qt::AlignLeft,
                  analysisText(m_figure.settings, m_figure.rows.front().sound->sampleRate()));
        return true;
    }

private:
    static QString unitOf(const SpectrogramFigure::Row &row) { return row.minus ? tr("dB") : tr("dBFS"); }

    /// Beside the first title, as far as there is room.
    void paintItem(double titleWidth, const QRectF &line)
    {
        const double room = line.width() - titleWidth - 2 * kGrid;
        words(line.bottomRight(), Qt::AlignRight,
              room > 0 ? m_metrics.elidedText(m_figure.item, Qt::ElideMiddle, room) : QString());
    }

    bool paintRow(const SpectrogramFigure::Row &row, const QRectF &picture, const std::stop_token &stop)
    {
        m_canvas.fill(picture, m_theme.colour(Ink::Window));
        const ColourScale scale = row.minus ? differenceScale(m_figure.settings) : levelScale(m_figure.settings);
        if (row.sound) {
            const QSize pixels = (picture.size() * m_scale).toSize();
            LevelGrid grid = levelsOf(*row.sound, pixels, m_figure.range, m_figure.settings, stop);
            if (row.minus)
                grid = differenceOf(grid, levelsOf(*row.minus, pixels, m_figure.range, m_figure.settings, stop),
                                    m_figure.settings.floorDb);
            if (stop.stop_requested())
                return false;
            m_canvas.image(picture, coloured(grid, *scale.map, scale.floorDb, scale.ceilingDb));
        }
        paintFrequencies(picture);
        paintScale(scale, {picture.right(), picture.top(), double(colourBarWidth()), picture.height()});
        return true;
    }

    void paintFrequencies(const QRectF &picture)
    {
        for (const AxisMark &mark : frequencyMarks(picture.height(), m_figure.settings)) {
            const double y = picture.top() + mark.place;
            tick({picture.left() - kTick, y}, {picture.left(), y});
            words({picture.left() - kTick - 3, baseline(y, picture.top(), picture.bottom())}, Qt::AlignRight,
                  mark.text);
        }
    }

    void paintScale(const ColourScale &scale, const QRectF &bar)
    {
        const QRectF strip = colourStrip(bar);
        m_canvas.image(strip, colourRamp(*scale.map));
        for (const AxisMark &mark : levelMarks(strip.height(), scale.floorDb, scale.ceilingDb, scale.difference)) {
            const double y = strip.top() + mark.place;
            tick({strip.right(), y}, {strip.right() + kTick, y});
            words({strip.right() + kTick + 3, baseline(y, bar.top(), bar.bottom())}, Qt::AlignLeft, mark.text);
        }
    }

    void paintTimes(const QRectF &axis, bool titled)
    {
        for (const AxisMark &mark : timeMarks(axis.width(), m_figure.range)) {
            const double x = axis.left() + mark.place;
            tick({x, axis.top()}, {x, axis.top() + kTick});
            const double half = m_metrics.horizontalAdvance(mark.text) / 2;
            words({std::clamp(x, axis.left() + half, std::max(axis.left() + half, axis.right() - half)),
                   axis.top() + kTick + 2 + m_metrics.ascent()},
                  Qt::AlignHCenter, mark.text);
        }
        const double line = axis.top() + kTick + 2 + m_metrics.ascent();
        words({axis.left() - kTick - 3, line}, Qt::AlignRight, tr("Hz"));
        if (!titled && !m_figure.rows.empty())  // with titles it stands above each scale
            words({double(m_figure.size.width()) - kGrid / 2.0, line}, Qt::AlignRight, unitOf(m_figure.rows.back()));
    }

    void tick(QPointF from, QPointF to) { m_canvas.line(from, to, m_theme.colour(Ink::Border)); }
    void words(QPointF place, Qt::Alignment side, const QString &text)
    {
        if (!text.isEmpty())
            m_canvas.text(place, side, m_small, m_theme.colour(Ink::MutedText), text);
    }
    /// Of a line centred on y, kept between top and bottom.
    [[nodiscard]] double baseline(double y, double top, double bottom) const
    {
        const double line = m_metrics.height();
        return std::clamp(y - line / 2, top, std::max(top, bottom - line)) + m_metrics.ascent();
    }

    static constexpr double kTick = 4;
    const SpectrogramFigure &m_figure;
    Canvas &m_canvas;
    const double m_scale;
    const Theme &m_theme;
    const QFont m_small;
    const QFontMetricsF m_metrics;
};

}  // namespace

QString windowName(dsp::WindowShape window)
{
    switch (window) {
    case dsp::WindowShape::Hann:
        return tr("Hann");
    case dsp::WindowShape::Hamming:
        return tr("Hamming");
    case dsp::WindowShape::Blackman:
        return tr("Blackman");
    case dsp::WindowShape::Rectangular:
        break;
    }
    return tr("Rectangular");
}

QString analysisText(const SpectrogramSettings &settings, int sampleRate)
{
    const auto samples = [sampleRate](int count) {
        return tr("%1 samples (%2)")
            .arg(QString::number(count),
                 formatWithUnit(sampleRate > 0 ? 1000.0 * count / sampleRate : 0, 1, QStringLiteral("ms")));
    };
    return tr("%1 window of %2, overlap %3, hop %4")
        .arg(windowName(settings.window), samples(settings.windowSamples),
             formatWithUnit(100 * settings.overlap(), settings.framesPerWindow == 8 ? 1 : 0, QStringLiteral("%")),
             samples(settings.hopSamples()));
}

QImage paintFigure(const SpectrogramFigure &figure, double scale, const std::stop_token &stop)
{
    QImage image((QSizeF(figure.size) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    PainterCanvas canvas(painter);
    return FigurePainter(figure, canvas, scale).paint(stop) ? image : QImage();
}

QByteArray svgOf(const SpectrogramFigure &figure, double scale, const std::stop_token &stop)
{
    SvgCanvas canvas(figure.size);
    return FigurePainter(figure, canvas, scale).paint(stop) ? canvas.finish() : QByteArray();
}

Result<void> exportFigure(const SpectrogramFigure &figure, double scale, const std::filesystem::path &file,
                          const std::stop_token &stop)
{
    QByteArray content;
    if (QString::fromStdString(file.extension().string()).compare(QLatin1String(".svg"), Qt::CaseInsensitive) == 0) {
        content = svgOf(figure, scale, stop);
    } else {
        QBuffer buffer(&content);
        buffer.open(QIODevice::WriteOnly);
        paintFigure(figure, scale, stop).save(&buffer, "PNG");
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "was stopped; nothing was written.", file.string());
    if (content.isEmpty())
        return fail(ErrorCode::Internal, "the picture couldn't be made. Choose a smaller scale.", file.string());
    return replaceFile(file, std::string_view(content.constData(), std::size_t(content.size())));
}

QImage renderSpectrogram(const Clip &clip, QSize size, const SpectrogramImageOptions &options)
{
    SpectrogramFigure figure;
    figure.settings = options.settings;
    figure.range = options.range.length() > 0 ? options.range : TimeRange{0, std::max(clip.seconds(), 0.05)};
    figure.size = size;
    figure.theme = options.theme;
    figure.caption = false;
    SpectrogramFigure::Row row{options.title, options.titleInk, nullptr, nullptr};
    if (!clip.samples.empty() && clip.sampleRate > 0) {
        // Borrowed for as long as this takes.
        const std::shared_ptr<const Clip> borrowed(std::shared_ptr<const Clip>(), &clip);
        row.sound = std::make_shared<SpectrogramSound>(std::make_shared<const ClipSource>(borrowed),
                                                       analysisOf(options.settings), makeTemporaryStore());
    }
    figure.rows.push_back(std::move(row));
    return paintFigure(figure, options.pixelRatio);
}

}  // namespace tonewright
