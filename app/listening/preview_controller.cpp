#include "app/listening/preview_controller.h"

#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "core/base/user_folders.h"

namespace tonewright
{

namespace
{

bool sameDecision(const Preview &a, const Preview &b)
{
    return a.itemKey == b.itemKey && a.total.y == b.total.y &&
           std::equal(a.decision.begin(), a.decision.end(), b.decision.begin(), b.decision.end(),
                      [](const DecisionValue &x, const DecisionValue &y) {
                          return x.group == y.group && x.name == y.name && x.value == y.value;
                      });
}

/// Whether both say the same, so that nothing has to be analysed again.
bool isSame(const PlayableSound &old, const AudioBuffer &fresh)
{
    if (old.sampleRate() != fresh.sampleRate || old.frames() != static_cast<std::int64_t>(fresh.frames()) ||
        old.channels() != static_cast<int>(fresh.channels.size()))
        return false;
    if (old.buffer())
        return old.buffer()->channels == fresh.channels;
    const auto reader = old.reader();
    if (!reader || fresh.channels.size() > 2)
        return false;
    constexpr std::int64_t kBlock = 1 << 16;
    std::array<std::vector<float>, 2> rows{std::vector<float>(kBlock), std::vector<float>(kBlock)};
    const std::array<float *, 2> out{rows[0].data(), rows[1].data()};
    for (std::int64_t begin = 0; begin < old.frames(); begin += kBlock) {
        const std::int64_t count = std::min(kBlock, old.frames() - begin);
        if (!(*reader)->read(begin, count, out.data()))
            return false;
        for (std::size_t c = 0; c < fresh.channels.size(); ++c)
            if (!std::equal(rows[c].begin(), rows[c].begin() + count, fresh.channels[c].begin() + begin))
                return false;
    }
    return true;
}

/// Keeps the object that is shown already when the new one says the same. What is long goes to a file, unless there is
/// no room for one.
void adopt(AudioBuffer &&fresh, const PlayableSound &oldAudio, const std::shared_ptr<const Clip> &oldClip,
           const std::filesystem::path &files, PlayableSound &audio, std::shared_ptr<const Clip> &clip)
{
    if (oldAudio && isSame(oldAudio, fresh)) {
        audio = oldAudio;
        clip = oldClip;
        return;
    }
    if (fresh.seconds() > kLongestHeldSeconds && !files.empty())
        if (auto file = SoundFile::writeTemporary(files, fresh)) {
            audio = std::move(*file);
            fresh = {};
            return;
        }
    clip = std::make_shared<const Clip>(mixToMono(fresh));
    audio = std::make_shared<const AudioBuffer>(std::move(fresh));
}

std::filesystem::path defaultFiles()
{
    const auto cache = userCacheFolder();
    return cache ? *cache / "playing" : std::filesystem::path();
}

Result<ShownSoundPtr> renderSound(const PreviewPtr &preview, const ShownSoundPtr &before,
                                  const std::filesystem::path &files)
{
    try {
        auto rendering = preview->render();
        if (!rendering)
            return fail(rendering.error());
        const ShownSound none;
        const ShownSound &old = before ? *before : none;
        auto sound = std::make_shared<ShownSound>();
        sound->preview = preview;
        sound->scores = std::move(rendering->scores);
        adopt(std::move(rendering->raw), old.raw, old.rawClip, files, sound->raw, sound->rawClip);
        adopt(std::move(rendering->processed), old.processed, old.processedClip, files, sound->processed,
              sound->processedClip);
        adopt(std::move(rendering->reference), old.reference, old.referenceClip, files, sound->reference,
              sound->referenceClip);
        return sound;
    } catch (const std::exception &exception) {
        return fail(ErrorCode::Internal, std::string("Tonewright made a mistake: ") + exception.what(),
                    preview->itemKey);
    }
}

}  // namespace

PreviewController::PreviewController(QObject *parent, std::filesystem::path files)
    : QObject(parent), m_files(files.empty() ? defaultFiles() : std::move(files))
{
    SoundFile::sweep(m_files);
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &PreviewController::startPending);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &PreviewController::take);
}

PreviewController::~PreviewController()
{
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void PreviewController::setItem(const std::string &itemKey)
{
    if (itemKey == m_item)
        return;
    m_item = itemKey;
    m_decision.reset();
    m_pending.reset();
    m_shown.reset();
    m_later.stop();
    Q_EMIT itemChanged(QString::fromStdString(itemKey));
}

void PreviewController::offer(const PreviewPtr &preview)
{
    if (!preview || preview->itemKey != m_item)
        return;
    m_decision = preview;
    Q_EMIT decided(preview);
    const Preview *latest = m_running && m_running->itemKey == m_item ? m_running.get()
                            : m_shown                                 ? m_shown->preview.get()
                                                                      : nullptr;
    if (latest && sameDecision(*latest, *preview)) {
        m_pending.reset();
        return;
    }
    m_pending = preview;
    startPending();
}

void PreviewController::offerNow(const PreviewPtr &preview)
{
    m_sinceStart.invalidate();
    m_later.stop();
    offer(preview);
}

void PreviewController::startPending()
{
    if (!m_pending || m_running)
        return;
    const bool sameTrack = m_shown && m_shown->preview->itemKey == m_pending->itemKey;
    const qint64 wait = sameTrack && m_sinceStart.isValid() ? m_intervalMs - m_sinceStart.elapsed() : 0;
    if (wait > 0) {
        if (!m_later.isActive())
            m_later.start(static_cast<int>(wait));
        return;
    }
    m_running = std::exchange(m_pending, nullptr);
    m_sinceStart.start();
    m_watcher.setFuture(QtConcurrent::run(&m_pool, [preview = m_running, before = m_shown, files = m_files] {
        return renderSound(preview, before, files);
    }));
}

void PreviewController::take()
{
    const PreviewPtr finished = std::exchange(m_running, nullptr);
    const auto result = m_watcher.result();
    if (finished && finished->itemKey == m_item) {
        if (result) {
            m_shown = *result;
            Q_EMIT rendered(m_shown);
        } else if (result.error().code != ErrorCode::Cancelled) {
            Q_EMIT failed(QString::fromStdString(result.error().describe()));
        }
    }
    startPending();
}

}  // namespace tonewright
