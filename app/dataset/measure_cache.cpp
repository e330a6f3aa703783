#include "app/dataset/measure_cache.h"

#include <charconv>
#include <fmt/format.h>
#include <sstream>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/rng.h"

namespace tonewright
{

namespace
{

constexpr std::size_t kMostFiles = 500000;  // 20 MB; beyond, the cache begins anew
constexpr const char *kFirstLine = "tonewright levels 2";

std::optional<double> number(const std::string &text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string MeasureCache::keyOf(const std::filesystem::path &audio)
{
    std::error_code error;
    const auto bytes = std::filesystem::file_size(audio, error);
    if (error)
        return {};
    const auto time = std::filesystem::last_write_time(audio, error).time_since_epoch().count();
    if (error)
        return {};
    return fmt::format("{:016x}", stableHash(fmt::format("{}\n{}\n{}", audio.string(), bytes, time)));
}

void MeasureCache::load()
{
    m_loaded = true;
    if (m_file.empty())
        return;
    const auto text = readTextFile(m_file);
    if (!text)
        return;
    std::istringstream lines(*text);
    std::string line;
    if (!std::getline(lines, line) || line != kFirstLine)
        return;
    std::string key, peak, lufs;
    std::int64_t clipped = 0;
    while (lines >> key >> peak >> lufs >> clipped) {
        const auto peakDb = number(peak), integrated = number(lufs);
        if (peakDb && integrated)
            m_known[key] = {*peakDb, *integrated, clipped};
    }
}

std::optional<FileLevels> MeasureCache::find(const std::string &key)
{
    if (!m_loaded)
        load();
    const auto known = m_known.find(key);
    return key.empty() || known == m_known.end() ? std::nullopt : std::optional(known->second);
}

void MeasureCache::put(const std::string &key, const FileLevels &levels)
{
    if (!m_loaded)
        load();
    if (key.empty())
        return;
    if (m_known.size() >= kMostFiles)
        m_known.clear();
    m_known[key] = levels;
    m_changed = true;
}

Result<void> MeasureCache::save()
{
    if (!m_changed || m_file.empty())
        return {};
    std::string text = std::string(kFirstLine) + "\n";
    for (const auto &[key, levels] : m_known)
        fmt::format_to(std::back_inserter(text), "{} {} {} {}\n", key, levels.peakDb, levels.integratedLufs,
                       levels.clippedSamples);
    m_changed = false;
    return replaceFile(m_file, text);
}

}  // namespace tonewright
