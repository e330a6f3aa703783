#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <cstdint>
#include <memory>

#include "core/audio/rt/stereo_renderer.h"

class QMediaDevices;
class QThread;

namespace tonewright {

class AudioOutputWorker;

/// The sound device: a QAudioSink in a thread of its own that pulls from a StereoRenderer, so that a stalled window
/// causes no gap. Follows the system's default output: when it goes away or none is there, everything stays usable, one
/// line says so, and the output comes back by itself when a device appears.
///
/// Belongs to the GUI thread. start() and stop() return at once; runningChanged() tells when they have happened.
class AudioOutput : public QObject
{
    Q_OBJECT

public:
    /// `renderer` must outlive this object.
    explicit AudioOutput(StereoRenderer &renderer, QObject *parent = nullptr);
    ~AudioOutput() override;  ///< stops the sink and waits for its thread

    /// A device is there and could be opened the last time it was tried.
    [[nodiscard]] bool isAvailable() const { return m_message.isEmpty(); }
    /// One line for a person when there is no sound ("No sound device: …"); empty when all is well.
    [[nodiscard]] QString message() const { return m_message; }
    [[nodiscard]] QString deviceName() const { return m_deviceName; }
    /// The rate in Hz at which render() must deliver; 0 while there is no device.
    [[nodiscard]] int sampleRate() const { return m_sampleRate; }

    /// Opens the stream; render() is called from now on. Without a device nothing happens.
    void start();
    /// Closes the stream. The caller fades out first; what is still buffered is dropped.
    void stop();
    /// True from start() until the stream has been closed: while it is, only the audio thread may call render().
    [[nodiscard]] bool isRunning() const { return m_running; }

    /// Frames that were rendered but not heard yet (an estimate, from the sink's fill). Lock-free.
    [[nodiscard]] std::int64_t bufferedFrames() const;
    /// How often the device ran dry since the program started. Lock-free.
    [[nodiscard]] std::uint64_t underruns() const;

Q_SIGNALS:
    void availabilityChanged(const QString &message);  ///< empty: sound is there
    void sampleRateChanged(int hz);                    ///< emitted before availabilityChanged
    void runningChanged(bool running);

private:
    void chooseDevice();
    void setState(const QString &message, const QString &deviceName, int sampleRate);
    void onStarted();
    void onStopped(const QString &failure);

    std::unique_ptr<QMediaDevices> m_devices;
    std::unique_ptr<QThread> m_thread;
    AudioOutputWorker *m_worker;  ///< lives in m_thread, deleted there
    QString m_message;
    QString m_deviceName;
    QByteArray m_deviceId;
    int m_sampleRate = 0;
    bool m_running = false;
    bool m_wanted = false;
};

}  // namespace tonewright
