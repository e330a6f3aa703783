#include "core/studies/eq_matching/oracle_cache.h"

#include <cmath>
#include <fmt/format.h>

#include "core/base/json.h"

namespace tonewright::eq_matching
{
namespace
{

/// Another one whenever the same arguments may give another result.
constexpr int kSearchVersion = 1;

std::uint64_t hashOf(std::span<const float> samples)
{
    return stableHash({reinterpret_cast<const char *>(samples.data()), samples.size_bytes()});
}

Json settingJson(const OracleSetting &setting)
{
    return {{"reward", setting.reward}, {"parameters", toJson(setting.equaliser)}};
}

/// Guards against files that were cut or changed.
std::string checkOf(const Json &entry)
{
    return fmt::format("{:016x}", stableHash(entry.dump()));
}

std::optional<OracleSetting> settingFrom(const Json &json, const OracleOptions &options)
{
    const auto equaliser = equaliserFromJson(json.at("parameters"), options.filter);
    const double reward = json.at("reward").get<double>();
    if (!equaliser || !SettingSpace(options.filter, options.mostGainDb).contains(*equaliser) ||
        !(std::fabs(reward) <= 1.0))
        return std::nullopt;
    return OracleSetting{*equaliser, reward};
}

}  // namespace

std::string oracleKey(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known, const OracleOptions &options)
{
    Json settings = Json::array();
    for (const dsp::Equaliser &setting : known)
        settings.push_back(toJson(setting));
    const Json how{
        {"version", kSearchVersion},
        {"rate", pair.sampleRate()},
        {"known", std::move(settings)},
        {"causal", options.filter == dsp::FilterMode::Causal},
        {"gain_db", options.mostGainDb},
        {"level", static_cast<int>(pair.options().level)},
        {"weights", pair.options().weights},
        {"budget",
         {options.budget.sceneEvaluations, options.budget.wholeEvaluations, options.budget.exactEvaluations}}};
    return fmt::format("{:016x}-{:016x}-{:016x}", hashOf(pair.raw()), hashOf(pair.reference()), stableHash(how.dump()));
}

std::filesystem::path OracleCache::fileOf(const std::string &key) const
{
    return m_folder / (key + ".json");
}

std::optional<OracleResult> OracleCache::find(const std::string &key, const OracleOptions &options) const
{
    if (m_folder.empty())
        return std::nullopt;
    auto json = readJson(fileOf(key));
    if (!json || !json->is_object())
        return std::nullopt;
    try {
        const auto check = json->at("check").get<std::string>();
        json->erase("check");
        if (check != checkOf(*json) || json->at("key") != key)
            return std::nullopt;
        const auto continuous = settingFrom(json->at("continuous"), options);
        const auto onGrid = settingFrom(json->at("on_grid"), options);
        if (!continuous || !onGrid)
            return std::nullopt;
        return OracleResult{*continuous, *onGrid};
    } catch (const Json::exception &) {
        return std::nullopt;
    }
}

void OracleCache::store(const std::string &key, const OracleResult &result) const
{
    if (m_folder.empty())
        return;
    Json json{{"key", key}, {"continuous", settingJson(result.continuous)}, {"on_grid", settingJson(result.onGrid)}};
    json["check"] = checkOf(json);
    (void)writeJson(fileOf(key), json);
}

Result<OracleResult> cachedOracle(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known,
                                  const OracleOptions &options, const OracleCache &cache, const GoOn &goOn)
{
    const std::string key = oracleKey(pair, known, options);
    if (auto found = cache.find(key, options))
        return *found;
    auto result = searchOracle(pair, known, options, goOn);
    if (result)
        cache.store(key, *result);
    return result;
}

}  // namespace tonewright::eq_matching
