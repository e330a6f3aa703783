#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtGui/QKeySequence>
#include <functional>

class QShortcut;
class QWidget;

namespace tonewright
{

class AbcPlayer;

/// One key of the player: what a sheet of shortcuts shows and what a settings page edits.
struct TransportShortcut {
    QString id;         ///< stable name for settings: "transport.play"
    QString label;      ///< for a person, translated: "Play or pause"
    QKeySequence keys;  ///< default
    std::function<void(AbcPlayer &)> action;
};

/// 1 2 3 select, 4 the difference, Space play/pause, L loop, [ ] region from/to here, Shift+L clear the region, ←/→
/// ±1 s, Shift+←/→ ±5 s, Home start, M equal loudness, < > slower and faster.
[[nodiscard]] QList<TransportShortcut> transportShortcuts();

enum class TransportKeys {
    All,
    Moving  ///< without those that choose what is heard or at which level
};

/// Attaches them to `window` (Qt::WindowShortcut). A focused text field, list, slider or combo box keeps the keys it
/// needs itself, and a button reached by Tab keeps Space. `player` must outlive `window`. The QShortcuts are children
/// of `window`, named by their ids, in the order of transportShortcuts().
QList<QShortcut *> installTransportShortcuts(AbcPlayer &player, QWidget *window,
                                             TransportKeys which = TransportKeys::All);

/// The key that a shortcut of `window` has now, as a person reads it; empty when it has none.
[[nodiscard]] QString transportKeyText(const QWidget &window, const char *id);

}  // namespace tonewright
