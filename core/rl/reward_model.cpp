#include "core/rl/reward_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/rl/off_policy_checks.h"

namespace tonewright::rl
{
namespace
{

double sigmoid(double x)
{
    return 1.0 / (1.0 + std::exp(-x));
}

struct Member {
    Member(const RewardModelConfig &config, Rng stream)
        : net({config.features, config.hidden, 1, config.activation}),
          optimiser(net.parameters().size(), {.weightDecay = config.weightDecay}), random(std::move(stream))
    {
        net.initialise(random);
    }

    DenseNet net;
    FlatAdam optimiser;
    Rng random;
    double mean = 0;  // of its raw rewards over the moments compared
    double deviation = 1;
};

RewardModel::Judgement over(const std::vector<double> &values)
{
    RewardModel::Judgement judgement;
    const auto count = static_cast<double>(values.size());
    judgement.reward = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - judgement.reward) * (value - judgement.reward);
    judgement.uncertainty = std::sqrt(squares / count);
    return judgement;
}

}  // namespace

struct RewardModel::Private {
    explicit Private(const RewardModelConfig &settings) : config(settings)
    {
        const Rng random(config.seed);
        for (std::size_t i = 0; i < std::max<std::size_t>(config.members, 1); ++i)
            members.emplace_back(config, random.fork("member " + std::to_string(i)));
    }

    RewardModelConfig config;
    std::vector<Member> members;
    mutable DenseNet::Pass pass;
    kernels::Floats gradient;

    [[nodiscard]] Result<void> check(std::span<const Preference> preferences) const;
    [[nodiscard]] std::size_t momentsIn(std::span<const float> segment) const
    {
        return segment.size() / config.features;
    }
    /// Sum of a member's raw rewards over a segment's rows `from` … of the pass.
    [[nodiscard]] double sum(std::size_t from, std::size_t count) const;
    Result<double> learnBatch(Member &member, std::span<const Preference> preferences,
                              std::span<const std::size_t> chosen);
    Result<double> learnAll(Member &member, std::span<const Preference> preferences);
    void standardise(Member &member, std::span<const Preference> preferences);
    [[nodiscard]] double rawSum(const Member &member, std::span<const float> segment) const;
    [[nodiscard]] double accuracy(std::span<const Preference> preferences) const;
};

Result<void> RewardModel::Private::check(std::span<const Preference> preferences) const
{
    if (preferences.empty())
        return fail(ErrorCode::InvalidArgument, "has no votes to learn from. Compare some pairs first", "reward model");
    for (std::size_t i = 0; i < preferences.size(); ++i) {
        for (const auto *segment : {&preferences[i].first, &preferences[i].second}) {
            const bool whole = !segment->empty() && segment->size() % config.features == 0;
            if (!whole || !std::all_of(segment->begin(), segment->end(), [](float x) { return std::isfinite(x); }))
                return fail(ErrorCode::InvalidArgument,
                            "is empty, has no whole moments of " + std::to_string(config.features) +
                                " numbers, or holds a number that isn't finite. Leave it out",
                            "pair " + std::to_string(i + 1));
        }
        if (!(preferences[i].firstIsBetter >= 0.0 && preferences[i].firstIsBetter <= 1.0))
            return fail(ErrorCode::InvalidArgument, "has a vote outside 0 … 1", "pair " + std::to_string(i + 1));
    }
    return {};
}

double RewardModel::Private::sum(std::size_t from, std::size_t count) const
{
    double total = 0;
    for (std::size_t row = from; row < from + count; ++row)
        total += static_cast<double>(pass.output(row)[0]);
    return total;
}

/// Cross-entropy of the votes under P = (1 − m) · σ(difference) + m / 2, m the chance of a mistake.
Result<double> RewardModel::Private::learnBatch(Member &member, std::span<const Preference> preferences,
                                                std::span<const std::size_t> chosen)
{
    std::vector<float> rows;
    for (const std::size_t i : chosen)
        for (const auto *segment : {&preferences[i].first, &preferences[i].second})
            rows.insert(rows.end(), segment->begin(), segment->end());
    member.net.forward(pass, rows, momentsIn(rows));
    double loss = 0;
    std::size_t row = 0;
    const auto share = 1.0 / static_cast<double>(chosen.size());
    for (const std::size_t i : chosen) {
        const std::size_t first = momentsIn(preferences[i].first);
        const std::size_t second = momentsIn(preferences[i].second);
        const double s = sigmoid(sum(row, first) - sum(row + first, second));
        const double p = (1.0 - config.mistakes) * s + 0.5 * config.mistakes;
        const double vote = preferences[i].firstIsBetter;
        constexpr double tiny = 1e-12;  // only without mistakes can p be 0 or 1
        const double q = std::clamp(p, tiny, 1.0 - tiny);
        loss -= share * (vote * std::log(q) + (1.0 - vote) * std::log(1.0 - q));
        const double byDifference = share * (q - vote) / (q * (1.0 - q)) * (1.0 - config.mistakes) * s * (1.0 - s);
        for (std::size_t moment = 0; moment < first + second; ++moment)
            pass.outputGradient(row + moment)[0] = static_cast<float>(moment < first ? byDifference : -byDifference);
        row += first + second;
    }
    gradient.assign(member.net.parameters().size(), 0.0F);
    member.net.backward(pass, gradient);
    if (!std::isfinite(loss) || !std::isfinite(kernels::sumOfSquares(gradient)))
        return fail(ErrorCode::Diverged,
                    "the loss became " + std::to_string(loss) +
                        " or its gradient isn't finite. Lower the learning rate",
                    "reward model " + member.net.describe(firstNotFinite(gradient).value_or(0)));
    member.optimiser.step(member.net.parameters(), gradient, config.learningRate);
    if (auto finite = checkWeights(member.net, "reward model"); !finite)
        return fail(finite.error());
    return loss;
}

Result<double> RewardModel::Private::learnAll(Member &member, std::span<const Preference> preferences)
{
    std::vector<std::size_t> order(preferences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (config.bootstrap) {
        Rng draw = Rng(member.random.seed()).fork("bootstrap");  // the same pairs in every pass
        for (std::size_t &i : order)
            i = static_cast<std::size_t>(draw.below(preferences.size()));
    }
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(member.random.below(i))]);
    const std::size_t batch = std::max<std::size_t>(config.batch, 1);
    double loss = 0;
    for (std::size_t from = 0; from < order.size(); from += batch) {
        const auto chosen = std::span(order).subspan(from, std::min(batch, order.size() - from));
        const auto learnt = learnBatch(member, preferences, chosen);
        if (!learnt)
            return learnt;
        loss += *learnt * static_cast<double>(chosen.size()) / static_cast<double>(order.size());
    }
    return loss;
}

void RewardModel::Private::standardise(Member &member, std::span<const Preference> preferences)
{
    double count = 0;
    double total = 0;
    double squares = 0;
    for (const Preference &preference : preferences) {
        for (const auto *segment : {&preference.first, &preference.second}) {
            const std::size_t moments = momentsIn(*segment);
            member.net.forward(pass, *segment, moments);
            for (std::size_t row = 0; row < moments; ++row) {
                const auto value = static_cast<double>(pass.output(row)[0]);
                count += 1;
                const double before = value - total;
                total += before / count;  // running mean (Welford 1962)
                squares += before * (value - total);
            }
        }
    }
    member.mean = total;
    const double deviation = std::sqrt(squares / count);
    member.deviation = deviation > 0 ? deviation : 1.0;
}

double RewardModel::Private::rawSum(const Member &member, std::span<const float> segment) const
{
    member.net.forward(pass, segment, momentsIn(segment));
    return sum(0, momentsIn(segment));
}

double RewardModel::Private::accuracy(std::span<const Preference> preferences) const
{
    double right = 0;
    double count = 0;
    for (const Preference &preference : preferences) {
        if (preference.firstIsBetter == 0.5)
            continue;
        double difference = 0;
        for (const Member &member : members)
            difference += (rawSum(member, preference.first) - rawSum(member, preference.second)) / member.deviation;
        right += (difference > 0) == (preference.firstIsBetter > 0.5) ? 1.0 : 0.0;
        count += 1;
    }
    return count > 0 ? right / count : 1.0;
}

RewardModel::RewardModel(const RewardModelConfig &config) : d(std::make_unique<Private>(config)) {}
RewardModel::~RewardModel() = default;
RewardModel::RewardModel(RewardModel &&) noexcept = default;

Result<RewardModel::Fit> RewardModel::fit(std::span<const Preference> preferences, int passes)
{
    if (auto checked = d->check(preferences); !checked)
        return fail(checked.error());
    const std::vector<Member> before = d->members;
    Fit result;
    for (Member &member : d->members) {
        double loss = 0;
        for (int pass = 0; pass < passes; ++pass) {
            const auto learnt = d->learnAll(member, preferences);
            if (!learnt) {
                d->members = before;
                return fail(learnt.error());
            }
            loss = *learnt;
        }
        d->standardise(member, preferences);
        result.loss += loss / static_cast<double>(d->members.size());
    }
    result.accuracy = d->accuracy(preferences);
    return result;
}

RewardModel::Judgement RewardModel::moment(std::span<const float> features) const
{
    return segment(features);
}

RewardModel::Judgement RewardModel::segment(std::span<const float> segment) const
{
    std::vector<double> values;
    const auto moments = static_cast<double>(d->momentsIn(segment));
    for (const Member &member : d->members)
        values.push_back((d->rawSum(member, segment) - moments * member.mean) / member.deviation);
    return over(values);
}

RewardModel::Judgement RewardModel::preference(std::span<const float> first, std::span<const float> second) const
{
    std::vector<double> values;
    for (const Member &member : d->members)
        values.push_back(sigmoid(d->rawSum(member, first) - d->rawSum(member, second)));
    return over(values);
}

std::string RewardModel::save() const
{
    ByteWriter out;
    out.value<std::uint64_t>(d->members.size());
    for (const Member &member : d->members) {
        member.net.save(out);
        member.optimiser.save(out);
        out.text(member.random.save());
        out.value(member.mean);
        out.value(member.deviation);
    }
    return out.take();
}

Result<void> RewardModel::load(const std::string &bytes)
{
    const auto misfit = [] { return fail(ErrorCode::BadData, "the stored reward model doesn't fit these settings"); };
    ByteReader in(bytes);
    std::uint64_t count = 0;
    if (!in.value(count) || count != d->members.size())
        return misfit();
    std::vector<Member> members = d->members;
    for (Member &member : members) {
        if (!member.net.load(in) || !member.optimiser.load(in))
            return misfit();
        std::string random;
        in.text(random);
        in.value(member.mean);
        in.value(member.deviation);
        if (!in.ok() || !member.random.restore(random))
            return misfit();
    }
    if (!in.atEnd())
        return misfit();
    d->members = std::move(members);
    return {};
}

}  // namespace tonewright::rl
