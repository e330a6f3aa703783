#include "core/rl/actor_critic.h"

#include <cmath>

#include "core/rl/flat_adam.h"

namespace tonewright::rl
{

Result<double> clipGradients(ActorCritic &network, double largest)
{
    double squares = 0;
    const auto blocks = network.blocks();
    for (const auto &block : blocks)
        squares += kernels::sumOfSquares(block.gradients);
    const double norm = std::sqrt(squares);
    if (!std::isfinite(norm)) {
        std::string name = "gradients";
        for (std::size_t i = blocks.size(); i-- > 0;)
            if (const auto bad = firstNotFinite(blocks[i].gradients))
                name = network.describe(i, *bad);
        return fail(ErrorCode::Diverged,
                    "its gradient is not finite. Lower the learning rate; the last checkpoint is still good", name);
    }
    if (largest > 0 && norm > largest)
        for (const auto &block : blocks)
            kernels::scale(block.gradients, static_cast<float>(largest / norm));
    return norm;
}

struct Optimiser::Private {
    OptimiserConfig config;
    std::vector<FlatAdam> adams;              // [block]
    std::vector<std::vector<float>> squares;  // [block]; RMSprop's
};

Optimiser::Optimiser(const OptimiserConfig &config, ActorCritic &network) : d(std::make_unique<Private>())
{
    d->config = config;
    for (const auto &block : network.blocks()) {
        if (config.kind == OptimiserConfig::Kind::Adam)
            d->adams.emplace_back(block.values.size(),
                                  AdamConfig{config.beta1, config.beta2, config.epsilon, config.weightDecay});
        else
            d->squares.emplace_back(block.values.size(), 1.0F);
    }
}

Optimiser::~Optimiser() = default;

Result<void> Optimiser::step(ActorCritic &network, double learningRate)
{
    const auto blocks = network.blocks();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (d->config.kind == OptimiserConfig::Kind::Adam)
            d->adams[i].step(blocks[i].values, blocks[i].gradients, learningRate);
        else
            kernels::rmsProp({static_cast<float>(d->config.beta2), static_cast<float>(learningRate),
                              static_cast<float>(d->config.epsilon)},
                             blocks[i].gradients, d->squares[i], blocks[i].values);
        if (!kernels::allFinite(blocks[i].values))
            return fail(ErrorCode::Diverged,
                        "a step made it a number that is not finite. Lower the learning rate; the last checkpoint is "
                        "still good",
                        network.describe(i, *firstNotFinite(blocks[i].values)));
    }
    return {};
}

void Optimiser::save(ByteWriter &out) const
{
    for (const auto &adam : d->adams)
        adam.save(out);
    for (const auto &squares : d->squares)
        out.array(std::span<const float>(squares));
}

Result<void> Optimiser::load(ByteReader &in)
{
    for (auto &adam : d->adams)
        if (auto loaded = adam.load(in); !loaded)
            return loaded;
    for (auto &squares : d->squares) {
        std::vector<float> values;
        if (!in.array(values) || values.size() != squares.size())
            return fail(ErrorCode::BadData, "the stored optimiser has another size than this run's network");
        squares = std::move(values);
    }
    return {};
}

}  // namespace tonewright::rl
