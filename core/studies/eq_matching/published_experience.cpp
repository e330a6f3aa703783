#include "core/studies/eq_matching/published_experience.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/eq_state.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kPriorityFloor = 1e-6;

bool onGrid(const Action &action)
{
    for (std::size_t i = 0; i < action.size(); ++i)
        if (action[i] >= actionGrid()[i].choices)
            return false;
    return true;
}

}  // namespace

PublishedExperience::PublishedExperience(std::size_t capacity, double alpha)
    : m_capacity(capacity), m_alpha(alpha), m_tree(capacity)
{
}

const std::vector<float> *PublishedExperience::state(const std::string &track) const
{
    const auto found = m_numbers.find(track);
    return found == m_numbers.end() ? nullptr : &m_states[found->second];
}

void PublishedExperience::addTrack(const std::string &track, std::vector<float> state)
{
    m_numbers.emplace(track, static_cast<std::uint32_t>(m_names.size()));
    m_names.push_back(track);
    m_states.push_back(std::move(state));
}

void PublishedExperience::add(const PublishedTransition &transition)
{
    if (m_transitions.size() < m_capacity)
        m_transitions.push_back(transition);
    else
        m_transitions[m_next] = transition;
    m_tree.set(m_next, m_largest);
    m_next = (m_next + 1) % m_capacity;
}

PublishedExperience::Draw PublishedExperience::draw(std::size_t batch, double beta, Rng &rng) const
{
    Draw draw;
    for (std::size_t i = 0; i < batch; ++i) {
        const std::size_t slot = m_tree.find(rng.uniform() * m_tree.total());
        const double probability = m_tree.weight(slot) / m_tree.total();
        draw.slots.push_back(static_cast<std::uint32_t>(slot));
        draw.importanceWeights.push_back(
            static_cast<float>(std::pow(static_cast<double>(size()) * probability, -beta)));
    }
    const float largest = *std::max_element(draw.importanceWeights.begin(), draw.importanceWeights.end());
    for (float &weight : draw.importanceWeights)
        weight /= largest;
    return draw;
}

rl::IndependentBatch PublishedExperience::batch(const Draw &draw) const
{
    rl::IndependentBatch batch;
    batch.importanceWeights = draw.importanceWeights;
    std::map<std::uint32_t, std::int64_t> rows;
    for (const std::uint32_t slot : draw.slots) {
        const auto &transition = m_transitions[slot];
        const auto [row, isNew] = rows.try_emplace(transition.track, static_cast<std::int64_t>(rows.size()));
        if (isNew) {
            const auto &state = m_states[transition.track];
            batch.observations.insert(batch.observations.end(), state.begin(), state.end());
        }
        batch.rows.push_back(row->second);
        batch.actions.insert(batch.actions.end(), transition.action.begin(), transition.action.end());
        batch.rewards.push_back(transition.reward);
        batch.notDone.push_back(transition.done ? 0.0F : 1.0F);
    }
    return batch;
}

void PublishedExperience::setPriorities(const std::vector<std::uint32_t> &slots, const std::vector<float> &tdErrors)
{
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const double priority = std::pow(std::fabs(static_cast<double>(tdErrors[i])) + kPriorityFloor, m_alpha);
        m_tree.set(slots[i], priority);
        m_largest = std::max(m_largest, priority);
    }
}

void PublishedExperience::save(rl::ByteWriter &out) const
{
    out.value<std::uint64_t>(m_names.size());
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        out.text(m_names[i]);
        out.array(std::span<const float>(m_states[i]));
    }
    out.value<std::uint64_t>(m_next);
    out.value(m_largest);
    out.value<std::uint64_t>(size());
    for (std::size_t slot = 0; slot < size(); ++slot) {
        const auto &transition = m_transitions[slot];
        out.value(transition.track);
        out.value(transition.action);
        out.value(transition.reward);
        out.value<std::uint8_t>(transition.done ? 1 : 0);
        out.value(m_tree.weight(slot));
    }
}

Result<void> PublishedExperience::load(rl::ByteReader &in)
{
    const auto misfit = [] {
        return fail(ErrorCode::BadData, "the stored experience doesn't fit this run's replay settings");
    };
    PublishedExperience stored(m_capacity, m_alpha);
    std::uint64_t tracks = 0;
    in.value(tracks);
    for (std::uint64_t i = 0; i < tracks; ++i) {
        std::string name;
        std::vector<float> state;
        if (!in.text(name) || !in.array(state) || state.size() != dsp::kPublishedStateSize || stored.state(name))
            return misfit();
        stored.addTrack(name, std::move(state));
    }
    std::uint64_t next = 0;
    std::uint64_t count = 0;
    if (!in.value(next) || !in.value(stored.m_largest) || !in.value(count) || count > m_capacity ||
        next != (count < m_capacity ? count : next % m_capacity))
        return misfit();
    stored.m_next = next;
    for (std::uint64_t slot = 0; slot < count; ++slot) {
        PublishedTransition transition;
        std::uint8_t done = 0;
        double priority = 0;
        if (!in.value(transition.track) || !in.value(transition.action) || !in.value(transition.reward) ||
            !in.value(done) || !in.value(priority) || transition.track >= tracks || !onGrid(transition.action) ||
            !(priority >= 0.0))
            return misfit();
        transition.done = done != 0;
        stored.m_transitions.push_back(transition);
        stored.m_tree.set(slot, priority);
    }
    *this = std::move(stored);
    return {};
}

}  // namespace tonewright::eq_matching
