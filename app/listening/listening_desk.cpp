#include "app/listening/listening_desk.h"

#include "widgets/spectrogram/spectrogram_panel.h"

namespace tonewright
{

ListeningDesk::ListeningDesk(PreviewController &previews, AbcPlayer &player, SpectrogramPanel &panel, QObject *parent)
    : QObject(parent), m_previews(previews), m_player(player), m_panel(panel)
{
    connect(&m_previews, &PreviewController::itemChanged, this, &ListeningDesk::changeItem);
    connect(&m_previews, &PreviewController::rendered, this, &ListeningDesk::take);
    linkPlayer();
}

void ListeningDesk::linkPlayer()
{
    connect(&m_player, &AbcPlayer::positionChanged, &m_panel, &SpectrogramPanel::setPlayhead);
    connect(&m_player, &AbcPlayer::selectedChanged, &m_panel, &SpectrogramPanel::setActiveRole);
    connect(&m_player, &AbcPlayer::loopRegionChanged, &m_panel, [this](LoopRegion region) {
        m_panel.setLoopRegion(region.isSet() ? std::optional(TimeRange{region.startSeconds, region.endSeconds})
                                             : std::nullopt);
    });
    connect(&m_panel, &SpectrogramPanel::seekRequested, &m_player, &AbcPlayer::seek);
    connect(&m_panel, &SpectrogramPanel::roleActivated, &m_player, &AbcPlayer::select);
    connect(&m_panel, &SpectrogramPanel::loopRegionRequested, &m_player, [this](TimeRange range) {
        m_player.setLoopRegion(range.begin, range.end);
        m_player.setLooping(true);
    });
    m_panel.setActiveRole(m_player.selected());
}

void ListeningDesk::changeItem()
{
    m_player.stop();
    m_player.clearLoopRegion();
    m_player.setSources({});
    m_panel.clear();
    m_sound.reset();
}

void ListeningDesk::show(AudioRole role, const PlayableSound &sound, const std::shared_ptr<const Clip> &clip)
{
    if (clip || !sound.file()) {
        m_panel.setClip(role, clip);
        return;
    }
    const auto source = FileSource::open(sound.file()->path());
    m_panel.setSource(role, source ? *source : nullptr);
    if (!source)
        m_panel.setNotice(role, QString::fromStdString(source.error().describe()));
}

void ListeningDesk::take(const ShownSoundPtr &sound)
{
    const bool sameTrack = m_sound && m_sound->raw == sound->raw && m_sound->reference == sound->reference;
    const auto previous = m_sound;
    m_sound = sound;
    if (!sameTrack) {
        m_player.setSources({sound->raw, sound->processed, sound->reference});
        show(AudioRole::Raw, sound->raw, sound->rawClip);
        show(AudioRole::Processed, sound->processed, sound->processedClip);
        show(AudioRole::Reference, sound->reference, sound->referenceClip);
    } else if (previous->processed != sound->processed) {
        m_player.setSource(AbcSource::Processed, sound->processed);
        show(AudioRole::Processed, sound->processed, sound->processedClip);
    }
}

}  // namespace tonewright
