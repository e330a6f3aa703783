#include "widgets/abc_player/level_strip.h"

#include <QtGui/QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

constexpr double kFloorDb = -60;
constexpr int kNameWidth = 12 * kGrid;
constexpr int kFigureWidth = 10 * kGrid;
constexpr std::size_t kFigures = 5;

QString figure(double value)
{
    return std::isfinite(value) ? formatNumber(value, 1) : value < 0 ? QStringLiteral("−∞") : QStringLiteral("–");
}

double partOf(double db)
{
    return std::clamp(1 - db / kFloorDb, 0.0, 1.0);
}

}  // namespace

LevelStrip::LevelStrip(AbcPlayer &player, QWidget *parent) : QWidget(parent), m_player(player)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Levels"));
    setToolTip(tr("Of each sound as it is played: peak (bar) and loudness of the last 0.4 s (line), gain, loudness in "
                  "LUFS of the last 0.4 s, the last 3 s and the whole piece, and peak in dBFS (EBU R 128)."));
    for (const auto signal : {&AbcPlayer::gainsChanged, &AbcPlayer::sourcesChanged})
        connect(&player, signal, this, &LevelStrip::follow);
    connect(&player, &AbcPlayer::positionChanged, this, &LevelStrip::follow);
    connect(&player, &AbcPlayer::blindChanged, this, &LevelStrip::follow);
}

LevelStrip::Row LevelStrip::row(AbcSource source) const
{
    constexpr double kSilent = LoudnessProfile::kSilent;
    constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
    const auto profile = m_player.loudness(source);
    if (!profile || m_player.isBlind())
        return {kUndefined, kUndefined, kUndefined, kUndefined, kSilent};
    const LoudnessProfile::Reading now = profile->at(m_player.positionSeconds());
    const double gain = m_player.gainDb(source);
    return {gain, now.momentaryLufs + gain, now.shortTermLufs + gain, profile->integratedLufs + gain,
            now.peakDb + gain};
}

void LevelStrip::follow()
{
    if (!isVisible())
        return;
    update();
    if (m_player.isPlaying() || m_player.isBlind())
        return;
    // For those who listen to the figures: when they stand still.
    QStringList words;
    for (const AbcSource source : kAbcSources) {
        const Row now = row(source);
        words << tr("%1: gain %2 dB, whole piece %3 LUFS, here %4 LUFS")
                     .arg(roleName(source), figure(now.gainDb), figure(now.integrated), figure(now.momentary));
    }
    setAccessibleDescription(words.join(QStringLiteral("; ")));
}

void LevelStrip::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    follow();
}

int LevelStrip::rowHeight() const
{
    return std::max(2 * kGrid, QFontMetrics(figureFont(TextSize::Small)).height() + 2);
}

QSize LevelStrip::sizeHint() const
{
    return {kNameWidth + 30 * kGrid + int(kFigures) * kFigureWidth, int(kAbcSourceCount + 1) * rowHeight() + kGrid / 2};
}

QSize LevelStrip::minimumSizeHint() const
{
    return {kNameWidth + 10 * kGrid + int(kFigures) * kFigureWidth, sizeHint().height()};
}

void LevelStrip::paintRow(QPainter &painter, AbcSource source, const QRect &area) const
{
    const Theme &theme = themeOf(palette());
    const bool present = m_player.hasSource(source) && !m_player.isBlind();
    const Row now = row(source);
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(theme.colour(present ? roleTextInk(source) : Ink::Disabled));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, roleName(source));

    const QRectF bar(area.left() + kNameWidth, area.center().y() - 3,
                     area.width() - kNameWidth - double(kFigures) * kFigureWidth - kGrid, 7);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(Ink::Raised));
    painter.drawRect(bar);
    if (present) {
        painter.setBrush(theme.colour(now.peakDb > 0 ? Ink::Error : roleInk(source)));
        painter.drawRect(QRectF(bar.left(), bar.top(), partOf(now.peakDb) * bar.width(), bar.height()));
        painter.setBrush(theme.colour(Ink::Text));
        if (std::isfinite(now.momentary))
            painter.drawRect(
                QRectF(bar.left() + partOf(now.momentary) * bar.width() - 1, bar.top() - 2, 2, bar.height() + 4));
    }
    painter.setFont(figureFont(TextSize::Small));
    painter.setPen(theme.colour(present ? Ink::Text : Ink::Disabled));
    int right = area.right() - int(kFigures - 1) * kFigureWidth;
    for (const double value : {now.gainDb, now.momentary, now.shortTerm, now.integrated, now.peakDb}) {
        painter.drawText(QRect(right - kFigureWidth, area.top(), kFigureWidth, area.height()),
                         Qt::AlignVCenter | Qt::AlignRight, present ? figure(value) : QStringLiteral("–"));
        right += kFigureWidth;
    }
}

void LevelStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    QRect area(0, 0, width(), rowHeight());
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(theme.colour(Ink::MutedText));
    const std::array<QString, kFigures> titles{tr("Gain, dB"), tr("0.4 s, LUFS"), tr("3 s, LUFS"), tr("Piece, LUFS"),
                                               tr("Peak, dBFS")};
    int right = area.right() - int(kFigures - 1) * kFigureWidth;
    for (const QString &title : titles) {
        painter.drawText(QRect(right - kFigureWidth, area.top(), kFigureWidth, area.height()),
                         Qt::AlignVCenter | Qt::AlignRight, title);
        right += kFigureWidth;
    }
    for (const AbcSource source : kAbcSources) {
        area.translate(0, rowHeight());
        paintRow(painter, source, area);
    }
}

}  // namespace tonewright
