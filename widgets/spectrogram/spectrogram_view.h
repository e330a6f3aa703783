#pragma once

#include <QtGui/QImage>
#include <QtWidgets/QWidget>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/audio/audio_buffer.h"
#include "widgets/spectrogram/spectrogram_data.h"
#include "widgets/style/role.h"

class QThreadPool;

namespace tonewright
{

/// One sound as a spectrogram: log frequency axis at the left, picture, playhead, loop region, read-out under the
/// pointer. Analysis and picture are made on the pool; painting only copies what is ready (an older picture is
/// stretched until the new one comes). Results of a clip that has been replaced are dropped.
///
/// Click seeks; Shift + drag marks a loop region; wheel zooms in time round the pointer, Shift + wheel and drag with
/// the middle button scroll.
class SpectrogramView : public QWidget
{
    Q_OBJECT
public:
    /// `pool` must outlive the view; it bounds how many analyses run at once.
    SpectrogramView(AudioRole role, QThreadPool *pool, QWidget *parent = nullptr);
    ~SpectrogramView() override;

    void setClip(std::shared_ptr<const Clip> clip);  ///< null: nothing to show
    [[nodiscard]] std::shared_ptr<const Clip> clip() const { return m_clip; }
    void setSettings(const SpectrogramSettings &settings);
    void setTimeRange(TimeRange range);
    [[nodiscard]] TimeRange timeRange() const { return m_range; }
    void setPlayhead(double seconds);  ///< NaN hides it
    void setLoopRegion(std::optional<TimeRange> region);
    void setLinkedHover(double seconds);    ///< a hair line where the pointer is in another view; NaN: none
    void setActive(bool active);            ///< the one that is heard: its label is filled
    void setNotice(const QString &notice);  ///< instead of a picture: "Processed follows once the agent …"

    [[nodiscard]] AudioRole role() const { return m_role; }
    [[nodiscard]] bool isRendering() const;  ///< something newer than what is shown is being made
    [[nodiscard]] bool hasPicture() const { return !m_picture.isNull(); }
    [[nodiscard]] std::shared_ptr<const SpectrogramData> data() const { return m_data; }
    [[nodiscard]] QRect pictureArea() const;  ///< widget coordinates
    [[nodiscard]] double secondsAt(double x) const;
    [[nodiscard]] double xAt(double seconds) const;
    [[nodiscard]] double hertzAt(double y) const;
    [[nodiscard]] double yAt(double hertz) const;
    [[nodiscard]] QString readout(QPointF position) const;  ///< "0:07.25 · 440 Hz (A4) · −20.0 dB"

    QSize sizeHint() const override { return {640, 160}; }
    QSize minimumSizeHint() const override { return {160, 72}; }

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopRegionRequested(tonewright::TimeRange region);
    void
    timeRangeRequested(tonewright::TimeRange range);  ///< zoom or scroll; the owner calls setTimeRange on all views
    void roleActivated(tonewright::AudioRole role);   ///< the role's label was clicked
    void hovered(double seconds);                     ///< NaN when the pointer left
    void rendered();                                  ///< picture and clip agree now

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void analyse();
    void requestPicture();
    void startPicture();
    void paintPicture(QPainter &painter) const;
    void paintTime(QPainter &painter) const;
    void paintLabel(QPainter &painter) const;
    void paintReadout(QPainter &painter) const;
    void updateStrip(double seconds);
    void updateDescription();
    [[nodiscard]] TimeRange zoomed(double around, double factor) const;
    [[nodiscard]] QRect labelArea() const;

    AudioRole m_role;
    QThreadPool *m_pool;
    SpectrogramSettings m_settings;
    std::shared_ptr<const Clip> m_clip;
    std::shared_ptr<const SpectrogramData> m_data;
    QString m_notice;
    TimeRange m_range{0, 1};
    std::optional<TimeRange> m_loop;
    double m_playhead = std::numeric_limits<double>::quiet_NaN();
    bool m_active = false;

    QImage m_picture;  // of m_pictureRange
    TimeRange m_pictureRange;
    std::stop_source m_analysisStop;
    std::stop_source m_pictureStop;
    quint64 m_analysis = 0;  // number of the newest analysis: older results are dropped
    bool m_analysing = false;
    quint64 m_pictureWanted = 0;
    quint64 m_pictureShown = 0;
    bool m_pictureRunning = false;

    std::optional<QPointF> m_hover;
    double m_linkedHover = std::numeric_limits<double>::quiet_NaN();
    std::optional<QPoint> m_pressed;
    Qt::MouseButton m_pressedButton = Qt::NoButton;
    TimeRange m_pressedRange;
    bool m_marking = false;
};

}  // namespace tonewright
