#pragma once

#include <QObject>
#include <string>

#include "app/listening/preview_controller.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/style/role.h"

namespace tonewright
{

class SpectrogramPanel;

/// Keeps player and spectrograms on the same track, position, loop and source, and hands both what was rendered.
class ListeningDesk : public QObject
{
    Q_OBJECT

public:
    /// `previews`, `player` and `panel` must outlive the desk.
    ListeningDesk(PreviewController &previews, AbcPlayer &player, SpectrogramPanel &panel, QObject *parent = nullptr);

private:
    void linkPlayer();
    void changeItem();
    void take(const ShownSoundPtr &sound);
    void show(AudioRole role, const PlayableSound &sound, const std::shared_ptr<const Clip> &clip);

    PreviewController &m_previews;
    AbcPlayer &m_player;
    SpectrogramPanel &m_panel;
    ShownSoundPtr m_sound;
};

}  // namespace tonewright
