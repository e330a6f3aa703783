// What the keys do in the spectrograms.

#include <QtGui/QKeyEvent>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/colour_bar.h"
#include "widgets/spectrogram/spectrogram_panel.h"

namespace tonewright
{

namespace
{

constexpr double kStepSeconds = 1;
constexpr double kFineStepSeconds = 0.1;
constexpr double kCoarseStepSeconds = 5;
constexpr double kZoomStep = 0.5;
constexpr double kFrequencyZoomStep = 0.8;
constexpr double kFrequencyScroll = 0.1;

}  // namespace

void SpectrogramPanel::keyPressEvent(QKeyEvent *event)
{
    if (!timeKey(*event) && !pictureKey(*event))
        QWidget::keyPressEvent(event);
}

bool SpectrogramPanel::timeKey(const QKeyEvent &event)
{
    const double here = std::isfinite(m_playhead) ? m_playhead : 0;
    const auto zoom = [&](double factor) {
        const bool visible = here >= m_range.begin && here <= m_range.end;
        const double around = visible ? here : (m_range.begin + m_range.end) / 2;
        setTimeRange({around - (around - m_range.begin) * factor, around + (m_range.end - around) * factor});
    };
    const auto seek = [&](double seconds) {
        if (m_duration > 0)
            Q_EMIT seekRequested(std::clamp(seconds, 0.0, m_duration));
    };
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const double step = control                                         ? kFineStepSeconds
                        : event.modifiers().testFlag(Qt::ShiftModifier) ? kCoarseStepSeconds
                                                                        : kStepSeconds;
    switch (event.key()) {
    case Qt::Key_Left:
        seek(here - step);
        return true;
    case Qt::Key_Right:
        seek(here + step);
        return true;
    case Qt::Key_Home:
        seek(0);
        return true;
    case Qt::Key_End:
        seek(m_duration);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kZoomStep);
        return true;
    case Qt::Key_Minus:
        zoom(1 / kZoomStep);
        return true;
    case Qt::Key_0:
        if (control)
            showUsualFrequencies();
        else
            showAll();
        return true;
    default:
        return false;
    }
}

bool SpectrogramPanel::pictureKey(const QKeyEvent &event)
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event.modifiers().testFlag(Qt::ShiftModifier);
    const auto level = [&](int steps) { stepLevels(shift ? steps : 0, shift ? 0 : steps); };
    const auto frequencies = [&](int direction) {
        setFrequencies(
            control ? zoomedFrequencies(shownSettings(), 0.5, std::pow(kFrequencyZoomStep, direction), highestHz())
                    : scrolledFrequencies(shownSettings(), kFrequencyScroll * direction, highestHz()));
    };
    switch (event.key()) {
    case Qt::Key_Up:
        frequencies(1);
        return true;
    case Qt::Key_Down:
        frequencies(-1);
        return true;
    case Qt::Key_PageUp:
        level(1);
        return true;
    case Qt::Key_PageDown:
        level(-1);
        return true;
    case Qt::Key_A: {
        SpectrogramSettings settings = m_settings;
        settings.autoLevels = !settings.autoLevels;
        setSettings(settings);
        return true;
    }
    case Qt::Key_D:
        setDifferenceShown(!showsDifference());
        return true;
    case Qt::Key_W:
        stepWindow(shift ? -1 : 1);
        return true;
    case Qt::Key_S:
        selectShown();
        return true;
    case Qt::Key_Escape:
        if (!m_selection)
            return false;
        setSelection(std::nullopt);
        return true;
    default:
        return false;
    }
}

void SpectrogramPanel::stepLevels(int floorSteps, int ceilingSteps)
{
    SpectrogramSettings settings = m_settings;
    const SpectrogramSettings shown = shownSettings();
    settings.autoLevels = false;
    settings.floorDb = std::min(shown.floorDb + floorSteps * kLevelStepDb, shown.ceilingDb - kLeastLevelsDb);
    settings.ceilingDb = std::max(shown.ceilingDb + ceilingSteps * kLevelStepDb, settings.floorDb + kLeastLevelsDb);
    setSettings(settings);
}

void SpectrogramPanel::stepWindow(int direction)
{
    SpectrogramSettings settings = m_settings;
    settings.windowSamples = direction > 0 ? settings.windowSamples * 2 : settings.windowSamples / 2;
    setSettings(settings);
}

}  // namespace tonewright
