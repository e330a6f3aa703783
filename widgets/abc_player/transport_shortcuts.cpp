#include "widgets/abc_player/transport_shortcuts.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QPointer>
#include <QtGui/QKeyEvent>
#include <QtGui/QShortcut>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QAbstractSlider>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QTabBar>

#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("tonewright::TransportBar", text);
}

/// Leaves to a focused widget the keys that it works with, by accepting the question Qt asks before it looks for a
/// shortcut. Text fields and spin boxes answer for themselves.
class KeyCourtesy : public QObject
{
public:
    explicit KeyCourtesy(QWidget *window) : QObject(window), m_window(window) { qApp->installEventFilter(this); }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        auto *widget = qobject_cast<QWidget *>(watched);
        if (widget == nullptr || !isInWindow(*widget))
            return false;
        if (event->type() == QEvent::FocusIn) {
            const auto reason = static_cast<QFocusEvent *>(event)->reason();
            if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::MouseFocusReason)
                m_reachedByTab = reason == Qt::MouseFocusReason ? nullptr : widget;
        }
        if (event->type() != QEvent::ShortcutOverride || !needs(widget, *static_cast<QKeyEvent *>(event)))
            return false;
        event->accept();
        return true;
    }

private:
    /// Panes that were torn off are windows of their own, but the window's shortcuts work there too.
    [[nodiscard]] bool isInWindow(const QWidget &widget) const
    {
        const QWidget *top = widget.window();
        return top == m_window || (top->parentWidget() != nullptr && top->parentWidget()->window() == m_window);
    }

    [[nodiscard]] bool needs(const QWidget *widget, const QKeyEvent &key) const
    {
        if ((key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0)
            return false;
        if (qobject_cast<const QComboBox *>(widget) != nullptr && !key.text().isEmpty())
            return true;  // Space opens it, letters and digits look for an entry
        if (key.key() == Qt::Key_Space) {
            if (const auto *view = qobject_cast<const QAbstractItemView *>(widget))
                return view->currentIndex().flags().testFlag(Qt::ItemIsUserCheckable);
            return widget == m_reachedByTab && qobject_cast<const QAbstractButton *>(widget) != nullptr;
        }
        const bool moves = key.key() == Qt::Key_Left || key.key() == Qt::Key_Right || key.key() == Qt::Key_Home;
        if (!moves)
            return false;
        if (qobject_cast<const QAbstractItemView *>(widget) != nullptr)
            return true;
        return key.modifiers() == Qt::NoModifier &&
               (qobject_cast<const QAbstractSlider *>(widget) != nullptr ||
                qobject_cast<const QTabBar *>(widget) != nullptr || qobject_cast<const QComboBox *>(widget) != nullptr);
    }

    QWidget *m_window;
    QPointer<QWidget> m_reachedByTab;
};

}  // namespace

QList<TransportShortcut> transportShortcuts()
{
    const auto id = [](const char *name) { return QStringLiteral("transport.") + QLatin1String(name); };
    return {
        {id("raw"), tr("Listen to the raw sound"), Qt::Key_1, [](AbcPlayer &p) { p.select(AbcSource::Raw); }},
        {id("processed"), tr("Listen to the processed sound"), Qt::Key_2,
         [](AbcPlayer &p) { p.select(AbcSource::Processed); }},
        {id("reference"), tr("Listen to the reference"), Qt::Key_3,
         [](AbcPlayer &p) { p.select(AbcSource::Reference); }},
        {id("difference"), tr("Listen to the difference"), Qt::Key_4,
         [](AbcPlayer &p) { p.select(AbcSource::Difference); }},
        {id("match"), tr("Equal loudness on or off"), Qt::Key_M, [](AbcPlayer &p) { p.toggleLoudnessMatched(); }},
        {id("play"), tr("Play or pause"), Qt::Key_Space, [](AbcPlayer &p) { p.togglePlaying(); }},
        {id("loop"), tr("Loop on or off"), Qt::Key_L, [](AbcPlayer &p) { p.toggleLooping(); }},
        {id("loop-start"), tr("Loop from here"), Qt::Key_BracketLeft, [](AbcPlayer &p) { p.setLoopStartHere(); }},
        {id("loop-end"), tr("Loop up to here"), Qt::Key_BracketRight, [](AbcPlayer &p) { p.setLoopEndHere(); }},
        {id("loop-clear"), tr("Clear the loop region"), Qt::SHIFT | Qt::Key_L,
         [](AbcPlayer &p) { p.clearLoopRegion(); }},
        {id("back"), tr("One second back"), Qt::Key_Left, [](AbcPlayer &p) { p.seekBy(-1); }},
        {id("forward"), tr("One second on"), Qt::Key_Right, [](AbcPlayer &p) { p.seekBy(1); }},
        {id("back-far"), tr("Five seconds back"), Qt::SHIFT | Qt::Key_Left, [](AbcPlayer &p) { p.seekBy(-5); }},
        {id("forward-far"), tr("Five seconds on"), Qt::SHIFT | Qt::Key_Right, [](AbcPlayer &p) { p.seekBy(5); }},
        {id("home"), tr("To the start"), Qt::Key_Home, [](AbcPlayer &p) { p.seek(0); }},
        {id("slower"), tr("Play slower (and lower)"), Qt::Key_Less, [](AbcPlayer &p) { p.slower(); }},
        {id("faster"), tr("Play faster (and higher)"), Qt::Key_Greater, [](AbcPlayer &p) { p.faster(); }},
    };
}

QList<QShortcut *> installTransportShortcuts(AbcPlayer &player, QWidget *window, TransportKeys which)
{
    const QStringList choosing{QStringLiteral("transport.raw"), QStringLiteral("transport.processed"),
                               QStringLiteral("transport.reference"), QStringLiteral("transport.difference"),
                               QStringLiteral("transport.match")};
    new KeyCourtesy(window);  // owned by the window
    QList<QShortcut *> shortcuts;
    for (const TransportShortcut &one : transportShortcuts()) {
        if (which == TransportKeys::Moving && choosing.contains(one.id))
            continue;
        auto *shortcut = new QShortcut(one.keys, window);
        shortcut->setObjectName(one.id);
        shortcut->setWhatsThis(one.label);
        shortcut->setContext(Qt::WindowShortcut);
        // Held down, a key moves on; it doesn't switch to and fro.
        shortcut->setAutoRepeat(one.keys[0].key() == Qt::Key_Left || one.keys[0].key() == Qt::Key_Right);
        QObject::connect(shortcut, &QShortcut::activated, &player, [&player, action = one.action] { action(player); });
        shortcuts << shortcut;
    }
    return shortcuts;
}

QString transportKeyText(const QWidget &window, const char *id)
{
    const auto *shortcut = window.findChild<QShortcut *>(QStringLiteral("transport.") + QLatin1String(id));
    return shortcut != nullptr ? shortcut->key().toString(QKeySequence::NativeText) : QString();
}

}  // namespace tonewright
