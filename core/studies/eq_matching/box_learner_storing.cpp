#include <cstdlib>
#include <fmt/format.h>

#include "core/studies/eq_matching/box_learner.h"

namespace tonewright::eq_matching
{
void BoxLearner::save(rl::AgentState &state)
{
    m_agent->save(state);
    Json &header = state.checkpoint.header;
    m_episodes.save(header);
    header["attempts"] = m_attempts;
    header["taught"] = m_taught;
    header["random"] = {m_material.save(), m_lessons.save()};
    Json earned = Json::object();
    for (const auto &[genre, reward] : m_earned)
        earned[genre] = fmt::format("{:a}", reward);
    header["earned"] = std::move(earned);
    if (m_teacher) {
        rl::ByteWriter teacher;
        m_teacher->save(teacher);
        state.checkpoint.blocks["teacher"] = teacher.take();
    }
}

Result<void> BoxLearner::load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder)
{
    const auto lacks = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent"); };
    const Json &header = checkpoint.header;
    Rng material(0);
    Rng lessons(0);
    const Json random = header.value("random", Json::array());
    if (random.size() != 2 || !random[0].is_string() || !random[1].is_string() ||
        !material.restore(random[0].get<std::string>()) || !lessons.restore(random[1].get<std::string>()))
        return lacks();
    for (const char *name : {"attempts", "taught"})
        if (!header.value(name, Json()).is_number_integer())
            return lacks();
    EpisodeQueue episodes;
    if (!episodes.load(header))
        return lacks();
    std::map<std::string, double> earned;
    if (!header.value("earned", Json()).is_object())
        return lacks();
    for (const auto &[genre, reward] : header["earned"].items()) {
        if (!reward.is_string())
            return lacks();
        earned[genre] = std::strtod(reward.get<std::string>().c_str(), nullptr);
    }
    // Into a new agent: the one at work stays where the checkpoint doesn't fit.
    BoxLearner fresh(m_algorithm, m_config, 0, m_threads);
    if (auto loaded = fresh.m_agent->load(checkpoint, folder); !loaded)
        return loaded;
    if (fresh.m_teacher) {
        const auto teacher = checkpoint.blocks.find("teacher");
        if (teacher == checkpoint.blocks.end())
            return lacks();
        rl::ByteReader bytes(teacher->second);
        if (auto loaded = fresh.m_teacher->load(bytes); !loaded)
            return loaded;
    }
    m_agent = std::move(fresh.m_agent);
    m_onPolicy = fresh.m_onPolicy;
    m_teacher = std::move(fresh.m_teacher);
    m_material = material;
    m_lessons = lessons;
    m_episodes = std::move(episodes);
    m_earned = std::move(earned);
    m_attempts = header["attempts"].get<std::int64_t>();
    m_taught = header["taught"].get<std::int64_t>();
    return {};
}

Result<void> BoxLearner::savePolicy(rl::Checkpoint &checkpoint) const
{
    m_agent->savePolicy(checkpoint);
    return {};
}

Result<void> BoxLearner::loadPolicy(const rl::Checkpoint &checkpoint)
{
    return m_agent->loadPolicy(checkpoint);
}

}  // namespace tonewright::eq_matching
