#include "widgets/abc_player/audio_output_worker.h"

#include <QtMultimedia/QAudioSink>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>
#include <utility>

namespace tonewright
{

namespace
{

constexpr std::size_t kBlockFrames = 1024;
constexpr double kLeadInSeconds = 0.03;

std::int64_t framesIn(std::int64_t nanoseconds, int sampleRate) noexcept
{
    return static_cast<std::int64_t>(static_cast<double>(nanoseconds) * 1e-9 * sampleRate);
}

bool canWrite(QAudioFormat::SampleFormat format)
{
    return format == QAudioFormat::Float || format == QAudioFormat::Int32 || format == QAudioFormat::Int16;
}

void writeSample(float sample, QAudioFormat::SampleFormat format, char *out) noexcept
{
    const auto clipped = static_cast<double>(std::clamp(sample, -1.0F, 1.0F));
    if (format == QAudioFormat::Float) {
        const auto value = static_cast<float>(clipped);
        std::memcpy(out, &value, sizeof value);
    } else if (format == QAudioFormat::Int32) {
        const auto value = static_cast<std::int32_t>(std::min(std::nearbyint(clipped * 2147483648.0), 2147483647.0));
        std::memcpy(out, &value, sizeof value);
    } else {
        const auto value = static_cast<std::int16_t>(std::min(std::nearbyint(clipped * 32768.0), 32767.0));
        std::memcpy(out, &value, sizeof value);
    }
}

}  // namespace

std::int64_t steadyNanoseconds() noexcept
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

QAudioFormat chooseOutputFormat(const QAudioDevice &device)
{
    const QAudioFormat preferred = device.preferredFormat();
    for (const int channels : {2, preferred.channelCount()}) {
        for (const auto sampleFormat : {QAudioFormat::Float, QAudioFormat::Int32, QAudioFormat::Int16}) {
            QAudioFormat format = preferred;
            format.setChannelCount(channels);
            format.setSampleFormat(sampleFormat);
            if (format.isValid() && device.isFormatSupported(format))
                return format;
        }
    }
    return canWrite(preferred.sampleFormat()) ? preferred : QAudioFormat();
}

void convertStereo(const float *stereo, std::size_t frames, const QAudioFormat &format, char *out) noexcept
{
    const int channels = format.channelCount();
    const int bytes = format.bytesPerSample();
    for (std::size_t i = 0; i < frames; ++i) {
        const float left = stereo[2 * i];
        const float right = stereo[2 * i + 1];
        for (int channel = 0; channel < channels; ++channel) {
            const float sample = channels == 1 ? 0.5F * (left + right) : channel == 0 ? left : channel == 1 ? right : 0;
            writeSample(sample, format.sampleFormat(), out);
            out += bytes;
        }
    }
}

// ---- GatedRenderer ----

void GatedRenderer::render(float *interleaved, std::size_t frames) noexcept
{
    Gate open = Gate::Open;
    if (!m_gate.compare_exchange_strong(open, Gate::Rendering, std::memory_order_acquire)) {
        std::fill_n(interleaved, 2 * frames, 0.0F);
        return;
    }
    m_renderer.render(interleaved, frames);
    m_lastCall.store(steadyNanoseconds(), std::memory_order_relaxed);
    m_gate.store(Gate::Open, std::memory_order_release);
}

void GatedRenderer::abandon() noexcept
{
    Gate open = Gate::Open;
    while (!m_gate.compare_exchange_weak(open, Gate::Abandoned, std::memory_order_acq_rel) && open != Gate::Abandoned) {
        open = Gate::Open;
        std::this_thread::yield();
    }
}

// ---- RenderDevice ----

RenderDevice::RenderDevice(StereoRenderer &renderer, const QAudioFormat &format, std::atomic<std::uint64_t> &underruns,
                           LatestValue<BufferReading> &reading)
    : m_renderer(renderer), m_format(format), m_bytesPerFrame(format.bytesPerFrame()), m_underruns(underruns),
      m_reading(reading), m_stereo(2 * kBlockFrames), m_leadInFrames(std::llround(kLeadInSeconds * format.sampleRate()))
{
    m_last.sampleRate = format.sampleRate();
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

void RenderDevice::noteFill(std::size_t frames) noexcept
{
    const std::int64_t now = steadyNanoseconds();
    const std::int64_t capacity = m_sink->bufferSize() / m_bytesPerFrame;
    const std::int64_t fill = std::max<std::int64_t>(capacity - m_sink->bytesFree() / m_bytesPerFrame, 0);
    // Nothing was there to play for part of the time since the last call. Only counted once the buffer has been filled:
    // a stream that starts is empty.
    if (m_wasFull && framesIn(now - m_last.nanoseconds, m_last.sampleRate) > m_last.frames)
        m_underruns.fetch_add(1, std::memory_order_relaxed);
    m_last.frames = fill + static_cast<std::int64_t>(frames);
    m_last.nanoseconds = now;
    m_wasFull = m_wasFull || 2 * m_last.frames > capacity;
    m_reading.write(m_last);
}

qint64 RenderDevice::readData(char *data, qint64 maxSize)
{
    const auto frames = static_cast<std::size_t>(std::max<qint64>(maxSize, 0) / m_bytesPerFrame);
    noteFill(frames);
    for (std::size_t done = 0; done < frames;) {
        std::size_t block = std::min(frames - done, kBlockFrames);
        if (m_leadInFrames > 0) {
            block = std::min(block, static_cast<std::size_t>(m_leadInFrames));
            std::fill(m_stereo.begin(), m_stereo.end(), 0.0F);
            m_leadInFrames -= static_cast<std::int64_t>(block);
        } else {
            m_renderer.render(m_stereo.data(), block);
        }
        convertStereo(m_stereo.data(), block, m_format, data + done * static_cast<std::size_t>(m_bytesPerFrame));
        done += block;
    }
    return static_cast<qint64>(frames) * m_bytesPerFrame;
}

// ---- AudioOutputWorker ----

AudioOutputWorker::~AudioOutputWorker()
{
    closeStream(false);
}

void AudioOutputWorker::open(int stream, const QAudioDevice &device, const QAudioFormat &format, int bufferMilliseconds)
{
    closeStream(false);
    m_stream = stream;
    m_source = std::make_unique<RenderDevice>(m_renderer, format, m_underruns, m_reading);
    m_sink = std::make_unique<QAudioSink>(device, format);
    m_sink->setBufferSize(format.bytesForDuration(qint64(bufferMilliseconds) * 1000));
    m_source->setSink(m_sink.get());
    m_sink->start(m_source.get());
    if (m_sink->state() == QAudio::StoppedState || m_sink->error() == QAudio::OpenError ||
        m_sink->error() == QAudio::FatalError) {
        closeStream(true);
        return;
    }
    // Some backends report from a thread of their own: queued, so that the sink isn't destroyed in its own signal.
    connect(
        m_sink.get(), &QAudioSink::stateChanged, this,
        [this, stream](QAudio::State state) {
            if (state == QAudio::StoppedState && stream == m_stream)
                closeStream(true);
        },
        Qt::QueuedConnection);
    Q_EMIT opened(stream);
}

void AudioOutputWorker::close()
{
    closeStream(false);
}

void AudioOutputWorker::closeStream(bool failed)
{
    // Taken out first: destroying a sink may process this thread's events, which may open the next stream.
    const auto source = std::move(m_source);
    auto sink = std::move(m_sink);
    if (!sink)
        return;
    const int stream = std::exchange(m_stream, 0);
    sink->disconnect(this);
    sink->stop();
    sink.reset();
    m_reading.write({});
    Q_EMIT closed(stream, failed);
}

std::int64_t AudioOutputWorker::bufferedFrames()
{
    m_reading.read(m_lastReading);
    if (m_lastReading.sampleRate == 0)
        return 0;
    const std::int64_t played = framesIn(steadyNanoseconds() - m_lastReading.nanoseconds, m_lastReading.sampleRate);
    return std::max<std::int64_t>(m_lastReading.frames - played, 0);
}

}  // namespace tonewright
