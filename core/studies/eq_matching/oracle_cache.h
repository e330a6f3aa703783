#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "core/studies/eq_matching/oracle.h"

namespace tonewright::eq_matching
{

/// What names a search: both signals' samples, the known settings, the options and the search's version, as a hash.
std::string oracleKey(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known,
                      const OracleOptions &options);

/// Searches that were done before, one small JSON file each. A file that is damaged, of another key or holds what no
/// search can find counts as missing. Writing is atomic; several processes may share the folder.
class OracleCache
{
public:
    /// Keeps nothing.
    OracleCache() = default;
    explicit OracleCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] std::optional<OracleResult> find(const std::string &key, const OracleOptions &options) const;
    /// A folder that can't be written to is no error: the search is then done again next time.
    void store(const std::string &key, const OracleResult &result) const;

private:
    [[nodiscard]] std::filesystem::path fileOf(const std::string &key) const;
    std::filesystem::path m_folder;
};

/// searchOracle(), unless it was done before.
Result<OracleResult> cachedOracle(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known,
                                  const OracleOptions &options, const OracleCache &cache, const GoOn &goOn);

}  // namespace tonewright::eq_matching
