#include "app/listening/equaliser_desk.h"

#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <cmath>

#include "core/audio/sample_source.h"
#include "core/dsp/loudness_change.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

/// Whatever rate each says that it is for: both are of the item that is shown.
bool soundAlike(const EqualiserSetting &a, const EqualiserSetting &b)
{
    return a.passes == b.passes && a.bands == b.bands;
}

/// Of a long sound the middle kLongestHeldSeconds; empty where it can't be read.
Clip heldPart(const PlayableSound &sound, const std::shared_ptr<const Clip> &clip)
{
    if (clip)
        return *clip;
    Clip part{sound.sampleRate(), {}};
    const auto count = static_cast<std::int64_t>(kLongestHeldSeconds * sound.sampleRate());
    const auto source =
        sound.file() ? FileSource::open(sound.file()->path()) : Result<std::shared_ptr<const FileSource>>(nullptr);
    part.samples.resize(static_cast<std::size_t>(std::min(count, sound.frames())));
    if (!source || !*source || !(*source)->read(std::max<std::int64_t>(sound.frames() - count, 0) / 2, part.samples))
        part.samples.clear();
    return part;
}

}  // namespace

EqualiserDesk::EqualiserDesk(PreviewController &previews, AbcPlayer &player, EqDocument &document, EqEditor &editor,
                             QObject *parent)
    : QObject(parent), m_previews(previews), m_player(player), m_document(document), m_editor(editor)
{
    m_pool.setMaxThreadCount(2);  // a search, and the spectra of the item that came meanwhile
    m_pool.setThreadPriority(QThread::LowPriority);
    connect(&m_previews, &PreviewController::itemChanged, this, &EqualiserDesk::changeItem);
    connect(&m_previews, &PreviewController::rendered, this, &EqualiserDesk::takeRendered);
    connect(&m_document, &EqDocument::changed, this, &EqualiserDesk::audition);
    connect(&m_document, &EqDocument::rested, this, &EqualiserDesk::hear);
    connect(&m_editor, &EqEditor::searchRequested, this, &EqualiserDesk::search);
    connect(&m_editor, &EqEditor::searchStopped, this, [this] {
        if (m_goOn)
            *m_goOn = false;
    });
    connect(&m_spectra, &QFutureWatcherBase::finished, this, [this] {
        if (m_analysing != m_analysed)  // of an item that isn't shown any more
            return;
        m_weightedRaw = dsp::kWeighted(m_spectra.result().raw);
        m_editor.setSpectra(m_spectra.result());
    });
    connect(&m_search, &QFutureWatcherBase::finished, this, &EqualiserDesk::takeSearched);
}

EqualiserDesk::~EqualiserDesk()
{
    if (m_goOn)
        *m_goOn = false;
    m_spectra.disconnect(this);
    m_search.disconnect(this);
    m_pool.waitForDone();
}

void EqualiserDesk::changeItem()
{
    if (m_goOn)
        *m_goOn = false;
    m_agent.reset();
    m_bench.reset();
    m_analysed = {};
    m_weightedRaw = {};
    m_document.clear();
    m_editor.setSpectra({});
    m_scores = {};
    m_editor.setScores({}, {});
}

void EqualiserDesk::takeAgent(const PreviewPtr &preview)
{
    if (!preview || preview->itemKey != m_previews.item())
        return;
    m_agent = preview;
    if (!m_bench)
        m_bench = preview->bench;
    m_editor.setCanSearch(m_bench != nullptr);
    if (preview->equaliser)
        m_document.setAgent(*preview->equaliser);
    if (m_document.isEmpty() || m_document.slot() == EqSlot::Agent)
        m_previews.offer(preview);
}

std::optional<EqualiserSetting> EqualiserDesk::heard() const
{
    return m_document.isEmpty() ? std::nullopt : std::optional(m_document.edit().applied());
}

void EqualiserDesk::hear()
{
    if (m_document.isEmpty())
        return;
    if (m_document.slot() == EqSlot::Agent && m_agent) {
        m_previews.offerNow(m_agent);
    } else if (m_bench) {
        const auto preview = m_bench->preview(m_document.edit().applied());
        if (preview)
            m_previews.offerNow(*preview);
        else
            Q_EMIT failed(QString::fromStdString(preview.error().describe()));
    }
    if (!m_previews.rendering())
        endAudition();  // it was rendered before
}

/// What is looked at, unless it is what is heard anyway.
void EqualiserDesk::audition()
{
    const auto wanted = heard();
    const ShownSoundPtr &shown = m_previews.shown();
    if (!wanted || !shown || !shown->preview->equaliser)
        return;
    const bool rendered = soundAlike(*shown->preview->equaliser, *wanted);
    m_editor.setScores(rendered || m_scores.summary.isEmpty() ? m_scores.summary : tr("Reward …"),
                       rendered ? m_scores.lines : QString());
    if (m_player.isAuditioning() || !rendered)
        m_player.audition(toDsp(*wanted), dsp::loudnessChangeDb(m_weightedRaw, toDsp(*wanted)));
}

/// When the rendering of what is looked at is there.
void EqualiserDesk::endAudition()
{
    const ShownSoundPtr &shown = m_previews.shown();
    const auto wanted = heard();
    if (!m_document.isEditing() && wanted && shown && shown->preview->equaliser &&
        soundAlike(*shown->preview->equaliser, *wanted))
        m_player.endAudition();
}

void EqualiserDesk::takeRendered(const ShownSoundPtr &sound)
{
    // Queued: whoever else is told gives the player the rendering first.
    QMetaObject::invokeMethod(this, &EqualiserDesk::endAudition, Qt::QueuedConnection);
    QString summary;
    QStringList lines;
    for (const auto &[name, value] : sound->scores) {
        if (summary.isEmpty())
            summary = tr("Reward %1").arg(formatSigned(value, 2));
        lines << QString::fromStdString(name) + QLatin1Char(' ') + formatNumber(value, 3);
    }
    if (!sound->scores.empty() && sound->scores.front().first != "reward")
        summary.clear();
    m_scores = {summary, lines.join(QLatin1Char('\n'))};
    m_editor.setScores(m_scores.summary, m_scores.lines);
    analyse(sound);
}

void EqualiserDesk::analyse(const ShownSoundPtr &sound)
{
    if (m_analysed == sound->raw || !sound->raw || !sound->reference)
        return;
    m_analysed = m_analysing = sound->raw;
    m_weightedRaw = {};
    m_spectra.setFuture(QtConcurrent::run(&m_pool, [sound] {
        const Clip raw = heldPart(sound->raw, sound->rawClip);
        const Clip reference = heldPart(sound->reference, sound->referenceClip);
        return EqSpectra{dsp::averageSpectrum(raw.samples, raw.sampleRate),
                         dsp::averageSpectrum(reference.samples, reference.sampleRate)};
    }));
}

void EqualiserDesk::search()
{
    if (!m_bench || m_search.isRunning())
        return;
    m_goOn = std::make_shared<std::atomic<bool>>(true);
    m_searched = m_bench;
    m_search.setFuture(QtConcurrent::run(
        &m_pool, [bench = m_bench, goOn = m_goOn] { return bench->searchBest([goOn] { return goOn->load(); }); }));
    m_editor.setSearching(true);
}

void EqualiserDesk::takeSearched()
{
    m_editor.setSearching(false);
    const auto found = m_search.result();
    const bool current = m_searched == m_bench;
    m_searched.reset();
    if (!current)
        return;
    if (found) {
        m_document.setOracle(*found);
        m_document.select(EqSlot::Oracle);
    } else if (found.error().code != ErrorCode::Cancelled) {
        m_editor.setCanSearch(found.error().code != ErrorCode::Unsupported);
        Q_EMIT failed(QString::fromStdString(found.error().describe()));
    }
}

}  // namespace tonewright
