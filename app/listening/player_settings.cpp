#include "app/listening/player_settings.h"

#include <QSettings>

#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/transport_bar.h"

namespace tonewright
{

namespace
{

constexpr const char *kDevice = "player/device";
constexpr const char *kVolume = "player/volume";
constexpr const char *kMatch = "player/equalLoudness";
constexpr const char *kLevels = "player/levels";

void write(const char *key, const QVariant &value)
{
    QSettings().setValue(QLatin1String(key), value);
}

}  // namespace

PlayerSettings::PlayerSettings(AbcPlayer &player, TransportBar &bar, QObject *parent) : QObject(parent)
{
    const QSettings settings;
    player.setPreferredOutputDevice(settings.value(QLatin1String(kDevice)).toString());
    player.setVolume(settings.value(QLatin1String(kVolume), player.volume()).toDouble());
    player.setLoudnessMatched(settings.value(QLatin1String(kMatch), player.isLoudnessMatched()).toBool());
    bar.setLevelsShown(settings.value(QLatin1String(kLevels), false).toBool());

    connect(&player, &AbcPlayer::outputDevicesChanged, this,
            [&player] { write(kDevice, player.preferredOutputDevice()); });
    connect(&player, &AbcPlayer::volumeChanged, this, [](double volume) { write(kVolume, volume); });
    connect(&player, &AbcPlayer::gainsChanged, this, [&player] {
        if (!player.isBlind())
            write(kMatch, player.isLoudnessMatched());
    });
    connect(&bar, &TransportBar::levelsShownChanged, this, [](bool shown) { write(kLevels, shown); });
}

}  // namespace tonewright
