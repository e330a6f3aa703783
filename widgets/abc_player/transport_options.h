#pragma once

#include <QtWidgets/QWidget>

class QMenu;
class QToolButton;

namespace tonewright
{

class AbcPlayer;

/// The end of the transport's row: equal loudness, speed, levels, and a menu with the output device, the blind test
/// and how often the device ran dry.
class TransportOptions : public QWidget
{
    Q_OBJECT

public:
    /// `player` must outlive this.
    explicit TransportOptions(AbcPlayer &player, QWidget *parent = nullptr);

    void setLevelsShown(bool shown);
    void refreshKeys();  ///< hints name the keys of the window
    /// Filled anew each time it is about to be shown.
    [[nodiscard]] QMenu *menu() const { return m_menu; }

Q_SIGNALS:
    void levelsToggled(bool shown);
    void blindTestRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    QToolButton *makeButton(const char *id, const QString &name);
    void buildSpeeds();
    void fillMenu();
    void follow();
    void updateIcons();

    AbcPlayer &m_player;
    QToolButton *m_match;
    QToolButton *m_speed;
    QToolButton *m_levels;
    QToolButton *m_more;
    QMenu *m_menu;
};

}  // namespace tonewright
