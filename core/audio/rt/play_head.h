#pragma once

#include <cstdint>

#include "core/audio/audio_buffer.h"
#include "core/audio/rt/paged_sound.h"
#include "core/audio/rt/stereo_frame.h"

namespace tonewright
{

/// Half-open range of frames; empty when end ≤ start.
struct FrameRange {
    std::int64_t start = 0;
    std::int64_t end = 0;
    [[nodiscard]] std::int64_t size() const { return end > start ? end - start : 0; }
    bool operator==(const FrameRange &) const = default;
};

/// A sound as a head reads it: the whole in memory, or in pages, or none.
struct HeadSound {
    HeadSound() = default;
    HeadSound(const AudioBuffer *sound) : whole(sound) {}  // NOLINT(google-explicit-constructor): either will do
    HeadSound(const PagedSound *sound) : paged(sound) {}   // NOLINT(google-explicit-constructor)
    const AudioBuffer *whole = nullptr;
    const PagedSound *paged = nullptr;
};

/// What a head reads: one sound, or one less another. Either may be none or shorter than the piece: silence. Two equal
/// sounds at equal gains leave exact zeros.
struct Blend {
    HeadSound audio{};
    HeadSound minus{};
    float gain = 1;
    float minusGain = 1;
};

/// Reads a blend forward, frame by frame, with a loop that joins without a click. Real-time safe throughout.
///
/// The join of a loop [a, b), with F = min(fade, (b − a) / 2) frames:
///  - a ≥ F: during the last F frames before b the sound crossfades linearly from what lies before b to what lies
///  before
///    a (the pre-roll), and so arrives at a exactly when the position does;
///  - otherwise, when the buffer goes on for F frames after b: the first F frames after the jump crossfade from what
///    follows b to what follows a;
///  - otherwise (a loop over the whole piece: no material on either side): when the step over the join is no larger
///  than
///    twice the largest step in the 64 frames on either side, it is continuous and is played as it is; if not, the
///    sound dips linearly to silence over F frames and comes back over F frames.
/// Material that repeats with a period dividing b − a passes all of these unchanged.
///
/// Without a loop the last `fade` frames before the end are faded out linearly.
///
/// Where a page of a sound is missing there is silence: the head looks `fade` frames ahead, fades out before the gap
/// and fades in when the pages are there again. Each gap that is come to is counted.
class PlayHead
{
public:
    /// Silence that stays where it is.
    PlayHead() = default;

    /// `fadeFrames` ≥ 1. `loop` is used when it isn't empty and must lie within [0, length]. `position` is limited to
    /// [0, length], and to loop.start when it is at or past the end of the loop.
    PlayHead(const Blend &blend, std::int64_t length, std::int64_t position, FrameRange loop,
             std::int64_t fadeFrames) noexcept;

    /// Takes over how far another head is past the jump of the same loop, so that switching the sound in the middle of
    /// a join changes nothing else.
    void continueJoinOf(const PlayHead &other) noexcept;

    /// The frame at position(), then moves on. After the end: silence.
    StereoFrame next() noexcept;

    [[nodiscard]] std::int64_t position() const { return m_position; }
    [[nodiscard]] bool isMoving() const { return m_moving; }
    /// The material at a frame, without fades and joins; silence outside.
    [[nodiscard]] StereoFrame at(std::int64_t frame) const noexcept;
    /// The last call of next() jumped from the end of the loop to its start.
    [[nodiscard]] bool hasJustJumped() const { return m_sinceJump == 0; }

private:
    enum class Join { Plain, PreRoll, PostRoll, Dip };

    struct Track {
        const float *left = nullptr;
        const float *right = nullptr;
        const PagedSound *paged = nullptr;
        std::int64_t frames = 0;
        float gain = 1;
        [[nodiscard]] StereoFrame at(std::int64_t frame) const noexcept;
    };
    [[nodiscard]] static Track trackOf(const HeadSound &sound, float gain) noexcept;
    [[nodiscard]] bool isThere(std::int64_t frame) const noexcept;
    [[nodiscard]] bool isThereNow() const noexcept;
    [[nodiscard]] bool isThereSoon() const noexcept;
    [[nodiscard]] float nextPresence() noexcept;
    [[nodiscard]] StereoFrame shaped() const noexcept;
    [[nodiscard]] Join chooseJoin() const noexcept;
    [[nodiscard]] bool joinIsContinuous() const noexcept;

    static constexpr std::int64_t kLongAgo = INT64_MAX / 2;

    Track m_track;
    Track m_minus;
    std::int64_t m_length = 0;
    std::int64_t m_position = 0;
    FrameRange m_loop;
    std::int64_t m_fade = 1;
    std::int64_t m_joinFade = 1;
    std::int64_t m_sinceJump = kLongAgo;
    Join m_join = Join::Plain;
    float m_presence = 1;  ///< what missing pages leave of the sound
    bool m_inGap = false;
    bool m_moving = false;
};

}  // namespace tonewright
