#pragma once

#include <QtWidgets/QWidget>
#include <memory>

#include "widgets/abc_player/abc_player.h"

namespace tonewright
{

/// The bottom edge of the window: A/B/C, play, stop, loop, position and length, the seek line with the loop's handles,
/// volume, and one line of notes. A view of an AbcPlayer: it holds no state of its own.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    /// `player` must outlive the bar.
    explicit TransportBar(AbcPlayer &player, QWidget *parent = nullptr);
    ~TransportBar() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
