#include "widgets/abc_player/source_preparation.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtCore/QStringList>
#include <algorithm>
#include <array>
#include <exception>

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

bool isUsable(const std::shared_ptr<const AudioBuffer> &audio)
{
    return audio && audio->sampleRate > 0 && audio->frames() > 0;
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
        const int rate = prepared.originals[i]->sampleRate;
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

/// Takes over what is known of `audio`; what isn't is made. May throw when there is not enough memory.
void prepareOne(PreparedSources &prepared, std::size_t i, const PreparedSources &previous)
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
    const auto buffer = convert(audio, prepared.sampleRate);
    prepared.loudness[i] = std::make_shared<LoudnessProfile>(measureLoudness(*buffer));
    prepared.buffers[i] = buffer;
}

void prepareDifference(PreparedSources &prepared)
{
    const std::size_t first = indexOf(AbcSource::Processed);
    const std::size_t second = indexOf(AbcSource::Reference);
    if (prepared.buffers[first] && prepared.buffers[second])
        prepared.difference =
            levelDifference(*prepared.buffers[first].whole(), *prepared.buffers[second].whole(),
                            {prepared.loudness[first]->integratedLufs, prepared.loudness[second]->integratedLufs});
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

PreparedSources prepareSources(const AbcSources &sources, int deviceRate, const PreparedSources &previous) noexcept
{
    PreparedSources prepared;
    prepared.originals = {sources.raw, sources.processed, sources.reference};
    prepared.sampleRate = deviceRate;
    if (deviceRate == 0)
        for (const auto &audio : prepared.originals)
            if (isUsable(audio))
                prepared.sampleRate = std::max(prepared.sampleRate, audio->sampleRate);

    QStringList notes;
    for (std::size_t i = 0; i < kAbcSourceCount; ++i) {
        const auto &audio = prepared.originals[i];
        if (!isUsable(audio))
            continue;
        try {
            prepareOne(prepared, i, previous);
        } catch (const std::exception &) {
            notes << tr("%1 could not be prepared: not enough memory").arg(nameOf(i));
            continue;
        }
        prepared.seconds = std::max(prepared.seconds, secondsOf(prepared, i));
        if (audio->channels.size() > 2)
            notes << tr("%1: %2 channels mixed to one").arg(nameOf(i)).arg(audio->channels.size());
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
