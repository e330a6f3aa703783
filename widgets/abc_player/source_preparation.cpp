#include "widgets/abc_player/source_preparation.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtCore/QStringList>
#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

#include "core/audio/audio_file.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

/// Differences in length below this are rounding of the resampler, not something to tell.
constexpr double kSameLengthSeconds = 0.001;

QString tr(const char *text)
{
    return QCoreApplication::translate("tonewright::AbcPlayer", text);
}

QString nameOf(std::size_t source)
{
    return roleName(kAbcSources[source]);
}

QString rateText(int sampleRate)
{
    return tr("%1 kHz").arg(QLocale().toString(sampleRate / 1000.0, 'g', 5));
}

bool isUsable(const PlayableSound &audio)
{
    return audio.sampleRate() > 0 && audio.frames() > 0;
}

/// Whether it is left where it is.
bool isRead(const PlayableSound &sound, int sampleRate)
{
    const bool asItIs = sound.buffer() && (sound.sampleRate() == sampleRate || sound.channels() > 2);
    return sound.seconds() > kLongestHeldSeconds && !asItIs;
}

/// At the rate it is played at; its own reader may fail later.
Result<std::unique_ptr<FrameReader>> readerAt(const PlayableSound &sound, int sampleRate)
{
    auto reader = sound.reader();
    if (!reader)
        return fail(reader.error());
    return atRate(std::move(*reader), sampleRate);
}

std::shared_ptr<const AudioBuffer> held(const PlayableSound &sound)
{
    if (sound.buffer())
        return sound.buffer();
    auto audio = readAudio(sound.file()->path());
    if (!audio)
        throw std::runtime_error(audio.error().describe());
    return std::make_shared<const AudioBuffer>(std::move(*audio));
}

std::shared_ptr<const AudioBuffer> convert(const std::shared_ptr<const AudioBuffer> &audio, int sampleRate)
{
    std::shared_ptr<const AudioBuffer> result = audio;
    if (result->channels.size() > 2)
        result = std::make_shared<AudioBuffer>(toBuffer(mixToMono(*result)));
    if (result->sampleRate != sampleRate)
        result = std::make_shared<AudioBuffer>(resample(*result, sampleRate));
    return result;
}

double secondsOf(const PreparedSources &prepared, std::size_t source)
{
    return static_cast<double>(prepared.buffers[source].frames()) / prepared.sampleRate;
}

QString rateNote(const PreparedSources &prepared)
{
    QStringList rates;
    bool same = true;
    bool resampled = false;
    int first = 0;
    for (std::size_t i = 0; i < kAbcSourceCount; ++i) {
        if (!prepared.buffers[i])
            continue;
        const int rate = prepared.originals[i].sampleRate();
        first = first == 0 ? rate : first;
        same = same && rate == first;
        resampled = resampled || rate != prepared.sampleRate;
        rates << tr("%1 %2").arg(nameOf(i), rateText(rate));
    }
    if (!resampled)
        return {};
    const QString target = rateText(prepared.sampleRate);
    return same ? tr("resampled from %1 to %2").arg(rateText(first), target)
                : tr("%1: all resampled to %2").arg(rates.join(QStringLiteral(", ")), target);
}

/// Takes over what is known of `audio`; what isn't is made. Throws when there is not enough memory, or what can't be
/// read.
void prepareOne(PreparedSources &prepared, std::size_t i, const PreparedSources &previous, PageFeeder *feeder)
{
    const auto &audio = prepared.originals[i];
    const auto known = std::find(previous.originals.begin(), previous.originals.end(), audio);
    if (known != previous.originals.end() && previous.sampleRate == prepared.sampleRate) {
        const auto index = static_cast<std::size_t>(known - previous.originals.begin());
        prepared.buffers[i] = previous.buffers[index];
        prepared.loudness[i] = previous.loudness[index];
    }
    if (prepared.buffers[i])
        return;
    if (feeder != nullptr && isRead(audio, prepared.sampleRate)) {
        auto reader = readerAt(audio, prepared.sampleRate);
        const auto own = audio.reader();  // no need to resample for that
        auto profile = own ? measureLoudness(**own) : Result<LoudnessProfile>(fail(own.error()));
        if (!reader || !profile)
            throw std::runtime_error((reader ? profile.error() : reader.error()).describe());
        const PageFeeder::Format format{(*reader)->frames(), (*reader)->channels(), prepared.sampleRate};
        prepared.loudness[i] = std::make_shared<LoudnessProfile>(std::move(*profile));
        prepared.buffers[i] =
            feeder->add(format, [audio, rate = prepared.sampleRate] { return readerAt(audio, rate); });
        return;
    }
    const auto buffer = convert(held(audio), prepared.sampleRate);
    prepared.loudness[i] = std::make_shared<LoudnessProfile>(measureLoudness(*buffer));
    prepared.buffers[i] = buffer;
}

void prepareDifference(PreparedSources &prepared)
{
    const std::size_t first = indexOf(AbcSource::Processed);
    const std::size_t second = indexOf(AbcSource::Reference);
    const auto &originals = prepared.originals;
    if (!prepared.buffers[first] || !prepared.buffers[second])
        return;
    // Where both have one rate the peak is looked for there; what resampling adds to it is a small part of a decibel.
    const bool alike = originals[first].sampleRate() == originals[second].sampleRate();
    const auto reader = [&](std::size_t i) -> Result<std::unique_ptr<FrameReader>> {
        if (const auto &whole = prepared.buffers[i].whole())
            return std::make_unique<BufferReader>(whole);
        return alike ? originals[i].reader() : readerAt(originals[i], prepared.sampleRate);
    };
    // One in memory at the device's rate, one read at its own: both at the device's.
    const bool mixed = bool(prepared.buffers[first].whole()) != bool(prepared.buffers[second].whole());
    const auto a = mixed ? readerAt(originals[first], prepared.sampleRate) : reader(first);
    const auto b = mixed ? readerAt(originals[second], prepared.sampleRate) : reader(second);
    if (!a || !b)
        return;
    if (const auto levels = levelDifference(
            **a, **b, {prepared.loudness[first]->integratedLufs, prepared.loudness[second]->integratedLufs}))
        prepared.difference = *levels;
}

void appendLengthNotes(const PreparedSources &prepared, QStringList &notes)
{
    for (std::size_t i = 0; i < kAbcSourceCount; ++i) {
        if (!prepared.buffers[i])
            continue;
        const double missing = prepared.seconds - secondsOf(prepared, i);
        if (missing >= kSameLengthSeconds)
            notes << tr("%1 is %2 s shorter: silence at its end")
                         .arg(nameOf(i), QLocale().toString(missing, 'f', missing < 0.095 ? 3 : 2));
    }
}

}  // namespace

int playedChannels(const PlayableSound &sound)
{
    return sound.channels() == 2 ? 2 : 1;
}

PreparedSources prepareSources(const AbcSources &sources, int deviceRate, const PreparedSources &previous,
                               PageFeeder *feeder) noexcept
{
    PreparedSources prepared;
    prepared.originals = {sources.raw, sources.processed, sources.reference};
    prepared.sampleRate = deviceRate;
    if (deviceRate == 0)
        for (const auto &audio : prepared.originals)
            if (isUsable(audio))
                prepared.sampleRate = std::max(prepared.sampleRate, audio.sampleRate());

    QStringList notes;
    for (std::size_t i = 0; i < kAbcSourceCount; ++i) {
        const auto &audio = prepared.originals[i];
        if (!isUsable(audio))
            continue;
        try {
            prepareOne(prepared, i, previous, feeder);
        } catch (const std::bad_alloc &) {
            notes << tr("%1 could not be prepared: not enough memory").arg(nameOf(i));
            continue;
        } catch (const std::exception &reason) {
            notes << tr("%1 could not be prepared: %2").arg(nameOf(i), QString::fromStdString(reason.what()));
            continue;
        }
        prepared.seconds = std::max(prepared.seconds, secondsOf(prepared, i));
        if (audio.channels() > 2)
            notes << tr("%1: %2 channels mixed to one").arg(nameOf(i)).arg(audio.channels());
    }
    if (const QString rates = rateNote(prepared); !rates.isEmpty())
        notes.prepend(rates);
    appendLengthNotes(prepared, notes);
    prepareDifference(prepared);
    prepared.note = notes.join(QStringLiteral(" · "));
    if (!prepared.note.isEmpty())
        prepared.note[0] = prepared.note[0].toUpper();
    return prepared;
}

}  // namespace tonewright
