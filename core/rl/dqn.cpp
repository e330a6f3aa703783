#include "core/rl/dqn.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/rl/flat_adam.h"
#include "core/rl/metric_means.h"
#include "core/rl/off_policy_checks.h"
#include "core/rl/ordinal_basis.h"

namespace tonewright::rl
{
namespace
{

/// The outputs of one branch: advantages (or values) of its choices and, where it has one, the value they share.
struct Head {
    std::size_t net = 0;
    std::size_t first = 0;
    std::size_t choices = 0;
    std::optional<std::size_t> value;  // output that is added to every choice of this branch
    std::size_t maskFirst = 0;         // of its choices in a mask
    OrdinalBasis ordinal;              // its outputs are weights of this; without values: one output a choice

    [[nodiscard]] std::size_t outputs() const
    {
        return ordinal.values.empty() ? choices : static_cast<std::size_t>(ordinal.centres);
    }
    [[nodiscard]] float of(std::span<const float> own, std::size_t choice) const
    {
        return ordinal.values.empty() ? own[choice] : weighted(own, choiceRow(choice));
    }
    [[nodiscard]] double mean(std::span<const float> own) const
    {
        if (!ordinal.values.empty())
            return static_cast<double>(weighted(own, ordinal.mean));
        double sum = 0;
        for (const float advantage : own)
            sum += static_cast<double>(advantage);
        return sum / static_cast<double>(choices);
    }
    /// Adds what `gradient` of one choice's value means for the outputs.
    void addGradient(std::span<float> own, std::size_t choice, double gradient) const
    {
        if (ordinal.values.empty())
            own[choice] += static_cast<float>(gradient);
        else
            addWeighted(own, choiceRow(choice), gradient);
    }
    void addGradientOfMean(std::span<float> own, double gradient) const
    {
        if (!ordinal.values.empty())
            return addWeighted(own, ordinal.mean, gradient);
        for (float &output : own)
            output += static_cast<float>(gradient / static_cast<double>(choices));
    }

private:
    [[nodiscard]] std::span<const float> choiceRow(std::size_t choice) const
    {
        const auto centres = static_cast<std::size_t>(ordinal.centres);
        return std::span(ordinal.values).subspan(choice * centres, centres);
    }
    static float weighted(std::span<const float> own, std::span<const float> basis)
    {
        return std::inner_product(own.begin(), own.end(), basis.begin(), 0.0F);
    }
    static void addWeighted(std::span<float> own, std::span<const float> basis, double gradient)
    {
        for (std::size_t i = 0; i < own.size(); ++i)
            own[i] += static_cast<float>(gradient * static_cast<double>(basis[i]));
    }
};

OrdinalBasis evenBasis(std::size_t choices, std::size_t centres)
{
    if (centres == 0 || choices <= centres)
        return {};
    std::vector<double> positions(choices);
    for (std::size_t i = 0; i < choices; ++i)
        positions[i] = static_cast<double>(i) / static_cast<double>(choices - 1);
    return makeOrdinalBasis(positions, static_cast<int>(centres));
}

enum Reported { kLoss, kMeanQ, kGradientNorm };

}  // namespace

struct DqnAgent::Private {
    Private(const Space &observationSpace, const Space &actionSpace, const DqnConfig &settings);

    DqnConfig config;
    Space observations;
    Space actions;
    std::vector<Head> heads;  // [branch]
    std::vector<DenseNet> online;
    std::vector<DenseNet> target;
    std::vector<FlatAdam> optimisers;
    Experience experience;
    Rng exploration;
    Rng minibatches;
    double progress = 0;
    std::int64_t updates = 0;
    MetricMeans means{"train/loss", "train/q_mean", "train/gradient_norm"};

    // Reused from call to call.
    struct Passes {
        std::vector<DenseNet::Pass> nets;
    };
    mutable Passes acting;
    Passes now;
    Passes next;
    Passes nextTarget;
    std::vector<kernels::Floats> gradients;
    std::vector<float> tdErrors;
    std::vector<double> branchValues;  // [branch], of one row

    void makeNetworks();
    void run(const std::vector<DenseNet> &nets, Passes &passes, std::span<const float> rows, std::size_t count) const;
    [[nodiscard]] std::span<const float> outputs(const Passes &passes, const Head &head, std::size_t row) const
    {
        return passes.nets[head.net].output(row);
    }
    [[nodiscard]] std::size_t best(const Passes &passes, const Head &head, std::size_t row,
                                   std::span<const std::uint8_t> mask) const;
    [[nodiscard]] double value(const Passes &passes, const Head &head, std::size_t row, std::size_t choice) const;
    void addGradient(const Head &head, std::size_t row, std::size_t choice, double gradient);
    void choose(const ObservationBatch &batch, double epsilon, Rng &rng, std::span<float> chosen) const;
    [[nodiscard]] double nextValues(const TransitionBatch &batch, std::size_t row, std::span<double> values) const;
    double learnRow(const TransitionBatch &batch, std::size_t row, double &meanQ);
    Result<void> apply();
    void moveTargets();
};

DqnAgent::Private::Private(const Space &observationSpace, const Space &actionSpace, const DqnConfig &settings)
    : config(settings), observations(observationSpace), actions(actionSpace),
      experience(settings.experience, observationSpace.size(), actionSpace.size(), actionSpace.choices()),
      exploration(Rng(settings.seed).fork("exploration")), minibatches(Rng(settings.seed).fork("minibatches"))
{
    makeNetworks();
    branchValues.resize(heads.size());
}

void DqnAgent::Private::makeNetworks()
{
    const bool separate = config.branches == Branches::Independent;
    std::vector<std::size_t> widths;  // outputs of every network
    std::size_t maskFirst = 0;
    for (const int choices : actions.branches()) {
        const auto branch = heads.size();
        Head head;
        head.choices = static_cast<std::size_t>(choices);
        head.maskFirst = maskFirst;
        maskFirst += head.choices;
        if (separate || widths.empty())
            widths.push_back(config.duelling ? 1 : 0);  // V comes first
        head.net = widths.size() - 1;
        head.first = widths.back();
        head.ordinal = evenBasis(head.choices, config.ordinalCentres);
        widths.back() += head.outputs();
        if (config.duelling && (config.branches != Branches::Summed || branch == 0))
            head.value = 0;
        heads.push_back(head);
    }
    Rng initialisation = Rng(config.seed).fork("initial weights");
    for (const std::size_t outputs : widths) {
        DenseNet &net =
            online.emplace_back(DenseNetConfig{observations.flatSize(), config.hidden, outputs, config.activation});
        net.initialise(initialisation);
        optimisers.emplace_back(net.parameters().size());
        gradients.emplace_back(net.parameters().size());
    }
    target = online;
}

void DqnAgent::Private::run(const std::vector<DenseNet> &nets, Passes &passes, std::span<const float> rows,
                            std::size_t count) const
{
    passes.nets.resize(nets.size());
    const std::size_t width = observations.size();
    for (std::size_t i = 0; i < nets.size(); ++i) {
        auto &pass = passes.nets[i];
        nets[i].prepare(pass, count);
        for (std::size_t row = 0; row < count; ++row) {
            const auto from = rows.subspan(row * width, width);
            if (observations.branches().empty())
                std::copy(from.begin(), from.end(), pass.input(row).begin());
            else
                observations.flatten(from, pass.input(row));
        }
        nets[i].forward(pass);
    }
}

std::size_t DqnAgent::Private::best(const Passes &passes, const Head &head, std::size_t row,
                                    std::span<const std::uint8_t> mask) const
{
    const auto own = outputs(passes, head, row).subspan(head.first, head.outputs());
    std::size_t result = 0;
    float highest = -std::numeric_limits<float>::infinity();
    bool found = false;
    for (std::size_t i = 0; i < head.choices; ++i) {
        if (!mask.empty() && mask[head.maskFirst + i] == 0)
            continue;
        const float value = head.of(own, i);
        if (!found || value > highest) {
            result = i;
            highest = value;
            found = true;
        }
    }
    return result;
}

double DqnAgent::Private::value(const Passes &passes, const Head &head, std::size_t row, std::size_t choice) const
{
    const auto all = outputs(passes, head, row);
    const auto own = all.subspan(head.first, head.outputs());
    auto result = static_cast<double>(head.of(own, choice));
    if (config.duelling)
        result -= head.mean(own);
    return head.value ? result + static_cast<double>(all[*head.value]) : result;
}

void DqnAgent::Private::addGradient(const Head &head, std::size_t row, std::size_t choice, double gradient)
{
    const auto all = now.nets[head.net].outputGradient(row);
    const auto own = all.subspan(head.first, head.outputs());
    if (config.duelling)
        head.addGradientOfMean(own, -gradient);
    head.addGradient(own, choice, gradient);
    if (head.value)
        all[*head.value] += static_cast<float>(gradient);
}

void DqnAgent::Private::choose(const ObservationBatch &batch, double epsilon, Rng &rng, std::span<float> chosen) const
{
    constexpr float greedy = -1.0F;
    bool anyGreedy = false;
    const auto maskOf = [&](std::size_t row) {
        const std::size_t width = batch.masks.size() / batch.count;
        return batch.masks.subspan(row * width, width);
    };
    for (std::size_t row = 0; row < batch.count; ++row) {
        const auto mask = maskOf(row);
        for (std::size_t branch = 0; branch < heads.size(); ++branch) {
            const Head &head = heads[branch];
            float &choice = chosen[row * heads.size() + branch];
            choice = greedy;
            if (epsilon > 0 && rng.chance(epsilon)) {
                std::size_t pick = 0;
                do {
                    pick = static_cast<std::size_t>(rng.below(head.choices));
                } while (!mask.empty() && mask[head.maskFirst + pick] == 0);
                choice = static_cast<float>(pick);
            }
            anyGreedy = anyGreedy || choice == greedy;
        }
    }
    if (!anyGreedy)
        return;
    run(online, acting, batch.observations, batch.count);
    for (std::size_t row = 0; row < batch.count; ++row)
        for (std::size_t branch = 0; branch < heads.size(); ++branch)
            if (float &choice = chosen[row * heads.size() + branch]; choice == greedy)
                choice = static_cast<float>(best(acting, heads[branch], row, maskOf(row)));
}

/// What the next state is worth to every branch; their sum or mean is returned.
double DqnAgent::Private::nextValues(const TransitionBatch &batch, std::size_t row, std::span<double> values) const
{
    const std::size_t maskWidth = batch.nextMasks.size() / batch.count;
    const auto mask = std::span(batch.nextMasks).subspan(row * maskWidth, maskWidth);
    double sum = 0;
    for (std::size_t branch = 0; branch < heads.size(); ++branch) {
        const Head &head = heads[branch];
        const std::size_t choice = best(config.doubleQ ? next : nextTarget, head, row, mask);
        values[branch] = value(nextTarget, head, row, choice);
        sum += values[branch];
    }
    return config.branches == Branches::Summed ? sum : sum / static_cast<double>(heads.size());
}

/// Loss of one transition; its gradient is added to the outputs', its TD error noted.
double DqnAgent::Private::learnRow(const TransitionBatch &batch, std::size_t row, double &meanQ)
{
    const auto count = static_cast<double>(heads.size());
    const double nextValue = nextValues(batch, row, branchValues);
    const auto reward = static_cast<double>(batch.rewards[row]);
    const auto discount = static_cast<double>(batch.discounts[row]);
    const auto weight = static_cast<double>(batch.importanceWeights[row]);
    const double scale = weight / static_cast<double>(batch.count);
    const auto huber = [delta = config.huberDelta](double error) {
        const double size = std::fabs(error);
        return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
    };
    const auto slope = [delta = config.huberDelta](double error) { return -std::clamp(error, -delta, delta); };
    const auto chosen = [&](std::size_t branch) {
        return static_cast<std::size_t>(batch.actions[row * heads.size() + branch]);
    };
    double q = 0;
    for (std::size_t branch = 0; branch < heads.size(); ++branch)
        q += value(now, heads[branch], row, chosen(branch));
    if (config.branches == Branches::Summed) {
        const double error = reward + discount * nextValue - q;
        for (std::size_t branch = 0; branch < heads.size(); ++branch)
            addGradient(heads[branch], row, chosen(branch), scale * slope(error));
        tdErrors[row] = static_cast<float>(error);
        meanQ += q / static_cast<double>(batch.count);
        return scale * huber(error);
    }
    const bool separate = config.branches == Branches::Independent;
    double loss = 0;
    double errors = 0;
    for (std::size_t branch = 0; branch < heads.size(); ++branch) {
        const double wanted = reward + discount * (separate ? branchValues[branch] : nextValue);
        const double error = wanted - value(now, heads[branch], row, chosen(branch));
        addGradient(heads[branch], row, chosen(branch), scale * slope(error) / (separate ? 1.0 : count));
        loss += scale * huber(error) / count;
        errors += std::fabs(error);
    }
    tdErrors[row] = static_cast<float>(errors);
    meanQ += q / count / static_cast<double>(batch.count);
    return loss;
}

Result<void> DqnAgent::Private::apply()
{
    double norm = 0;
    for (std::size_t i = 0; i < online.size(); ++i) {
        std::fill(gradients[i].begin(), gradients[i].end(), 0.0F);
        online[i].backward(now.nets[i], gradients[i]);
        const double squares = kernels::sumOfSquares(gradients[i]);
        if (!std::isfinite(squares))
            return fail(ErrorCode::Diverged,
                        "a gradient is not finite. Lower the learning rate; the last checkpoint is still good",
                        "network " + online[i].describe(firstNotFinite(gradients[i]).value_or(0)));
        norm = std::max(norm, std::sqrt(squares));
    }
    const double rate = config.learningRate.at(progress);
    for (std::size_t i = 0; i < online.size(); ++i)
        optimisers[i].step(online[i].parameters(), gradients[i], rate, config.gradientNorm);
    for (const DenseNet &net : online)
        if (auto finite = checkWeights(net, "network"); !finite)
            return finite;
    means.add(kGradientNorm, norm);
    return {};
}

void DqnAgent::Private::moveTargets()
{
    for (std::size_t i = 0; i < online.size(); ++i)
        kernels::moveTowards(online[i].parameters(), config.targetTau, target[i].parameters());
}

DqnAgent::DqnAgent(std::unique_ptr<Private> parts) : d(std::move(parts)) {}
DqnAgent::~DqnAgent() = default;

Result<std::unique_ptr<DqnAgent>> DqnAgent::create(const Space &observations, const Space &actions,
                                                   const DqnConfig &config)
{
    if (actions.branches().empty() || actions.continuous() > 0)
        return fail(ErrorCode::InvalidArgument,
                    "can't choose an action of " + actions.describe() +
                        ": it wants choices alone. Use SAC or TD3 for numbers, PPO for both",
                    "dqn");
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    return std::unique_ptr<DqnAgent>(new DqnAgent(std::make_unique<Private>(observations, actions, config)));
}

void DqnAgent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    d->choose(batch, d->experience.warmingUp() ? 1.0 : d->config.epsilon.at(d->progress), d->exploration, actions);
}

void DqnAgent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    d->choose(batch, deterministic ? 0.0 : d->config.epsilon.at(d->progress), rng, actions);
}

void DqnAgent::observe(const StepBatch &step)
{
    const std::int64_t every = std::max<std::int64_t>(d->config.targetEvery, 1);
    const std::int64_t before = d->experience.steps() / every;
    d->experience.observe(step);
    if (d->experience.steps() / every != before)
        d->moveTargets();
}

bool DqnAgent::updateDue() const
{
    return d->experience.updateDue();
}

Result<void> DqnAgent::update()
{
    const TransitionBatch &batch = d->experience.draw(d->progress, d->minibatches);
    if (d->config.doubleQ)
        d->run(d->online, d->next, batch.nextObservations, batch.count);
    d->run(d->target, d->nextTarget, batch.nextObservations, batch.count);
    d->run(d->online, d->now, batch.observations, batch.count);
    d->tdErrors.resize(batch.count);
    double loss = 0;
    double meanQ = 0;
    for (std::size_t row = 0; row < batch.count; ++row)
        loss += d->learnRow(batch, row, meanQ);
    if (!std::isfinite(loss))
        return fail(ErrorCode::Diverged,
                    "the loss became " + std::to_string(loss) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "train/loss");
    if (auto applied = d->apply(); !applied)
        return applied;
    d->experience.setPriorities(d->tdErrors);
    d->means.add(kLoss, loss);
    d->means.add(kMeanQ, meanQ);
    ++d->updates;
    return {};
}

void DqnAgent::setProgress(double progress)
{
    d->progress = progress;
}

Metrics DqnAgent::takeMetrics()
{
    Metrics metrics;
    d->means.take(metrics);
    metrics["train/learning_rate"] = d->config.learningRate.at(d->progress);
    metrics["rollout/exploration_rate"] = d->config.epsilon.at(d->progress);
    return metrics;
}

std::int64_t DqnAgent::updates() const
{
    return d->updates;
}

std::vector<float> DqnAgent::values(std::span<const float> observation, bool target) const
{
    d->run(target ? d->target : d->online, d->acting, observation, 1);
    std::vector<float> result;
    for (const Head &head : d->heads)
        for (std::size_t choice = 0; choice < head.choices; ++choice)
            result.push_back(static_cast<float>(d->value(d->acting, head, 0, choice)));
    return result;
}

void DqnAgent::save(AgentState &state)
{
    ByteWriter out;
    for (const auto *nets : {&d->online, &d->target})
        for (const DenseNet &net : *nets)
            net.save(out);
    for (const FlatAdam &optimiser : d->optimisers)
        optimiser.save(out);
    out.text(d->exploration.save());
    out.text(d->minibatches.save());
    out.value(d->updates);
    d->means.save(out);
    state.checkpoint.blocks["agent"] = out.take();
    ByteWriter experience;
    d->experience.save(experience, state);
    state.checkpoint.blocks["experience"] = experience.take();
}

Result<void> DqnAgent::load(const Checkpoint &checkpoint, const std::filesystem::path &folder)
{
    const auto agent = checkpoint.blocks.find("agent");
    const auto experience = checkpoint.blocks.find("experience");
    const auto misfit = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent. Train again"); };
    if (agent == checkpoint.blocks.end() || experience == checkpoint.blocks.end())
        return misfit();
    ByteReader in(agent->second);
    for (auto *nets : {&d->online, &d->target})
        for (DenseNet &net : *nets)
            if (auto loaded = net.load(in); !loaded)
                return loaded;
    for (FlatAdam &optimiser : d->optimisers)
        if (auto loaded = optimiser.load(in); !loaded)
            return loaded;
    std::string exploration;
    std::string minibatches;
    in.text(exploration);
    in.text(minibatches);
    in.value(d->updates);
    if (!d->means.load(in) || !in.ok() || !in.atEnd() || !d->exploration.restore(exploration) ||
        !d->minibatches.restore(minibatches))
        return misfit();
    ByteReader stored(experience->second);
    return d->experience.load(stored, folder);
}

void DqnAgent::savePolicy(Checkpoint &checkpoint) const
{
    ByteWriter out;
    for (const DenseNet &net : d->online)
        net.save(out);
    checkpoint.blocks["policy"] = out.take();
}

Result<void> DqnAgent::loadPolicy(const Checkpoint &checkpoint)
{
    const auto policy = checkpoint.blocks.find("policy");
    if (policy == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the file holds no policy");
    ByteReader in(policy->second);
    std::vector<DenseNet> nets = d->online;
    for (DenseNet &net : nets)
        if (auto loaded = net.load(in); !loaded)
            return loaded;
    if (!in.atEnd())
        return fail(ErrorCode::BadData, "the stored policy has another shape than this run's settings ask for");
    d->online = std::move(nets);
    return {};
}

}  // namespace tonewright::rl
