#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/oracle.h"

namespace tonewright::eq_matching
{

/// The oracle as an agent of these settings is judged against, with the default budget.
OracleOptions oracleOptions(const EqConfig &config);

/// What is scored of a setting, by name, in the order shown.
using Scores = std::vector<std::pair<std::string, double>>;

/// What a bench is opened on.
struct BenchItem {
    std::string itemKey;
    std::string genre;
    std::int64_t episode = 0;
    int sampleRate = 0;  ///< Hz, of what `read` gives
    PairReader read;
    std::filesystem::path whole;  ///< the raw file, where all of it can be processed; or empty
    /// Scores a setting where raw and reference can't be compared moment by moment. Then nothing is searched. Empty:
    /// the pair is compared with `match`.
    std::function<Scores(const dsp::Equaliser &)> score;
    dsp::MatchOptions match;
    OracleOptions oracle;
};

/// Any setting on one pair. The pair is read and analysed when first needed and kept: 92 bytes a sample of the mono mix
/// and the sound itself (30 s of stereo at 44.1 kHz: 130 MB), so that a further setting costs its rendering and scoring
/// alone.
class EqBench final : public EqualiserBench, public std::enable_shared_from_this<EqBench>
{
public:
    explicit EqBench(BenchItem item) : m_item(std::move(item)) {}

    Result<std::shared_ptr<const Preview>> preview(const EqualiserSetting &setting) const override;
    Result<EqualiserSetting> searchBest(const std::function<bool()> &goOn) const override;

private:
    struct Open {
        AudioPair pair;
        std::optional<dsp::MatchScorer> scorer;
    };
    Result<const Open *> open() const;  ///< never changes once it is there
    Result<Rendering> render(const dsp::Equaliser &equaliser) const;

    const BenchItem m_item;
    mutable std::mutex m_mutex;  // held while opening
    mutable std::unique_ptr<const Open> m_open;
};

}  // namespace tonewright::eq_matching
