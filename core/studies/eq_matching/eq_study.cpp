#include "core/studies/eq_matching/eq_study.h"

#include <algorithm>
#include <chrono>

#include "core/base/atomic_file.h"
#include "core/rl/checkpoint_writer.h"
#include "core/rl/torch_runtime.h"
#include "core/studies/eq_matching/eq_bench.h"
#include "core/studies/eq_matching/eq_model.h"
#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/eq_replay.h"
#include "core/studies/eq_matching/evaluation_run.h"
#include "core/studies/eq_matching/sound_decision.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kPreviewSeconds = 2.0;
constexpr std::uint64_t kProgressUnits = 10000;

}  // namespace

std::string EqStudy::libraries() const
{
    const auto runtime = rl::tensorRuntime();
    std::string text = runtime.describe();
    if (m_cuda)
        text += ", CUDA";
    if (runtime.slowBlas)
        text += "; this BLAS is many times slower than OpenBLAS: install libopenblas0-pthread";
    return text;
}

Result<void> EqStudy::setDevice(const std::string &name)
{
    const auto choice = rl::deviceChoice(name);
    if (!choice)
        return fail(choice.error());
    const auto cuda = rl::usesCuda(*choice);
    if (!cuda)
        return fail(cuda.error());
    m_cuda = *cuda;
    return {};
}

Result<void> EqStudy::prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context)
{
    if (auto available = setDevice(spec.device); !available)
        return available;
    rl::setTensorThreads(spec.threads);
    m_spec = spec;
    m_config = EqConfig::from(spec.parameters);
    if (auto usable = dsp::checkMatchOptions(m_config.match); !usable)
        return usable;
    auto pairs = std::make_unique<PairSource>(m_config, spec.excerpt);
    if (auto prepared = pairs->prepare(corpus, context); !prepared)
        return prepared;
    m_pairs = std::move(pairs);
    m_regret = std::make_unique<RegretMeter>(*m_pairs, m_config);
    m_observed.clear();
    m_learner = makeLearner(spec.algorithm, m_config, spec.seed, {.cuda = m_cuda, .threads = spec.threads});
    const auto keys = itemKeys(EvaluationItems::All);
    m_shownItem = keys.front();
    return {};
}

double EqStudy::trainedShare(double secondsBefore, const RunContext &context) const
{
    double share = 0.0;
    if (m_spec.episodes > 0)
        share = static_cast<double>(m_learner->episodes()) / static_cast<double>(m_spec.episodes);
    if (m_spec.envSteps > 0)
        share = std::max(share, static_cast<double>(m_learner->attempts()) / static_cast<double>(m_spec.envSteps));
    if (m_spec.minutes > 0.0)
        share = std::max(share, (context.workedSeconds() - secondsBefore) / (60.0 * m_spec.minutes));
    return share;
}

Result<TrainEnd> EqStudy::train(const std::filesystem::path &checkpointFile, RunContext &context)
{
    context.phase("Training");
    const bool limited = m_spec.episodes > 0 || m_spec.envSteps > 0 || m_spec.minutes > 0.0;
    const double started = context.workedSeconds();
    double lastSave = started;
    double lastPreview = started - kPreviewSeconds;
    const AnsweringPreviews answering(*this, context);
    const auto seeing = [this](const PreparedTrack &track, const SpectralScene &scene) {
        return observe(track, scene);
    };
    while (!limited || trainedShare(started, context) < 1.0) {
        const auto done = static_cast<std::uint64_t>(trainedShare(started, context) * kProgressUnits);
        if (!context.advance(done, limited ? kProgressUnits : 0))
            return TrainEnd::Cancelled;
        const auto records = m_spec.episodes > 0
                                 ? m_learner->iterate(*m_pairs, context, m_spec.episodes - m_learner->episodes())
                                 : m_learner->iterate(*m_pairs, context);
        if (!records && records.error().code == ErrorCode::Cancelled)
            return TrainEnd::Cancelled;
        if (!records)
            return fail(records.error());
        for (EpisodeRecord record : *records) {
            const auto regret = m_regret->measure(record.genre, record.episode, m_learner->policy(), seeing);
            if (!regret)
                return fail(regret.error());
            record.values[kRegret] = *regret;
            if (auto taken = context.episode(record); !taken)
                return fail(taken.error());
        }

        const double now = context.workedSeconds();
        if (now - lastSave >= m_config.checkpointSeconds) {
            if (auto saved = save(checkpointFile); !saved)
                return fail(saved.error());
            context.checkpoint(checkpointFile.string());
            lastSave = now;
        }
        if (now - lastPreview >= kPreviewSeconds) {
            publishPreview(context);
            lastPreview = now;
        }
    }
    publishPreview(context);
    (void)context.advance(kProgressUnits, kProgressUnits);
    return TrainEnd::Completed;
}

EqStudy::AnsweringPreviews::AnsweringPreviews(EqStudy &study, RunContext &context) : m_context(context)
{
    context.setPreviewHandler([&study, &context](const std::string &itemKey) {
        study.m_shownItem = itemKey;
        study.publishPreview(context);
    });
}

EqStudy::AnsweringPreviews::~AnsweringPreviews()
{
    m_context.setPreviewHandler({});
}

void EqStudy::publishPreview(RunContext &context)
{
    auto shown = preview(m_shownItem);
    if (shown)
        context.preview(*shown);
}

Result<Evaluation> EqStudy::evaluate(const EvaluationOptions &options, RunContext &context)
{
    context.phase("Judging on rendered audio");
    const AnsweringPreviews answering(*this, context);
    return judge({.pairs = *m_pairs, .excerpt = m_spec.excerpt, .config = m_config, .policy = m_learner->policy()},
                 itemKeys(options.items), options, context);
}

std::vector<std::string> EqStudy::itemKeys(EvaluationItems which) const
{
    std::vector<std::string> heldOut;
    std::vector<std::string> others;
    for (const auto &track : m_pairs->tracks())
        (track.heldOut ? heldOut : others).push_back(track.track.key());
    if (which == EvaluationItems::HeldOut)
        return heldOut.empty() ? others : heldOut;  // the run's note says so
    heldOut.insert(heldOut.end(), others.begin(), others.end());
    return heldOut;
}

Result<Observation> EqStudy::observe(const PreparedTrack &track, const SpectralScene &scene)
{
    const Policy &policy = m_learner->policy();
    auto observation = policy.observe(scene);
    if (!observation.state.empty())
        return observation;
    // This agent needs the sound. The pair never changes, so it is looked at once.
    const std::string key = track.track.key();
    if (const auto known = m_observed.find(key); known != m_observed.end())
        return known->second;
    const auto pair = readPair(track.track, m_spec.excerpt, track.fixed);
    if (!pair)
        return fail(pair.error());
    const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference), m_config.match);
    if (!scorer)
        return fail(scorer.error().code, scorer.error().describe(), key);
    return m_observed[key] = policy.observe(*scorer);
}

Result<std::shared_ptr<const Preview>> EqStudy::preview(const std::string &itemKey)
{
    const PreparedTrack *track = m_pairs->find(itemKey);
    if (!track)
        return fail(ErrorCode::NotFound, "the run has no such track", itemKey);
    auto preview = std::make_shared<Preview>();
    preview->itemKey = itemKey;
    preview->genre = track->track.genre;
    preview->episode = m_learner->episodes();
    const SpectralScene scene = m_pairs->fixedScene(*track);
    const Policy &policy = m_learner->policy();
    const auto observation = observe(*track, scene);
    if (!observation)
        return fail(observation.error());
    const auto equaliser = policy.greedy(*observation);
    const int sampleRate = track->reference.sampleRate;
    const auto gains = m_pairs->grid(sampleRate).gains(equaliser.bands, equaliser.mode);
    preview->estimatedReward = scene.score(gains).reward;
    describeDecision(equaliser, sampleRate, *preview);
    if (!track->track.isPair())
        preview->truth = toSetting(track->fixed.inverse(), sampleRate);
    explainDecision(policy, *observation, equaliser,
                    {m_spec.algorithm, m_config.symlog, m_config.shaping, scene.remainingMismatchDb(gains)}, *preview);
    const PairReader read = [track = track->track, excerpt = m_spec.excerpt, fixed = track->fixed] {
        return readPair(track, excerpt, fixed);
    };
    preview->render = renderer(read, equaliser, m_config.match);
    preview->bench = std::make_shared<EqBench>(BenchItem{.itemKey = itemKey,
                                                         .genre = preview->genre,
                                                         .episode = preview->episode,
                                                         .sampleRate = sampleRate,
                                                         .read = read,
                                                         .whole = {},
                                                         .score = {},
                                                         .match = m_config.match,
                                                         .oracle = oracleOptions(m_config)});
    return std::shared_ptr<const Preview>(std::move(preview));
}

Result<std::shared_ptr<const EpisodeReplay>> EqStudy::replay(const EpisodeRecord &record)
{
    const auto seeing = [this](const PreparedTrack &track, const SpectralScene &scene) {
        return observe(track, scene);
    };
    return replayEpisode(record, {.pairs = *m_pairs,
                                  .learner = *m_learner,
                                  .config = m_config,
                                  .algorithm = m_spec.algorithm,
                                  .observe = seeing});
}

Result<std::shared_ptr<const Preview>> EqStudy::previewPair(const std::filesystem::path &raw,
                                                            const std::filesystem::path &reference)
{
    auto preview = decideForPair({.raw = raw, .reference = reference, .excerpt = m_spec.excerpt, .tries = 0},
                                 {m_learner->policy(), m_config, m_spec.algorithm});
    if (!preview)
        return fail(preview.error());
    (*preview)->episode = m_learner->episodes();
    return std::shared_ptr<const Preview>(std::move(*preview));
}

Result<void> EqStudy::save(const std::filesystem::path &file)
{
    rl::AgentState state;
    rl::Checkpoint &checkpoint = state.checkpoint;
    checkpoint.header["study"] = descriptor().id;
    checkpoint.header["study_version"] = descriptor().version;
    checkpoint.header["algorithm"] = m_spec.algorithm;
    checkpoint.header["parameters"] = m_spec.parameters.toJson();
    checkpoint.header["seed"] = m_spec.seed;
    m_learner->save(state);
    return rl::writeAgentState(file, state);
}

Result<void> EqStudy::load(const std::filesystem::path &file)
{
    const auto checkpoint = rl::readCheckpoint(file);
    if (!checkpoint)
        return fail(checkpoint.error());
    const auto &header = checkpoint->header;
    if (header.value("study", "") != descriptor().id)
        return fail(ErrorCode::BadData, "this checkpoint belongs to another study", file.string());
    if (header.value("study_version", 0) != descriptor().version)
        return fail(ErrorCode::BadData,
                    "this checkpoint was made by another version of the study and can't be continued", file.string());
    if (header.value("algorithm", m_spec.algorithm) != m_spec.algorithm)
        return fail(ErrorCode::BadData, "this checkpoint belongs to another algorithm", file.string());
    if (auto loaded = m_learner->load(*checkpoint, file.parent_path()); !loaded)
        return fail(ErrorCode::BadData, loaded.error().message, file.string());
    return {};
}

Result<void> EqStudy::saveModel(const std::filesystem::path &file)
{
    return EqModel::write(file, m_spec, *m_learner);
}

std::int64_t EqStudy::episodesDone() const
{
    return m_learner ? m_learner->episodes() : 0;
}

Result<void> EqStudy::exportDataset(const std::filesystem::path &file, RunContext &context)
{
    context.phase("Writing the data set");
    const AnsweringPreviews answering(*this, context);
    std::string csv = datasetHeader();
    std::size_t done = 0;
    for (const auto &track : m_pairs->tracks()) {
        const GoOn goOn = [&context, done, this] { return context.advance(done, m_pairs->tracks().size()); };
        const auto row = datasetRow(track, m_spec.excerpt, m_learner->policy(), goOn);
        ++done;
        if (!row)
            return fail(row.error());
        csv += *row;
    }
    (void)context.advance(done, done);
    return replaceFile(file, csv);
}

}  // namespace tonewright::eq_matching
