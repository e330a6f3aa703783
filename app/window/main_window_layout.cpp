// Menus, bars and the remembered layout of MainWindow.

#include <QAction>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>

#include "app/listening/player_settings.h"
#include "app/listening/spectrogram_memory.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/pane_keys.h"
#include "app/window/run_status_line.h"
#include "widgets/abc_player/transport_bar.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr const char *kGeometry = "window/geometry";
constexpr const char *kState = "window/state";
constexpr const char *kDark = "window/dark";
constexpr int kStateVersion = 4;  // raised when docks are added

QToolBar *bar(QMainWindow *window, Qt::ToolBarArea area, const char *id, const QString &title)
{
    auto *bar = new QToolBar(title, window);
    bar->setObjectName(QLatin1String(id));
    bar->setAccessibleName(title);
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setIconSize({2 * kGrid, 2 * kGrid});
    window->addToolBar(area, bar);
    return bar;
}

}  // namespace

void MainWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addActions({m_actions.openFolder, m_actions.openFile, m_actions.openProject, m_actions.openDemo});
    file->addSeparator();
    file->addAction(m_actions.ownSound);
    file->addSeparator();
    file->addActions({m_actions.exportAudio, m_actions.exportEqualiser, m_actions.exportDataset});
    file->addAction(m_actions.importEqualiser);
    file->addSeparator();
    file->addAction(m_actions.quit);
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    edit->addActions({m_actions.undo, m_actions.redo});
    QMenu *training = menuBar()->addMenu(tr("&Training"));
    training->addActions({m_actions.start, m_actions.pause, m_actions.stop});
    training->addSeparator();
    training->addActions({m_actions.newRun, m_actions.check});
    m_listening = menuBar()->addMenu(tr("&Listening"));
    QMenu *view = menuBar()->addMenu(tr("&View"));
    m_panes.addToggles(*view);
    view->addSeparator();
    view->addActions({m_actions.resetLayout, m_actions.theme});
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_actions.shortcuts, m_actions.about});
    menuBar()->setAccessibleName(tr("Menus"));
}

void MainWindow::buildBars()
{
    QToolBar *run = bar(this, Qt::TopToolBarArea, "runBar", tr("Run"));
    run->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    run->setMinimumHeight(5 * kGrid);
    run->addActions({m_actions.start, m_actions.pause, m_actions.stop});
    run->addSeparator();
    run->addWidget(m_statusLine);

    addToolBarBreak(Qt::TopToolBarArea);
    QToolBar *messages = bar(this, Qt::TopToolBarArea, "messageToolBar", tr("Messages"));
    messages->addWidget(m_messages);
    messages->hide();
    connect(m_messages, &MessageBar::shownChanged, messages, &QWidget::setVisible);

    QToolBar *transport = bar(this, Qt::BottomToolBarArea, "transportBar", tr("Player"));
    m_transport = new TransportBar(m_player, this);
    transport->addWidget(m_transport);
    for (QShortcut *shortcut : installTransportShortcuts(m_player, this)) {
        m_keys.add(shortcut);
        addToListening(*shortcut);
    }
    m_listening->addSeparator();
    m_listening->addAction(m_actions.blindTest);
    for (QAction *action : m_actions.all())
        m_keys.add(action);
    connect(&m_keys, &KeyMap::changed, m_transport, &TransportBar::refreshKeys);
    m_transport->refreshKeys();
    connect(m_transport, &TransportBar::blindTestRequested, m_actions.blindTest, &QAction::trigger);
    new PlayerSettings(m_player, *m_transport, m_transport);
    new SpectrogramMemory(*m_panes.spectrograms, m_transport);
    addPaneKeys(m_keys);
}

/// What a key of the player does, as a line of the menu, with the key that it has now. The line has no key of its own:
/// one key, one owner.
void MainWindow::addToListening(QShortcut &shortcut)
{
    QAction *line = m_listening->addAction(QString());
    connect(line, &QAction::triggered, &shortcut, &QShortcut::activated);
    const auto name = [line, &shortcut] {
        const QString key = shortcut.key().toString(QKeySequence::NativeText);
        line->setText(shortcut.whatsThis() + (key.isEmpty() ? QString() : QLatin1Char('\t') + key));
    };
    name();
    connect(&m_keys, &KeyMap::changed, line, name);
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    const QSize room = screen()->availableSize();
    resize(std::min(1400, room.width()), std::min(900, room.height()));
    restoreGeometry(settings.value(QLatin1String(kGeometry)).toByteArray());
    if (!restoreState(settings.value(QLatin1String(kState)).toByteArray(), kStateVersion))
        QTimer::singleShot(0, this, [this] { m_panes.setSizes(); });
    if (auto *messages = findChild<QToolBar *>(QStringLiteral("messageToolBar")))
        messages->hide();
    const bool darkDesktop = palette().color(QPalette::Window).lightness() < 128;
    setTheme(settings.value(QLatin1String(kDark), darkDesktop).toBool() ? ThemeKind::Dark : ThemeKind::Light);
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(QLatin1String(kGeometry), saveGeometry());
    settings.setValue(QLatin1String(kState), saveState(kStateVersion));
    if (m_themeChosen)
        settings.setValue(QLatin1String(kDark), m_actions.theme->isChecked());
}

}  // namespace tonewright
