#include "core/audio/rt/abc_mixer.h"

#include <algorithm>
#include <cmath>

namespace tonewright
{

std::int64_t AbcSound::frames() const
{
    return m_paged ? m_paged->frames() : m_whole ? static_cast<std::int64_t>(m_whole->frames()) : 0;
}

AbcMixer::AbcMixer(double fadeSeconds) : m_fadeSeconds(fadeSeconds) {}

AbcMixer::~AbcMixer() = default;

// ---- control thread ----

void AbcMixer::ask()
{
    m_exchange.write(m_wanted);
    collectGarbage();
}

void AbcMixer::setSources(const AbcBuffers &buffers, int sampleRate)
{
    auto set = std::make_unique<SourceSet>();
    set->id = m_nextSetId++;
    set->buffers = buffers;
    set->sampleRate = sampleRate;
    set->fadeFrames = std::max<std::int64_t>(1, std::llround(m_fadeSeconds * sampleRate));
    for (const AbcSound &sound : buffers)
        set->length = std::max(set->length, sound.frames());
    m_wanted.set = set.get();
    m_sets.push_back(std::move(set));
    ask();
}

void AbcMixer::setGain(AbcSource source, float gain)
{
    m_wanted.gains[indexOf(source)] = std::max(gain, 0.0F);
    ask();
}

void AbcMixer::setDifferenceGains(float processed, float reference)
{
    m_wanted.differenceGains = {std::max(processed, 0.0F), std::max(reference, 0.0F)};
    ask();
}

void AbcMixer::setSpeed(double speed)
{
    m_wanted.speed = std::clamp(speed, Voice::kSlowest, Voice::kFastest);
    ask();
}

void AbcMixer::setVolume(float volume)
{
    m_wanted.volume = std::clamp(volume, 0.0F, 1.0F);
    ask();
}

void AbcMixer::select(AbcSource source)
{
    m_wanted.selected = source;
    ask();
}

void AbcMixer::play()
{
    m_wanted.playing = true;
    ++m_wanted.playSerial;
    ask();
}

void AbcMixer::pause()
{
    m_wanted.playing = false;
    ++m_wanted.playSerial;
    ask();
}

void AbcMixer::seek(std::int64_t frame)
{
    m_wanted.seekTarget = std::clamp<std::int64_t>(frame, 0, length());
    ++m_wanted.seekSerial;
    ask();
}

void AbcMixer::setLooping(bool on)
{
    m_wanted.looping = on;
    ask();
}

void AbcMixer::setLoopRegion(FrameRange region)
{
    m_wanted.loopRegion = region;
    ask();
}

bool AbcMixer::isPlaying() const
{
    return m_wanted.playing && m_endedPlaySerial.load(std::memory_order_acquire) != m_wanted.playSerial;
}

std::int64_t AbcMixer::length() const
{
    return m_wanted.set != nullptr ? m_wanted.set->length : 0;
}

int AbcMixer::sampleRate() const
{
    return m_wanted.set != nullptr ? m_wanted.set->sampleRate : 0;
}

std::int64_t AbcMixer::position(std::int64_t bufferedFrames)
{
    collectGarbage();
    const auto rendered = static_cast<std::int64_t>(renderedFrames());
    const std::int64_t heard = rendered - std::clamp<std::int64_t>(bufferedFrames, 0, rendered);
    ClockMark next;
    while (m_marks.peek(next) && static_cast<std::int64_t>(next.outputFrame) <= heard) {
        m_heard = next;
        m_marks.pop(next);
    }
    if (m_heard.seekSerial != m_wanted.seekSerial)
        return std::clamp<std::int64_t>(m_wanted.seekTarget, 0, length());
    // The device's fill is an estimate: it must not take the clock back before the mark.
    const std::int64_t since = std::max<std::int64_t>(heard - static_cast<std::int64_t>(m_heard.outputFrame), 0);
    const std::int64_t moved = std::llround(static_cast<double>(since) * m_heard.speed);
    return std::clamp<std::int64_t>(m_heard.position + moved, 0, length());
}

std::int64_t AbcMixer::renderPosition() const
{
    if (m_renderedSeekSerial.load(std::memory_order_acquire) != m_wanted.seekSerial)
        return std::clamp<std::int64_t>(m_wanted.seekTarget, 0, length());
    return m_renderPosition.load(std::memory_order_relaxed);
}

FrameRange AbcMixer::loop() const
{
    return loopOf(m_wanted);
}

void AbcMixer::settle()
{
    m_epoch->enter();
    finishFade();
    takeChanges();
    finishFade();
    m_volume = m_now.volume;
    if (m_playing)
        m_fadeFrames = m_now.set->fadeFrames;  // whatever is rendered next comes up from silence
    m_fadeDone = 0;
    publish();
    m_epoch->leave();
    collectGarbage();
}

void AbcMixer::collectGarbage()
{
    const std::uint64_t oldest = m_oldestSetInUse.load(std::memory_order_acquire);
    while (m_sets.size() > 1 && m_sets.front()->id < oldest)
        m_sets.pop_front();
}

// ---- audio thread ----

FrameRange AbcMixer::loopOf(const Wanted &wanted) noexcept
{
    if (!wanted.looping || wanted.set == nullptr)
        return {};
    const FrameRange whole{0, wanted.set->length};
    const FrameRange region{std::max<std::int64_t>(wanted.loopRegion.start, 0),
                            std::min(wanted.loopRegion.end, whole.end)};
    return region.size() > 0 ? region : whole;
}

Blend AbcMixer::blend() const noexcept
{
    const auto sound = [this](AbcSource source) { return m_now.set->buffers[indexOf(source)].forHead(); };
    const auto has = [this](AbcSource source) { return bool(m_now.set->buffers[indexOf(source)]); };
    const float gain = m_now.gains[indexOf(m_now.selected)];
    if (m_now.selected != AbcSource::Difference)
        return {.audio = sound(m_now.selected), .gain = gain};
    if (!has(AbcSource::Processed) || !has(AbcSource::Reference))
        return {};
    return {.audio = sound(AbcSource::Processed),
            .minus = sound(AbcSource::Reference),
            .gain = gain * m_now.differenceGains[0],
            .minusGain = gain * m_now.differenceGains[1]};
}

Voice AbcMixer::makeVoice(std::int64_t position) const noexcept
{
    if (m_now.set == nullptr)
        return {};
    // Fades within the piece last as long at any speed.
    const std::int64_t fade = std::llround(static_cast<double>(m_now.set->fadeFrames) * m_now.speed);
    return {PlayHead(blend(), m_now.set->length, position, activeLoop(), fade), m_now.speed, m_kernel};
}

void AbcMixer::takeChanges() noexcept
{
    Wanted wanted;
    if (m_exchange.read(wanted))
        apply(wanted);
}

void AbcMixer::apply(const Wanted &wanted) noexcept
{
    const Wanted before = m_now;
    const FrameRange loopBefore = activeLoop();
    m_now = wanted;

    const bool wasPlaying = m_playing;
    if (wanted.playSerial != before.playSerial)
        m_playing = wanted.playing;
    const bool sought = wanted.seekSerial != before.seekSerial;
    const bool same = wasPlaying == m_playing && !sought && wanted.set == before.set &&
                      wanted.selected == before.selected && wanted.gains == before.gains &&
                      wanted.differenceGains == before.differenceGains && wanted.speed == before.speed &&
                      loopBefore == activeLoop();
    if (same)
        return;

    const std::int64_t length = wanted.set != nullptr ? wanted.set->length : 0;
    if (sought)
        m_position = wanted.seekTarget;
    m_position = std::clamp<std::int64_t>(m_position, 0, length);
    if (m_playing && !wasPlaying && m_position >= length)
        m_position = 0;

    Voice next = m_playing ? makeVoice(m_position) : Voice();
    if (m_playing) {
        if (wasPlaying && !sought)
            next.continueJoinOf(m_voice);
        m_position = next.head().position();
        if (!next.head().isMoving())
            end();
    }
    if (wasPlaying) {
        m_outgoing = m_voice;
        m_fadeFrames = before.set->fadeFrames;
    } else if (m_playing) {
        m_outgoing = Voice();
        m_fadeFrames = wanted.set->fadeFrames;
    }
    m_fadeDone = 0;
    m_voice = next;
    if (m_fadeFrames == 0)
        finishFade();
    mark();
}

void AbcMixer::end() noexcept
{
    m_playing = false;
    m_endedPlaySerial.store(m_now.playSerial, std::memory_order_release);
}

void AbcMixer::finishFade() noexcept
{
    m_fadeFrames = 0;
    m_outgoing = Voice();
    m_oldestSetInUse.store(m_now.set != nullptr ? m_now.set->id : 0, std::memory_order_release);
}

void AbcMixer::mark() noexcept
{
    m_markPending = !m_marks.push({m_outputFrame, m_position, m_now.seekSerial, m_playing ? m_now.speed : 0});
}

void AbcMixer::publish() noexcept
{
    if (m_markPending)
        mark();
    m_renderPosition.store(m_position, std::memory_order_relaxed);
    m_renderedSeekSerial.store(m_now.seekSerial, std::memory_order_release);
    m_renderedFrames.store(m_outputFrame, std::memory_order_release);
}

void AbcMixer::renderFrame(float *out) noexcept
{
    StereoFrame frame = m_voice.next();
    if (m_fadeFrames > 0) {
        frame = crossfade(m_outgoing.next(), frame, static_cast<float>(m_fadeDone) / static_cast<float>(m_fadeFrames));
        ++m_fadeDone;
    }
    if (m_volume != m_now.volume) {
        const float step = m_now.set != nullptr ? 1.0F / static_cast<float>(m_now.set->fadeFrames) : 1.0F;
        m_volume += std::clamp(m_now.volume - m_volume, -step, step);
    }
    out[0] = m_volume * frame.left;
    out[1] = m_volume * frame.right;
    ++m_outputFrame;

    if (!m_playing)
        return;
    m_position = m_voice.head().position();
    if (!m_voice.head().isMoving()) {
        end();
        mark();
    } else if (m_voice.hasJustJumped()) {
        mark();
    }
}

void AbcMixer::render(float *interleaved, std::size_t frames) noexcept
{
    m_epoch->enter();
    if (m_fadeFrames == 0)
        takeChanges();
    for (std::size_t i = 0; i < frames; ++i) {
        renderFrame(interleaved + 2 * i);
        if (m_fadeFrames > 0 && m_fadeDone >= m_fadeFrames) {
            finishFade();
            takeChanges();
        }
    }
    publish();
    m_epoch->leave();
}

}  // namespace tonewright
