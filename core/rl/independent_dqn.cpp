#include "core/rl/independent_dqn.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/rl/adamw_state.h"
#include "core/rl/plateau_schedule.h"
#include "core/rl/torch_headers.h"

namespace tonewright::rl
{
namespace
{

constexpr int kLayers = 4;

/// A dropout mask for x, on its device.
torch::Tensor maskFor(const torch::Tensor &x, double rate, Rng &rng)
{
    auto mask = torch::empty(x.sizes(), torch::kFloat32);
    fillDropoutMask(std::span(mask.data_ptr<float>(), static_cast<std::size_t>(mask.numel())), rate, rng);
    return mask.to(x.device());
}

struct NetworkImpl : torch::nn::Module {
    NetworkImpl(int observations, int hidden, int choices)
    {
        const std::array<int, kLayers> widths{hidden, hidden, hidden / 2, hidden / 4};
        int inputs = observations;
        for (const int width : widths) {
            const std::string number = std::to_string(layers.size());
            layers.push_back(register_module("layer" + number, torch::nn::Linear(inputs, width)));
            norms.push_back(
                register_module("norm" + number, torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}))));
            inputs = width;
        }
        values = register_module("values", torch::nn::Linear(inputs, choices));
    }

    torch::Tensor layer(std::size_t i, const torch::Tensor &x) { return torch::relu(norms[i](layers[i](x))); }

    /// x [rows, observations] → [rows, choices], without dropout
    torch::Tensor forward(torch::Tensor x)
    {
        for (std::size_t i = 0; i < kLayers; ++i)
            x = layer(i, x);
        return values(x);
    }

    /// The same with dropout, for transitions that share rows of x: [index's length, choices]. The first layer is
    /// worked out once a row; each transition has its own mask.
    torch::Tensor forwardWithDropout(const torch::Tensor &x, const torch::Tensor &index, double rate, Rng &rng)
    {
        auto h = layer(0, x).index_select(0, index);
        for (std::size_t i = 0;; ++i) {
            if (rate > 0.0)
                h = h * maskFor(h, rate, rng);
            if (i + 1 == kLayers)
                return values(h);
            h = layer(i + 1, h);
        }
    }

    std::vector<torch::nn::Linear> layers;
    std::vector<torch::nn::LayerNorm> norms;
    torch::nn::Linear values{nullptr};
};
TORCH_MODULE(Network);

void initialise(NetworkImpl &network, Rng &rng)
{
    const torch::NoGradGuard noGradient;
    const auto kaimingUniform = [&rng](torch::nn::Linear &linear) {
        const double bound = std::sqrt(6.0 / static_cast<double>(linear->weight.size(1)));
        auto *data = linear->weight.data_ptr<float>();
        for (std::int64_t i = 0; i < linear->weight.numel(); ++i)
            data[i] = static_cast<float>(rng.uniform(-bound, bound));
        linear->bias.zero_();
    };
    for (auto &linear : network.layers)
        kaimingUniform(linear);
    kaimingUniform(network.values);
}

void copyWeights(NetworkImpl &from, NetworkImpl &to, double tau)
{
    const torch::NoGradGuard noGradient;
    const auto source = from.parameters();
    const auto target = to.parameters();
    for (std::size_t i = 0; i < source.size(); ++i)
        target[i].lerp_(source[i], tau);
}

template <class T>
torch::Tensor column(const std::vector<T> &values, torch::ScalarType type)
{
    return torch::from_blob(const_cast<T *>(values.data()), {static_cast<std::int64_t>(values.size())}, type);
}

/// One network with everything that makes it learn.
struct Learning {
    Network online{nullptr};
    Network target{nullptr};
    std::unique_ptr<torch::optim::AdamW> optimiser;
    PlateauSchedule schedule;

    void setRate()
    {
        for (auto &group : optimiser->param_groups())
            static_cast<torch::optim::AdamWOptions &>(group.options()).lr(schedule.rate());
    }
};

}  // namespace

struct IndependentDqn::Private {
    Private(const IndependentDqnConfig &settings, const Rng &dropoutStream)
        : config(settings), device(settings.cuda ? torch::kCUDA : torch::kCPU), dropout(dropoutStream)
    {
    }

    IndependentDqnConfig config;
    torch::Device device;
    Rng dropout;
    std::vector<Learning> networks;
    std::int64_t learningSteps = 0;

    torch::Tensor observations(std::span<const float> values) const
    {
        const auto rows = static_cast<std::int64_t>(values.size()) / config.observationSize;
        return torch::from_blob(const_cast<float *>(values.data()), {rows, config.observationSize}, torch::kFloat32)
            .to(device);
    }

    /// r + γ · notDone · Q'(s, argmax Q(s, ·)), [batch]. Worked out once a row.
    torch::Tensor targets(Learning &network, const torch::Tensor &x, const torch::Tensor &rows,
                          const IndependentBatch &batch) const
    {
        const torch::NoGradGuard noGradient;
        const auto best = network.online->forward(x).argmax(1, true);             // [rows, 1]
        const auto next = network.target->forward(x).gather(1, best).squeeze(1);  // [rows]
        return column(batch.rewards, torch::kFloat32).to(device) +
               config.gamma * column(batch.notDone, torch::kFloat32).to(device) * next.index_select(0, rows);
    }
};

void fillDropoutMask(std::span<float> mask, double rate, Rng &rng)
{
    const auto threshold = static_cast<std::uint64_t>(std::lround(rate * 65536.0));
    const auto kept = static_cast<float>(1.0 / (1.0 - rate));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < mask.size(); ++i, bits >>= 16) {
        if (i % 4 == 0)
            bits = rng.next();
        mask[i] = (bits & 0xFFFF) < threshold ? 0.0F : kept;
    }
}

IndependentDqn::IndependentDqn(const IndependentDqnConfig &config, Rng &initialisation, const Rng &dropout)
    : d(std::make_unique<Private>(config, dropout))
{
    for (const int choices : config.choices) {
        Network online(config.observationSize, config.hidden, choices);
        Network target(config.observationSize, config.hidden, choices);
        initialise(*online, initialisation);
        online->to(d->device);  // before the optimiser learns where the weights lie
        target->to(d->device);
        copyWeights(*online, *target, 1.0);
        auto optimiser = std::make_unique<torch::optim::AdamW>(
            online->parameters(), torch::optim::AdamWOptions(config.learningRate).weight_decay(config.weightDecay));
        d->networks.push_back({online, target, std::move(optimiser),
                               PlateauSchedule(config.learningRate, config.plateauFactor, config.plateauPatience)});
    }
}

IndependentDqn::~IndependentDqn() = default;
IndependentDqn::IndependentDqn(IndependentDqn &&) noexcept = default;

int IndependentDqn::networks() const
{
    return static_cast<int>(d->networks.size());
}

std::int64_t IndependentDqn::learningSteps() const
{
    return d->learningSteps;
}

double IndependentDqn::learningRate(int network) const
{
    return d->networks[static_cast<std::size_t>(network)].schedule.rate();
}

std::vector<std::uint16_t> IndependentDqn::greedy(std::span<const float> observation) const
{
    std::vector<std::uint16_t> best;
    for (const auto &ofNetwork : values(observation))
        best.push_back(
            static_cast<std::uint16_t>(std::max_element(ofNetwork.begin(), ofNetwork.end()) - ofNetwork.begin()));
    return best;
}

std::vector<std::vector<float>> IndependentDqn::values(std::span<const float> observation) const
{
    const torch::NoGradGuard noGradient;
    const auto x = d->observations(observation);
    std::vector<std::vector<float>> result;
    for (auto &network : d->networks) {
        const auto values = network.online->forward(x).to(torch::kCPU).contiguous();
        result.emplace_back(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    }
    return result;
}

Result<IndependentStats> IndependentDqn::learn(int number, const IndependentBatch &batch)
{
    auto &network = d->networks[static_cast<std::size_t>(number)];
    const auto diverged = [number](const char *what) {
        return fail(ErrorCode::Diverged,
                    std::string(what) + ". Lower the learning rate; the last checkpoint is still good",
                    "network " + std::to_string(number + 1));
    };
    const auto x = d->observations(batch.observations);  // [rows, observationSize]
    const auto rows = column(batch.rows, torch::kInt64).to(d->device);
    std::vector<std::int64_t> actions;  // [batch]: of this network
    for (std::size_t i = 0; i < batch.rows.size(); ++i)
        actions.push_back(batch.actions[i * d->networks.size() + static_cast<std::size_t>(number)]);

    const auto targets = d->targets(network, x, rows, batch);
    Rng dropout = d->dropout;
    const auto q = network.online->forwardWithDropout(x, rows, d->config.dropout, dropout)
                       .gather(1, column(actions, torch::kInt64).to(d->device).unsqueeze(1))
                       .squeeze(1);
    const auto importance = column(batch.importanceWeights, torch::kFloat32).to(d->device);
    const auto loss = (importance * torch::huber_loss(q, targets, at::Reduction::None, 1.0)).mean();

    IndependentStats stats;
    stats.loss = loss.item<double>();
    if (!std::isfinite(stats.loss))
        return diverged("the loss is not finite");
    const auto errors = (targets - q).detach().to(torch::kCPU).contiguous();
    stats.tdErrors.assign(errors.data_ptr<float>(), errors.data_ptr<float>() + errors.numel());

    network.optimiser->zero_grad();
    loss.backward();
    const double norm = torch::nn::utils::clip_grad_norm_(network.online->parameters(), d->config.gradientNorm);
    if (!std::isfinite(norm))
        return diverged("a gradient is not finite");
    network.optimiser->step();
    network.schedule.observe(stats.loss);
    network.setRate();
    d->dropout = dropout;
    return stats;
}

void IndependentDqn::endStep()
{
    if (++d->learningSteps % d->config.targetEvery == 0)
        for (auto &network : d->networks)
            copyWeights(*network.online, *network.target, d->config.targetTau);
}

std::string IndependentDqn::save() const
{
    ByteWriter out;
    out.value(d->learningSteps);
    out.text(d->dropout.save());
    for (const auto &network : d->networks) {
        writeTensors(out, network.online->parameters());
        writeTensors(out, network.target->parameters());
        writeMoments(out, *network.optimiser, network.online->parameters());
        out.value(network.schedule.state());
    }
    return out.take();
}

Result<void> IndependentDqn::load(const std::string &bytes)
{
    struct Stored {
        std::vector<std::vector<float>> online;
        std::vector<std::vector<float>> target;
        std::vector<StoredMoments> moments;
        PlateauSchedule::State schedule;
    };
    const auto misfit = [] {
        return fail(ErrorCode::BadData, "the stored networks are cut short or have another shape than this run's "
                                        "settings ask for");
    };
    // Everything is read and checked before anything changes.
    ByteReader in(bytes);
    std::int64_t learningSteps = 0;
    std::string generator;
    Rng dropout(0);
    if (!in.value(learningSteps) || !in.text(generator) || !dropout.restore(generator))
        return misfit();
    std::vector<Stored> stored(d->networks.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto parameters = d->networks[i].online->parameters();
        if (!readTensors(in, parameters, stored[i].online) || !readTensors(in, parameters, stored[i].target) ||
            !readMoments(in, parameters, stored[i].moments) || !in.value(stored[i].schedule))
            return misfit();
    }
    if (!in.atEnd())
        return misfit();

    for (std::size_t i = 0; i < stored.size(); ++i) {
        auto &network = d->networks[i];
        setTensors(network.online->parameters(), stored[i].online);
        setTensors(network.target->parameters(), stored[i].target);
        setMoments(*network.optimiser, network.online->parameters(), stored[i].moments);
        network.schedule.restore(stored[i].schedule);
        network.setRate();
    }
    d->learningSteps = learningSteps;
    d->dropout = dropout;
    return {};
}

}  // namespace tonewright::rl
