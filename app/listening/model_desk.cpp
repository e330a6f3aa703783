#include "app/listening/model_desk.h"

#include <QtConcurrent>

namespace tonewright
{

ModelDesk::ModelDesk(const StudyEntry &entry, QObject *parent) : QObject(parent), m_entry(entry)
{
    m_pool.setMaxThreadCount(1);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ModelDesk::take);
}

ModelDesk::~ModelDesk()
{
    m_pool.waitForDone();
}

void ModelDesk::process(const ModelTask &task)
{
    m_next = task;
    if (!busy())
        begin();
}

void ModelDesk::begin()
{
    const auto work = [model = m_model, tools = m_entry.tools, study = m_entry.descriptor->id,
                       task = *m_next]() -> Decided {
        Model used = model;
        if (!used) {
            const auto file = defaultModelFile(study);
            if (!file)
                return fail(file.error());
            auto opened = tools->openModel(*file);
            if (!opened)
                return fail(opened.error());
            used = std::move(*opened);
        }
        auto preview = used->decide(task);
        if (!preview)
            return fail(preview.error());
        return std::pair(used, PreviewPtr(std::move(*preview)));
    };
    m_next.reset();
    m_watcher.setFuture(QtConcurrent::run(&m_pool, work));
}

void ModelDesk::take()
{
    const Decided decided = m_watcher.result();
    if (m_next) {
        begin();  // what was asked for meanwhile is what is wanted
        return;
    }
    if (!decided) {
        Q_EMIT failed(QString::fromStdString(decided.error().describe()));
        return;
    }
    m_model = decided->first;
    Q_EMIT this->decided(decided->second);
}

}  // namespace tonewright
