#include "app/window/pane_keys.h"

#include <QCoreApplication>

#include "app/window/key_map.h"

namespace tonewright
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("PaneKeys", text);
}

}  // namespace

void addPaneKeys(KeyMap &keys)
{
    const QString sound = tr("Spectrograms");
    keys.addNote(sound, tr("+ −"), tr("Zoom in and out in time, round the playhead"));
    keys.addNote(sound, tr("0"), tr("Show the whole piece"));
    keys.addNote(sound, tr("Ctrl+← →"), tr("A tenth of a second back and on"));
    keys.addNote(sound, tr("↑ ↓"), tr("Scroll in frequency"));
    keys.addNote(sound, tr("Ctrl+↑ ↓"), tr("Zoom in frequency"));
    keys.addNote(sound, tr("Ctrl+0"), tr("The usual range of frequencies"));
    keys.addNote(sound, tr("Page ↑ ↓"), tr("Move the loudest level of the colours; with Shift the softest"));
    keys.addNote(sound, tr("A"), tr("Fit the colours to what is shown"));
    keys.addNote(sound, tr("D"), tr("Show the difference processed − reference"));
    keys.addNote(sound, tr("W, Shift+W"), tr("A longer or shorter window"));
    keys.addNote(sound, tr("S, Esc"), tr("Select what is shown, or nothing"));
    const QString node = tr("A band of the equaliser");
    keys.addNote(node, tr("← →"), tr("Its frequency; finer with Shift"));
    keys.addNote(node, tr("↑ ↓"), tr("Its gain; finer with Shift"));
    keys.addNote(node, tr("Page ↑ ↓"), tr("Its Q; finer with Shift"));
    keys.addNote(node, tr("Delete"), tr("Gain to 0 dB"));
    keys.addNote(node, tr("M, S"), tr("Mute it; hear it alone"));
    keys.addNote(node, tr("Esc"), tr("Leave a drag as if it had not begun"));
    const QString insight = tr("Why this decision");
    keys.addNote(insight, tr("↑ ↓"), tr("The setting before, the next one"));
    keys.addNote(insight, tr("← →"), tr("The value beside; ten with Page ↑ ↓"));
    keys.addNote(insight, tr("Home, End"), tr("The first and the last value"));
}

}  // namespace tonewright
