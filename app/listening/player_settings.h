#pragma once

#include <QObject>

namespace tonewright
{

class AbcPlayer;
class TransportBar;

/// What of the player outlives the program: output device (by name), volume, equal loudness, whether the levels are
/// shown. Restored when made, written when changed.
class PlayerSettings : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive this, or be deleted first.
    PlayerSettings(AbcPlayer &player, TransportBar &bar, QObject *parent = nullptr);
};

}  // namespace tonewright
