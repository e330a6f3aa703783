#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <optional>

class QAction;
class QShortcut;

namespace tonewright
{

/// Every key of the window and what it does, to be changed by a person. What differs from the standard is remembered by
/// the command's name. No key ever means two things.
class KeyMap : public QObject
{
    Q_OBJECT

public:
    explicit KeyMap(QObject *parent = nullptr) : QObject(parent) {}

    /// The key that a command has now is its standard one; one that was remembered replaces it, unless it is taken. Its
    /// objectName is its name in the settings. The command must outlive the map.
    void add(QAction *action);
    void add(QShortcut *shortcut);  ///< whatsThis() says what it does

    /// A key that belongs to a pane and can't be changed: for the sheet.
    struct Note {
        QString where, keys, label;
    };
    void addNote(const QString &where, const QString &keys, const QString &label)
    {
        m_notes << Note{where, keys, label};
    }
    [[nodiscard]] const QList<Note> &notes() const { return m_notes; }

    [[nodiscard]] int count() const { return int(m_commands.size()); }
    [[nodiscard]] QString label(int command) const;
    [[nodiscard]] QKeySequence keys(int command) const;
    [[nodiscard]] bool isStandard(int command) const;
    /// Empty keys = none. When they are taken nothing happens and the label of the command that has them is returned.
    std::optional<QString> setKeys(int command, const QKeySequence &keys);
    void reset();  ///< all to their standard

Q_SIGNALS:
    void changed();

private:
    struct Command {
        QString name;
        QKeySequence standard;
        QAction *action = nullptr;
        QShortcut *shortcut = nullptr;
    };
    void add(Command command);
    void apply(int command, const QKeySequence &keys);
    [[nodiscard]] std::optional<int> holder(const QKeySequence &keys, int except) const;

    QList<Command> m_commands;
    QList<Note> m_notes;
};

}  // namespace tonewright
