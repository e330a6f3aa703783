// How AbcPlayer sounds: levels, speed, the blind test, the device.

#include <algorithm>
#include <utility>

#include "widgets/abc_player/abc_player_private.h"

namespace tonewright
{

namespace
{

constexpr std::array kSpeeds{0.5, 0.75, 1.0, 1.25, 1.5, 2.0};

float linear(double db)
{
    return static_cast<float>(std::pow(10.0, db / 20.0));
}

}  // namespace

// ---- levels ----

void AbcPlayer::Private::applyGains()
{
    std::array<double, kAbcSourceCount> lufs{};
    for (std::size_t i = 0; i < kAbcSourceCount; ++i)
        lufs[i] =
            prepared.loudness[i] ? prepared.loudness[i]->integratedLufs : std::numeric_limits<double>::quiet_NaN();
    if (live.heard() && prepared.loudness[indexOf(AbcSource::Raw)])
        lufs[indexOf(AbcSource::Processed)] =
            prepared.loudness[indexOf(AbcSource::Raw)]->integratedLufs + auditionedChangeDb;
    gainsDb = {};
    const DifferenceLevels &difference = prepared.difference;
    double together = 0;  // what both sounds of the difference are turned down by
    if (matched) {
        const std::vector<double> gains = matchLoudnessDb(lufs);
        std::copy(gains.begin(), gains.end(), gainsDb.begin());
        together = gains[indexOf(AbcSource::Processed)] - difference.firstDb;
    }
    // Only as much again as full scale asks for.
    gainsDb[indexOf(AbcSource::Difference)] = std::min(together, difference.gainDb);
    for (const AbcSource source : kHeardSources)
        mixer.setGain(source, linear(gainsDb[indexOf(source)]));
    mixer.setDifferenceGains(linear(difference.firstDb), linear(difference.secondDb));
}

bool AbcPlayer::isLoudnessMatched() const
{
    return d->matched;
}

double AbcPlayer::gainDb(AbcSource which) const
{
    return d->gainsDb[indexOf(which)];
}

std::shared_ptr<const LoudnessProfile> AbcPlayer::loudness(AbcSource which) const
{
    return which == AbcSource::Difference ? nullptr : d->prepared.loudness[indexOf(which)];
}

void AbcPlayer::setLoudnessMatched(bool on)
{
    if (d->matched == on || isBlind())
        return;
    d->matched = on;
    d->applyGains();
    d->changed();
    Q_EMIT gainsChanged();
}

void AbcPlayer::toggleLoudnessMatched()
{
    setLoudnessMatched(!isLoudnessMatched());
}

// ---- audition ----

/// Another piece, or another rate: what is auditioned from now on.
void AbcPlayer::Private::prepareAudition()
{
    const std::size_t raw = indexOf(AbcSource::Raw);
    if (auditioned == prepared.originals[raw] && auditionedRate == prepared.sampleRate)
        return;
    auditioned = prepared.originals[raw];
    auditionedRate = prepared.sampleRate;
    dsp::LiveEqualiser::Source source;
    source.format.sampleRate = prepared.sampleRate;
    if (const AbcSound &sound = prepared.buffers[raw]) {
        source.format.frames = sound.frames();
        source.format.channels = playedChannels(auditioned);
    }
    source.readRaw = [audio = auditioned] { return audio.reader(); };
    live.setSource(std::move(source));
}

void AbcPlayer::audition(const dsp::Equaliser &equaliser, double loudnessChangeDb)
{
    const std::size_t raw = indexOf(AbcSource::Raw);
    if (isBlind() || !d->prepared.buffers[raw] || d->wanted.raw != d->prepared.originals[raw] ||
        (!isPlaying() && !d->live.isActive()))
        return;
    d->auditionEnds = false;
    d->auditionedChangeDb = loudnessChangeDb;
    d->focusFeeder();
    d->live.edit(equaliser);
}

void AbcPlayer::endAudition()
{
    if (!d->live.isActive())
        return;
    if (d->preparing.isRunning() || d->waiting) {
        d->auditionEnds = true;
        return;
    }
    d->live.stop();
    d->applySounds();
    d->changed();
    Q_EMIT gainsChanged();
}

bool AbcPlayer::isAuditioning() const
{
    return d->live.isActive();
}

// ---- speed ----

double AbcPlayer::speed() const
{
    return d->mixer.speed();
}

void AbcPlayer::setSpeed(double speed)
{
    const double before = this->speed();
    d->mixer.setSpeed(speed);
    d->changed();
    if (before != this->speed())
        Q_EMIT speedChanged(this->speed());
}

void AbcPlayer::slower()
{
    const auto next = std::lower_bound(kSpeeds.begin(), kSpeeds.end(), speed());
    setSpeed(next == kSpeeds.begin() ? kSpeeds.front() : *std::prev(next));
}

void AbcPlayer::faster()
{
    const auto next = std::upper_bound(kSpeeds.begin(), kSpeeds.end(), speed());
    setSpeed(next == kSpeeds.end() ? kSpeeds.back() : *next);
}

// ---- the blind test ----

bool AbcPlayer::isBlind() const
{
    return d->blind.has_value();
}

bool AbcPlayer::beginBlind(AbcSource a, AbcSource b)
{
    if (!hasSource(a) || !hasSource(b))
        return false;
    endBlind();
    d->live.stop();
    d->auditionEnds = false;
    d->applySounds();
    Q_EMIT gainsChanged();
    setLoudnessMatched(true);
    const auto &heard = d->prepared.originals;
    if (const AbcSources now{heard[0], heard[1], heard[2]}; now != d->wanted) {
        // Another sound is on its way: it waits for the end of the test.
        d->afterBlind = std::exchange(d->wanted, now);
        d->waiting.reset();
    }
    d->blind = {a, b};
    d->mixer.select(a);
    d->changed();
    Q_EMIT blindChanged(true);
    return true;
}

void AbcPlayer::hearBlind(AbcSource which)
{
    if (!isBlind() || (which != d->blind->front() && which != d->blind->back()))
        return;
    d->mixer.select(which);
    d->changed();
}

void AbcPlayer::endBlind()
{
    if (!isBlind())
        return;
    d->blind.reset();
    d->mixer.select(d->selected);
    d->changed();
    if (const auto waiting = std::exchange(d->afterBlind, std::nullopt))
        setSources(*waiting);
    Q_EMIT blindChanged(false);
}

// ---- the device ----

QStringList AbcPlayer::outputDevices() const
{
    return AudioOutput::deviceNames();
}

QString AbcPlayer::outputDevice() const
{
    return d->output.deviceName();
}

QString AbcPlayer::preferredOutputDevice() const
{
    return d->output.preferredDevice();
}

void AbcPlayer::setPreferredOutputDevice(const QString &name)
{
    d->output.setPreferredDevice(name);
}

}  // namespace tonewright
