#include "widgets/abc_player/transport_shortcuts.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QKeyEvent>
#include <QtGui/QShortcut>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QAbstractSlider>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QTabBar>

#include "widgets/abc_player/abc_player.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("TransportShortcut", text);
}

bool isMove(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Home;
}

/// Whether the focused widget does something of its own with a key of the player. Text fields say so themselves.
bool needsKey(const QWidget &widget, const QKeyEvent &event)
{
    if ((event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0)
        return false;
    const int key = event.key();
    if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget)) {
        const bool checkable = view->currentIndex().flags().testFlag(Qt::ItemIsUserCheckable);
        return isMove(key) || (key == Qt::Key_Space && checkable);
    }
    if (qobject_cast<const QAbstractSlider *>(&widget) || qobject_cast<const QTabBar *>(&widget))
        return isMove(key);
    if (qobject_cast<const QComboBox *>(&widget))
        return key == Qt::Key_Home || !event.text().isEmpty();
    if (qobject_cast<const QAbstractButton *>(&widget))
        return key == Qt::Key_Space && widget.window()->testAttribute(Qt::WA_KeyboardFocusChange);
    return false;
}

/// Lets widgets keep their keys: an accepted ShortcutOverride becomes a key press instead of a shortcut.
class KeyKeeper : public QObject
{
public:
    explicit KeyKeeper(QWidget *window) : QObject(window) { qApp->installEventFilter(this); }

    bool eventFilter(QObject *receiver, QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride || receiver != QApplication::focusWidget())
            return false;
        if (!needsKey(*static_cast<QWidget *>(receiver), *static_cast<QKeyEvent *>(event)))
            return false;
        event->accept();
        return true;
    }
};

TransportShortcut selecting(AbcSource source)
{
    const QString number = QString::number(indexOf(source) + 1);
    return {QStringLiteral("transport.select") + number, tr("Hear %1").arg(roleName(source)), QKeySequence(number),
            [source](AbcPlayer &player) { player.select(source); }};
}

TransportShortcut moving(const QString &id, const QString &label, const QKeySequence &keys, double seconds)
{
    return {id, label, keys, [seconds](AbcPlayer &player) { player.seekBy(seconds); }};
}

}  // namespace

QList<TransportShortcut> transportShortcuts()
{
    return {
        selecting(AbcSource::Raw),
        selecting(AbcSource::Processed),
        selecting(AbcSource::Reference),
        {QStringLiteral("transport.play"), tr("Play or pause"), QKeySequence(Qt::Key_Space), &AbcPlayer::togglePlaying},
        {QStringLiteral("transport.loop"), tr("Repeat or not"), QKeySequence(Qt::Key_L), &AbcPlayer::toggleLooping},
        {QStringLiteral("transport.loopStart"), tr("Loop from here"), QKeySequence(Qt::Key_BracketLeft),
         &AbcPlayer::setLoopStartHere},
        {QStringLiteral("transport.loopEnd"), tr("Loop to here"), QKeySequence(Qt::Key_BracketRight),
         &AbcPlayer::setLoopEndHere},
        {QStringLiteral("transport.clearLoop"), tr("Clear the loop region"), QKeySequence(Qt::SHIFT | Qt::Key_L),
         &AbcPlayer::clearLoopRegion},
        moving(QStringLiteral("transport.back"), tr("1 s back"), QKeySequence(Qt::Key_Left), -1),
        moving(QStringLiteral("transport.forward"), tr("1 s forward"), QKeySequence(Qt::Key_Right), 1),
        moving(QStringLiteral("transport.backFar"), tr("5 s back"), QKeySequence(Qt::SHIFT | Qt::Key_Left), -5),
        moving(QStringLiteral("transport.forwardFar"), tr("5 s forward"), QKeySequence(Qt::SHIFT | Qt::Key_Right), 5),
        {QStringLiteral("transport.start"), tr("To the start"), QKeySequence(Qt::Key_Home),
         [](AbcPlayer &player) { player.seek(0); }},
    };
}

QList<QShortcut *> installTransportShortcuts(AbcPlayer &player, QWidget *window)
{
    QList<QShortcut *> installed;
    for (const TransportShortcut &entry : transportShortcuts()) {
        auto *shortcut = new QShortcut(entry.keys, window);
        shortcut->setObjectName(entry.id);
        shortcut->setContext(Qt::WindowShortcut);
        shortcut->setAutoRepeat(isMove(entry.keys[0].key()));
        QObject::connect(shortcut, &QShortcut::activated, &player,
                         [&player, action = entry.action] { action(player); });
        installed << shortcut;
    }
    new KeyKeeper(window);
    return installed;
}

}  // namespace tonewright
