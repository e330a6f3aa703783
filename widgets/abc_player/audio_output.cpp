#include "widgets/abc_player/audio_output.h"

#include <QtCore/QThread>
#include <QtMultimedia/QMediaDevices>
#include <algorithm>
#include <utility>

#include "widgets/abc_player/audio_output_worker.h"

namespace tonewright
{

namespace
{
/// A device that hangs while it is opened or closed must not keep the program from ending.
constexpr int kPatienceMilliseconds = 3000;
constexpr int kWatchMilliseconds = 500;
/// A stream that asks for nothing for this long is dead, though its sink says otherwise.
constexpr std::int64_t kStalledNanoseconds = 2'000'000'000;
constexpr int kRetryMilliseconds = 3000;
constexpr int kLookMilliseconds = 2000;
}  // namespace

struct AudioOutput::Device {
    QAudioDevice device;
    QAudioFormat format;
};

AudioOutput::AudioOutput(StereoRenderer &renderer, QObject *parent, int bufferMilliseconds)
    : QObject(parent), m_device(std::make_unique<Device>()), m_devices(std::make_unique<QMediaDevices>()),
      m_renderer(renderer), m_bufferMilliseconds(bufferMilliseconds)
{
    connect(m_devices.get(), &QMediaDevices::audioOutputsChanged, this, [this] {
        chooseDevice();
        Q_EMIT devicesChanged();
    });
    m_watchdog.setInterval(kWatchMilliseconds);
    connect(&m_watchdog, &QTimer::timeout, this, &AudioOutput::watch);
    // A device that is there again, or a stream that opens again, takes the message away.
    m_retry.setInterval(kRetryMilliseconds);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        chooseDevice();
        start();
    });
    m_look.setInterval(kLookMilliseconds);
    connect(&m_look, &QTimer::timeout, this, &AudioOutput::lookForPreferred);
    makeWorker();
    chooseDevice();
}

AudioOutput::~AudioOutput()
{
    m_worker->disconnect(this);
    m_thread->quit();
    if (!m_thread->wait(kPatienceMilliseconds))
        abandonWorker();
}

void AudioOutput::makeWorker()
{
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("sound output"));
    m_worker = new AudioOutputWorker(m_renderer);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &AudioOutputWorker::opened, this, &AudioOutput::onOpened);
    connect(m_worker, &AudioOutputWorker::closed, this, &AudioOutput::onClosed);
    m_thread->start(QThread::TimeCriticalPriority);
}

/// For a sound system that hangs: its thread is left alone and cleans up if it ever wakes.
void AudioOutput::abandonWorker()
{
    m_worker->gate().abandon();
    m_worker->disconnect(this);
    m_earlierUnderruns += m_worker->underruns();
    m_worker = nullptr;
    QThread *thread = m_thread.release();
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->quit();
}

void AudioOutput::watch()
{
    if (!m_running) {
        m_watchdog.stop();
        return;
    }
    const std::int64_t last = std::max(m_worker->gate().lastCall(), m_startedAt);
    if (steadyNanoseconds() - last < kStalledNanoseconds)
        return;
    abandonWorker();
    makeWorker();
    onClosed(m_stream, true);
}

void AudioOutput::tellFailure()
{
    setState(tr("The sound device “%1” stopped working. Trying again …").arg(m_deviceName), m_deviceName, m_sampleRate);
}

QStringList AudioOutput::deviceNames()
{
    QStringList names;
    for (const QAudioDevice &device : QMediaDevices::audioOutputs())
        names << device.description();
    return names;
}

void AudioOutput::setPreferredDevice(const QString &name)
{
    if (m_preferred == name)
        return;
    m_preferred = name;
    chooseDevice();
    if (name.isEmpty())
        m_look.stop();
    else
        m_look.start();
    Q_EMIT devicesChanged();
}

void AudioOutput::lookForPreferred()
{
    const QString before = m_deviceName;
    if (before == m_preferred || !deviceNames().contains(m_preferred))
        return;
    chooseDevice();
    if (m_deviceName != before)
        Q_EMIT devicesChanged();
}

void AudioOutput::chooseDevice()
{
    QAudioDevice device = QMediaDevices::defaultAudioOutput();
    if (!m_preferred.isEmpty())
        for (const QAudioDevice &one : QMediaDevices::audioOutputs())
            if (one.description() == m_preferred)
                device = one;
    const QAudioFormat format = device.isNull() ? QAudioFormat() : chooseOutputFormat(device);
    if (device == m_device->device && format == m_device->format && (m_sampleRate > 0) == format.isValid() &&
        (format.isValid() || !m_message.isEmpty()))
        return;
    *m_device = {device, format};
    if (m_running)
        stop();
    if (device.isNull())
        setState(tr("No sound device was found: everything but listening works."), {}, 0);
    else if (!format.isValid())
        setState(tr("The sound device “%1” has no format that can be used.").arg(device.description()), {}, 0);
    else
        setState({}, device.description(), format.sampleRate());
}

void AudioOutput::setState(const QString &message, const QString &deviceName, int sampleRate)
{
    const bool rateChanged = m_sampleRate != sampleRate;
    const bool messageChanged = m_message != message;
    m_sampleRate = sampleRate;
    m_message = message;
    m_deviceName = deviceName;
    if (message.isEmpty())
        m_retry.stop();
    else
        m_retry.start();
    if (rateChanged)
        Q_EMIT sampleRateChanged(sampleRate);
    if (rateChanged || messageChanged)
        Q_EMIT availabilityChanged(message);
}

void AudioOutput::start()
{
    if (m_sampleRate == 0 || (m_running && !m_closing))
        return;
    const bool wasRunning = std::exchange(m_running, true);
    m_closing = false;
    m_startedAt = steadyNanoseconds();
    m_watchdog.start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, stream = ++m_stream, chosen = *m_device, milliseconds = m_bufferMilliseconds] {
            worker->open(stream, chosen.device, chosen.format, milliseconds);
        });
    if (!wasRunning)
        Q_EMIT runningChanged(true);
}

void AudioOutput::stop()
{
    m_closing = true;
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->close(); });
}

void AudioOutput::onOpened(int stream)
{
    if (stream == m_stream)
        setState({}, m_deviceName, m_sampleRate);
}

void AudioOutput::onClosed(int stream, bool failed)
{
    if (failed)
        tellFailure();
    // An older stream was closed to make room for the one that was asked for since.
    if (stream != m_stream || !m_running)
        return;
    m_running = false;
    m_closing = false;
    Q_EMIT runningChanged(false);
}

std::int64_t AudioOutput::bufferedFrames() const
{
    return m_running ? m_worker->bufferedFrames() : 0;
}

std::uint64_t AudioOutput::underruns() const
{
    return m_earlierUnderruns + m_worker->underruns();
}

}  // namespace tonewright
