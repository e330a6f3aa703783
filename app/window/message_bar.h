#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace tonewright
{

/// One line across the window for what a person should read: an error, or a note. Never in the way, never modal. It
/// never hides itself: shownChanged() tells its tool bar, which hides and lays it out as one. An error stays until
/// closed or replaced by another error.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    void showError(const QString &text);
    void showNote(const QString &text);
    void clear();
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isError() const { return m_isError; }

Q_SIGNALS:
    void shownChanged(bool shown);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void set(const QString &text, bool error);
    void restyle();
    void fitHeight();

    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_close;
    bool m_isError = false;
};

}  // namespace tonewright
