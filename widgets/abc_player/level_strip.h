#pragma once

#include <QtWidgets/QWidget>

#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// One row a source: peak and momentary loudness as a bar, and in figures the gain, the loudness of the last 0.4 s, of
/// the last 3 s and of the whole piece, and the peak. As played: with the gain of the loudness match, before the
/// volume. All sources have their readings at the position that is heard, whichever is heard. Empty during a blind
/// test.
class LevelStrip : public QWidget
{
    Q_OBJECT

public:
    /// `player` must outlive the strip.
    explicit LevelStrip(AbcPlayer &player, QWidget *parent = nullptr);

    /// What a row shows, in dB and LUFS; −∞ is silence, NaN undefined.
    struct Row {
        double gainDb = 0;
        double momentary = 0;
        double shortTerm = 0;
        double integrated = 0;
        double peakDb = 0;
        bool operator==(const Row &) const = default;
    };
    [[nodiscard]] Row row(AbcSource source) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void follow();
    void paintRow(QPainter &painter, AbcSource source, const QRect &area) const;
    [[nodiscard]] int rowHeight() const;

    AbcPlayer &m_player;
};

}  // namespace tonewright
