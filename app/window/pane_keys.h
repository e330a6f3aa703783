#pragma once

namespace tonewright
{

class KeyMap;

/// The keys that mean something while a pane has the keyboard's focus, for the sheet: they belong to the panes and
/// can't be changed.
void addPaneKeys(KeyMap &keys);

}  // namespace tonewright
