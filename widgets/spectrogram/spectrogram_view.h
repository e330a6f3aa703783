#pragma once

#include <QtWidgets/QWidget>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>

#include "widgets/spectrogram/spectrogram_picture.h"
#include "widgets/style/role.h"

class QThreadPool;

namespace tonewright
{

/// A part of the plane of time and frequency.
struct SpectrogramSelection {
    TimeRange time;
    FrequencyRange frequencies;
    bool operator==(const SpectrogramSelection &) const = default;
};

/// A place on it.
struct SpectrogramPoint {
    double seconds = 0;
    double hertz = 0;
    bool operator==(const SpectrogramPoint &) const = default;
};

/// One sound as a spectrogram, or the difference of two: frequency axis at the left, picture, playhead, loop region,
/// selection with its mean level, read-out under the pointer. Tiles and pictures are made on the pool; painting only
/// copies what is ready: an older picture is stretched until the new one comes, which is coarse at first where much has
/// to be read. Results of a sound that has been replaced are dropped.
///
/// Click seeks; Shift + drag marks a loop region, Ctrl + drag selects. Wheel zooms in time round the pointer, with Ctrl
/// (or over the axis) in frequency; with Shift as well it scrolls; the middle button drags both ways, the left one the
/// axis, whose double click shows the usual range.
class SpectrogramView : public QWidget
{
    Q_OBJECT
public:
    /// `pool` must outlive the view; it bounds how many analyses run at once. The role
    /// Difference is shown as the difference of two spectrograms.
    SpectrogramView(AudioRole role, QThreadPool *pool, TileStorePtr store, QWidget *parent = nullptr);
    ~SpectrogramView() override;

    void setSource(std::shared_ptr<const SampleSource> source);  ///< null: nothing to show
    void setClip(std::shared_ptr<const Clip> clip);              ///< the same of a clip
    void setDifference(SoundPtr sound, SoundPtr minus);          ///< one is null: nothing to show
    [[nodiscard]] SoundPtr sound() const { return m_sound; }
    void setSettings(const SpectrogramSettings &settings);
    [[nodiscard]] const SpectrogramSettings &settings() const { return m_settings; }
    void setTimeRange(TimeRange range);
    [[nodiscard]] TimeRange timeRange() const { return m_range; }
    void setPlayhead(double seconds);  ///< NaN hides it
    void setLoopRegion(std::optional<TimeRange> region);
    void setSelection(std::optional<SpectrogramSelection> selection);
    void setLinkedHover(std::optional<SpectrogramPoint> place);  ///< hair lines where the pointer is in another view
    void setActive(bool active);                                 ///< the one that is heard: its label is filled
    void setNotice(const QString &notice);  ///< instead of a picture: "Processed follows once the agent …"

    [[nodiscard]] AudioRole role() const { return m_role; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isRendering() const;  ///< something newer or sharper than what is shown is being made
    [[nodiscard]] bool hasPicture() const { return !m_picture.image.isNull(); }
    [[nodiscard]] const SpectrogramPicture &picture() const { return m_picture; }
    [[nodiscard]] QRect pictureArea() const;  ///< widget coordinates
    [[nodiscard]] double secondsAt(double x) const;
    [[nodiscard]] double xAt(double seconds) const;
    [[nodiscard]] double hertzAt(double y) const;
    [[nodiscard]] double yAt(double hertz) const;
    /// Level (or difference) there in dB; NaN where there is none or it isn't known yet.
    [[nodiscard]] double levelDbAt(SpectrogramPoint place) const;
    [[nodiscard]] QString readout(QPointF position) const;  ///< "0:07.25 · 440 Hz (A4) · −20.0 dB"
    /// Of the selection, in dB; NaN: none, or not known yet.
    [[nodiscard]] double meanLevelDb() const { return m_meanDb; }

    QSize sizeHint() const override { return {640, 160}; }
    QSize minimumSizeHint() const override { return {160, 40}; }

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopRegionRequested(tonewright::TimeRange region);
    void selectionRequested(const std::optional<tonewright::SpectrogramSelection> &selection);
    /// Zoom or scroll; the owner calls setTimeRange and setSettings on all views.
    void timeRangeRequested(tonewright::TimeRange range);
    void frequencyZoomRequested(double unit, double factor);  ///< round this height of the axis
    void frequencyScrollRequested(double units);              ///< by this much of its height, upwards
    void frequencyResetRequested();
    void roleActivated(tonewright::AudioRole role);  ///< the role's label was clicked
    void hovered(const std::optional<tonewright::SpectrogramPoint> &place);
    void soundChanged();    ///< another sound or another analysis
    void pictureChanged();  ///< a newer or sharper picture is shown
    void rendered();        ///< picture and sound agree now
    void meanLevelChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    enum class Drag { None, Seek, Loop, Select, Pan, Axis };

    void makeSound();
    void replaceSound(SoundPtr sound, SoundPtr minus);
    void requestPicture();
    void startSlice();
    void take(SpectrogramPicture picture, quint64 sound, quint64 number);
    void measureSelection();
    void dragTo(QPointF place);
    void updateStrip(double seconds);
    void updateDescription();
    [[nodiscard]] QRect axisArea() const;
    [[nodiscard]] QRect labelArea() const;
    [[nodiscard]] TimeRange zoomed(double around, double factor) const;
    [[nodiscard]] SpectrogramPoint pointAt(QPointF place) const;
    [[nodiscard]] QString selectionText() const;

    void paintPicture(QPainter &painter) const;
    void paintTime(QPainter &painter) const;
    void paintSelection(QPainter &painter) const;
    void paintHover(QPainter &painter) const;
    void paintLabel(QPainter &painter) const;
    void paintNote(QPainter &painter, const QString &text, QPointF avoid, bool below) const;

    AudioRole m_role;
    QThreadPool *m_pool;
    TileStorePtr m_store;
    SpectrogramSettings m_settings;
    std::shared_ptr<const SampleSource> m_source;
    SoundPtr m_sound;
    SoundPtr m_minus;
    QString m_notice;
    TimeRange m_range{0, 1};
    std::optional<TimeRange> m_loop;
    std::optional<SpectrogramSelection> m_selection;
    double m_meanDb = std::numeric_limits<double>::quiet_NaN();
    bool m_measuring = false;
    quint64 m_selectionNumber = 0;
    double m_playhead = std::numeric_limits<double>::quiet_NaN();
    bool m_active = false;

    SpectrogramPicture m_picture;
    std::stop_source m_stop;  // of everything that the present sound is used for
    quint64 m_soundNumber = 0;
    quint64 m_wanted = 0;    // number of the newest request
    quint64 m_started = 0;   // of the newest that a slice was made for
    quint64 m_finished = 0;  // of the newest whose picture is complete
    bool m_slicing = false;

    std::optional<QPointF> m_hover;
    std::optional<SpectrogramPoint> m_linkedHover;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    QPointF m_dragged;  // where the pointer was last
    Qt::MouseButton m_pressedButton = Qt::NoButton;
    TimeRange m_pressedRange;
};

}  // namespace tonewright
