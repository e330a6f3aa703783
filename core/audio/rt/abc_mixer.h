#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "core/audio/audio_buffer.h"
#include "core/audio/rt/abc_source.h"
#include "core/audio/rt/latest_value.h"
#include "core/audio/rt/play_head.h"
#include "core/audio/rt/render_epoch.h"
#include "core/audio/rt/spsc_queue.h"
#include "core/audio/rt/stereo_renderer.h"
#include "core/audio/rt/voice.h"

namespace tonewright
{

/// One of the sources: a sound in memory, or one in pages, or none (silence).
class AbcSound
{
public:
    AbcSound() = default;
    AbcSound(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): as a pointer would be
    template <class Whole>
    requires std::convertible_to<std::shared_ptr<Whole>, std::shared_ptr<const AudioBuffer>>
    AbcSound(std::shared_ptr<Whole> sound) : m_whole(std::move(sound))  // NOLINT(google-explicit-constructor)
    {
    }
    AbcSound(std::shared_ptr<const PagedSound> sound) : m_paged(std::move(sound)) {}  // NOLINT

    explicit operator bool() const { return m_whole || m_paged; }
    bool operator==(const AbcSound &) const = default;
    [[nodiscard]] std::int64_t frames() const;
    [[nodiscard]] HeadSound forHead() const { return m_paged ? HeadSound(m_paged.get()) : HeadSound(m_whole.get()); }
    [[nodiscard]] const std::shared_ptr<const AudioBuffer> &whole() const { return m_whole; }  ///< null: in pages
    [[nodiscard]] const std::shared_ptr<const PagedSound> &paged() const { return m_paged; }

private:
    std::shared_ptr<const AudioBuffer> m_whole;
    std::shared_ptr<const PagedSound> m_paged;
};

/// Raw, processed, reference.
using AbcBuffers = std::array<AbcSound, kAbcSourceCount>;

/// The comparing player's engine: three sources on one time line, one of which is heard, or processed − reference.
///
/// Every change that would be heard as a click (switch, seek, start, stop, new loop, gain, speed or source) is a
/// linear crossfade of fadeSeconds from what was playing to what is playing now; a start comes from silence and a stop
/// goes to it. A linear crossfade leaves identical material bit-exactly unchanged. So for sources of peak P no output
/// step is larger than the sources' own plus 2 · P / fade frames. A change that arrives during a crossfade begins when
/// that one has ended, at most fadeSeconds later; of several changes that arrive together the last state counts.
///
/// Position: the frame that is rendered next. pause() keeps the position at which the fade-out began. Without a loop
/// the engine stops at the end (the last fadeSeconds are faded out), the position stays at the end, and play() from
/// there begins at 0. With a loop a position at or past the loop's end continues at its start. See PlayHead for the
/// join of a loop. At speeds other than 1 it is right to 32 frames (see Voice).
///
/// Threads: all but render() belong to one control thread, render() to one audio thread. render() never locks, waits,
/// allocates, frees, logs or throws. Control → audio is one wait-free latest-value exchange of the whole wanted state;
/// audio → control are atomics and a wait-free queue of clock marks. Buffers are kept by the control thread until the
/// audio thread has said that it has let go of them, so they are freed on the control thread only. When no audio thread
/// runs, the control thread calls settle() after changes. Destroy the mixer after the audio thread's last render() has
/// returned.
class AbcMixer final : public StereoRenderer
{
public:
    static constexpr double kDefaultFadeSeconds = 0.008;

    explicit AbcMixer(double fadeSeconds = kDefaultFadeSeconds);
    ~AbcMixer() override;

    /// Replaces the sources: stereo or mono, at `sampleRate` Hz, which is the output's rate; the longest decides the
    /// length, shorter ones end in silence. Position and loop are limited to the new length. Empty sources stop it.
    void setSources(const AbcBuffers &buffers, int sampleRate);
    void setGain(AbcSource source, float gain);  ///< linear, ≥ 0: the place of the loudness match
    /// The difference is gain(Difference) · (processed · `processed` − reference · `reference`); linear, ≥ 0. It is
    /// silent while either sound is missing.
    void setDifferenceGains(float processed, float reference);
    void setVolume(float volume);  ///< linear, 0 … 1, for all
    void setSpeed(double speed);   ///< 0.5 … 2; pitch moves with it
    void select(AbcSource source);
    void play();
    void pause();
    void seek(std::int64_t frame);  ///< limited to the length
    void setLooping(bool on);
    /// An empty range, or one that doesn't overlap the piece, means the whole piece.
    void setLoopRegion(FrameRange region);

    [[nodiscard]] bool isPlaying() const;  ///< play() was asked for and the end has not been reached
    [[nodiscard]] bool isLooping() const { return m_wanted.looping; }
    [[nodiscard]] AbcSource selected() const { return m_wanted.selected; }
    [[nodiscard]] double speed() const { return m_wanted.speed; }
    [[nodiscard]] std::int64_t length() const;
    [[nodiscard]] int sampleRate() const;
    /// Where the listener is, given how many rendered frames are still in the device's buffer. After seek() it is the
    /// target from the start, so that a view never jumps back.
    [[nodiscard]] std::int64_t position(std::int64_t bufferedFrames = 0);
    /// Where the frame that is rendered next lies: ahead of position() by what the device holds.
    [[nodiscard]] std::int64_t renderPosition() const;
    [[nodiscard]] FrameRange loop() const;  ///< that is played now or would be; empty: none
    /// By which pages that were taken out of a sound are known to be out of use.
    [[nodiscard]] const std::shared_ptr<RenderEpoch> &epoch() const { return m_epoch; }
    [[nodiscard]] std::uint64_t renderedFrames() const { return m_renderedFrames.load(std::memory_order_acquire); }

    /// Puts pending changes into effect at once and without sound; what plays on after that comes up from silence. Only
    /// while no audio thread calls render().
    void settle();
    /// Frees buffers that are no longer in use (also done by every change). For the control thread's timer.
    void collectGarbage();
    /// How many sets of sources are kept alive.
    [[nodiscard]] std::size_t setsAlive() const { return m_sets.size(); }

    void render(float *interleaved, std::size_t frames) noexcept override;

private:
    struct SourceSet {
        std::uint64_t id = 0;
        AbcBuffers buffers;
        std::int64_t length = 0;
        int sampleRate = 0;
        std::int64_t fadeFrames = 1;
    };
    /// Everything the control thread wants. Serial numbers tell a repeated wish from an old one.
    struct Wanted {
        const SourceSet *set = nullptr;
        std::array<float, kHeardSourceCount> gains{1, 1, 1, 1};
        std::array<float, 2> differenceGains{1, 1};
        float volume = 1;
        double speed = 1;
        AbcSource selected = AbcSource::Raw;
        bool looping = false;
        bool playing = false;
        FrameRange loopRegion;
        std::int64_t seekTarget = 0;
        std::uint64_t seekSerial = 0;
        std::uint64_t playSerial = 0;
    };
    /// "From output frame `outputFrame` on, the position is `position` and moves (or not)."
    struct ClockMark {
        std::uint64_t outputFrame = 0;
        std::int64_t position = 0;
        std::uint64_t seekSerial = 0;
        double speed = 0;  ///< frames of the piece a frame of the device; 0 = it stands still
    };

    void ask();

    // Audio thread:
    void takeChanges() noexcept;
    void apply(const Wanted &wanted) noexcept;
    [[nodiscard]] Blend blend() const noexcept;
    [[nodiscard]] Voice makeVoice(std::int64_t position) const noexcept;
    [[nodiscard]] static FrameRange loopOf(const Wanted &wanted) noexcept;
    [[nodiscard]] FrameRange activeLoop() const noexcept { return loopOf(m_now); }
    void end() noexcept;
    void finishFade() noexcept;
    void renderFrame(float *out) noexcept;
    void mark() noexcept;
    void publish() noexcept;

    const double m_fadeSeconds;
    const SpeedKernel m_kernel;
    const std::shared_ptr<RenderEpoch> m_epoch = std::make_shared<RenderEpoch>();

    // Control thread:
    Wanted m_wanted;
    std::deque<std::unique_ptr<const SourceSet>> m_sets;  ///< ids ascend; the last is the wanted one
    std::uint64_t m_nextSetId = 1;
    ClockMark m_heard;

    // Between the threads:
    LatestValue<Wanted> m_exchange;
    SpscQueue<ClockMark, 256> m_marks;
    std::atomic<std::uint64_t> m_renderedFrames{0};
    std::atomic<std::uint64_t> m_endedPlaySerial{0};  ///< the play() that has reached the end
    std::atomic<std::uint64_t> m_oldestSetInUse{0};
    std::atomic<std::int64_t> m_renderPosition{0};
    std::atomic<std::uint64_t> m_renderedSeekSerial{0};

    // Audio thread:
    Wanted m_now;
    Voice m_voice;
    Voice m_outgoing;
    std::int64_t m_position = 0;
    std::int64_t m_fadeDone = 0;
    std::int64_t m_fadeFrames = 0;  ///< of the crossfade that is running; 0 = none
    float m_volume = 1;
    std::uint64_t m_outputFrame = 0;
    bool m_playing = false;
    bool m_markPending = false;
};

}  // namespace tonewright
