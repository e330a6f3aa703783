#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTimer>
#include <cstdint>
#include <memory>

#include "core/audio/rt/stereo_renderer.h"

class QMediaDevices;
class QThread;

namespace tonewright
{

class AudioOutputWorker;

/// The sound device: a QAudioSink in a thread of its own that pulls from a StereoRenderer, so that a stalled window
/// causes no gap. Follows the system's default output, or the device of a chosen name whenever that is there: when it
/// goes away or none is there, everything stays usable, one line says so, and the output comes back by itself when a
/// device appears. (Qt 6.4 itself gives up when the sound server as a whole stays away for more than three seconds:
/// then only a new start of the program finds it.)
///
/// Belongs to the GUI thread. start() and stop() return at once.
class AudioOutput : public QObject
{
    Q_OBJECT

public:
    /// How much sound is kept ready, and so how late a switch is heard. Longer survives a busier machine.
    static constexpr int kDefaultBufferMilliseconds = 80;

    /// `renderer` must outlive this object.
    explicit AudioOutput(StereoRenderer &renderer, QObject *parent = nullptr,
                         int bufferMilliseconds = kDefaultBufferMilliseconds);
    ~AudioOutput() override;  ///< closes the stream and waits for its thread

    /// There is a device (that it can be opened shows when it is started).
    [[nodiscard]] bool isAvailable() const { return m_sampleRate > 0; }
    /// One line for a person when there is no sound; empty when all is well.
    [[nodiscard]] QString message() const { return m_message; }
    [[nodiscard]] QString deviceName() const { return m_deviceName; }  ///< in use
    /// The names of the devices that are there.
    [[nodiscard]] static QStringList deviceNames();
    /// Uses the device of this name whenever it is there, else (and for an empty name) the system's default.
    void setPreferredDevice(const QString &name);
    [[nodiscard]] QString preferredDevice() const { return m_preferred; }
    /// The rate in Hz at which render() must deliver; 0 while there is no device.
    [[nodiscard]] int sampleRate() const { return m_sampleRate; }

    /// Opens the stream; render() is called from now on. Without a device nothing happens.
    void start();
    /// Closes the stream. The caller fades out first: what is still buffered is dropped.
    void stop();
    /// True from start() until the stream has been closed: while it is, only the audio thread may call render().
    [[nodiscard]] bool isRunning() const { return m_running; }

    /// Frames that were rendered but not heard yet (an estimate from the sink's fill).
    [[nodiscard]] std::int64_t bufferedFrames() const;
    /// How often the device ran dry since the program started.
    [[nodiscard]] std::uint64_t underruns() const;

Q_SIGNALS:
    void devicesChanged();                             ///< which there are, or which is in use
    void sampleRateChanged(int hz);                    ///< another device; emitted before availabilityChanged
    void availabilityChanged(const QString &message);  ///< empty: there is sound
    /// False: the stream was closed, by stop() or because the device failed or changed.
    void runningChanged(bool running);

private:
    void chooseDevice();
    void lookForPreferred();
    void setState(const QString &message, const QString &deviceName, int sampleRate);
    void onOpened(int stream);
    void onClosed(int stream, bool failed);
    void makeWorker();
    void abandonWorker();
    void watch();
    void tellFailure();

    struct Device;
    std::unique_ptr<Device> m_device;
    std::unique_ptr<QMediaDevices> m_devices;
    std::unique_ptr<QThread> m_thread;
    AudioOutputWorker *m_worker = nullptr;  ///< lives in m_thread and is deleted there
    StereoRenderer &m_renderer;
    const int m_bufferMilliseconds;
    QTimer m_watchdog;
    QTimer m_retry;
    QTimer m_look;                 ///< for the preferred device: Qt 6.4 doesn't tell when PulseAudio has got a new one
    std::int64_t m_startedAt = 0;  ///< steady nanoseconds
    std::uint64_t m_earlierUnderruns = 0;  ///< of workers that are gone
    QString m_message;
    QString m_deviceName;
    QString m_preferred;
    int m_sampleRate = 0;
    int m_stream = 0;  ///< number of the last stream that was asked for
    bool m_running = false;
    bool m_closing = false;  ///< the worker has been asked to close the stream
};

}  // namespace tonewright
