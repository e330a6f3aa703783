#include "core/study/equaliser_setting.h"

#include <array>
#include <cmath>
#include <string>

namespace tonewright
{

namespace
{

constexpr std::array<const char *, 3> kKinds{"low_shelf", "peak", "high_shelf"};
constexpr std::size_t kMostBands = 1000;

Result<double> number(const Json &object, const char *name, bool aboveZero)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number())
        return fail(ErrorCode::BadData, "an equaliser needs this number", name);
    const double value = found->get<double>();
    if (!std::isfinite(value) || (aboveZero && !(value > 0.0)))
        return fail(ErrorCode::BadData, aboveZero ? "this must be above 0" : "this must be a finite number", name);
    return value;
}

Result<EqualiserSetting::Band> bandOf(const Json &json)
{
    if (!json.is_object())
        return fail(ErrorCode::BadData, "every band is an object", "bands");
    EqualiserSetting::Band band;
    const Json kind = json.value("kind", Json());
    std::size_t index = 0;
    while (index < kKinds.size() && kind != Json(kKinds[index]))
        ++index;
    if (index == kKinds.size())
        return fail(ErrorCode::BadData, "a band is a low_shelf, a peak or a high_shelf", "kind");
    band.kind = static_cast<EqualiserSetting::Kind>(index);
    const auto frequency = number(json, "frequency_hz", true), gain = number(json, "gain_db", false),
               q = number(json, "q", true);
    for (const auto *value : {&frequency, &gain, &q})
        if (!*value)
            return fail(value->error());
    band.frequencyHz = *frequency;
    band.gainDb = *gain;
    band.q = *q;
    return band;
}

}  // namespace

Json EqualiserSetting::toJson() const
{
    Json list = Json::array();
    for (const Band &band : bands)
        list.push_back({{"kind", kKinds[static_cast<std::size_t>(band.kind)]},
                        {"frequency_hz", band.frequencyHz},
                        {"gain_db", band.gainDb},
                        {"q", band.q}});
    return {
        {"filter", passes == 2 ? "zero_phase" : "causal"}, {"sample_rate_hz", sampleRate}, {"bands", std::move(list)}};
}

Result<EqualiserSetting> EqualiserSetting::fromJson(const Json &json)
{
    if (!json.is_object())
        return fail(ErrorCode::BadData, "an equaliser is an object with filter, sample_rate_hz and bands");
    EqualiserSetting setting;
    const Json filter = json.value("filter", Json());
    if (filter != Json("zero_phase") && filter != Json("causal"))
        return fail(ErrorCode::BadData, "this is zero_phase or causal", "filter");
    setting.passes = filter == Json("zero_phase") ? 2 : 1;
    const auto rate = number(json, "sample_rate_hz", true);
    if (!rate)
        return fail(rate.error());
    setting.sampleRate = *rate;
    const Json bands = json.value("bands", Json());
    if (!bands.is_array() || bands.size() > kMostBands)
        return fail(ErrorCode::BadData, "this is a list of at most 1000 bands", "bands");
    for (const Json &one : bands) {
        const auto band = bandOf(one);
        if (!band)
            return fail(band.error());
        setting.bands.push_back(*band);
    }
    return setting;
}

}  // namespace tonewright
