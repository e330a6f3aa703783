#pragma once

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <string>

#include "app/run/run_types.h"
#include "core/audio/audio_buffer.h"
#include "core/audio/playable_sound.h"

namespace tonewright
{

/// A rendered preview: what is drawn and heard. Parts that did not change since the one before are the same objects.
/// What is longer than kLongestHeldSeconds lies in temporary files in the person's cache folder, and has no clips.
struct ShownSound {
    PreviewPtr preview;
    PlayableSound raw, processed, reference;
    std::shared_ptr<const Clip> rawClip, processedClip, referenceClip;
    std::vector<std::pair<std::string, double>> scores;  ///< exact, of the rendering
};
using ShownSoundPtr = std::shared_ptr<const ShownSound>;

/// Turns the agent's decisions into sound for one track at a time (GUI thread). Decisions are shown at once; their
/// rendering happens in a pool of one thread. While one is rendered only the newest that came since waits; results of
/// another track are dropped.
class PreviewController : public QObject
{
    Q_OBJECT

public:
    /// `files`: where sounds lie that are too long to be held; empty: userCacheFolder()/playing.
    explicit PreviewController(QObject *parent = nullptr, std::filesystem::path files = {});
    ~PreviewController() override;  ///< waits for the rendering in hand

    /// The track that is shown from now on; empty = none. What was shown of another track is forgotten.
    void setItem(const std::string &itemKey);
    [[nodiscard]] const std::string &item() const { return m_item; }
    [[nodiscard]] const ShownSoundPtr &shown() const { return m_shown; }
    [[nodiscard]] const PreviewPtr &decision() const { return m_decision; }
    [[nodiscard]] bool rendering() const { return m_running != nullptr; }

    /// offer(), rendered as soon as the rendering in hand is done: what a person waits for.
    void offerNow(const PreviewPtr &preview);

    /// Renderings of one track begin at least this far apart, so that watching does not slow the training down.
    void setMinimumInterval(int milliseconds) { m_intervalMs = milliseconds; }

public Q_SLOTS:
    /// Ignored unless it is of the current item. Renders when the decision differs from what is heard.
    void offer(const tonewright::PreviewPtr &preview);

Q_SIGNALS:
    void itemChanged(const QString &itemKey);
    void decided(const tonewright::PreviewPtr &preview);
    void rendered(const tonewright::ShownSoundPtr &sound);
    void failed(const QString &message);

private:
    void startPending();
    void take();

    const std::filesystem::path m_files;
    std::string m_item;
    PreviewPtr m_decision;
    PreviewPtr m_pending;
    PreviewPtr m_running;
    ShownSoundPtr m_shown;
    int m_intervalMs = 1500;
    QElapsedTimer m_sinceStart;
    QTimer m_later;
    QFutureWatcher<Result<ShownSoundPtr>> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright

Q_DECLARE_METATYPE(tonewright::ShownSoundPtr)
