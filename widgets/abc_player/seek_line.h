#pragma once

#include <QtWidgets/QAbstractSlider>
#include <optional>

#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// The piece as a line: what has been played, the playhead, the loop region and its two handles.
///
/// Click or drag seeks, dragging a handle moves that end of the region, Shift + drag marks a new region, the context
/// menu clears it. As a slider its value is the position in ms, so that keys, wheel and screen readers work as on any
/// other.
class SeekLine : public QAbstractSlider
{
    Q_OBJECT

public:
    explicit SeekLine(QWidget *parent = nullptr);

    void setDuration(double seconds);
    void setPosition(double seconds);  ///< tells nobody
    void setRegion(LoopRegion region);
    void setLooping(bool on);

    /// The line itself, without the room that handles at its ends need. Widget coordinates.
    [[nodiscard]] QRect track() const;
    [[nodiscard]] double xAt(double seconds) const;
    [[nodiscard]] double secondsAt(double x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void seekRequested(double seconds);
    void regionRequested(double startSeconds, double endSeconds);
    void regionClearRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    enum class Drag { None, Seek, Start, End, Mark };

    [[nodiscard]] Drag handleAt(QPointF place) const;
    void paintRegion(QPainter &painter) const;
    void dragTo(double x);

    double m_duration = 0;
    double m_position = 0;
    LoopRegion m_region;
    bool m_looping = false;
    Drag m_drag = Drag::None;
    double m_pressedX = 0;
    bool m_following = false;  ///< the value is being set to the player's position: nobody asked for a seek
};

}  // namespace tonewright
