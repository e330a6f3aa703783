#include "app/window/key_map.h"

#include <QAction>
#include <QSettings>
#include <QShortcut>

namespace tonewright
{

namespace
{

QString settingOf(const QString &name)
{
    return QStringLiteral("keys/") + name;
}

}  // namespace

void KeyMap::add(QAction *action)
{
    add({.name = action->objectName(), .standard = action->shortcut(), .action = action, .shortcut = nullptr});
}

void KeyMap::add(QShortcut *shortcut)
{
    add({.name = shortcut->objectName(), .standard = shortcut->key(), .action = nullptr, .shortcut = shortcut});
}

void KeyMap::add(Command command)
{
    m_commands << command;
    const int index = count() - 1;
    const QVariant remembered = QSettings().value(settingOf(command.name));
    if (!remembered.isValid())
        return;
    const auto keys = QKeySequence::fromString(remembered.toString(), QKeySequence::PortableText);
    if (!holder(keys, index))
        apply(index, keys);
}

QString KeyMap::label(int command) const
{
    const Command &one = m_commands[command];
    return one.action != nullptr ? one.action->text().remove(QLatin1Char('&')) : one.shortcut->whatsThis();
}

QKeySequence KeyMap::keys(int command) const
{
    const Command &one = m_commands[command];
    return one.action != nullptr ? one.action->shortcut() : one.shortcut->key();
}

bool KeyMap::isStandard(int command) const
{
    return keys(command) == m_commands[command].standard;
}

std::optional<int> KeyMap::holder(const QKeySequence &keys, int except) const
{
    if (!keys.isEmpty())
        for (int i = 0; i < count(); ++i)
            if (i != except && this->keys(i) == keys)
                return i;
    return std::nullopt;
}

void KeyMap::apply(int command, const QKeySequence &keys)
{
    const Command &one = m_commands[command];
    if (one.shortcut != nullptr) {
        one.shortcut->setKey(keys);
        return;
    }
    one.action->setShortcut(keys);
    const QString hint = one.action->statusTip();
    one.action->setToolTip(
        keys.isEmpty() ? hint : QStringLiteral("%1 (%2)").arg(hint, keys.toString(QKeySequence::NativeText)));
}

std::optional<QString> KeyMap::setKeys(int command, const QKeySequence &keys)
{
    if (const auto taken = holder(keys, command))
        return label(*taken);
    apply(command, keys);
    const QString setting = settingOf(m_commands[command].name);
    if (isStandard(command))
        QSettings().remove(setting);
    else
        QSettings().setValue(setting, keys.toString(QKeySequence::PortableText));
    Q_EMIT changed();
    return std::nullopt;
}

void KeyMap::reset()
{
    for (int i = 0; i < count(); ++i) {
        apply(i, m_commands[i].standard);
        QSettings().remove(settingOf(m_commands[i].name));
    }
    Q_EMIT changed();
}

}  // namespace tonewright
