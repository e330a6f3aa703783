#include "widgets/abc_player/abc_player.h"

#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <utility>

#include "widgets/abc_player/abc_player_private.h"

namespace tonewright
{

namespace
{

constexpr int kTickMilliseconds = 33;
/// After this long without playing the device is given back. A stream that stays open starts without delay.
constexpr qint64 kIdleMilliseconds = 5000;
constexpr double kMinimumLoopSeconds = 0.02;

}  // namespace

AbcPlayer::Private::Private(AbcPlayer &player)
    : q(player), feeder(mixer.epoch()), live(feeder,
                                             [this] {
                                                 QMetaObject::invokeMethod(
                                                     &q,
                                                     [this] {
                                                         if (!live.take())
                                                             return;
                                                         applySounds();
                                                         Q_EMIT q.gainsChanged();
                                                     },
                                                     Qt::QueuedConnection);
                                             }),
      output(mixer)
{
}

// ---- sources ----

void AbcPlayer::Private::applySounds()
{
    AbcBuffers sounds = prepared.buffers;
    if (live.heard())
        sounds[indexOf(AbcSource::Processed)] = live.heard();
    mixer.setSources(sounds, prepared.sampleRate);
    applyGains();
    if (!output.isRunning())
        mixer.settle();
}

void AbcPlayer::Private::focusFeeder()
{
    feeder.setFocus({mixer.renderPosition(), mixer.loop()});
}

void AbcPlayer::Private::prepare()
{
    if (preparing.isRunning()) {
        prepareAgain = true;
        return;
    }
    prepareAgain = false;
    preparing.setFuture(QtConcurrent::run(prepareSources, wanted, output.sampleRate(), prepared, &feeder));
}

void AbcPlayer::Private::takePrepared()
{
    PreparedSources result = preparing.result();
    const bool isWanted = AbcSources{result.originals[0], result.originals[1], result.originals[2]} == wanted;
    if (!blind || isWanted)
        waiting = std::move(result);
    if (prepareAgain)
        prepare();
    applyPrepared();
}

void AbcPlayer::Private::applyPrepared()
{
    if (!waiting)
        return;
    // A stream that still runs at another rate would play the new buffers at the wrong speed.
    if (output.isRunning() && mixer.sampleRate() != 0 && mixer.sampleRate() != waiting->sampleRate)
        return;
    const double position = q.positionSeconds();
    const double durationBefore = q.durationSeconds();
    const bool rateChanged = mixer.sampleRate() != 0 && mixer.sampleRate() != waiting->sampleRate;
    const QString noteBefore = prepared.note;
    prepared = std::move(*waiting);
    waiting.reset();

    const bool isWanted = AbcSources{prepared.originals[0], prepared.originals[1], prepared.originals[2]} == wanted;
    if (std::exchange(auditionEnds, auditionEnds && !isWanted) && isWanted)
        live.stop();
    prepareAudition();
    applySounds();
    if (rateChanged)
        mixer.seek(toFrames(position));
    applyRegion();
    changed();
    if (q.durationSeconds() != durationBefore)
        Q_EMIT q.durationChanged(q.durationSeconds());
    if (prepared.note != noteBefore)
        Q_EMIT q.noteChanged(prepared.note);
    Q_EMIT q.sourcesChanged();
    Q_EMIT q.gainsChanged();
    if (mixer.isPlaying())
        startOutput();
    else if (playWhenReady)
        q.play();
}

void AbcPlayer::Private::applyRegion()
{
    mixer.setLoopRegion(region.isSet() ? FrameRange{toFrames(region.startSeconds), toFrames(region.endSeconds)}
                                       : FrameRange{});
}

// ---- device ----

/// After every change: without a stream the changes are put into effect here.
void AbcPlayer::Private::changed()
{
    if (!output.isRunning())
        mixer.settle();
    focusFeeder();
    report();
}

void AbcPlayer::Private::startOutput()
{
    if (mixer.sampleRate() == output.sampleRate())
        output.start();
    tick.start();
}

void AbcPlayer::Private::onRunningChanged(bool running)
{
    if (running) {
        tick.start();
        return;
    }
    // The device failed or went away: stay where we are. When it was replaced by another, go on there.
    const bool goOn = mixer.isPlaying() && output.isAvailable() && output.message().isEmpty();
    if (mixer.isPlaying() && !goOn)
        mixer.pause();
    mixer.settle();
    applyPrepared();
    if (goOn)
        startOutput();
    report();
}

void AbcPlayer::Private::onTick()
{
    focusFeeder();
    report();
    if (mixer.isPlaying()) {
        sincePlaying.restart();
        return;
    }
    if (!output.isRunning())
        tick.stop();
    else if (!sincePlaying.isValid() || sincePlaying.hasExpired(kIdleMilliseconds))
        output.stop();
}

/// Tells what has changed since the last time.
void AbcPlayer::Private::report()
{
    const double position = q.positionSeconds();
    const bool playing = q.isPlaying();
    const bool can = q.canPlay();
    if (toldCanPlay != can) {
        toldCanPlay = can;
        Q_EMIT q.canPlayChanged(can);
    }
    if (toldPlaying != playing) {
        toldPlaying = playing;
        Q_EMIT q.playingChanged(playing);
    }
    if (toldPosition != position) {
        toldPosition = position;
        Q_EMIT q.positionChanged(position);
    }
}

// ---- the player ----

AbcPlayer::AbcPlayer(QObject *parent) : QObject(parent), d(std::make_unique<Private>(*this))
{
    d->tick.setInterval(kTickMilliseconds);
    connect(&d->tick, &QTimer::timeout, this, [this] { d->onTick(); });
    connect(&d->preparing, &QFutureWatcherBase::finished, this, [this] { d->takePrepared(); });
    connect(&d->output, &AudioOutput::runningChanged, this, [this](bool running) { d->onRunningChanged(running); });
    connect(&d->output, &AudioOutput::sampleRateChanged, this, [this] { d->prepare(); });
    connect(&d->output, &AudioOutput::availabilityChanged, this, [this](const QString &message) {
        Q_EMIT outputMessageChanged(message);
        d->report();
    });
    connect(&d->output, &AudioOutput::devicesChanged, this, &AbcPlayer::outputDevicesChanged);
}

AbcPlayer::~AbcPlayer()
{
    d->preparing.waitForFinished();
}

void AbcPlayer::setSources(const AbcSources &sources)
{
    if (isBlind() && sources.raw == d->wanted.raw && sources.reference == d->wanted.reference && sources.processed) {
        d->afterBlind = sources;  // the agent chose anew: X must stay what it is
        return;
    }
    endBlind();
    d->wanted = sources;
    d->prepare();
}

void AbcPlayer::setSource(AbcSource which, PlayableSound audio)
{
    AbcSources sources = d->afterBlind.value_or(d->wanted);
    (which == AbcSource::Raw         ? sources.raw
     : which == AbcSource::Processed ? sources.processed
                                     : sources.reference) = std::move(audio);
    setSources(sources);
}

AbcSources AbcPlayer::sources() const
{
    return d->wanted;
}

bool AbcPlayer::hasSource(AbcSource which) const
{
    const auto has = [this](AbcSource source) { return bool(d->prepared.buffers[indexOf(source)]); };
    return which == AbcSource::Difference ? has(AbcSource::Processed) && has(AbcSource::Reference) : has(which);
}

double AbcPlayer::durationSeconds() const
{
    return d->prepared.seconds;
}

double AbcPlayer::positionSeconds() const
{
    const int rate = d->mixer.sampleRate();
    return rate > 0 ? static_cast<double>(d->mixer.position(d->output.bufferedFrames())) / rate : 0.0;
}

bool AbcPlayer::isPlaying() const
{
    return d->mixer.isPlaying();
}

bool AbcPlayer::isLooping() const
{
    return d->mixer.isLooping();
}

LoopRegion AbcPlayer::loopRegion() const
{
    return d->region;
}

AbcSource AbcPlayer::selected() const
{
    return d->selected;
}

double AbcPlayer::volume() const
{
    return d->volume;
}

bool AbcPlayer::canPlay() const
{
    return d->mixer.length() > 0 && d->output.isAvailable();
}

QString AbcPlayer::note() const
{
    return d->prepared.note;
}

QString AbcPlayer::outputMessage() const
{
    return d->output.message();
}

quint64 AbcPlayer::underruns() const
{
    return d->output.underruns() + d->feeder.gaps();
}

void AbcPlayer::play()
{
    d->playWhenReady = !canPlay() && d->preparing.isRunning();
    if (!canPlay() || isPlaying())
        return;
    d->mixer.play();
    d->sincePlaying.restart();
    d->startOutput();
    d->report();
}

void AbcPlayer::pause()
{
    d->playWhenReady = false;
    if (!isPlaying())
        return;
    d->mixer.pause();
    d->changed();
}

void AbcPlayer::togglePlaying()
{
    if (isPlaying())
        pause();
    else
        play();
}

void AbcPlayer::stop()
{
    pause();
    seek(isLooping() && d->region.isSet() ? d->region.startSeconds : 0.0);
}

void AbcPlayer::seek(double seconds)
{
    d->mixer.seek(d->toFrames(seconds));
    d->changed();
}

void AbcPlayer::seekBy(double seconds)
{
    seek(positionSeconds() + seconds);
}

void AbcPlayer::select(AbcSource source)
{
    if (selected() == source || isBlind())
        return;
    d->selected = source;
    d->mixer.select(source);
    d->changed();
    Q_EMIT selectedChanged(source);
}

void AbcPlayer::setLooping(bool on)
{
    if (isLooping() == on)
        return;
    d->mixer.setLooping(on);
    d->changed();
    Q_EMIT loopingChanged(on);
}

void AbcPlayer::toggleLooping()
{
    setLooping(!isLooping());
}

void AbcPlayer::setLoopRegion(double startSeconds, double endSeconds)
{
    LoopRegion region{std::max(std::min(startSeconds, endSeconds), 0.0), std::max(startSeconds, endSeconds)};
    if (const double duration = durationSeconds(); duration > 0) {
        region.endSeconds = std::clamp(region.endSeconds, std::min(kMinimumLoopSeconds, duration), duration);
        region.startSeconds =
            std::clamp(region.startSeconds, 0.0, std::max(0.0, region.endSeconds - kMinimumLoopSeconds));
    }
    if (region == d->region)
        return;
    d->region = region;
    d->applyRegion();
    d->changed();
    Q_EMIT loopRegionChanged(region);
}

void AbcPlayer::clearLoopRegion()
{
    if (d->region == LoopRegion{})
        return;
    d->region = {};
    d->applyRegion();
    d->changed();
    Q_EMIT loopRegionChanged(d->region);
}

void AbcPlayer::setLoopStartHere()
{
    const double here = positionSeconds();
    setLoopRegion(here, d->region.endSeconds > here ? d->region.endSeconds : durationSeconds());
}

void AbcPlayer::setLoopEndHere()
{
    const double here = positionSeconds();
    setLoopRegion(d->region.isSet() && d->region.startSeconds < here ? d->region.startSeconds : 0.0, here);
}

void AbcPlayer::setVolume(double volume)
{
    volume = std::clamp(volume, 0.0, 1.0);
    if (d->volume == volume)
        return;
    d->volume = volume;
    d->mixer.setVolume(static_cast<float>(volume));
    d->changed();
    Q_EMIT volumeChanged(volume);
}

}  // namespace tonewright
