#pragma once

#include <QtGui/QIcon>

#include "widgets/style/theme.h"

namespace tonewright
{

enum class Icon {
    Play,
    Pause,
    Stop,
    Record,
    Loop,
    Levels,
    SkipBack,
    Open,
    Export,
    Settings,
    Reset,
    Menu,
    Search,
    Clear,
    Warning,
    Note,
    Pair,
    HeldOut,
    Folder,
    Graph,
    Curve,
    Spectrogram,
    Theme,
    Fit
};

/// Line icons on a 16 px grid, painted from paths at any size and pixel ratio in the ink of the application's palette
/// at that moment: switching the theme recolours them.
QIcon icon(Icon which, Ink ink = Ink::Text);
/// The program's own icon: the processed curve leads from raw to reference.
QIcon applicationIcon();

}  // namespace tonewright
