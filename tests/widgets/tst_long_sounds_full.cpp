#include "tests/widgets/long_sounds.h"

using namespace tonewright;

/// The goal itself: three files of ten minutes, 48 kHz, stereo, and their spectrograms.
class TestLongSoundsFull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("PULSE_SERVER", "unix:/nonexistent/native"); }

    void tenMinutes()
    {
        const auto megabytes = long_sounds::measure(10);
        QVERIFY(megabytes.open - megabytes.idle <= 300);  // the goal is 400
        QVERIFY(megabytes.closed - megabytes.idle <= 60);
    }
};

QTEST_MAIN(TestLongSoundsFull)
#include "tst_long_sounds_full.moc"
