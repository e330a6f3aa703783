#include "core/studies/eq_matching/evaluation_run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/user_folders.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr auto kPollEvery = std::chrono::milliseconds(20);
constexpr int kLowestRate = 8000, kHighestRate = 192000;
constexpr int kMostThreads = 256;

Result<void> check(const EvaluationOptions &options)
{
    const auto refuse = [](const char *what, const char *range) {
        return fail(ErrorCode::InvalidArgument, std::string("give ") + range, what);
    };
    if (options.pairsPerTrack < 1)
        return refuse("pairs per track", "at least 1");
    if (options.samples < 0)
        return refuse("samples", "0 or more");
    if (options.oracleBudget < 0)
        return refuse("oracle budget", "0 or more");
    if (options.threads < 1 || options.threads > kMostThreads)
        return refuse("threads", "1 to 256");
    for (const int rate : options.sampleRates)
        if (rate < kLowestRate || rate > kHighestRate)
            return refuse("sample rate", "8000 to 192000 Hz");
    return {};
}

OracleCache cacheOf(const EvaluationOptions &options)
{
    if (options.cacheFolder)
        return OracleCache(*options.cacheFolder);
    const auto folder = userCacheFolder();
    return folder ? OracleCache(*folder / "oracle") : OracleCache();
}

/// One thread at a time asks, whoever holds the gate.
class GatedPolicy final : public Policy
{
public:
    GatedPolicy(const Policy &inner, std::mutex &gate) : m_inner(inner), m_gate(gate) {}

    [[nodiscard]] Observation observe(const dsp::MatchScorer &pair) const override
    {
        const std::lock_guard lock(m_gate);
        return m_inner.observe(pair);
    }
    [[nodiscard]] Observation observe(const SpectralScene &scene) const override
    {
        const std::lock_guard lock(m_gate);
        return m_inner.observe(scene);
    }
    [[nodiscard]] dsp::Equaliser greedy(const Observation &observation) const override
    {
        const std::lock_guard lock(m_gate);
        return m_inner.greedy(observation);
    }
    [[nodiscard]] dsp::Equaliser sample(const Observation &observation, Rng &rng) const override
    {
        const std::lock_guard lock(m_gate);
        return m_inner.sample(observation, rng);
    }

private:
    const Policy &m_inner;
    std::mutex &m_gate;
};

/// Several tasks at a time; the calling thread only speaks with the context.
class Crew
{
public:
    Crew(const std::vector<JudgedTask> &tasks, const Judging &judging, const Policy &policy)
        : m_tasks(tasks), m_judging(judging), m_policy(policy, m_gate)
    {
        for (const JudgedTask &task : tasks)  // until it is judged
            m_results.push_back(fail(ErrorCode::Cancelled, "stopped while judging; nothing was written", task.key()));
    }

    std::vector<Result<EvaluationItem>> run(RunContext &context)
    {
        {
            std::vector<std::jthread> threads;
            const auto count =
                std::min<std::size_t>(static_cast<std::size_t>(m_judging.options.threads), m_tasks.size());
            for (std::size_t i = 0; i < count; ++i)
                threads.emplace_back([this] { work(); });
            for (bool all = false; !all && !m_stop;) {
                {
                    const std::lock_guard lock(m_gate);
                    if (!context.advance(m_done, m_tasks.size()))
                        m_stop = true;
                }
                std::unique_lock lock(m_finished);
                all = m_changed.wait_for(lock, kPollEvery, [this] { return m_done == m_tasks.size(); });
            }
        }
        return std::move(m_results);
    }

private:
    void work()
    {
        // Waits while the context is being polled: a paused run holds its threads there.
        const GoOn goOn = [this] {
            const std::lock_guard lock(m_gate);
            return !m_stop;
        };
        for (std::size_t i = m_next++; i < m_tasks.size() && !m_stop; i = m_next++) {
            m_results[i] = judgeSafely(m_tasks[i], goOn);
            if (!m_results[i])
                m_stop = true;
            {
                const std::lock_guard lock(m_finished);
                ++m_done;
            }
            m_changed.notify_one();
        }
    }

    /// What is thrown ends here: nothing may leave a thread.
    Result<EvaluationItem> judgeSafely(const JudgedTask &task, const GoOn &goOn)
    {
        try {
            return judgeTask(task, m_judging, m_policy, goOn);
        } catch (const std::exception &thrown) {
            return fail(ErrorCode::Internal, thrown.what(), task.key());
        }
    }

    const std::vector<JudgedTask> &m_tasks;
    const Judging &m_judging;
    std::mutex m_gate;
    GatedPolicy m_policy;
    std::mutex m_finished;
    std::condition_variable m_changed;
    std::atomic<std::size_t> m_next{0};
    std::atomic<std::size_t> m_done{0};
    std::atomic<bool> m_stop{false};
    std::vector<Result<EvaluationItem>> m_results;
};

}  // namespace

Result<Evaluation> judge(const JudgedAgent &agent, const std::vector<std::string> &keys,
                         const EvaluationOptions &options, RunContext &context)
{
    if (auto valid = check(options); !valid)
        return fail(valid.error());
    const auto tasks = judgedTasks(agent.pairs, keys, options);
    if (!tasks)
        return fail(tasks.error());
    const Judging judging{agent.config, agent.excerpt, options, cacheOf(options)};
    std::vector<Result<EvaluationItem>> results;
    if (options.threads > 1) {
        results = Crew(*tasks, judging, agent.policy).run(context);
    } else {
        for (std::size_t i = 0; i < tasks->size() && (results.empty() || results.back()); ++i) {
            const GoOn goOn = [&context, i, &tasks] { return context.advance(i, tasks->size()); };
            results.push_back(judgeTask((*tasks)[i], judging, agent.policy, goOn));
        }
    }
    Evaluation evaluation;
    const auto failed = std::find_if(results.begin(), results.end(), [](const auto &result) {
        return !result && result.error().code != ErrorCode::Cancelled;
    });
    if (failed != results.end())
        return fail(failed->error());
    for (auto &result : results) {
        if (!result)
            return fail(result.error());
        evaluation.items.push_back(std::move(*result));
    }
    (void)context.advance(tasks->size(), tasks->size());
    evaluation.addMeans();
    return evaluation;
}

}  // namespace tonewright::eq_matching
