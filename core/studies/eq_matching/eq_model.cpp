#include "core/studies/eq_matching/eq_model.h"

#include <utility>

#include "core/rl/checkpoint_file.h"
#include "core/studies/eq_matching/sound_decision.h"

namespace tonewright::eq_matching
{

Result<void> EqModel::write(const std::filesystem::path &file, const RunSpec &spec, const Learner &learner)
{
    rl::Checkpoint model;
    if (auto kept = learner.savePolicy(model); !kept)
        return kept;
    model.header["model_of"] = descriptor().id;
    model.header["study_version"] = descriptor().version;
    model.header["algorithm"] = spec.algorithm;
    model.header["parameters"] = spec.parameters.toJson();
    model.header["seed"] = spec.seed;
    model.header["env_steps"] = learner.attempts();
    return rl::writeCheckpoint(file, model);
}

Result<std::shared_ptr<EqModel>> EqModel::open(const std::filesystem::path &file)
{
    const auto refuse = [&file](const std::string &why) { return fail(ErrorCode::BadData, why, file.string()); };
    const auto stored = rl::readCheckpoint(file);
    if (!stored)
        return fail(stored.error());
    const Json &header = stored->header;
    const auto text = [&header](const char *name) {
        const Json value = header.value(name, Json());
        return value.is_string() ? value.get<std::string>() : std::string();
    };
    if (!header.is_object() || text("model_of").empty())
        return refuse("this is no model. A run's agent becomes one by tonewright-cli save-model");
    if (text("model_of") != descriptor().id)
        return refuse("this model belongs to the study " + text("model_of"));
    if (header.value("study_version", Json()) != Json(descriptor().version))
        return refuse("this model was made by another version of the study. Make it again from a new run");
    if (text("algorithm").empty())
        return refuse("the model's algorithm is missing");
    const auto algorithm = descriptor().algorithm(text("algorithm"));
    if (!algorithm)
        return refuse(algorithm.error().message);
    const auto parameters = (*algorithm)->parameters.fromJson(header.value("parameters", Json()));
    if (!parameters)
        return refuse(parameters.error().describe());
    for (const char *name : {"seed", "env_steps"})
        if (!header.value(name, Json()).is_number_integer())
            return refuse(std::string("the model's ") + name + " is missing");
    const std::shared_ptr<EqModel> model(new EqModel);
    model->m_info = {descriptor().id, (*algorithm)->id, (*algorithm)->title, header["env_steps"].get<std::int64_t>(),
                     header["seed"].get<std::uint64_t>()};
    model->m_config = EqConfig::from(*parameters);
    model->m_learner = makeLearner((*algorithm)->id, model->m_config, 0);
    if (auto loaded = model->m_learner->loadPolicy(*stored); !loaded)
        return refuse(loaded.error().message);
    return model;
}

Result<std::shared_ptr<const Preview>> EqModel::decide(const ModelTask &task) const
{
    const DecidingAgent agent{m_learner->policy(), m_config, m_info.algorithm};
    auto preview = task.sameMusic ? decideForPair(task, agent) : decideForOther(task, agent);
    if (!preview)
        return fail(preview.error());
    (*preview)->episode = m_info.envSteps;
    return std::shared_ptr<const Preview>(std::move(*preview));
}

}  // namespace tonewright::eq_matching
