#include "core/audio/rt/play_head.h"

#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

/// How many frames on either side of a join tell how fast the material itself moves.
constexpr std::int64_t kJoinNeighbourhood = 64;

float stepSize(StereoFrame first, StereoFrame second) noexcept
{
    return std::max(std::fabs(second.left - first.left), std::fabs(second.right - first.right));
}

}  // namespace

PlayHead::Track PlayHead::trackOf(const HeadSound &sound, float gain) noexcept
{
    Track track;
    track.gain = gain;
    if (sound.paged != nullptr) {
        track.paged = sound.paged;
        track.frames = sound.paged->frames();
    } else if (sound.whole != nullptr && sound.whole->frames() > 0) {
        const auto &channels = sound.whole->channels;
        track.left = channels.front().data();
        track.right = channels.size() > 1 ? channels[1].data() : track.left;
        track.frames = static_cast<std::int64_t>(sound.whole->frames());
    }
    return track;
}

StereoFrame PlayHead::Track::at(std::int64_t frame) const noexcept
{
    if (frame < 0 || frame >= frames)
        return {};
    const StereoFrame sound = paged != nullptr ? paged->at(frame) : StereoFrame{left[frame], right[frame]};
    return {gain * sound.left, gain * sound.right};
}

PlayHead::PlayHead(const Blend &blend, std::int64_t length, std::int64_t position, FrameRange loop,
                   std::int64_t fadeFrames) noexcept
    : m_track(trackOf(blend.audio, blend.gain)), m_minus(trackOf(blend.minus, blend.minusGain)), m_length(length),
      m_loop(loop), m_fade(std::max<std::int64_t>(fadeFrames, 1))
{
    m_position = std::clamp<std::int64_t>(position, 0, m_length);
    if (m_loop.size() > 0) {
        if (m_position >= m_loop.end)
            m_position = m_loop.start;
        m_joinFade = std::clamp<std::int64_t>(m_loop.size() / 2, 1, m_fade);
        m_join = chooseJoin();
    }
    m_moving = m_position < m_length;
    if (!isThereNow() || !isThereSoon())
        m_presence = 0;
}

void PlayHead::continueJoinOf(const PlayHead &other) noexcept
{
    if (other.m_loop == m_loop && other.m_position == m_position)
        m_sinceJump = other.m_sinceJump;
}

PlayHead::Join PlayHead::chooseJoin() const noexcept
{
    if (m_loop.start >= m_joinFade)
        return Join::PreRoll;
    if (m_loop.end + m_joinFade <= m_length)
        return Join::PostRoll;
    return joinIsContinuous() ? Join::Plain : Join::Dip;
}

bool PlayHead::joinIsContinuous() const noexcept
{
    const std::int64_t near = std::min(kJoinNeighbourhood, m_loop.size() - 1);
    for (const std::int64_t frame : {m_loop.end - 1 - near, m_loop.end - 1, m_loop.start, m_loop.start + near})
        if (!isThere(frame))
            return false;
    float largest = 0;
    for (std::int64_t i = 0; i < near; ++i) {
        largest = std::max(largest, stepSize(at(m_loop.end - 2 - i), at(m_loop.end - 1 - i)));
        largest = std::max(largest, stepSize(at(m_loop.start + i), at(m_loop.start + i + 1)));
    }
    return stepSize(at(m_loop.end - 1), at(m_loop.start)) <= 2 * largest;
}

StereoFrame PlayHead::at(std::int64_t frame) const noexcept
{
    const StereoFrame sound = m_track.at(frame);
    if (m_minus.frames == 0)
        return sound;
    const StereoFrame less = m_minus.at(frame);
    return {sound.left - less.left, sound.right - less.right};
}

bool PlayHead::isThere(std::int64_t frame) const noexcept
{
    return (m_track.paged == nullptr || m_track.paged->has(frame)) &&
           (m_minus.paged == nullptr || m_minus.paged->has(frame));
}

/// Everything that shaped() reads.
bool PlayHead::isThereNow() const noexcept
{
    if (m_track.paged == nullptr && m_minus.paged == nullptr)
        return true;
    if (!isThere(m_position))
        return false;
    if (m_join == Join::PreRoll && m_loop.size() > 0 && m_loop.end - m_position < m_joinFade)
        return isThere(m_position - m_loop.size());
    return m_join != Join::PostRoll || m_sinceJump >= m_joinFade || isThere(m_position + m_loop.size());
}

/// The same, m_fade frames later.
bool PlayHead::isThereSoon() const noexcept
{
    if (m_track.paged == nullptr && m_minus.paged == nullptr)
        return true;
    std::int64_t soon = m_position + m_fade;
    if (m_loop.size() == 0 || soon + m_joinFade < m_loop.end)
        return isThere(soon);
    // The jump is near: what is faded into before it, or after it, as well.
    const bool join = m_join == Join::PreRoll    ? isThere(m_loop.start - m_joinFade) && isThere(m_loop.start - 1)
                      : m_join == Join::PostRoll ? isThere(m_loop.end) && isThere(m_loop.end + m_joinFade - 1)
                                                 : true;
    while (soon >= m_loop.end)
        soon -= m_loop.size();
    return join && isThere(soon) && isThere(m_loop.end - 1) && isThere(m_loop.start);
}

float PlayHead::nextPresence() noexcept
{
    if (!isThereNow()) {
        if (!m_inGap)
            for (const Track *track : {&m_track, &m_minus})
                if (track->paged != nullptr && !track->paged->has(m_position)) {
                    track->paged->countGap();
                    break;
                }
        m_inGap = true;
        m_presence = 0;
        return 0;
    }
    m_inGap = false;
    const float step = 1.0F / static_cast<float>(m_fade);
    m_presence = std::clamp(m_presence + (isThereSoon() ? step : -step), 0.0F, 1.0F);
    return m_presence;
}

StereoFrame PlayHead::shaped() const noexcept
{
    const StereoFrame here = at(m_position);
    if (m_loop.size() == 0) {
        const std::int64_t left = m_length - m_position;
        return left < m_fade ? crossfade({}, here, static_cast<float>(left) / static_cast<float>(m_fade)) : here;
    }
    const auto fade = static_cast<float>(m_joinFade);
    const std::int64_t left = m_loop.end - m_position;
    switch (m_join) {
    case Join::PreRoll:
        if (left < m_joinFade)
            return crossfade(here, at(m_position - m_loop.size()), static_cast<float>(m_joinFade - left) / fade);
        break;
    case Join::PostRoll:
        if (m_sinceJump < m_joinFade)
            return crossfade(at(m_position + m_loop.size()), here, static_cast<float>(m_sinceJump) / fade);
        break;
    case Join::Dip:
        if (left < m_joinFade)
            return crossfade({}, here, static_cast<float>(left) / fade);
        if (m_sinceJump < m_joinFade)
            return crossfade({}, here, static_cast<float>(m_sinceJump) / fade);
        break;
    case Join::Plain:
        break;
    }
    return here;
}

StereoFrame PlayHead::next() noexcept
{
    if (!m_moving)
        return {};
    StereoFrame frame = shaped();
    if (m_track.paged != nullptr || m_minus.paged != nullptr)
        if (const float presence = nextPresence(); presence < 1)
            frame = crossfade({}, frame, presence);
    ++m_position;
    ++m_sinceJump;
    if (m_loop.size() > 0 && m_position >= m_loop.end) {
        m_position = m_loop.start;
        m_sinceJump = 0;
    } else if (m_position >= m_length) {
        m_moving = false;
    }
    return frame;
}

}  // namespace tonewright
