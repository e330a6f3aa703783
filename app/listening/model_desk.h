#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>
#include <optional>

#include "app/run/run_types.h"
#include "core/study/study_model.h"
#include "core/study/study_registry.h"

namespace tonewright
{

/// Lets the model that comes with the program decide on a person's own files (GUI thread). The work is done in a thread
/// of its own; the model is opened when it is first needed and kept. While one task is at work only the newest that
/// came since waits.
class ModelDesk : public QObject
{
    Q_OBJECT

public:
    /// `entry`: of the registry, which outlives this.
    explicit ModelDesk(const StudyEntry &entry, QObject *parent = nullptr);
    ~ModelDesk() override;  ///< waits for the task in hand

    void process(const ModelTask &task);
    [[nodiscard]] bool busy() const { return m_watcher.isRunning(); }

Q_SIGNALS:
    void decided(const tonewright::PreviewPtr &preview);
    void failed(const QString &message);

private:
    using Model = std::shared_ptr<const StudyModel>;
    using Decided = Result<std::pair<Model, PreviewPtr>>;
    void begin();
    void take();

    const StudyEntry &m_entry;
    Model m_model;
    std::optional<ModelTask> m_next;
    QFutureWatcher<Decided> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
