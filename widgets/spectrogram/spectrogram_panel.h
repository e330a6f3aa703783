#pragma once

#include <QtCore/QThreadPool>
#include <QtWidgets/QWidget>
#include <array>
#include <memory>
#include <optional>

#include "widgets/spectrogram/spectrogram_view.h"

class QScrollBar;

namespace tonewright
{

class ColourBar;
class TimeAxis;

/// Raw, processed and reference one above the other: one time range, one dB scale, one colour bar, one time axis.
/// Keys: ← → seek by 1 s (Shift: 5 s as everywhere in the window, Ctrl: 0.1 s), + − zoom round the playhead, 0 shows
/// all, Home and End.
class SpectrogramPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SpectrogramPanel(QWidget *parent = nullptr);
    ~SpectrogramPanel() override;

    /// Each clip replaces that role's; the time range is kept unless the longest clip's length changes. Null empties.
    void setClip(AudioRole role, std::shared_ptr<const Clip> clip);
    /// One sentence in place of a picture while a role has no clip.
    void setNotice(AudioRole role, const QString &notice);
    void clear();
    [[nodiscard]] bool isEmpty() const;  ///< no role has a clip
    [[nodiscard]] SpectrogramView *view(AudioRole role) const { return m_views[static_cast<std::size_t>(role)]; }

    void setSettings(const SpectrogramSettings &settings);
    [[nodiscard]] const SpectrogramSettings &settings() const { return m_settings; }
    /// settings() with the frequency axis ending at the highest Nyquist frequency of the clips, where that's lower: a
    /// recording at 22.05 kHz leaves no empty strip. Common to all three views.
    [[nodiscard]] SpectrogramSettings shownSettings() const;
    [[nodiscard]] TimeRange timeRange() const { return m_range; }
    [[nodiscard]] double durationSeconds() const { return m_duration; }

public Q_SLOTS:
    void setTimeRange(tonewright::TimeRange range);  ///< clamped to the material; at least 50 ms
    void showAll();
    void setPlayhead(double seconds);  ///< cheap: repaints two narrow strips a view. Call at 30 Hz while playing
    void setLoopRegion(std::optional<tonewright::TimeRange> region);
    void setActiveRole(tonewright::AudioRole role);

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopRegionRequested(tonewright::TimeRange region);
    void roleActivated(tonewright::AudioRole role);
    void timeRangeChanged(tonewright::TimeRange range);
    void settingsChanged(tonewright::SpectrogramSettings settings);  ///< by the person (dB floor)
    void rendered(tonewright::AudioRole role);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;  ///< the keyboard focus

private:
    void updateDuration();
    void applySettings();
    void applyRange();

    QThreadPool m_pool;  // declared first: destroyed after the views, once their jobs have ended
    SpectrogramSettings m_settings;
    std::array<SpectrogramView *, 3> m_views{};
    ColourBar *m_colourBar;
    TimeAxis *m_timeAxis;
    QScrollBar *m_scroll;
    TimeRange m_range{0, 1};
    double m_duration = 0;
    double m_playhead = 0;
};

}  // namespace tonewright
