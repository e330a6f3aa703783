#include "core/study/study.h"

#include <cmath>

namespace tonewright
{

namespace
{

/// JSON has no NaN: what wasn't measured is null.
Json numberOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace

Json Evaluation::toJson() const
{
    Json json = Json::object();
    for (const auto &[name, value] : means) {
        json[name] = numberOrNull(value);
    }
    Json &list = json["items"] = Json::array();
    for (const EvaluationItem &item : items) {
        Json row{{"key", item.key}, {"genre", item.genre}, {"held_out", item.heldOut}};
        for (const auto &[name, value] : item.scores) {
            row[name] = numberOrNull(value);
        }
        list.push_back(std::move(row));
    }
    return json;
}

}  // namespace tonewright
