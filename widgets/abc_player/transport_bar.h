#pragma once

#include <QtWidgets/QWidget>
#include <memory>

#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// The bottom edge of the window: A/B/C and the difference, play, stop, loop, position and length, the seek line with
/// the loop's handles, equal loudness, speed, volume, one line of notes, and on demand the levels of every sound. A
/// view of an AbcPlayer: it holds no state of its own.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    /// `player` must outlive the bar.
    explicit TransportBar(AbcPlayer &player, QWidget *parent = nullptr);
    ~TransportBar() override;

    void setLevelsShown(bool shown);
    [[nodiscard]] bool levelsShown() const;
    /// The keys of the window were changed: hints name them.
    void refreshKeys();

Q_SIGNALS:
    void blindTestRequested();
    void levelsShownChanged(bool shown);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
