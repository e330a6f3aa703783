// The tools of the study that make a data set and fit models to it.

#include <algorithm>
#include <mutex>

#include "core/base/log.h"
#include "core/studies/eq_matching/dataset_generator.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/eq_study.h"
#include "core/studies/eq_matching/eq_tools.h"
#include "core/studies/eq_matching/evaluation_run.h"
#include "core/studies/eq_matching/held_out.h"
#include "core/studies/eq_matching/oracle.h"
#include "core/studies/eq_matching/supervised_policy.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr std::int64_t kMostOracleBudget = 1000000;

std::vector<bool> heldOutOf(const Corpus &corpus, double share)
{
    std::vector<const Track *> tracks;
    for (const Track &track : corpus.tracks)
        tracks.push_back(&track);
    return heldOutTracks(tracks, share);
}

/// By the names of the options, so that a refusal names the one to look at.
Json settingsOf(const Corpus &corpus, const DatasetRequest &request, const EqConfig &config)
{
    return {{"--corpus", "content " + corpus.contentHash()},
            {"--seed", request.seed},
            {"--seconds", request.excerptSeconds},
            {"--part-rows", request.rowsPerPart},
            {"--oracle-budget", request.oracleBudget},
            {"--run", request.agentName.empty() ? "none" : "agent " + request.agentName},
            {"distortion_gain_db", config.distortionGainDb},
            {"held_out", config.heldOut},
            {"filter", config.filter == dsp::FilterMode::ZeroPhase ? "zero_phase" : "causal"},
            {"study_version", descriptor().version},
            {"schema_version", kDatasetSchemaVersion}};
}

Json schemaOf(const std::vector<bool> &heldOut, const EqConfig &config)
{
    const auto test = std::count(heldOut.begin(), heldOut.end(), true);
    return {{"kind", "generated data set"},
            {"schema_version", kDatasetSchemaVersion},
            {"study", descriptor().id},
            {"study_version", descriptor().version},
            {"program", programVersion()},
            {"rows", 0},
            {"split",
             {{"column", "split"},
              {"by", "track"},
              {"rule", "Of each genre the share held_out of its tracks, at least one of two, chosen by a hash of the "
                       "name: the study's held-out tracks."},
              {"held_out", config.heldOut},
              {"train_tracks", static_cast<std::int64_t>(heldOut.size()) - test},
              {"test_tracks", test}}}};
}

Result<void> checkRequest(const DatasetRequest &request)
{
    const auto within = [](std::int64_t value, std::int64_t most) { return value >= 1 && value <= most; };
    if (!within(request.rows, kMostDatasetRows))
        return fail(ErrorCode::InvalidArgument, "a data set has 1 to 16777216 rows", "--count");
    if (!within(request.rowsPerPart, kMostDatasetRows))
        return fail(ErrorCode::InvalidArgument, "a part has 1 to 16777216 rows", "--part-rows");
    if (request.oracleBudget < 0 || request.oracleBudget > kMostOracleBudget)
        return fail(ErrorCode::InvalidArgument, "a search tries 0 to 1000000 settings", "--oracle-budget");
    if (!within(request.threads, 256))
        return fail(ErrorCode::InvalidArgument, "1 to 256 threads can work", "--threads");
    if (!(request.excerptSeconds >= 0.5 && request.excerptSeconds <= 600.0))
        return fail(ErrorCode::InvalidArgument, "an excerpt lasts 0.5 to 600 s", "--seconds");
    return {};
}

}  // namespace

Result<Json> EqTools::generateDataset(const Corpus &corpus, const DatasetRequest &request, const Study *agent,
                                      RunContext &context) const
{
    if (auto checked = checkRequest(request); !checked)
        return fail(checked.error());
    const auto *study = dynamic_cast<const EqStudy *>(agent);
    if (agent != nullptr && study == nullptr)
        return fail(ErrorCode::InvalidArgument, "its agent is of another study", "--run");
    const EqConfig config =
        study ? study->config() : EqConfig::from(descriptor().defaultAlgorithm().parameters.defaults());
    DatasetRules rules;
    rules.seed = request.seed;
    rules.excerptSeconds = request.excerptSeconds;
    rules.distortionGainDb = config.distortionGainDb;
    std::mutex oneAtATime;
    if (study)
        rules.agent = [&policy = study->policy(), &oneAtATime](const dsp::MatchScorer &pair) {
            const std::scoped_lock lock(oneAtATime);  // a policy serves one thread
            return policy.greedy(policy.observe(pair));
        };
    rules.match = config.match;
    if (request.oracleBudget > 0)
        rules.oracle = [options = OracleOptions{OracleBudget::of(static_cast<int>(request.oracleBudget)), config.filter,
                                                config.largestGainDb}](const dsp::MatchScorer &pair,
                                                                       const dsp::Equaliser &inverse,
                                                                       const GoOn &goOn) -> Result<dsp::Equaliser> {
            const auto found = searchOracle(pair, std::span(&inverse, 1), options, goOn);
            if (!found)
                return fail(found.error());
            return found->continuous.equaliser;
        };
    const std::vector<bool> heldOut = heldOutOf(corpus, config.heldOut);
    if (std::count(heldOut.begin(), heldOut.end(), true) == 0)
        context.note("no genre has two tracks, so none is held out: every row is of the training split");
    const RowMaker maker(corpus.tracks, heldOut, std::move(rules));
    const DatasetJob job{request.out,
                         request.rows,
                         request.rowsPerPart,
                         request.threads,
                         settingsOf(corpus, request, config),
                         schemaOf(heldOut, config)};
    return eq_matching::generateDataset(job, maker, datasetColumns(corpus.tracks, maker.decisions()), context);
}

Result<Json> EqTools::fitModel(const FitRequest &request, RunContext &context) const
{
    context.phase("Reading the data set");
    if (!context.poll())
        return fail(ErrorCode::Cancelled, "stopped; nothing was written");
    const auto table = DatasetTable::read(request.dataset);
    if (!table)
        return fail(table.error());
    SupervisedConfig config;
    if (!request.inputs.empty())
        config.inputs = request.inputs;
    config.seed = request.seed;
    if (request.epochs < 1)
        return fail(ErrorCode::InvalidArgument, "at least one epoch is needed", "--epochs");
    config.epochs = request.epochs;
    const auto model = SupervisedModel::fit(*table, config, context);
    if (!model)
        return fail(model.error());
    if (auto saved = model->save(request.out); !saved)
        return fail(saved.error());
    Json judged{{"model", request.out.string()}};
    judged.update(model->judge(*table));
    return judged;
}

Result<Evaluation> EqTools::evaluateModel(const std::filesystem::path &model, const Corpus &corpus,
                                          const EvaluationOptions &options, RunContext &context) const
{
    auto loaded = SupervisedModel::load(model);
    if (!loaded)
        return fail(loaded.error());
    const SupervisedPolicy policy(std::move(*loaded));
    const EqConfig config = EqConfig::from(descriptor().defaultAlgorithm().parameters.defaults());
    const Excerpt whole;
    PairSource pairs(config, whole);
    if (auto prepared = pairs.prepare(corpus, context); !prepared)
        return fail(prepared.error());
    std::vector<std::string> heldOut;
    std::vector<std::string> all;
    for (const auto &track : pairs.tracks()) {
        all.push_back(track.track.key());
        if (track.heldOut)
            heldOut.push_back(track.track.key());
    }
    context.phase("Judging on rendered audio");
    const bool heldOutAlone = options.items == EvaluationItems::HeldOut && !heldOut.empty();
    return judge({.pairs = pairs, .excerpt = whole, .config = config, .policy = policy}, heldOutAlone ? heldOut : all,
                 options, context);
}

}  // namespace tonewright::eq_matching
