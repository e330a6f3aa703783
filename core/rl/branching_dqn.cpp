#include "core/rl/branching_dqn.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rl/adamw_state.h"
#include "core/rl/ordinal_basis.h"
#include "core/rl/torch_headers.h"

namespace tonewright::rl
{
namespace
{

/// Trunk and heads. The heads' weights of all components lie side by side in one Linear.
struct NetworkImpl : torch::nn::Module {
    NetworkImpl(int observations, int hidden, int headWeights)
        : first(register_module("first", torch::nn::Linear(observations, hidden))),
          firstNorm(register_module("first_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({hidden})))),
          second(register_module("second", torch::nn::Linear(hidden, hidden))),
          secondNorm(register_module("second_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({hidden})))),
          value(register_module("value", torch::nn::Linear(hidden, 1))),
          heads(register_module("heads", torch::nn::Linear(hidden, headWeights)))
    {
    }

    /// x [batch, observations] → {V [batch], head weights [batch, headWeights]}
    std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor &x)
    {
        const auto h = torch::relu(firstNorm(first(x)));
        const auto g = torch::relu(secondNorm(second(h)));
        return {value(g).squeeze(1), heads(g)};
    }

    torch::nn::Linear first;
    torch::nn::LayerNorm firstNorm;
    torch::nn::Linear second;
    torch::nn::LayerNorm secondNorm;
    torch::nn::Linear value;
    torch::nn::Linear heads;
};
TORCH_MODULE(Network);

/// Kaiming uniform for the trunk; near zero for value and heads, so that an untrained agent has no opinion.
void initialise(NetworkImpl &network, Rng &rng)
{
    const torch::NoGradGuard noGradient;
    for (auto &item : network.named_parameters()) {
        if (item.value().dim() != 2)
            continue;  // biases keep 0 below; LayerNorm keeps its 1 and 0
        const auto fanIn = static_cast<double>(item.value().size(1));
        const bool output = item.key().starts_with("value") || item.key().starts_with("heads");
        const double bound = (output ? 0.01 : 1.0) * std::sqrt(6.0 / fanIn);
        auto flat = item.value().view({-1});
        auto *data = flat.data_ptr<float>();
        for (std::int64_t i = 0; i < flat.numel(); ++i)
            data[i] = static_cast<float>(rng.uniform(-bound, bound));
    }
    for (auto &linear : {network.first, network.second, network.value, network.heads})
        linear->bias.zero_();
}

void copyWeights(NetworkImpl &from, NetworkImpl &to, double tau)
{
    const torch::NoGradGuard noGradient;
    auto source = from.parameters();
    auto target = to.parameters();
    for (std::size_t i = 0; i < source.size(); ++i)
        target[i].lerp_(source[i], tau);
}

torch::Tensor asTensor(std::span<const float> values, std::int64_t rows)
{
    const auto columns = static_cast<std::int64_t>(values.size()) / rows;
    return torch::from_blob(const_cast<float *>(values.data()), {rows, columns}, torch::kFloat32);
}

}  // namespace

struct BranchingDqn::Private {
    explicit Private(const BranchingDqnConfig &settings)
        : config(settings), device(settings.cuda ? torch::kCUDA : torch::kCPU)
    {
    }

    /// A branch: one axis, or two with the product of their bases.
    struct Head {
        std::vector<OrdinalBasis> axes;
        std::vector<torch::Tensor> basisT;     // [axis]: [centres, choices]
        std::vector<torch::Tensor> positions;  // [axis]: [1, choices]
        std::size_t component = 0;             // of its first axis
        std::int64_t offset = 0;               // first weight
        std::int64_t weights = 1;

        /// Its weights [rows, weights] → values of all choices, [rows, choices] or [rows, choices · choices] with the
        /// second axis running fastest. One axis after the other: far less work than the product basis.
        torch::Tensor values(const torch::Tensor &ofHead) const
        {
            if (axes.size() == 1)
                return ofHead.matmul(basisT[0]);
            const auto rows = ofHead.size(0);
            const auto inner = ofHead.reshape({rows, axes[0].centres, axes[1].centres}).matmul(basisT[1]);
            return basisT[0].t().matmul(inner).reshape({rows, -1});
        }

        /// The product basis of one choice (a choice an axis), centred, to `out`; returns its end.
        float *features(const std::uint16_t *choice, float *out) const
        {
            const auto row = [&](std::size_t axis) {
                return axes[axis].values.data() + static_cast<std::size_t>(choice[axis] * axes[axis].centres);
            };
            const float *first = row(0);
            const float *second = axes.size() == 2 ? row(1) : nullptr;
            for (int i = 0; i < axes[0].centres; ++i) {
                const float mean = axes[0].mean[static_cast<std::size_t>(i)];
                if (!second) {
                    *out++ = first[i] - mean;
                    continue;
                }
                // The mean over all pairs is the product of the means.
                for (int k = 0; k < axes[1].centres; ++k)
                    *out++ = first[i] * second[k] - mean * axes[1].mean[static_cast<std::size_t>(k)];
            }
            return out;
        }
    };

    BranchingDqnConfig config;
    torch::Device device;
    std::vector<Head> heads;
    std::size_t components = 0;
    std::int64_t choices = 0;  // of all components together
    std::int64_t headWeights = 0;
    Network online{nullptr};
    Network target{nullptr};
    std::unique_ptr<torch::optim::AdamW> optimiser;

    void addHead(const std::vector<BranchAxis> &axes)
    {
        auto &head = heads.emplace_back();
        head.component = components;
        head.offset = headWeights;
        for (const auto &axis : axes) {
            const auto &basis = head.axes.emplace_back(makeOrdinalBasis(axis.positions, axis.centres));
            head.basisT.push_back(asTensor(basis.values, basis.choices).t().contiguous().to(device));
            const std::vector<float> positions(axis.positions.begin(), axis.positions.end());
            head.positions.push_back(asTensor(positions, 1).clone().to(device));
            head.weights *= basis.centres;
        }
        for (const auto &axis : head.axes)
            choices += axis.choices;
        components += axes.size();
        headWeights += head.weights;
    }

    /// The caller's numbers as a tensor on the device; on the processor without a copy.
    torch::Tensor tensor(std::span<const float> values, std::int64_t rows) const
    {
        return asTensor(values, rows).to(device);
    }

    /// The basis of the chosen components side by side, centred: Q = V + weights · features.
    torch::Tensor features(std::span<const std::uint16_t> actions, std::int64_t rows) const
    {
        auto result = torch::empty({rows, headWeights}, torch::kFloat32);
        auto *out = result.data_ptr<float>();
        for (std::int64_t row = 0; row < rows; ++row)
            for (const auto &head : heads)
                out = head.features(actions.data() + static_cast<std::size_t>(row) * components + head.component, out);
        return result.to(device);
    }

    /// J of Demonstrations.
    torch::Tensor demonstrationLoss(const Demonstrations &shown)
    {
        const auto rows =
            static_cast<std::int64_t>(shown.observations.size()) / static_cast<std::int64_t>(config.observationSize);
        const auto weights = online->forward(tensor(shown.observations, rows)).second;
        const auto matters = tensor(shown.weights, rows);  // [rows, components]
        auto chosen = torch::empty({rows, static_cast<std::int64_t>(components)}, torch::kInt64);
        std::copy(shown.actions.begin(), shown.actions.end(), chosen.data_ptr<std::int64_t>());
        chosen = chosen.to(device);
        auto total = torch::zeros({rows}, weights.options());
        for (const auto &head : heads) {
            const auto values = head.values(weights.narrow(1, head.offset, head.weights));  // [rows, its choices]
            const auto distance = [&](std::size_t axis) {  // [rows, choices of the axis]
                const auto component = static_cast<std::int64_t>(head.component + axis);
                const auto &positions = head.positions[axis];
                const auto known = positions.squeeze(0).index_select(0, chosen.select(1, component)).unsqueeze(1);
                return (positions - known).abs() * matters.select(1, component).unsqueeze(1);
            };
            auto margin = distance(0);
            auto index = chosen.select(1, static_cast<std::int64_t>(head.component));
            if (head.axes.size() == 2) {
                margin = (margin.unsqueeze(2) + distance(1).unsqueeze(1)).reshape({rows, -1});
                index = index * head.axes[1].choices + chosen.select(1, static_cast<std::int64_t>(head.component) + 1);
            }
            const auto demonstrated = values.gather(1, index.unsqueeze(1)).squeeze(1);
            total = total + std::get<0>((values + shown.margin * margin).max(1)) - demonstrated;
        }
        return total.mean();
    }

    /// Head weights [rows, headWeights] → greedy choices [rows, components] among those allowed (see greedy()).
    std::vector<std::uint16_t> argmax(const torch::Tensor &weights, std::span<const std::uint8_t> allowed) const
    {
        const auto rows = weights.size(0);
        torch::Tensor forbidden;  // [rows, choices]
        if (!allowed.empty())
            forbidden = torch::from_blob(const_cast<std::uint8_t *>(allowed.data()), {rows, choices}, torch::kUInt8)
                            .to(device)
                            .eq(0);
        std::int64_t first = 0;  // choice of the head, among all
        std::vector<std::uint16_t> result(static_cast<std::size_t>(rows) * components);
        for (const auto &head : heads) {
            auto values = head.values(weights.narrow(1, head.offset, head.weights));
            for (std::size_t axis = 0; axis < head.axes.size(); ++axis) {
                const std::int64_t count = head.axes[axis].choices;
                if (forbidden.defined()) {
                    auto ofAxis = forbidden.narrow(1, first, count);
                    if (head.axes.size() == 2) {
                        const std::int64_t other = head.axes[1 - axis].choices;
                        ofAxis = axis == 0 ? ofAxis.unsqueeze(2).expand({rows, count, other}).reshape({rows, -1})
                                           : ofAxis.unsqueeze(1).expand({rows, other, count}).reshape({rows, -1});
                    }
                    values = values.masked_fill(ofAxis, -std::numeric_limits<float>::infinity());
                }
                first += count;
            }
            const auto best = values.argmax(1).to(torch::kCPU).contiguous();  // [rows]
            const auto *index = best.data_ptr<std::int64_t>();
            const std::int64_t fastest = head.axes.back().choices;
            for (std::int64_t row = 0; row < rows; ++row) {
                auto *choice = result.data() + static_cast<std::size_t>(row) * components + head.component;
                if (head.axes.size() == 2)
                    *choice++ = static_cast<std::uint16_t>(index[row] / fastest);
                *choice = static_cast<std::uint16_t>(index[row] % fastest);
            }
        }
        return result;
    }
};

BranchingDqn::BranchingDqn(const BranchingDqnConfig &config, Rng &initialisation) : d(std::make_unique<Private>(config))
{
    for (const auto &axes : config.branches)
        d->addHead(axes);
    d->online = Network(config.observationSize, config.hidden, static_cast<int>(d->headWeights));
    d->target = Network(config.observationSize, config.hidden, static_cast<int>(d->headWeights));
    initialise(*d->online, initialisation);
    d->online->to(d->device);  // before the optimiser learns where the weights lie
    d->target->to(d->device);
    copyWeights(*d->online, *d->target, 1.0);
    d->optimiser = std::make_unique<torch::optim::AdamW>(
        d->online->parameters(), torch::optim::AdamWOptions(config.learningRate).weight_decay(config.weightDecay));
}

BranchingDqn::~BranchingDqn() = default;
BranchingDqn::BranchingDqn(BranchingDqn &&) noexcept = default;

int BranchingDqn::components() const
{
    return static_cast<int>(d->components);
}
const BranchingDqnConfig &BranchingDqn::config() const
{
    return d->config;
}

std::vector<std::uint16_t> BranchingDqn::greedy(std::span<const float> observations, std::size_t count,
                                                std::span<const std::uint8_t> allowed) const
{
    const torch::NoGradGuard noGradient;
    return d->argmax(d->online->forward(d->tensor(observations, static_cast<std::int64_t>(count))).second, allowed);
}

std::vector<float> BranchingDqn::greedyValues(std::span<const float> observations, std::size_t count,
                                              std::span<const std::uint8_t> allowed) const
{
    const torch::NoGradGuard noGradient;
    const auto rows = static_cast<std::int64_t>(count);
    const auto [value, weights] = d->online->forward(d->tensor(observations, rows));
    const auto q =
        (value + (weights * d->features(d->argmax(weights, allowed), rows)).sum(1)).to(torch::kCPU).contiguous();
    return {q.data_ptr<float>(), q.data_ptr<float>() + rows};
}

std::vector<std::vector<float>> BranchingDqn::advantages(std::span<const float> observation) const
{
    return advantagesOf(weightsOf(observation, 1));
}

std::vector<float> BranchingDqn::weightsOf(std::span<const float> observations, std::size_t count) const
{
    const torch::NoGradGuard noGradient;
    const auto weights = d->online->forward(d->tensor(observations, static_cast<std::int64_t>(count)))
                             .second.to(torch::kCPU)
                             .contiguous();
    return {weights.data_ptr<float>(), weights.data_ptr<float>() + weights.numel()};
}

std::size_t BranchingDqn::headWeights() const
{
    return static_cast<std::size_t>(d->headWeights);
}

std::vector<std::vector<float>> BranchingDqn::advantagesOf(std::span<const float> headWeights) const
{
    const torch::NoGradGuard noGradient;
    const auto weights = d->tensor(headWeights, 1);
    std::vector<std::vector<float>> result;
    const auto add = [&result](torch::Tensor values) {
        values = (values - values.mean()).to(torch::kCPU).contiguous();
        result.emplace_back(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    };
    for (const auto &head : d->heads) {
        const auto values = head.values(weights.narrow(1, head.offset, head.weights)).squeeze(0);
        if (head.axes.size() == 1) {
            add(values);
            continue;
        }
        const auto grid = values.reshape({head.axes[0].choices, head.axes[1].choices});
        const auto best = values.argmax().item<std::int64_t>();
        add(grid.select(1, best % head.axes[1].choices));
        add(grid.select(0, best / head.axes[1].choices));
    }
    return result;
}

Result<UpdateStats> BranchingDqn::update(const ReplayBatch &batch, const Demonstrations &shown)
{
    const auto rows = static_cast<std::int64_t>(batch.rewards.size());
    const auto observations = d->tensor(batch.observations, rows);  // [rows, observationSize]
    auto targets = d->tensor(batch.rewards, rows).squeeze(1);       // [rows]
    if (d->config.gamma > 0.0) {
        const torch::NoGradGuard noGradient;
        // The next observation is the same one (see PrioritisedReplay).
        const auto next = d->argmax(d->online->forward(observations).second, batch.allowedNext);
        const auto [value, weights] = d->target->forward(observations);
        const auto nextQ = value + (weights * d->features(next, rows)).sum(1);
        targets = targets + d->config.gamma * d->tensor(batch.notDone, rows).squeeze(1) * nextQ;
    }
    const auto [value, weights] = d->online->forward(observations);
    const auto q = value + (weights * d->features(batch.actions, rows)).sum(1);  // [rows]
    const auto importance = d->tensor(batch.importanceWeights, rows).squeeze(1);
    const auto error = targets - q;
    auto loss = (importance * torch::huber_loss(q, targets, at::Reduction::None, 1.0)).mean();

    UpdateStats stats;
    stats.loss = loss.item<double>();
    if (!shown.observations.empty()) {
        const auto margin = d->demonstrationLoss(shown);
        stats.demonstrationLoss = margin.item<double>();
        loss = loss + shown.weight * margin;
    }
    if (!std::isfinite(stats.loss + stats.demonstrationLoss))
        return fail(ErrorCode::Diverged,
                    "the loss became " + std::to_string(stats.loss + stats.demonstrationLoss) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "loss");
    stats.meanQ = q.mean().item<double>();
    const auto errors = error.detach().to(torch::kCPU).contiguous();
    stats.tdErrors.assign(errors.data_ptr<float>(), errors.data_ptr<float>() + rows);

    d->optimiser->zero_grad();
    loss.backward();
    const double norm = torch::nn::utils::clip_grad_norm_(d->online->parameters(), d->config.gradientNorm);
    if (!std::isfinite(norm)) {
        for (const auto &item : d->online->named_parameters())
            if (!torch::isfinite(item.value().grad()).all().item<bool>())
                return fail(ErrorCode::Diverged,
                            "a gradient is not finite. Lower the learning rate; the last "
                            "checkpoint is still good",
                            item.key());
    }
    d->optimiser->step();
    copyWeights(*d->online, *d->target, d->config.targetTau);
    return stats;
}

void BranchingDqn::setLearningRate(double rate)
{
    for (auto &group : d->optimiser->param_groups())
        static_cast<torch::optim::AdamWOptions &>(group.options()).lr(rate);
}

std::string BranchingDqn::save() const
{
    ByteWriter out;
    writeTensors(out, d->online->parameters());
    writeTensors(out, d->target->parameters());
    writeMoments(out, *d->optimiser, d->online->parameters());
    return out.take();
}

Result<void> BranchingDqn::load(const std::string &bytes)
{
    // Everything is read and checked before anything changes.
    ByteReader in(bytes);
    const auto parameters = d->online->parameters();
    std::vector<std::vector<float>> online;
    std::vector<std::vector<float>> target;
    std::vector<StoredMoments> moments;
    if (!readTensors(in, parameters, online) || !readTensors(in, parameters, target) ||
        !readMoments(in, parameters, moments) || !in.atEnd())
        return fail(ErrorCode::BadData, "the stored networks are cut short or have another shape than this run's "
                                        "settings ask for");
    setTensors(parameters, online);
    setTensors(d->target->parameters(), target);
    setMoments(*d->optimiser, parameters, moments);
    return {};
}

}  // namespace tonewright::rl
