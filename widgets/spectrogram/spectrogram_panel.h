#pragma once

#include <QtCore/QThreadPool>
#include <QtWidgets/QWidget>
#include <array>
#include <memory>
#include <optional>

#include "widgets/spectrogram/spectrogram_figure.h"
#include "widgets/spectrogram/spectrogram_matrix.h"
#include "widgets/spectrogram/spectrogram_view.h"

class QScrollBar;

namespace tonewright
{

class ColourBar;
class TimeAxis;

/// Raw, processed and reference one above the other, and processed − reference below if asked for: one range of time
/// and of frequencies, one dB scale, one colour bar, one time axis, one pointer.
/// Keys: ← → seek by 1 s (Shift: 5 s as everywhere in the window, Ctrl: 0.1 s), Home and End; + − zoom round the
/// playhead, 0 shows all; ↑ ↓ scroll and Ctrl + ↑ ↓ zoom in frequency, Ctrl + 0 shows the usual range; Page ↑ ↓ move
/// the ceiling of the levels, with Shift the floor; A fits them, D shows the difference, W and Shift + W change the
/// window, S selects what is shown, Esc nothing.
class SpectrogramPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SpectrogramPanel(QWidget *parent = nullptr);
    ~SpectrogramPanel() override;

    /// Each sound replaces that role's; the time range is kept unless the longest one's length changes. Null empties.
    void setSource(AudioRole role, std::shared_ptr<const SampleSource> source);
    void setClip(AudioRole role, std::shared_ptr<const Clip> clip);
    /// One sentence in place of a picture while a role has no sound.
    void setNotice(AudioRole role, const QString &notice);
    void clear();
    [[nodiscard]] bool isEmpty() const;  ///< no role has a sound
    [[nodiscard]] SpectrogramView *view(AudioRole role) const
    {
        return role == AudioRole::Difference ? m_difference : m_views[static_cast<std::size_t>(role)];
    }
    /// All four, whether shown or not.
    [[nodiscard]] std::vector<SpectrogramView *> allViews() const;
    [[nodiscard]] bool showsDifference() const;
    [[nodiscard]] bool isRendering() const;  ///< something shown is about to be newer or sharper

    [[nodiscard]] const SpectrogramSettings &settings() const { return m_settings; }
    /// settings() with the frequency axis ending at the highest Nyquist frequency of the sounds, where that's lower (a
    /// recording at 22.05 kHz leaves no empty strip), and with levels fitted to what is shown if autoLevels says so.
    /// Common to all views.
    [[nodiscard]] SpectrogramSettings shownSettings() const;
    [[nodiscard]] int sampleRate() const;  ///< Hz, the highest of the sounds; 0: none
    [[nodiscard]] TimeRange timeRange() const { return m_range; }
    [[nodiscard]] double durationSeconds() const { return m_duration; }
    [[nodiscard]] std::optional<SpectrogramSelection> selection() const { return m_selection; }
    /// What is shown, as a picture of its own in the theme of the window.
    [[nodiscard]] SpectrogramFigure figure() const;
    /// What a role shows of the selection, else of what is in view.
    [[nodiscard]] MatrixExtract extract(AudioRole role) const;

public Q_SLOTS:
    void setSettings(const tonewright::SpectrogramSettings &settings);  ///< limited to what makes sense
    void setTimeRange(tonewright::TimeRange range);                     ///< clamped to the material; at least 50 ms
    void showAll();
    void showUsualFrequencies();
    void setPlayhead(double seconds);  ///< cheap: repaints two narrow strips a view. Call at 30 Hz while playing
    void setLoopRegion(std::optional<tonewright::TimeRange> region);
    void setSelection(const std::optional<tonewright::SpectrogramSelection> &selection);
    void setActiveRole(tonewright::AudioRole role);
    void setDifferenceShown(bool shown);
    void selectShown();  ///< the range of time and frequency that is shown

Q_SIGNALS:
    void seekRequested(double seconds);
    void loopRegionRequested(tonewright::TimeRange region);
    void roleActivated(tonewright::AudioRole role);
    void timeRangeChanged(tonewright::TimeRange range);
    void selectionChanged(const std::optional<tonewright::SpectrogramSelection> &selection);
    void settingsChanged(tonewright::SpectrogramSettings settings);
    void shownSettingsChanged();  ///< another sound, or levels were fitted
    void differenceShownChanged(bool shown);
    void levelSettingsRequested(QPoint globalPlace);  ///< the colour bar was clicked
    void rendered(tonewright::AudioRole role);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addView(SpectrogramView *view, int row);
    void updateDuration();
    void updateDifference();
    void applySettings();
    void applyRange();
    void fitLevels();
    void stepLevels(int floorSteps, int ceilingSteps);
    void stepWindow(int direction);
    void setFrequencies(FrequencyRange range);
    [[nodiscard]] bool timeKey(const QKeyEvent &event);
    [[nodiscard]] bool pictureKey(const QKeyEvent &event);
    [[nodiscard]] double highestHz() const;

    QThreadPool m_pool;  // declared first: destroyed after the views, once their jobs have ended
    TileStorePtr m_store = makeSharedStore();
    SpectrogramSettings m_settings;
    std::optional<LevelExtent> m_fitted;  // floor and ceiling, with autoLevels
    std::array<SpectrogramView *, 3> m_views{};
    SpectrogramView *m_difference;
    ColourBar *m_colourBar;
    ColourBar *m_differenceBar;
    TimeAxis *m_timeAxis;
    QScrollBar *m_scroll;
    TimeRange m_range{0, 1};
    std::optional<SpectrogramSelection> m_selection;
    double m_duration = 0;
    double m_playhead = 0;
};

}  // namespace tonewright
