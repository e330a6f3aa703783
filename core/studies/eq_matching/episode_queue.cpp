#include "core/studies/eq_matching/episode_queue.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>

#include "core/studies/eq_matching/eq_config.h"

namespace tonewright::eq_matching
{
namespace
{

std::string hexOf(const std::string &bytes)
{
    std::string text;
    for (const char byte : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

std::optional<std::string> bytesOf(const std::string &hex)
{
    if (hex.size() % 2 != 0)
        return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned char byte = 0;
        const auto read = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
        if (read.ec != std::errc() || read.ptr != hex.data() + i + 2)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

Json toJson(const EpisodeRecord &record)
{
    // As text with all digits: JSON has no NaN.
    Json values = Json::array();
    for (const double value : record.values)
        values.push_back(fmt::format("{:a}", value));
    return {{"episode", record.episode}, {"steps", record.steps},       {"genre", record.genre},
            {"item", record.item},       {"values", std::move(values)}, {"trace", hexOf(record.trace)}};
}

std::optional<EpisodeRecord> episodeFromJson(const Json &json)
{
    if (!json.is_object() || !json.value("episode", Json()).is_number_integer() ||
        !json.value("steps", Json()).is_number_integer() || !json.value("genre", Json()).is_string() ||
        !json.value("item", Json()).is_string() || !json.value("values", Json()).is_array())
        return std::nullopt;
    EpisodeRecord record;
    record.episode = json["episode"].get<std::int64_t>();
    record.steps = json["steps"].get<std::int64_t>();
    record.genre = json["genre"].get<std::string>();
    record.item = json["item"].get<std::string>();
    for (const Json &value : json["values"]) {
        if (!value.is_string())
            return std::nullopt;
        record.values.push_back(std::strtod(value.get<std::string>().c_str(), nullptr));
    }
    const Json stored = json.value("trace", Json(""));  // checkpoints of earlier versions have none
    const auto trace = stored.is_string() ? bytesOf(stored.get<std::string>()) : std::nullopt;
    if (!trace || record.values.size() != kMetricCount)
        return std::nullopt;
    record.trace = *trace;
    return record;
}

}  // namespace

EpisodeRecord &EpisodeQueue::push(EpisodeRecord record)
{
    record.episode = m_handedOver + static_cast<std::int64_t>(m_waiting.size()) + 1;
    return m_waiting.emplace_back(std::move(record));
}

std::vector<EpisodeRecord> EpisodeQueue::take(std::int64_t most)
{
    const auto count = std::min(most, static_cast<std::int64_t>(m_waiting.size()));
    std::vector<EpisodeRecord> taken;
    for (std::int64_t i = 0; i < count; ++i) {
        taken.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    m_handedOver += count;
    return taken;
}

void EpisodeQueue::save(Json &header) const
{
    header["episodes"] = m_handedOver;
    Json waiting = Json::array();
    for (const EpisodeRecord &record : m_waiting)
        waiting.push_back(toJson(record));
    header["unreported"] = std::move(waiting);
}

bool EpisodeQueue::load(const Json &header)
{
    const Json waiting = header.value("unreported", Json());
    if (!header.value("episodes", Json()).is_number_integer() || !waiting.is_array())
        return false;
    std::deque<EpisodeRecord> records;
    for (const Json &json : waiting) {
        auto record = episodeFromJson(json);
        if (!record)
            return false;
        records.push_back(std::move(*record));
    }
    m_waiting = std::move(records);
    m_handedOver = header["episodes"].get<std::int64_t>();
    return true;
}

}  // namespace tonewright::eq_matching
