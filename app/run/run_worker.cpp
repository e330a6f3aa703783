#include "app/run/run_worker.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace tonewright
{

/// Receives what the session has stored already.
class RunWorker::Listener final : public RunListener
{
public:
    explicit Listener(RunWorker &worker) : m_worker(worker) {}

    void onProgress(const Progress &progress) override { m_worker.m_mailbox.put(progress); }
    void onEpisode(const EpisodeRecord &record) override { m_worker.m_mailbox.metrics.append(record); }
    void onNote(std::string_view message) override { m_worker.m_mailbox.note(std::string(message)); }
    void onPreview(std::shared_ptr<const void> preview) override
    {
        m_worker.m_mailbox.put(std::static_pointer_cast<const Preview>(std::move(preview)));
    }
    void onPaused(bool paused) override
    {
        if (m_training)
            m_worker.tell({.phase = paused ? RunPhase::Paused : RunPhase::Training}, m_order);
    }

    void setTraining(bool training, std::uint64_t order)
    {
        m_training = training;
        m_order = order;
    }

private:
    RunWorker &m_worker;
    bool m_training = false;
    std::uint64_t m_order = 0;
};

namespace
{

/// The context of the order in hand, findable by other threads for as long as it lives.
class ActiveContext
{
public:
    ActiveContext(RunListener &listener, const std::stop_token &stop, PauseLatch &latch, std::mutex &mutex,
                  RunContext *&slot)
        : m_context(listener, stop, &latch), m_mutex(mutex), m_slot(slot)
    {
        const std::lock_guard lock(m_mutex);
        m_slot = &m_context;
    }
    ~ActiveContext()
    {
        const std::lock_guard lock(m_mutex);
        m_slot = nullptr;
    }
    ActiveContext(const ActiveContext &) = delete;
    ActiveContext &operator=(const ActiveContext &) = delete;

    RunContext &operator*() { return m_context; }

private:
    RunContext m_context;
    std::mutex &m_mutex;
    RunContext *&m_slot;
};

bool sameSettings(const RunRequest &a, const RunRequest &b)
{
    return a.study == b.study && a.algorithm == b.algorithm && a.parameters == b.parameters && a.seed == b.seed &&
           a.episodes == b.episodes && a.minutes == b.minutes && a.envSteps == b.envSteps &&
           a.excerpt.offsetSeconds == b.excerpt.offsetSeconds && a.excerpt.seconds == b.excerpt.seconds &&
           a.threads == b.threads && a.device == b.device;
}

}  // namespace

RunWorker::RunWorker(const StudyRegistry &registry, RunMailbox &mailbox, Report report)
    : m_registry(registry), m_mailbox(mailbox), m_report(std::move(report)),
      m_listener(std::make_unique<Listener>(*this)), m_thread([this](const std::stop_token &quit) { loop(quit); })
{
}

RunWorker::~RunWorker()
{
    stop();
    m_thread.request_stop();
    m_thread.join();
}

std::uint64_t RunWorker::enqueue(std::function<void(std::uint64_t, std::stop_token)> work)
{
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(m_mutex);
        number = ++m_lastOrder;
        m_orders.push_back({number, std::move(work)});
    }
    m_changed.notify_all();
    return number;
}

std::uint64_t RunWorker::open(OpenRequest request)
{
    return enqueue([this, request = std::move(request)](std::uint64_t order, const std::stop_token &stop) {
        doOpen(request, order, stop);
    });
}

std::uint64_t RunWorker::train(RunRequest run, bool fresh)
{
    return enqueue([this, run = std::move(run), fresh](std::uint64_t order, const std::stop_token &stop) {
        doTrain(run, fresh, order, stop);
    });
}

std::uint64_t RunWorker::evaluate(EvaluationItems which)
{
    return enqueue([this, which](std::uint64_t order, const std::stop_token &stop) { doEvaluate(which, order, stop); });
}

std::uint64_t RunWorker::exportDataset(std::filesystem::path file)
{
    return enqueue([this, file = std::move(file)](std::uint64_t order, const std::stop_token &stop) {
        doExport(file, order, stop);
    });
}

void RunWorker::stop()
{
    std::stop_source current;
    {
        const std::lock_guard lock(m_mutex);
        m_orders.clear();
        current = m_current;
    }
    current.request_stop();
    m_latch.set(false);
}

void RunWorker::requestPreview(std::string itemKey)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_context)
            m_context->requestPreview(itemKey);
        else
            m_wanted.previewKey = std::move(itemKey);
    }
    m_changed.notify_all();
}

void RunWorker::requestEpisode(EpisodeRecord record)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.episode = std::move(record);
        if (m_context)  // else, or if the order ends first, the worker comes to it by itself
            m_context->ask([this] { answerEpisode(); });
    }
    m_changed.notify_all();
}

bool RunWorker::waitForOrder(const std::stop_token &quit, Order &order, std::string &previewKey)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, quit,
                        [this] { return !m_orders.empty() || !m_wanted.previewKey.empty() || m_wanted.episode; }))
        return false;
    if (m_orders.empty()) {
        previewKey = std::exchange(m_wanted.previewKey, {});
        return true;
    }
    order = std::move(m_orders.front());
    m_orders.pop_front();
    m_current = std::stop_source();
    return true;
}

void RunWorker::loop(const std::stop_token &quit)
{
    for (;;) {
        Order order;
        std::string previewKey;
        if (!waitForOrder(quit, order, previewKey))
            break;
        if (order.work)
            run(order, m_current.get_token());
        if (!previewKey.empty())
            answerPreview(previewKey);
        answerEpisode();
    }
    m_session.reset();
    m_project.reset();
}

void RunWorker::run(const Order &order, const std::stop_token &stop)
{
    try {
        order.work(order.number, stop);
    } catch (const std::exception &exception) {
        tellFailure({ErrorCode::Internal, std::string("Tonewright made a mistake: ") + exception.what(), {}},
                    order.number);
    } catch (...) {
        tellFailure({ErrorCode::Internal, "Tonewright made a mistake that it can't name.", {}}, order.number);
    }
    m_listener->setTraining(false, order.number);
}

Result<void> RunWorker::beginRun(const RunRequest &run, RunContext &context)
{
    m_trained = false;
    m_mailbox.restartMetrics();
    m_request = run;
    if (auto started = m_session->start(run, context); !started)
        return fail(started.error());
    m_opened = describe();
    return {};
}

std::shared_ptr<const OpenedRun> RunWorker::describe() const
{
    auto opened = std::make_shared<OpenedRun>();
    opened->corpus = m_session->corpus();
    opened->spec = m_session->spec();
    opened->folder = m_session->folder();
    opened->runId = m_session->runId();
    opened->episodesDone = m_session->study().episodesDone();
    opened->heldOutKeys = m_session->study().itemKeys(EvaluationItems::HeldOut);
    opened->itemKeys = m_session->study().itemKeys(EvaluationItems::All);
    return opened;
}

void RunWorker::doOpen(const OpenRequest &request, std::uint64_t order, const std::stop_token &stop)
{
    m_session.reset();
    m_opened.reset();
    m_project.reset();
    m_trained = false;
    m_mailbox.restartMetrics();
    tell({.phase = RunPhase::Preparing}, order);
    ActiveContext context(*m_listener, stop, m_latch, m_mutex, m_context);
    if (auto opened = openRun(request, *context); !opened) {
        m_session.reset();
        tellFailure(opened.error(), order);
        return;
    }
    tell({.phase = m_trained ? RunPhase::Finished : RunPhase::Ready}, order);
}

Result<void> RunWorker::openRun(const OpenRequest &request, RunContext &context)
{
    auto project = Project::openOrCreate(request.project);
    if (!project)
        return fail(project.error());
    m_project = std::move(*project);

    RunRequest run = request.run;
    if (request.demo) {
        auto folder = cachedDemoCorpus(*request.demo, context);
        if (!folder)
            return fail(folder.error());
        run.corpus = *folder;
    }
    if (run.corpus.empty())
        run.corpus = m_project->corpusFolder();
    if (run.corpus.empty())
        return fail(ErrorCode::NotFound, "this project has no music yet. Open a folder of music.",
                    request.project.string());
    if (auto set = m_project->setCorpusFolder(run.corpus); !set)
        return fail(set.error());

    m_session = std::make_unique<RunSession>(*m_project, m_registry, *m_listener);
    if (!request.freshRun) {
        auto runs = m_project->runs();
        if (!runs)
            return fail(runs.error());
        const auto earlier = std::find_if(runs->rbegin(), runs->rend(), [&run](const RunInfo &info) {
            return info.study == run.study && info.episodes > 0;
        });
        if (earlier != runs->rend()) {
            m_request = run;
            auto opened =
                m_session->open({.runId = earlier->id, .episodes = {}, .minutes = {}, .corpus = run.corpus}, context);
            if (opened) {
                m_trained = true;
                m_opened = describe();
                return showStoredEpisodes(earlier->id);
            }
            if (opened.error().code == ErrorCode::Cancelled)
                return fail(opened.error());
            m_mailbox.note("The earlier run can't be opened, so a new one begins: " + opened.error().describe());
            m_session = std::make_unique<RunSession>(*m_project, m_registry, *m_listener);
        }
    }
    return beginRun(run, context);
}

Result<void> RunWorker::readyToTrain(RunRequest &run, bool fresh, const std::stop_token &stop)
{
    if (!m_project)
        return fail(ErrorCode::InvalidArgument, "nothing is open. Open a folder of music first.");
    if (run.corpus.empty())
        run.corpus = m_project->corpusFolder();
    const bool again = fresh || (!m_trained && (!m_opened || !sameSettings(run, m_request)));
    if (!again && !m_trained)
        return {};

    const std::string runId = m_session && m_trained ? m_session->runId() : std::string();
    if (again && m_trained)
        return replaceRun(run, stop);
    m_opened.reset();
    m_session.reset();
    m_session = std::make_unique<RunSession>(*m_project, m_registry, *m_listener);
    ActiveContext context(m_session->listener(), stop, m_latch, m_mutex, m_context);
    if (again)
        return beginRun(run, *context);
    // Going on: `minutes` counts from here, episodes are the run's total.
    auto resumed = m_session->resume({.runId = runId,
                                      .episodes = run.episodes > 0 ? std::optional(run.episodes) : std::nullopt,
                                      .minutes = run.minutes,
                                      .corpus = run.corpus},
                                     *context);
    if (!resumed)
        return fail(resumed.error());
    m_opened = describe();
    return showStoredEpisodes(m_session->runId());
}

/// The trained run stays open until the new one is ready: who stops the preparing has it back.
Result<void> RunWorker::replaceRun(const RunRequest &run, const std::stop_token &stop)
{
    auto earlier = std::move(m_session);
    const auto earlierOpened = std::exchange(m_opened, nullptr);
    const RunRequest earlierRequest = m_request;
    m_session = std::make_unique<RunSession>(*m_project, m_registry, *m_listener);
    Result<void> begun;
    {
        ActiveContext context(m_session->listener(), stop, m_latch, m_mutex, m_context);
        begun = beginRun(run, *context);
    }
    if (begun || !earlier || !earlierOpened)
        return begun;
    m_session = std::move(earlier);
    m_opened = earlierOpened;
    m_request = earlierRequest;
    m_trained = true;
    if (auto shown = showStoredEpisodes(m_session->runId()); !shown)
        return shown;
    return begun;
}

Result<void> RunWorker::showStoredEpisodes(const std::string &runId)
{
    const auto stored = m_project->episodes(runId);
    if (!stored)
        return fail(stored.error());
    m_mailbox.restartMetrics();
    for (const EpisodeRecord &record : *stored)
        m_mailbox.metrics.append(record);
    return {};
}

void RunWorker::doTrain(RunRequest run, bool fresh, std::uint64_t order, const std::stop_token &stop)
{
    tell({.phase = RunPhase::Preparing}, order);
    if (auto ready = readyToTrain(run, fresh, stop); !ready) {
        if (ready.error().code == ErrorCode::Cancelled && !m_opened) {
            // The music is still there: Start prepares it again.
            m_session.reset();
            tell({.phase = RunPhase::Ready}, order);
        } else {
            tellFailure(ready.error(), order);
        }
        return;
    }
    ActiveContext context(m_session->listener(), stop, m_latch, m_mutex, m_context);
    m_trained = true;
    m_listener->setTraining(true, order);
    tell({.phase = RunPhase::Training}, order);
    auto outcome = m_session->train(*context);
    m_listener->setTraining(false, order);
    m_opened = describe();
    if (!outcome) {
        tellFailure(outcome.error(), order);
        return;
    }
    tell({.phase = RunPhase::Finished, .outcome = *outcome}, order);
}

void RunWorker::doEvaluate(EvaluationItems which, std::uint64_t order, const std::stop_token &stop)
{
    if (!m_session || !m_opened) {
        tellFailure({ErrorCode::InvalidArgument, "nothing is open. Open a folder of music first.", {}}, order);
        return;
    }
    tell({.phase = RunPhase::Evaluating}, order);
    ActiveContext context(*m_listener, stop, m_latch, m_mutex, m_context);
    auto evaluation = m_session->study().evaluate(which, *context);
    if (!evaluation && evaluation.error().code != ErrorCode::Cancelled) {
        tellFailure(evaluation.error(), order);
        return;
    }
    RunStatus status{.phase = m_trained ? RunPhase::Finished : RunPhase::Ready};
    if (evaluation)
        status.evaluation = std::make_shared<const Evaluation>(std::move(*evaluation));
    tell(std::move(status), order);
}

void RunWorker::doExport(const std::filesystem::path &file, std::uint64_t order, const std::stop_token &stop)
{
    if (!m_session || !m_opened) {
        tellFailure({ErrorCode::InvalidArgument, "nothing is open. Open a folder of music first.", {}}, order);
        return;
    }
    tell({.phase = RunPhase::Evaluating}, order);
    ActiveContext context(*m_listener, stop, m_latch, m_mutex, m_context);
    auto written = m_session->study().exportDataset(file, *context);
    if (!written && written.error().code != ErrorCode::Cancelled) {
        tellFailure(written.error(), order);
        return;
    }
    RunStatus status{.phase = m_trained ? RunPhase::Finished : RunPhase::Ready};
    if (written)
        status.written = file;
    tell(std::move(status), order);
}

void RunWorker::answerPreview(const std::string &itemKey)
{
    if (!m_session || !m_opened)
        return;
    try {
        if (auto preview = m_session->study().preview(itemKey))
            m_mailbox.put(std::move(*preview));
        else
            m_mailbox.note(preview.error().describe());
    } catch (const std::exception &exception) {
        m_mailbox.note(std::string("Tonewright made a mistake: ") + exception.what());
    }
}

void RunWorker::answerEpisode()
{
    std::optional<EpisodeRecord> wanted;
    {
        const std::lock_guard lock(m_mutex);
        wanted = std::exchange(m_wanted.episode, std::nullopt);
    }
    if (!wanted)
        return;
    const EpisodeRecord &record = *wanted;
    EpisodeAnswer answer{.episode = record.episode};
    try {
        if (!m_session || !m_opened)
            answer.error = {ErrorCode::NotFound, "can't be shown while its run is being prepared. Choose it again.",
                            "episode " + std::to_string(record.episode)};
        else if (auto replay = m_session->replay(record))
            answer.replay = std::move(*replay);
        else
            answer.error = replay.error();
    } catch (const std::exception &exception) {
        answer.error = {ErrorCode::Internal, std::string("Tonewright made a mistake: ") + exception.what(), {}};
    }
    m_mailbox.put(std::move(answer));
}

void RunWorker::tell(RunStatus status, std::uint64_t order)
{
    status.opened = m_opened;
    status.order = order;
    m_report(std::move(status));
}

void RunWorker::tellFailure(const Error &error, std::uint64_t order)
{
    if (error.code == ErrorCode::Cancelled)
        tell({.phase = !m_opened || !m_session ? RunPhase::Idle
                       : m_trained             ? RunPhase::Finished
                                               : RunPhase::Ready},
             order);
    else
        tell({.phase = RunPhase::Failed, .error = error}, order);
}

}  // namespace tonewright
