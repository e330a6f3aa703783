#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <vector>

namespace tonewright
{

/// A sound server of the test's own with one silent 48 kHz 16-bit stereo device, whose sound can be recorded. Works as
/// root and without D-Bus, and touches nothing of the person's own server.
class PrivatePulseServer
{
public:
    static constexpr int kSampleRate = 48000;

    /// Why it can't be started on this machine; empty when it can.
    static QString reasonToSkip()
    {
        for (const char *program : {"pulseaudio", "parec", "pactl"})
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                return QStringLiteral("the program \"%1\" is not installed (packages pulseaudio, pulseaudio-utils)")
                    .arg(QLatin1String(program));
        return {};
    }

    ~PrivatePulseServer() { stop(); }

    /// Points this process to the server; before the first use of Qt Multimedia.
    void setEnvironment() const
    {
        for (const char *name : {"HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"})
            qputenv(name, QFile::encodeName(m_folder.path()));
        qputenv("PULSE_SERVER", "unix:" + QFile::encodeName(socket()));
    }

    bool start()
    {
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start(QStringLiteral("pulseaudio"),
                       {"-n", "--daemonize=no", "--system=no", "--use-pid-file=no", "--exit-idle-time=-1",
                        "--realtime=no", "--high-priority=no", "--disable-shm=yes",
                        QStringLiteral("--load=module-native-protocol-unix socket=%1 auth-anonymous=1").arg(socket()),
                        "--load=module-null-sink sink_name=testsink rate=48000 channels=2 format=s16le",
                        "--load=module-remap-source master=testsink.monitor source_name=testmic"});
        return m_server.waitForStarted() && waitFor([this] { return QFileInfo::exists(socket()); });
    }

    void stop()
    {
        stopRecording();
        if (m_server.state() == QProcess::NotRunning)
            return;
        m_server.kill();
        m_server.waitForFinished();
        QFile::remove(socket());
    }

    /// Takes the device away and brings it back while the server runs.
    bool unplug()
    {
        return control({"unload-module", "module-remap-source"}) && control({"unload-module", "module-null-sink"});
    }
    bool plugIn()
    {
        return control(
            {"load-module", "module-null-sink", "sink_name=testsink", "rate=48000", "channels=2", "format=s16le"});
    }

    /// A second device beside the first, called "Second".
    bool addSecond()
    {
        return control({"load-module", "module-null-sink", "sink_name=second", "rate=48000", "channels=2",
                        "format=s16le", "sink_properties=device.description=Second"});
    }

    [[nodiscard]] QByteArray log() { return m_server.readAll(); }

    /// The server hands the sound over in pieces of up to `latencyMs`.
    bool startRecording(int latencyMs = 50)
    {
        QFile::remove(recording());
        m_recorder.setStandardOutputFile(recording());
        m_recorder.start(QStringLiteral("parec"),
                         {"--device=testsink.monitor", "--format=s16le", "--rate=48000", "--channels=2", "--raw",
                          QStringLiteral("--latency-msec=%1").arg(latencyMs)});
        return m_recorder.waitForStarted() && waitFor([this] { return QFileInfo(recording()).size() > 0; });
    }

    /// How much has arrived so far, in frames of both channels. What is played now has a higher number.
    [[nodiscard]] qint64 recordedFrames() const { return QFileInfo(recording()).size() / qint64(2 * sizeof(qint16)); }

    /// What was recorded: interleaved stereo, −32768 … 32767.
    std::vector<qint16> stopRecording()
    {
        if (m_recorder.state() != QProcess::NotRunning) {
            m_recorder.terminate();
            m_recorder.waitForFinished();
        }
        QFile file(recording());
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QByteArray bytes = file.readAll();
        std::vector<qint16> samples(static_cast<std::size_t>(bytes.size()) / sizeof(qint16));
        std::memcpy(samples.data(), bytes.constData(), samples.size() * sizeof(qint16));
        return samples;
    }

private:
    static bool control(const QStringList &arguments)
    {
        QProcess pactl;
        pactl.start(QStringLiteral("pactl"), arguments);
        return pactl.waitForFinished() && pactl.exitStatus() == QProcess::NormalExit && pactl.exitCode() == 0;
    }

    [[nodiscard]] QString socket() const { return m_folder.filePath(QStringLiteral("native")); }
    [[nodiscard]] QString recording() const { return m_folder.filePath(QStringLiteral("recording.raw")); }

    template <class Condition>
    static bool waitFor(Condition condition)
    {
        return QTest::qWaitFor(condition, 10000);
    }

    QTemporaryDir m_folder;
    QProcess m_server;
    QProcess m_recorder;
};

}  // namespace tonewright
