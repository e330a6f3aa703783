#include "widgets/abc_player/transport_options.h"

#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtGui/QActionGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolButton>
#include <cmath>

#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

QString speedText(double speed)
{
    return TransportOptions::tr("%1×", "speed").arg(QLocale().toString(speed, 'g', 3));
}

QString withKey(const QString &hint, const QString &key)
{
    return key.isEmpty() ? hint : QStringLiteral("%1 (%2)").arg(hint, key);
}

}  // namespace

TransportOptions::TransportOptions(AbcPlayer &player, QWidget *parent)
    : QWidget(parent), m_player(player), m_match(makeButton("match", tr("Equal loudness"))),
      m_speed(makeButton("speed", tr("Speed"))), m_levels(makeButton("levels", tr("Levels"))),
      m_more(makeButton("more", tr("More of the player"))), m_menu(new QMenu(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGrid / 2);
    for (QToolButton *button : {m_match, m_speed, m_levels, m_more})
        row->addWidget(button);
    m_match->setText(tr("Equal loudness"));
    m_match->setCheckable(true);
    m_levels->setCheckable(true);
    m_levels->setToolTip(tr("Show the level and loudness of every sound"));
    m_more->setToolTip(tr("Output device, blind test"));
    m_more->setMenu(m_menu);
    m_menu->setAccessibleName(m_more->accessibleName());
    for (QToolButton *button : {m_speed, m_more})
        button->setPopupMode(QToolButton::InstantPopup);
    buildSpeeds();
    connect(m_menu, &QMenu::aboutToShow, this, &TransportOptions::fillMenu);
    connect(m_match, &QToolButton::clicked, &player, &AbcPlayer::setLoudnessMatched);
    connect(m_levels, &QToolButton::toggled, this, &TransportOptions::levelsToggled);
    connect(&player, &AbcPlayer::gainsChanged, this, &TransportOptions::follow);
    connect(&player, &AbcPlayer::speedChanged, this, &TransportOptions::follow);
    connect(&player, &AbcPlayer::blindChanged, this, &TransportOptions::follow);
    follow();
    updateIcons();
    refreshKeys();
}

QToolButton *TransportOptions::makeButton(const char *id, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QStringLiteral("transport.") + QLatin1String(id));
    button->setFocusPolicy(Qt::TabFocus);  // a click leaves the keys where they are
    button->setAutoRaise(true);
    button->setIconSize({16, 16});
    button->setMinimumSize(kRow + kGrid, kRow);
    button->setFont(textFont(TextSize::Small));
    button->setAccessibleName(name);
    return button;
}

void TransportOptions::buildSpeeds()
{
    auto *menu = new QMenu(m_speed);
    auto *group = new QActionGroup(menu);
    for (const double speed : {0.5, 0.75, 1.0, 1.25, 1.5, 2.0}) {
        QAction *action = menu->addAction(speedText(speed), this, [this, speed] { m_player.setSpeed(speed); });
        action->setCheckable(true);
        action->setData(speed);
        group->addAction(action);
    }
    m_speed->setMenu(menu);
}

void TransportOptions::fillMenu()
{
    m_menu->clear();
    QMenu *devices = m_menu->addMenu(tr("Output device"));
    auto *group = new QActionGroup(devices);
    const QString preferred = m_player.preferredOutputDevice();
    QStringList names = m_player.outputDevices();
    const bool isThere = preferred.isEmpty() || names.contains(preferred);
    if (!isThere)
        names << preferred;
    names.prepend(QString());
    for (const QString &name : std::as_const(names)) {
        const QString label = name.isEmpty()                  ? tr("The system's choice")
                              : !isThere && name == preferred ? tr("%1 (not connected)").arg(name)
                                                              : name;
        QAction *action = devices->addAction(label, this, [this, name] { m_player.setPreferredOutputDevice(name); });
        action->setCheckable(true);
        action->setChecked(name == preferred);
        group->addAction(action);
    }
    m_menu->addAction(tr("Blind test…"), this, &TransportOptions::blindTestRequested)
        ->setEnabled(!m_player.isBlind() && m_player.durationSeconds() > 0);
    m_menu->addSeparator();
    const QString device = m_player.outputDevice();
    m_menu->addAction(device.isEmpty() ? tr("No sound device") : tr("Playing on: %1").arg(device))->setEnabled(false);
    m_menu->addAction(tr("Underruns (the device ran dry): %1").arg(m_player.underruns()))->setEnabled(false);
}

void TransportOptions::follow()
{
    m_match->setChecked(m_player.isLoudnessMatched());
    m_match->setEnabled(!m_player.isBlind());
    m_speed->setText(speedText(m_player.speed()));
    m_speed->setAccessibleDescription(m_speed->text());
    for (QAction *action : m_speed->menu()->actions())
        action->setChecked(action->data().toDouble() == m_player.speed());
}

void TransportOptions::refreshKeys()
{
    const QWidget &top = *window();
    m_match->setToolTip(withKey(tr("Turn every sound down to the loudness of the quietest, so that louder doesn't seem "
                                   "better"),
                                transportKeyText(top, "match")));
    const QString slower = transportKeyText(top, "slower");
    const QString faster = transportKeyText(top, "faster");
    m_speed->setToolTip(withKey(tr("Speed; the pitch moves with it"), slower.isEmpty() || faster.isEmpty()
                                                                          ? slower + faster
                                                                          : slower + QLatin1Char(' ') + faster));
}

void TransportOptions::setLevelsShown(bool shown)
{
    m_levels->setChecked(shown);
}

void TransportOptions::updateIcons()
{
    m_levels->setIcon(icon(Icon::Levels));
    m_more->setIcon(icon(Icon::Menu));
}

void TransportOptions::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcons();
}

}  // namespace tonewright
