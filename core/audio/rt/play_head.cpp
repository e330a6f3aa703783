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

PlayHead::Track PlayHead::trackOf(const AudioBuffer *audio, float gain) noexcept
{
    Track track;
    if (audio != nullptr && audio->frames() > 0) {
        track.left = audio->channels.front().data();
        track.right = audio->channels.size() > 1 ? audio->channels[1].data() : track.left;
        track.frames = static_cast<std::int64_t>(audio->frames());
        track.gain = gain;
    }
    return track;
}

StereoFrame PlayHead::Track::at(std::int64_t frame) const noexcept
{
    if (frame < 0 || frame >= frames)
        return {};
    return {gain * left[frame], gain * right[frame]};
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
    const StereoFrame frame = shaped();
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
