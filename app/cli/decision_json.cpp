#include "app/cli/decision_json.h"

#include <utility>

namespace tonewright::cli
{

Json decisionJson(const Preview &preview, const Rendering &rendering)
{
    Json scores = Json::object();
    for (const auto &[name, value] : rendering.scores) {
        scores[name] = value;
    }
    Json decision = Json::array();
    for (const DecisionValue &value : preview.decision) {
        decision.push_back(
            {{"group", value.group}, {"name", value.name}, {"value", value.value}, {"unit", value.unit}});
    }
    Json json{{"episode", preview.episode}, {"scores", std::move(scores)}, {"decision", std::move(decision)}};
    if (preview.equaliser) {
        json["equaliser"] = preview.equaliser->toJson();
    }
    if (!preview.action.empty()) {
        json["parameters"] = Json::parse(preview.action);
    }
    return json;
}

}  // namespace tonewright::cli
