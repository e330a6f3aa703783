#include "core/rl/behavioural_cloning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/rl/setting_checks.h"

namespace tonewright::rl
{

struct CloningAgent::Private {
    Private(const CloningConfig &c, const Space &o, const Space &a, Demonstrations data, std::uint64_t seed,
            std::unique_ptr<ActorCritic> net)
        : config(c), observations(o), distribution(a), demonstrations(std::move(data)),
          shuffling(Rng(seed).fork("minibatches")), exploring(Rng(seed).fork("exploration")),
          dropping(Rng(seed).fork("dropout")), network(std::move(net))
    {
    }

    CloningConfig config;
    Space observations;
    ActionDistribution distribution;
    Demonstrations demonstrations;  // actions as the distribution draws them
    Rng shuffling;
    Rng exploring;
    Rng dropping;
    std::unique_ptr<ActorCritic> network;
    std::optional<Optimiser> optimiser;
    std::optional<ObservationNormaliser> normaliser;
    std::vector<std::uint32_t> order;  // of the rows to learn from
    std::vector<std::uint32_t> heldOut;
    std::uint64_t position = 0;
    std::int64_t epoch = 0;
    std::int64_t updates = 0;
    double progress = 0;
    double lossSum = 0;  // since the last takeMetrics(); not stored
    double entropySum = 0;
    double lossCount = 0;

    void shuffle()
    {
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[shuffling.below(i)]);
    }

    void prepare(std::span<const float> raw, std::vector<float> &to) const
    {
        if (observations.branches().empty()) {
            to.assign(raw.begin(), raw.end());
        } else {
            const std::size_t size = observations.size();
            const std::size_t flat = observations.flatSize();
            to.resize(raw.size() / size * flat);
            for (std::size_t i = 0; i < raw.size() / size; ++i)
                observations.flatten(raw.subspan(i * size, size), std::span(to).subspan(i * flat, flat));
        }
        if (normaliser)
            normaliser->apply(to, to);
    }

    [[nodiscard]] ActionDistribution::Inputs inputs(std::span<const float> heads, std::span<const std::uint8_t> masks,
                                                    std::size_t row) const
    {
        const std::size_t choices = distribution.space().choices();
        return {heads.subspan(row * distribution.heads(), distribution.heads()),
                std::as_const(*network).logDeviations(), masks.empty() ? masks : masks.subspan(row * choices, choices)};
    }
    [[nodiscard]] std::span<const float> drawn(std::size_t row) const
    {
        const std::size_t size = distribution.space().size();
        return std::span(demonstrations.actions).subspan(row * size, size);
    }
    [[nodiscard]] std::span<const std::uint8_t> mask(std::size_t row) const
    {
        const std::size_t choices = distribution.space().choices();
        return demonstrations.masks.empty() ? std::span<const std::uint8_t>{}
                                            : std::span(demonstrations.masks).subspan(row * choices, choices);
    }
    [[nodiscard]] double weight(std::size_t row) const
    {
        return demonstrations.weights.empty() ? 1.0 : static_cast<double>(demonstrations.weights[row]);
    }
    void gather(std::span<const std::uint32_t> rows, std::vector<float> &to) const
    {
        const std::size_t size = observations.size();
        std::vector<float> raw(rows.size() * size);
        for (std::size_t i = 0; i < rows.size(); ++i)
            std::copy_n(demonstrations.observations.data() + rows[i] * size, size, raw.data() + i * size);
        prepare(raw, to);
    }
    Result<void> learn(std::span<const std::uint32_t> rows);
};

CloningAgent::CloningAgent(std::unique_ptr<Private> parts) : d(std::move(parts)) {}
CloningAgent::~CloningAgent() = default;

namespace
{

Result<void> checkCloningSettings(const CloningConfig &config)
{
    if (auto kept = checkSettings(config.network); !kept)
        return kept;
    if (auto kept = checkSettings(config.optimiser); !kept)
        return kept;
    constexpr double largest = std::numeric_limits<float>::max();
    return checkRules({
        {config.batch > 0, "batch", "must be 1 or more"},
        {staysWithin(config.learningRate, 0, largest), "learningRate", "must be 0 or more all the time"},
        {std::isfinite(config.entropyWeight), "entropyWeight", "must be a finite number"},
        {config.largestGradient >= 0 && config.largestGradient <= largest, "largestGradient",
         "must be 0 (no limit) or more"},
        {config.validationShare >= 0 && config.validationShare < 1, "validationShare", "is a share from 0 to below 1"},
    });
}

Result<void> checkDemonstrations(const Demonstrations &data, const Space &observations, const Space &actions)
{
    const auto wrong = [](const std::string &what, std::size_t row) {
        return fail(ErrorCode::InvalidArgument, what, "demonstration " + std::to_string(row));
    };
    if (data.observations.size() != data.count * observations.size() ||
        data.actions.size() != data.count * actions.size() ||
        (!data.masks.empty() && data.masks.size() != data.count * actions.choices()) ||
        (!data.weights.empty() && data.weights.size() != data.count))
        return fail(ErrorCode::InvalidArgument, "observations, actions, masks and weights differ in number",
                    "demonstrations");
    for (std::size_t row = 0; row < data.count; ++row) {
        const auto action = std::span(data.actions).subspan(row * actions.size(), actions.size());
        const auto observation = std::span(data.observations).subspan(row * observations.size(), observations.size());
        if (!std::all_of(observation.begin(), observation.end(), [](float x) { return std::isfinite(x); }))
            return wrong("its observation isn't finite", row);
        if (!actions.contains(action))
            return wrong("its action lies outside " + actions.describe(), row);
        std::size_t offset = row * actions.choices();
        for (std::size_t branch = 0; branch < actions.branches().size() && !data.masks.empty(); ++branch) {
            if (data.masks[offset + static_cast<std::size_t>(action[branch])] == 0)
                return wrong("its action is forbidden by its mask", row);
            offset += static_cast<std::size_t>(actions.branches()[branch]);
        }
        if (!data.weights.empty() && !(data.weights[row] >= 0 && std::isfinite(data.weights[row])))
            return wrong("its weight isn't a number of 0 or more", row);
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<CloningAgent>> CloningAgent::create(const CloningConfig &config, const Space &observations,
                                                           const Space &actions, Demonstrations demonstrations,
                                                           std::uint64_t seed, std::unique_ptr<ActorCritic> network)
{
    if (auto fine = checkCloningSettings(config); !fine)
        return fail(fine.error());
    if (auto fine = checkDemonstrations(demonstrations, observations, actions); !fine)
        return fail(fine.error());
    const auto held = static_cast<std::size_t>(config.validationShare * static_cast<double>(demonstrations.count));
    if (demonstrations.count == 0 || held >= demonstrations.count)
        return fail(ErrorCode::InvalidArgument, "there is nothing to learn from. Give more, or hold out fewer",
                    "demonstrations");
    auto parts = std::make_unique<Private>(config, observations, actions, std::move(demonstrations), seed, nullptr);
    if (!network) {
        Rng initialisation = Rng(seed).fork("initial weights");
        network = makeMlpActorCritic(config.network, observations.flatSize(), parts->distribution.heads(),
                                     actions.continuous(), initialisation);
    }
    parts->network = std::move(network);
    parts->optimiser.emplace(config.optimiser, *parts->network);
    auto &data = parts->demonstrations;
    const std::vector<float> given = data.actions;
    for (std::size_t row = 0; row < data.count; ++row)
        parts->distribution.fromAction(std::span(given).subspan(row * actions.size(), actions.size()),
                                       std::span(data.actions).subspan(row * actions.size(), actions.size()));
    // What is held out depends on the seed alone.
    std::vector<std::uint32_t> all(data.count);
    std::iota(all.begin(), all.end(), 0U);
    Rng splitting = Rng(seed).fork("held out");
    for (std::size_t i = all.size(); i > 1; --i)
        std::swap(all[i - 1], all[splitting.below(i)]);
    parts->heldOut.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(held));
    parts->order.assign(all.begin() + static_cast<std::ptrdiff_t>(held), all.end());
    if (config.normaliseObservations) {
        std::vector<float> raw;
        parts->gather(parts->order, raw);
        parts->normaliser.emplace(observations.flatSize());
        parts->normaliser->add(raw);
    }
    parts->shuffle();
    return std::unique_ptr<CloningAgent>(new CloningAgent(std::move(parts)));
}

Result<void> CloningAgent::update()
{
    if (d->position == d->order.size()) {
        d->shuffle();
        d->position = 0;
        ++d->epoch;
    }
    const std::size_t count = std::min(d->config.batch, d->order.size() - d->position);
    const auto rows = std::span<const std::uint32_t>(d->order).subspan(d->position, count);
    if (auto learnt = d->learn(rows); !learnt)
        return learnt;
    d->position += count;
    ++d->updates;
    return {};
}

Result<void> CloningAgent::Private::learn(std::span<const std::uint32_t> rows)
{
    std::vector<float> batch;
    gather(rows, batch);
    const std::size_t width = distribution.heads();
    std::vector<float> heads(rows.size() * width);
    std::vector<float> values(rows.size());
    std::vector<float> gradients(heads.size());
    std::vector<double> deviationGradient(distribution.space().continuous(), 0.0);
    network->forward(batch, rows.size(), heads, values, dropping);
    double total = 0;
    for (const auto row : rows)
        total += weight(row);
    double loss = 0;
    for (std::size_t i = 0; i < rows.size() && total > 0; ++i) {
        const auto in = inputs(heads, {}, i);
        const ActionDistribution::Inputs masked = {in.heads, in.logDeviations, mask(rows[i])};
        const double share = weight(rows[i]) / total;
        const double entropy = distribution.entropy(masked);
        loss += share * (-distribution.logProbability(masked, drawn(rows[i])) - config.entropyWeight * entropy);
        entropySum += share * entropy;
        distribution.gradient(masked, drawn(rows[i]), {-share, -share * config.entropyWeight},
                              std::span(gradients).subspan(i * width, width), deviationGradient);
    }
    if (!std::isfinite(loss))
        return fail(ErrorCode::Diverged,
                    "the loss became " + std::to_string(loss) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "loss");
    for (const auto &block : network->blocks())
        std::fill(block.gradients.begin(), block.gradients.end(), 0.0F);
    std::fill(values.begin(), values.end(), 0.0F);
    network->backward(gradients, values);
    const auto deviations = network->logDeviations();
    for (std::size_t i = 0; i < deviationGradient.size(); ++i)
        deviations.gradients[i] += static_cast<float>(deviationGradient[i]);
    if (const auto norm = clipGradients(*network, config.largestGradient); !norm)
        return fail(norm.error());
    if (auto stepped = optimiser->step(*network, config.learningRate.at(progress)); !stepped)
        return stepped;
    lossSum += loss;
    lossCount += 1;
    return {};
}

std::int64_t CloningAgent::epochs() const
{
    return d->epoch + (d->position == d->order.size() ? 1 : 0);
}

Metrics CloningAgent::validate() const
{
    const auto &rows = d->heldOut.empty() ? d->order : d->heldOut;
    std::vector<float> batch;
    d->gather(rows, batch);
    std::vector<float> heads(rows.size() * d->distribution.heads());
    d->network->heads(batch, rows.size(), heads);
    const std::size_t branches = d->distribution.space().branches().size();
    std::vector<float> mode(d->distribution.space().size());
    double loss = 0;
    double right = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto in = d->inputs(heads, {}, i);
        in.mask = d->mask(rows[i]);
        const auto drawn = d->drawn(rows[i]);
        loss -= d->distribution.logProbability(in, drawn);
        d->distribution.mode(in, mode);
        right += std::equal(mode.begin(), mode.begin() + static_cast<std::ptrdiff_t>(branches), drawn.begin()) ? 1 : 0;
    }
    const auto count = static_cast<double>(rows.size());
    return {{"bc/validation_loss", loss / count},
            {"bc/validation_accuracy", branches > 0 ? right / count : std::nan("")}};
}

void CloningAgent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    act(batch, false, d->exploring, actions);
}

void CloningAgent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    std::vector<float> observations;
    d->prepare(batch.observations, observations);
    std::vector<float> heads(batch.count * d->distribution.heads());
    d->network->heads(observations, batch.count, heads);
    const std::size_t width = d->distribution.space().size();
    std::vector<float> drawn(width);
    for (std::size_t row = 0; row < batch.count; ++row) {
        const auto in = d->inputs(heads, batch.masks, row);
        if (deterministic)
            d->distribution.mode(in, drawn);
        else
            d->distribution.sample(in, rng, drawn);
        d->distribution.toAction(drawn, actions.subspan(row * width, width));
    }
}

double CloningAgent::logProbability(std::span<const float> observation, std::span<const float> action) const
{
    std::vector<float> prepared;
    d->prepare(observation, prepared);
    std::vector<float> heads(d->distribution.heads());
    d->network->heads(prepared, 1, heads);
    std::vector<float> drawn(action.size());
    d->distribution.fromAction(action, drawn);
    return d->distribution.logProbability(d->inputs(heads, {}, 0), drawn);
}

void CloningAgent::setProgress(double progress)
{
    d->progress = progress;
}

Metrics CloningAgent::takeMetrics()
{
    Metrics metrics;
    if (d->lossCount > 0) {
        metrics["bc/loss"] = d->lossSum / d->lossCount;
        metrics["bc/entropy"] = d->entropySum / d->lossCount;
    }
    metrics["bc/epoch"] = static_cast<double>(epochs());
    metrics["train/learning_rate"] = d->config.learningRate.at(d->progress);
    d->lossSum = d->entropySum = d->lossCount = 0;
    return metrics;
}

std::int64_t CloningAgent::updates() const
{
    return d->updates;
}

void CloningAgent::savePolicy(Checkpoint &checkpoint) const
{
    ByteWriter out;
    d->network->save(out);
    if (d->normaliser)
        d->normaliser->save(out);
    checkpoint.blocks["policy"] = out.take();
}

Result<void> CloningAgent::loadPolicy(const Checkpoint &checkpoint)
{
    const auto block = checkpoint.blocks.find("policy");
    if (block == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the checkpoint holds no policy");
    ByteReader in(block->second);
    auto normaliser = d->normaliser;
    ByteWriter before;
    d->network->save(before);
    auto loaded = d->network->load(in);
    if (loaded && normaliser)
        loaded = normaliser->load(in);
    if (loaded && !in.atEnd())
        loaded = fail(ErrorCode::BadData, "the stored policy is longer than these settings ask for");
    if (!loaded) {
        ByteReader back(before.bytes());
        (void)d->network->load(back);
        return loaded;
    }
    d->normaliser = std::move(normaliser);
    return {};
}

void CloningAgent::save(AgentState &state)
{
    savePolicy(state.checkpoint);
    ByteWriter out;
    d->optimiser->save(out);
    for (const Rng *rng : {&d->shuffling, &d->exploring, &d->dropping})
        out.text(rng->save());
    out.array(std::span<const std::uint32_t>(d->order));
    out.value(d->position);
    out.value(d->epoch);
    out.value(d->updates);
    out.value(d->progress);
    state.checkpoint.blocks["learning"] = out.take();
}

Result<void> CloningAgent::load(const Checkpoint &checkpoint, const std::filesystem::path &)
{
    const auto broken = [] {
        return fail(ErrorCode::BadData, "the checkpoint's learning state is cut short or of other demonstrations");
    };
    if (auto loaded = loadPolicy(checkpoint); !loaded)
        return loaded;
    const auto block = checkpoint.blocks.find("learning");
    if (block == checkpoint.blocks.end())
        return broken();
    ByteReader in(block->second);
    if (auto loaded = d->optimiser->load(in); !loaded)
        return loaded;
    for (Rng *rng : {&d->shuffling, &d->exploring, &d->dropping}) {
        std::string text;
        if (!in.text(text) || !rng->restore(text))
            return broken();
    }
    const std::size_t rows = d->order.size();
    if (!in.array(d->order) || !in.value(d->position) || !in.value(d->epoch) || !in.value(d->updates) ||
        !in.value(d->progress) || !in.atEnd() || d->order.size() != rows || d->position > rows)
        return broken();
    for (const auto row : d->order)
        if (row >= d->demonstrations.count)
            return broken();
    return {};
}

}  // namespace tonewright::rl
