// What leaves the program: the player's sound, recorded from a sound server of the test's own.

#include <QtMultimedia/QMediaDevices>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/base/rng.h"
#include "tests/support/near.h"
#include "tests/widgets/undisturbed_recording.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/audio_output_worker.h"

using namespace tonewright;

namespace
{

constexpr int kRate = PrivatePulseServer::kSampleRate;
constexpr double kLsb = 1.0 / 32768;
constexpr double kAmplitude = 0.8;

using Signal = std::vector<double>;

std::shared_ptr<const AudioBuffer> sine(double hertz, double seconds)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = kRate;
    buffer->channels.resize(1);
    for (int i = 0; i < seconds * kRate; ++i)
        buffer->channels[0].push_back(
            static_cast<float>(kAmplitude * std::sin(2 * std::numbers::pi * hertz * i / kRate)));
    return buffer;
}

/// The left channel from 60 ms after the sound begins to 120 ms before it ends: without the fades.
Signal soundOf(const std::vector<qint16> &stereo)
{
    const auto isLoud = [&](std::size_t frame) { return std::abs(stereo[2 * frame]) > 300; };
    const std::size_t frames = stereo.size() / 2;
    std::size_t first = 0;
    std::size_t last = frames;
    while (first < frames && !isLoud(first))
        ++first;
    while (last > first && !isLoud(last - 1))
        --last;
    first += kRate * 60 / 1000;
    last -= std::min(last, static_cast<std::size_t>(kRate * 120 / 1000));
    Signal left;
    for (std::size_t i = first; i < last; ++i)
        left.push_back(stereo[2 * i] * kLsb);
    return left;
}

/// Largest distance from the one sine of this frequency and kAmplitude whose phase fits the first half second.
double distanceFromSine(const Signal &signal, double hertz)
{
    const double step = 2 * std::numbers::pi * hertz / kRate;
    double real = 0;
    double imaginary = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(signal.size(), kRate / 2); ++i) {
        real += signal[i] * std::sin(step * static_cast<double>(i));
        imaginary += signal[i] * std::cos(step * static_cast<double>(i));
    }
    const double phase = std::atan2(imaginary, real);
    double largest = 0;
    for (std::size_t i = 0; i < signal.size(); ++i)
        largest =
            std::max(largest, std::fabs(signal[i] - kAmplitude * std::sin(step * static_cast<double>(i) + phase)));
    return largest;
}

double largestStep(const Signal &signal)
{
    double largest = 0;
    for (std::size_t i = 1; i < signal.size(); ++i)
        largest = std::max(largest, std::fabs(signal[i] - signal[i - 1]));
    return largest;
}

double largestSineStep(double hertz)
{
    return 2 * kAmplitude * std::sin(std::numbers::pi * hertz / kRate);
}

}  // namespace

class TestAudioOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void samplesAreWrittenInEveryFormat();
    void hundredSwitchesLeaveTheSineUnbroken();
    void fiftyLoopsLeaveTheSineUnbroken();
    void positionRunsWithTheSound();
    void endIsHeardAndTheDeviceIsGivenBack();
    void unpluggedDeviceIsToldAndComesBack();
    void theChosenDeviceIsUsedWheneverItIsThere();  // leaves a second device behind
    void deadServerIsTold();

private:
    void checkUsableWithoutSound(AbcPlayer &player);
    template <class Action>
    Signal record(AbcPlayer &player, Action action);

    PrivatePulseServer m_server;
    QString m_skip;
};

void TestAudioOutput::initTestCase()
{
    m_skip = PrivatePulseServer::reasonToSkip();
    if (!m_skip.isEmpty())
        return;
    m_server.setEnvironment();
    QVERIFY2(m_server.start(), m_server.log().constData());
    QTRY_VERIFY_WITH_TIMEOUT(!QMediaDevices::audioOutputs().isEmpty(), 10000);
}

void TestAudioOutput::samplesAreWrittenInEveryFormat()
{
    const std::array<float, 6> stereo{0.5F, -0.25F, 2.0F, -2.0F, 1.0F, -1.0F};
    QAudioFormat format;
    format.setSampleRate(kRate);
    format.setChannelCount(2);

    format.setSampleFormat(QAudioFormat::Int16);
    std::array<qint16, 6> shorts{};
    convertStereo(stereo.data(), 3, format, reinterpret_cast<char *>(shorts.data()));
    QCOMPARE(shorts, (std::array<qint16, 6>{16384, -8192, 32767, -32768, 32767, -32768}));

    format.setSampleFormat(QAudioFormat::Int32);
    std::array<qint32, 6> ints{};
    convertStereo(stereo.data(), 3, format, reinterpret_cast<char *>(ints.data()));
    QCOMPARE(ints, (std::array<qint32, 6>{1073741824, -536870912, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN}));

    format.setSampleFormat(QAudioFormat::Float);
    format.setChannelCount(4);
    std::array<float, 12> four{};
    four.fill(9);
    convertStereo(stereo.data(), 3, format, reinterpret_cast<char *>(four.data()));
    QCOMPARE(four, (std::array<float, 12>{0.5F, -0.25F, 0, 0, 1, -1, 0, 0, 1, -1, 0, 0}));

    format.setChannelCount(1);
    std::array<float, 3> one{};
    convertStereo(stereo.data(), 3, format, reinterpret_cast<char *>(one.data()));
    QCOMPARE(one, (std::array<float, 3>{0.125F, 0, 0}));
}

/// What was heard while `action` ran.
template <class Action>
Signal TestAudioOutput::record(AbcPlayer &player, Action action)
{
    return soundOf(test::recordUndisturbed(m_server, player, [&] {
        QTest::qWait(200);
        action();
    }));
}

// WISHES A1
void TestAudioOutput::hundredSwitchesLeaveTheSineUnbroken()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    constexpr double kHertz = 997;
    AbcPlayer player;
    player.setSources({sine(kHertz, 20), sine(kHertz, 20), sine(kHertz, 20)});
    QTRY_VERIFY(player.canPlay());
    QCOMPARE(player.note(), QString());
    QCOMPARE(player.outputMessage(), QString());
    Rng rng(1);
    int switches = 0;
    const Signal heard = record(player, [&] {
        for (switches = 0; switches < 100; ++switches) {
            player.select(kAbcSources[static_cast<std::size_t>(switches + 1) % 3]);
            QTest::qWait(22 + static_cast<int>(rng.below(12)));
        }
    });
    QCOMPARE(switches, 100);
    QVERIFY2(heard.size() > 2 * kRate, qPrintable(QString::number(heard.size())));
    // The server rounds to 16 bits once: one step of that, and the fit of the phase.
    TW_COMPARE_NEAR(distanceFromSine(heard, kHertz), 0, 1.5 * kLsb);
    QVERIFY(largestStep(heard) <= largestSineStep(kHertz) + 1.1 * kLsb);
}

// WISHES A4
void TestAudioOutput::fiftyLoopsLeaveTheSineUnbroken()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    constexpr double kHertz = 480;
    AbcPlayer player;
    player.setSources({sine(kHertz, 3), sine(kHertz, 3), sine(kHertz, 3)});
    QTRY_VERIFY(player.canPlay());
    player.setLoopRegion(1.0, 1.075);  // 36 periods
    player.setLooping(true);
    player.seek(1.0);
    const Signal heard = record(player, [&] {
        QTest::qWait(50 * 75 + 300);
        QVERIFY(player.isPlaying());
        QVERIFY(player.positionSeconds() >= 1.0 && player.positionSeconds() <= 1.075);
    });
    QVERIFY2(heard.size() > static_cast<std::size_t>(50 * 0.075 * kRate), qPrintable(QString::number(heard.size())));
    TW_COMPARE_NEAR(distanceFromSine(heard, kHertz), 0, 1.5 * kLsb);
    QVERIFY(largestStep(heard) <= largestSineStep(kHertz) + 1.1 * kLsb);
}

void TestAudioOutput::positionRunsWithTheSound()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    AbcPlayer player;
    player.setSources({sine(440, 10), nullptr, nullptr});
    QTRY_VERIFY(player.canPlay());
    QSignalSpy moved(&player, &AbcPlayer::positionChanged);
    player.seek(2);
    player.play();
    QTRY_VERIFY(player.positionSeconds() > 2.1);
    const qsizetype countBefore = moved.count();
    const double before = player.positionSeconds();
    QElapsedTimer timer;
    timer.start();
    QTest::qWait(1500);
    const double moving = player.positionSeconds() - before;
    // The clock is the device's; a tick of its buffer (20 ms) and scheduling are allowed for.
    TW_COMPARE_NEAR(moving, timer.nsecsElapsed() * 1e-9, 0.12);
    const auto updates = static_cast<double>(moved.count() - countBefore);
    QVERIFY2(updates > 20 && updates < 60, qPrintable(QString::number(updates)));
    player.pause();
    QTest::qWait(250);
    const double paused = player.positionSeconds();
    QTest::qWait(150);
    QCOMPARE(player.positionSeconds(), paused);
}

void TestAudioOutput::endIsHeardAndTheDeviceIsGivenBack()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    AbcPlayer player;
    player.setSources({sine(440, 0.5), nullptr, nullptr});
    QTRY_VERIFY(player.canPlay());
    QSignalSpy playing(&player, &AbcPlayer::playingChanged);
    player.play();
    QVERIFY(player.isPlaying());
    QTRY_VERIFY_WITH_TIMEOUT(!player.isPlaying(), 5000);
    QTRY_COMPARE(playing.count(), 2);
    QTRY_COMPARE(player.positionSeconds(), 0.5);
    player.play();
    QTRY_VERIFY(player.isPlaying() && player.positionSeconds() > 0 && player.positionSeconds() < 0.4);
}

void TestAudioOutput::checkUsableWithoutSound(AbcPlayer &player)
{
    QTRY_VERIFY_WITH_TIMEOUT(!player.isPlaying(), 10000);
    QTRY_VERIFY_WITH_TIMEOUT(!player.outputMessage().isEmpty(), 10000);
    QVERIFY(!player.outputMessage().contains(QLatin1Char('\n')));
    player.seek(5);
    player.select(AbcSource::Reference);
    player.select(AbcSource::Raw);
    QCOMPARE(player.positionSeconds(), 5.0);
}

// WISHES A9
void TestAudioOutput::theChosenDeviceIsUsedWheneverItIsThere()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    AbcPlayer player;
    player.setSources({sine(440, 30), nullptr, nullptr});
    QTRY_VERIFY(player.canPlay());
    const QString first = player.outputDevice();
    player.setPreferredOutputDevice(QStringLiteral("Second"));
    QCOMPARE(player.outputDevice(), first);  // it isn't there yet: the system's choice
    player.play();
    QTRY_VERIFY(player.positionSeconds() > 0.2);
    QVERIFY(m_server.addSecond());
    QTRY_COMPARE_WITH_TIMEOUT(player.outputDevice(), QStringLiteral("Second"), 10000);
    QVERIFY(player.outputDevices().contains(first));
    // It was playing: it goes on, there.
    const double here = player.positionSeconds();
    QTRY_VERIFY_WITH_TIMEOUT(player.isPlaying() && player.positionSeconds() > here + 0.3, 10000);
    player.setPreferredOutputDevice({});
    QTRY_COMPARE_WITH_TIMEOUT(player.outputDevice(), first, 10000);
    player.stop();
}

// WISHES A9
void TestAudioOutput::unpluggedDeviceIsToldAndComesBack()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    AbcPlayer player;
    player.setSources({sine(440, 30), nullptr, nullptr});
    QTRY_VERIFY(player.canPlay());
    player.play();
    QTRY_VERIFY(player.positionSeconds() > 0.2);
    QVERIFY(m_server.unplug());
    checkUsableWithoutSound(player);
    QTRY_VERIFY_WITH_TIMEOUT(!player.canPlay(), 10000);

    QVERIFY(m_server.plugIn());
    QTRY_VERIFY_WITH_TIMEOUT(player.canPlay() && player.outputMessage().isEmpty(), 15000);
    QVERIFY(!player.isPlaying());  // nobody is startled by sound that begins by itself
    player.play();
    QTRY_VERIFY(player.positionSeconds() > 5.2);
}

void TestAudioOutput::deadServerIsTold()
{
    if (!m_skip.isEmpty())
        QSKIP(qPrintable(m_skip));
    AbcPlayer player;
    player.setSources({sine(440, 30), nullptr, nullptr});
    QTRY_VERIFY(player.canPlay());
    player.play();
    QTRY_VERIFY(player.positionSeconds() > 0.2);
    m_server.stop();
    checkUsableWithoutSound(player);
}

QTEST_GUILESS_MAIN(TestAudioOutput)
#include "tst_audio_output.moc"
