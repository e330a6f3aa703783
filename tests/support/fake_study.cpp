#include "tests/support/fake_study.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <stdexcept>
#include <thread>

#include "core/base/atomic_file.h"

namespace tonewright::test
{

namespace
{

class FakeTools : public StudyTools
{
public:
    Result<Json> score(const std::filesystem::path &, const std::filesystem::path &, const Json &) const override
    {
        return Json{{"reward", 0.5}};
    }
    Result<void> makePairs(const Corpus &, const std::filesystem::path &, std::uint64_t, RunContext &) const override
    {
        return {};
    }
};

}  // namespace

const StudyDescriptor &FakeStudy::theDescriptor()
{
    static const StudyDescriptor descriptor{
        .id = "fake",
        .version = 1,
        .title = "Fake",
        .summary = "A study for tests.",
        .algorithms = {{.id = "dice",
                        .title = "Dice",
                        .summary = "Rolls them.",
                        .parameters = ParameterSchema({
                            {.name = "mode",
                             .label = "Mode",
                             .unit = "",
                             .group = "Test",
                             .hint = "How it behaves.",
                             .type = ParameterType::Choice,
                             .defaultValue = std::string("normal"),
                             .choices = {"normal", "slow", "diverging", "throwing"}},
                            {.name = "gain",
                             .label = "Gain",
                             .unit = "dB",
                             .group = "Test",
                             .hint = "Multiplies the reward.",
                             .type = ParameterType::Real,
                             .defaultValue = 1.0,
                             .minimum = 0.5,
                             .maximum = 2.0,
                             .choices = {}},
                            {.name = "save_every",
                             .label = "Save every",
                             .unit = "",
                             .group = "Test",
                             .hint = "Episodes between checkpoints.",
                             .type = ParameterType::Integer,
                             .defaultValue = std::int64_t{10},
                             .minimum = 1,
                             .maximum = 1000,
                             .choices = {}},
                        })}},
        .slots = {{.name = "reference", .hint = "Any music."}},
        .metrics =
            {{.name = "reward", .label = "Reward", .unit = "", .hint = "A die.", .eventTag = "rollout/ep_rew_mean"},
             {.name = "loss",
              .label = "Loss",
              .unit = "",
              .hint = "Measured every second episode.",
              .eventTag = "train/loss"}},
        .views = {{.kind = ViewKind::MetricGraph, .title = "Reward", .metric = "reward"}},
    };
    return descriptor;
}

Result<void> FakeStudy::setDevice(const std::string &name)
{
    if (name == "cuda") {
        return fail(ErrorCode::Unsupported, "dice know no CUDA. Use --device cpu", name);
    }
    return {};
}

Result<void> FakeStudy::prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context)
{
    context.phase("Preparing");
    m_corpus = corpus;
    m_spec = spec;
    m_rng = Rng(spec.seed);
    m_episode = 0;
    if (!context.advance(1, 1)) {
        return fail(ErrorCode::Cancelled, "stopped while preparing");
    }
    return {};
}

Result<TrainEnd> FakeStudy::train(const std::filesystem::path &checkpointFile, RunContext &context)
{
    context.phase("Training");
    const std::string mode = m_spec.parameters.choice("mode");
    while (m_spec.episodes == 0 || m_episode < m_spec.episodes) {
        const auto done = static_cast<std::uint64_t>(m_episode);
        if (!context.advance(done, static_cast<std::uint64_t>(m_spec.episodes))) {
            return TrainEnd::Cancelled;
        }
        if (mode == "slow") {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        if (mode == "throwing" && m_episode == 19) {
            throw std::runtime_error("planted defect");
        }
        const Track &track = m_corpus.tracks[m_rng.below(m_corpus.tracks.size())];
        double reward = m_spec.parameters.real("gain") * m_rng.uniform(-1, 1);
        ++m_episode;
        if (mode == "diverging" && m_episode == 20) {
            reward = std::numeric_limits<double>::infinity();
        }
        const double loss =
            m_episode % 2 == 0 ? 1.0 / static_cast<double>(m_episode) : std::numeric_limits<double>::quiet_NaN();
        const EpisodeRecord record{.episode = m_episode,
                                   .steps = 3 * m_episode,
                                   .genre = track.genre,
                                   .item = track.key(),
                                   .values = {reward, loss},
                                   .trace = fmt::format("{:08d}", m_episode)};
        if (auto told = context.episode(record); !told) {
            return fail(told.error());
        }
        if (m_episode % m_spec.parameters.integer("save_every") == 0) {
            if (auto saved = save(checkpointFile); !saved) {
                return fail(saved.error());
            }
            context.checkpoint(checkpointFile.string());
        }
    }
    return TrainEnd::Completed;
}

Result<Evaluation> FakeStudy::evaluate(const EvaluationOptions &options, RunContext &)
{
    Evaluation evaluation;
    for (const std::string &key : itemKeys(options.items)) {
        evaluation.items.push_back({.key = key, .genre = "", .heldOut = true, .scores = {{"reward", 0.25}}});
    }
    evaluation.means = {{"greedy_reward_mean", 0.25}};
    return evaluation;
}

Result<std::shared_ptr<const EpisodeReplay>> FakeStudy::replay(const EpisodeRecord &record)
{
    auto replay = std::make_shared<EpisodeReplay>();
    replay->episode = record.episode;
    replay->track = record.trace;
    return replay;
}

Result<std::shared_ptr<const Preview>> FakeStudy::preview(const std::string &itemKey)
{
    auto preview = std::make_shared<Preview>();
    preview->itemKey = itemKey;
    return preview;
}

std::vector<std::string> FakeStudy::itemKeys(EvaluationItems) const
{
    std::vector<std::string> keys;
    for (const Track &track : m_corpus.tracks) {
        keys.push_back(track.key());
    }
    return keys;
}

Result<std::shared_ptr<const Preview>> FakeStudy::previewPair(const std::filesystem::path &,
                                                              const std::filesystem::path &)
{
    return std::make_shared<Preview>();
}

Result<void> FakeStudy::save(const std::filesystem::path &file)
{
    return writeJson(file, Json{{"episode", m_episode}, {"rng", m_rng.save()}});
}

Result<void> FakeStudy::load(const std::filesystem::path &file)
{
    const auto json = readJson(file);
    if (!json) {
        return fail(json.error());
    }
    if (!json->is_object() || !json->contains("episode") || !m_rng.restore(json->value("rng", ""))) {
        return fail(ErrorCode::BadData, "is no checkpoint.", file.string());
    }
    m_episode = (*json)["episode"].get<std::int64_t>();
    return {};
}

Result<void> FakeStudy::exportDataset(const std::filesystem::path &file, RunContext &)
{
    return replaceFile(file, "path,name\n");
}

StudyRegistry fakeRegistry()
{
    StudyRegistry registry;
    registry.add({.descriptor = &FakeStudy::theDescriptor(),
                  .create = [] { return std::make_unique<FakeStudy>(); },
                  .tools = std::make_shared<FakeTools>()});
    return registry;
}

}  // namespace tonewright::test
