#pragma once

#include <QtCore/QIODevice>
#include <QtCore/QObject>
#include <QtMultimedia/QAudioDevice>
#include <QtMultimedia/QAudioFormat>
#include <QtMultimedia/QAudioSink>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/audio/rt/latest_value.h"
#include "core/audio/rt/stereo_renderer.h"

namespace tonewright
{

/// The clock of the readings and calls below.
std::int64_t steadyNanoseconds() noexcept;

/// The format to open a device with: its own rate; stereo if it can; float, else 32 or 16 bit integers. An invalid
/// format when it can do none of these.
QAudioFormat chooseOutputFormat(const QAudioDevice &device);

/// Writes interleaved stereo floats as `format` wants them: clipped at full scale; one channel gets the mean, channels
/// beyond two are silent. Real-time safe. `format` is one that chooseOutputFormat returned.
void convertStereo(const float *stereo, std::size_t frames, const QAudioFormat &format, char *out) noexcept;

/// How full the device's buffer was at one moment.
struct BufferReading {
    std::int64_t frames = 0;
    std::int64_t nanoseconds = 0;  ///< steady clock
    int sampleRate = 0;
};

/// Lets another thread cut off a sound system that hangs: after abandon() has returned the renderer is never called
/// again.
class GatedRenderer final : public StereoRenderer
{
public:
    explicit GatedRenderer(StereoRenderer &renderer) : m_renderer(renderer) {}

    void render(float *interleaved, std::size_t frames) noexcept override;
    /// Waits for a call that is under way, which takes microseconds.
    void abandon() noexcept;
    /// Steady clock, in nanoseconds; 0 before the first call.
    [[nodiscard]] std::int64_t lastCall() const { return m_lastCall.load(std::memory_order_relaxed); }

private:
    enum class Gate { Open, Rendering, Abandoned };
    StereoRenderer &m_renderer;
    std::atomic<Gate> m_gate{Gate::Open};
    std::atomic<std::int64_t> m_lastCall{0};
};

/// What QAudioSink pulls from. readData() belongs to the audio thread.
class RenderDevice : public QIODevice
{
    Q_OBJECT

public:
    RenderDevice(StereoRenderer &renderer, const QAudioFormat &format, std::atomic<std::uint64_t> &underruns,
                 LatestValue<BufferReading> &reading);

    void setSink(const QAudioSink *sink) { m_sink = sink; }

    [[nodiscard]] bool isSequential() const override { return true; }
    /// Endless: the sinks take 0 for the end of the sound.
    [[nodiscard]] qint64 bytesAvailable() const override { return 1 << 24; }
    [[nodiscard]] bool atEnd() const override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    void noteFill(std::size_t frames) noexcept;

    StereoRenderer &m_renderer;
    const QAudioFormat m_format;
    const int m_bytesPerFrame;
    std::atomic<std::uint64_t> &m_underruns;
    LatestValue<BufferReading> &m_reading;
    const QAudioSink *m_sink = nullptr;
    std::vector<float> m_stereo;
    std::int64_t m_leadInFrames;  ///< silence before the renderer is asked: some servers lose a stream's first moments
    BufferReading m_last;
    bool m_wasFull = false;
};

/// Owns the sink; lives in the output's thread.
class AudioOutputWorker : public QObject
{
    Q_OBJECT

public:
    explicit AudioOutputWorker(StereoRenderer &renderer) : m_renderer(renderer) {}
    ~AudioOutputWorker() override;

    /// Closes the stream that is open and opens number `stream`.
    void open(int stream, const QAudioDevice &device, const QAudioFormat &format, int bufferMilliseconds);
    void close();

    // For any thread:
    GatedRenderer &gate() { return m_renderer; }
    [[nodiscard]] std::uint64_t underruns() const { return m_underruns.load(std::memory_order_relaxed); }
    /// For one thread (the GUI's): the fill now, extrapolated from the last reading.
    [[nodiscard]] std::int64_t bufferedFrames();

Q_SIGNALS:
    void opened(int stream);
    void closed(int stream, bool failed);  ///< render() is not called for this stream any more

private:
    void closeStream(bool failed);

    GatedRenderer m_renderer;
    std::atomic<std::uint64_t> m_underruns{0};
    LatestValue<BufferReading> m_reading;
    BufferReading m_lastReading;  ///< GUI thread
    std::unique_ptr<RenderDevice> m_source;
    std::unique_ptr<QAudioSink> m_sink;
    int m_stream = 0;
};

}  // namespace tonewright
