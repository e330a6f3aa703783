#pragma once

#include <QtWidgets/QLabel>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QWidget>
#include <optional>

#include "widgets/style/icons.h"

class QHBoxLayout;
class QMenu;
class QPushButton;
class QStackedLayout;
class QToolButton;

namespace tonewright
{

/// A label in muted ink in either theme.
class MutedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit MutedLabel(QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
};

/// What an empty pane shows: one sentence and the one action that fills it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);
    void setIcon(Icon icon);
    void setSentence(const QString &sentence);
    void setAction(const QString &text);  ///< empty = no button (somebody else is about to fill the pane)
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString actionText() const;

Q_SIGNALS:
    void actionTriggered();

protected:
    void changeEvent(QEvent *event) override;

private:
    std::optional<Icon> m_icon;
    QLabel *m_iconLabel;
    QLabel *m_sentence;
    QPushButton *m_button;
};

/// Title, one row of controls, and a menu for the rest.
class PaneHeader : public QWidget
{
    Q_OBJECT
public:
    explicit PaneHeader(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setDetail(const QString &text);  ///< muted words after the title ("blues.00003, 30.0 s")
    void addControl(QWidget *control);    ///< right-aligned, in order
    [[nodiscard]] QMenu *menu();          ///< made, and its button shown, on first use

private:
    QLabel *m_title;
    QLabel *m_detail;
    QHBoxLayout *m_controls;
    QToolButton *m_menuButton = nullptr;
    QMenu *m_menu = nullptr;
};

/// A header above either the content or the empty state.
class Pane : public QWidget
{
    Q_OBJECT
public:
    Pane(const QString &title, QWidget *content, QWidget *parent = nullptr);
    [[nodiscard]] PaneHeader *header() const { return m_header; }
    [[nodiscard]] QWidget *content() const { return m_content; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    void setEmpty(bool empty);  ///< true: the empty state is shown. Panes begin with their content.
    [[nodiscard]] bool isEmpty() const;

private:
    PaneHeader *m_header;
    QWidget *m_content;
    EmptyState *m_empty;
    QStackedLayout *m_stack;
};

/// Panes divided by one-pixel lines that are easy to grab (the handle reaches 2 px to either side).
class HairlineSplitter : public QSplitter
{
    Q_OBJECT
public:
    explicit HairlineSplitter(Qt::Orientation orientation, QWidget *parent = nullptr);

protected:
    QSplitterHandle *createHandle() override;
};

/// A one-pixel line for layouts.
class Hairline : public QWidget
{
    Q_OBJECT
public:
    explicit Hairline(Qt::Orientation orientation, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

}  // namespace tonewright
