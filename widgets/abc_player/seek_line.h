#pragma once

#include <QtWidgets/QAbstractSlider>

#include "core/audio/rt/abc_source.h"
#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// The time line of the transport: a click or drag seeks; the two handles above it change the loop region; a drag in
/// the strip of the handles draws a new one. The value is the position in milliseconds, for keyboard and accessibility.
class SeekLine : public QAbstractSlider
{
    Q_OBJECT

public:
    explicit SeekLine(QWidget *parent = nullptr);

    void setDuration(double seconds);
    void setPosition(double seconds);
    void setLoop(const LoopRegion &region, bool on);
    void setSource(AbcSource source);

    /// Where a time is drawn, in widget coordinates, and back (limited to the piece).
    [[nodiscard]] double xOf(double seconds) const;
    [[nodiscard]] double secondsAt(double x) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopRegionRequested(tonewright::LoopRegion region);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    enum class Part { Nothing, Line, LoopStart, LoopEnd, NewLoop };
    [[nodiscard]] Part partAt(QPointF point) const;
    void dragTo(double x);

    double m_duration = 0;
    double m_position = 0;
    LoopRegion m_loop;
    bool m_looping = false;
    AbcSource m_source = AbcSource::Raw;
    Part m_dragged = Part::Nothing;
    Part m_hovered = Part::Nothing;
    double m_anchor = 0;  ///< seconds: where a new region begins
};

}  // namespace tonewright
