#pragma once

#include "tests/widgets/private_pulse_server.h"
#include "widgets/abc_player/abc_player.h"

namespace tonewright::test
{

/// Plays while `action` runs and returns what was heard, left and right in turn. A device that ran dry because the
/// machine was busy says nothing about the player: then it is all done again, at most four times. Empty when no
/// recording could be made.
template <class Action>
std::vector<qint16> recordUndisturbed(PrivatePulseServer &server, AbcPlayer &player, Action action)
{
    for (int attempt = 0; attempt < 4; ++attempt) {
        player.stop();
        QTest::qWait(150);
        const quint64 before = player.underruns();
        if (!server.startRecording())
            return {};
        player.play();
        action();
        player.pause();
        QTest::qWait(300);
        std::vector<qint16> heard = server.stopRecording();
        if (player.underruns() == before || QTest::currentTestFailed())
            return heard;
        qInfo("the device ran dry %d times; recording again", int(player.underruns() - before));
    }
    return {};
}

}  // namespace tonewright::test
