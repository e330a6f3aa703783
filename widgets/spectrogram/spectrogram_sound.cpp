#include "widgets/spectrogram/spectrogram_sound.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace tonewright
{

namespace
{

// From here on a tile is put together from those below, each of which takes some 40 ms: who has to stop in between
// loses no more than one of those.
constexpr int kFirstFoldedLevel = 3;
// Tiles of one or two seconds' sound are made faster than they are found.
constexpr int kFirstKeptLevel = 1;

/// Removes a key from the busy ones whatever happens.
template <class F>
struct Finally {
    F act;
    ~Finally() { act(); }
};
template <class F>
Finally(F) -> Finally<F>;

}  // namespace

TileStorePtr makeTemporaryStore()
{
    return std::make_shared<TileStore>(std::numeric_limits<std::size_t>::max(), std::filesystem::path());
}

TileStorePtr makeSharedStore()
{
    return std::make_shared<TileStore>(TileCache::kMostBytes, TileFiles::defaultFolder());
}

SpectrogramSound::SpectrogramSound(std::shared_ptr<const SampleSource> source, const SpectrogramAnalysis &analysis,
                                   TileStorePtr store)
    : m_source(std::move(source)), m_analysis(analysis), m_store(std::move(store)),
      m_number(m_store->memory.newSound()), m_frames(spectrogramFrames(*m_source, analysis))
{
}

SpectrogramSound::~SpectrogramSound()
{
    m_store->memory.forget(m_number);
}

int SpectrogramSound::levelFor(double seconds) const
{
    int level = 0;
    while (level < kMaximumLevel && double(framesPerFrame(level + 1)) * frameSeconds() <= seconds * (1 + 1e-9))
        ++level;
    return level;
}

TilePtr SpectrogramSound::tileIfHere(int level, std::int64_t index, TileDetail detail) const
{
    return m_store->memory.find({m_number, index, level, detail});
}

TilePtr SpectrogramSound::keptTile(int level, std::int64_t index)
{
    if (TilePtr here = tileIfHere(level, index))
        return here;
    if (level < kFirstKeptLevel)
        return nullptr;
    const std::string content = m_store->files.contentOf(m_source->identity());
    TilePtr kept = m_store->files.find({content, m_analysis, level, index});
    if (kept)
        m_store->memory.insert({m_number, index, level, TileDetail::Sharp}, kept);
    return kept;
}

TilePtr SpectrogramSound::tile(int level, std::int64_t index, TileDetail detail, const std::stop_token &stop)
{
    if (index < 0 || index >= tiles(level))
        return nullptr;
    const TileCache::Key key{m_number, index, level, detail};
    {
        std::unique_lock lock(m_mutex);
        m_finished.wait(lock, [&] { return m_busy.count(key) == 0; });
        if (TilePtr here = m_store->memory.find(key))
            return here;
        if (m_error || stop.stop_requested())
            return nullptr;
        m_busy.insert(key);
    }
    const Finally done{[&] {
        const std::lock_guard lock(m_mutex);
        m_busy.erase(key);
        m_finished.notify_all();
    }};
    TilePtr tile = make(key, stop);
    if (tile)
        m_store->memory.insert(key, tile);
    return tile;
}

TilePtr SpectrogramSound::make(const TileCache::Key &key, const std::stop_token &stop)
{
    const bool sharp = key.detail == TileDetail::Sharp;
    const std::string content = sharp && key.level >= kFirstKeptLevel ? contentKey() : std::string();
    const TileFiles::Key file{content, m_analysis, key.level, key.index};
    if (TilePtr kept = m_store->files.find(file))
        return kept;
    TilePtr tile;
    if (sharp && key.level > 0)
        tile = folded(key, key.level >= kFirstFoldedLevel, stop);
    if (!tile && !stop.stop_requested() && (!sharp || key.level < kFirstFoldedLevel)) {
        auto computed = computeTile(*m_source, m_analysis, key.level, key.index, key.detail, stop);
        if (!computed) {
            const std::lock_guard lock(m_mutex);
            m_error = computed.error();
            return nullptr;
        }
        tile = std::move(*computed);
    }
    if (tile)
        m_store->files.insert(file, *tile);
    return tile;
}

TilePtr SpectrogramSound::folded(const TileCache::Key &key, bool makeMissing, const std::stop_token &stop)
{
    std::vector<TilePtr> below;
    const std::int64_t first = key.index * kLevelFactor;
    const std::int64_t last = std::min(first + kLevelFactor, tiles(key.level - 1));
    for (std::int64_t index = first; index < last; ++index) {
        TilePtr one =
            makeMissing ? tile(key.level - 1, index, TileDetail::Sharp, stop) : tileIfHere(key.level - 1, index);
        if (!one)
            return nullptr;
        below.push_back(std::move(one));
    }
    return below.empty() ? nullptr : foldTiles(below);
}

std::string SpectrogramSound::contentKey()
{
    const std::string identity = m_source->identity();
    if (std::string known = m_store->files.contentOf(identity); !known.empty())
        return known;
    const auto key = m_source->contentKey();  // what can't be read says so when its samples are asked for
    if (!key)
        return {};
    m_store->files.rememberContent(identity, *key);
    return *key;
}

std::optional<Error> SpectrogramSound::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

double SpectrogramSound::levelDb(double seconds, double hertz, int level) const
{
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    if (m_frames == 0 || !(seconds >= 0) || seconds > this->seconds() || !(hertz >= 0) || hertz > sampleRate() / 2.0)
        return kUnknown;
    const double each = double(framesPerFrame(level));
    const double position = (seconds / frameSeconds() - (each - 1) / 2) / each;
    const std::int64_t frame = std::clamp<std::int64_t>(std::llround(position), 0, frames(level) - 1);
    const TilePtr tile = tileIfHere(level, frame / kTileFrames);
    if (!tile)
        return kUnknown;
    const std::int16_t *levels = tile->frame(int(frame % kTileFrames));
    const double bin = hertz / binHz();
    const int nearest = std::clamp(int(std::lround(bin)), 0, bins() - 1);
    for (const int peak : {nearest, nearest - 1, nearest + 1}) {
        if (peak < 1 || peak > bins() - 2 || std::fabs(bin - peak) > 1)
            continue;
        const double left = levels[peak - 1] * 0.01, middle = levels[peak] * 0.01, right = levels[peak + 1] * 0.01;
        if (middle < left || middle < right || left + right == 2 * middle)
            continue;
        return middle + scallopingLossDb(m_analysis.window, std::pow(10, (std::max(left, right) - middle) / 20));
    }
    const int below = std::clamp(int(bin), 0, bins() - 2);
    const double part = std::min(bin - below, 1.0);
    return ((1 - part) * levels[below] + part * levels[below + 1]) * 0.01;
}

std::optional<MeanLevel> SpectrogramSound::meanLevel(TimeRange time, FrequencyRange frequencies,
                                                     const std::stop_token &stop)
{
    if (m_frames == 0 || time.end < 0 || time.begin > seconds() || frequencies.minimumHz > sampleRate() / 2.0)
        return std::nullopt;
    const auto limited = [](double from, double to, std::int64_t count) {
        auto first = std::int64_t(std::ceil(std::max(from, 0.0) - 1e-9));
        auto last = std::int64_t(std::floor(std::min(to, double(count)) + 1e-9));
        if (first > last)
            first = last = std::llround((from + to) / 2);
        return std::pair(std::clamp<std::int64_t>(first, 0, count - 1), std::clamp<std::int64_t>(last, 0, count - 1));
    };
    const auto [firstFrame, lastFrame] = limited(time.begin / frameSeconds(), time.end / frameSeconds(), m_frames);
    const auto [firstBin, lastBin] = limited(frequencies.minimumHz / binHz(), frequencies.maximumHz / binHz(), bins());
    double power = 0;
    for (std::int64_t frame = firstFrame; frame <= lastFrame;) {
        TilePtr part = tileIfHere(0, frame / kTileFrames);
        if (!part) {  // not kept: what is shown is needed more
            auto made = computeTile(*m_source, m_analysis, 0, frame / kTileFrames, TileDetail::Sharp, stop);
            if (!made || !*made)
                return std::nullopt;
            part = std::move(*made);
        }
        const std::int64_t end = std::min(lastFrame + 1, (frame / kTileFrames + 1) * kTileFrames);
        for (; frame < end; ++frame) {
            const std::int16_t *levels = part->frame(int(frame % kTileFrames));
            double sum = 0;  // of this frame: keeps the sum over long ranges exact enough
            for (std::int64_t bin = firstBin; bin <= lastBin; ++bin)
                sum += std::exp2(double(levels[bin]) * (0.01 / 3.0102999566398120));
            power += sum;
        }
    }
    const std::int64_t cells = (lastFrame - firstFrame + 1) * (lastBin - firstBin + 1);
    return MeanLevel{10 * std::log10(power / double(cells)), cells};
}

}  // namespace tonewright
