#include "widgets/spectrogram/spectrogram_render.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tonewright
{

namespace
{

/// Which bins a row of pixels shows: the loudest of first … last, or between two bins when they are further apart than
/// rows.
struct Row {
    int first = 0;
    int last = -1;    // < first: nothing to show (above the Nyquist frequency)
    float part = -1;  // ≥ 0: first + part · (first + 1)
};

std::vector<Row> rowsOf(const SpectrogramSound &sound, int height, const SpectrogramSettings &settings)
{
    std::vector<Row> rows(static_cast<std::size_t>(height));
    const double nyquist = sound.sampleRate() / 2.0;
    double high = unitToFrequency(1, settings);
    for (int y = 0; y < height; ++y) {
        const double low = unitToFrequency(1 - double(y + 1) / height, settings);
        const double middle = unitToFrequency(1 - (y + 0.5) / height, settings);
        Row &row = rows[std::size_t(y)];
        const int first = int(std::ceil(low / sound.binHz()));
        const int last = std::min(int(std::ceil(high / sound.binHz())) - 1, sound.bins() - 1);
        high = low;
        if (middle > nyquist)
            continue;
        if (last > first) {
            row = {first, last, -1};
        } else {
            const double position = middle / sound.binHz();
            const int below = std::clamp(int(position), 0, sound.bins() - 2);
            row = {below, below, float(std::clamp(position - below, 0.0, 1.0))};
        }
    }
    return rows;
}

/// Frames of one level and kind, as far as their tiles are in memory. Holds those of a range, so that they stay.
class FrameLookup
{
public:
    FrameLookup(const SpectrogramSound &sound, int level, TileDetail detail, std::int64_t firstTile,
                std::int64_t lastTile)
        : m_level(level), m_frames(sound.frames(level)), m_first(firstTile)
    {
        for (std::int64_t index = firstTile; index <= lastTile; ++index)
            m_tiles.push_back(sound.tileIfHere(level, index, detail));
        const double each = double(framesPerFrame(level));
        m_secondsPerFrame = sound.frameSeconds() * each;
        // The middle of what the first frame stands for.
        m_offset = detail == TileDetail::Sharp ? (each - 1) / (2 * each) : 0.5 * double(each > 1);
    }

    [[nodiscard]] bool isEmpty() const
    {
        return std::all_of(m_tiles.begin(), m_tiles.end(), [](const TilePtr &tile) { return !tile; });
    }

    /// The levels of one column of pixels: the loudest of the frames it covers, or between the two that surround it.
    /// False: a tile that it needs isn't there.
    bool load(double begin, double end, std::vector<float> &levels, std::vector<std::int16_t> &loudest) const
    {
        const double from = begin / m_secondsPerFrame - m_offset;
        const double to = end / m_secondsPerFrame - m_offset;
        const std::int64_t lastFrame = m_frames - 1;
        const std::int64_t first = std::clamp(std::int64_t(std::ceil(from)), std::int64_t(0), lastFrame);
        const std::int64_t last = std::clamp(std::int64_t(std::ceil(to)) - 1, std::int64_t(0), lastFrame);
        if (last > first) {
            for (std::int64_t frame = first; frame <= last; ++frame) {
                const std::int16_t *source = at(frame);
                if (source == nullptr)
                    return false;
                if (frame == first)
                    std::copy_n(source, loudest.size(), loudest.begin());
                else
                    for (std::size_t bin = 0; bin < loudest.size(); ++bin)
                        loudest[bin] = std::max(loudest[bin], source[bin]);
            }
            std::copy(loudest.begin(), loudest.end(), levels.begin());
            return true;
        }
        const double position = std::clamp((from + to) / 2, 0.0, double(lastFrame));
        const auto below = std::min(std::int64_t(position), std::max(std::int64_t(0), lastFrame - 1));
        const std::int16_t *a = at(below);
        const std::int16_t *b = at(std::min(below + 1, lastFrame));
        if (a == nullptr || b == nullptr)
            return false;
        const auto part = float(position - double(below));
        for (std::size_t bin = 0; bin < levels.size(); ++bin)
            levels[bin] = (1 - part) * float(a[bin]) + part * float(b[bin]);
        return true;
    }

private:
    [[nodiscard]] const std::int16_t *at(std::int64_t frame) const
    {
        const std::int64_t slot = frame / kTileFrames - m_first;
        if (slot < 0 || slot >= std::int64_t(m_tiles.size()) || !m_tiles[std::size_t(slot)])
            return nullptr;
        return m_tiles[std::size_t(slot)]->frame(int(frame % kTileFrames));
    }

    int m_level;
    std::int64_t m_frames;
    std::int64_t m_first;
    std::vector<TilePtr> m_tiles;
    double m_secondsPerFrame = 1;
    double m_offset = 0;
};

TileSpan spanOf(const SpectrogramSound &sound, int level, TimeRange range)
{
    TileSpan span{level, 0, -1};
    const double seconds = sound.frameSeconds() * double(framesPerFrame(level));
    if (sound.frames() == 0 || range.end < 0 || range.begin > sound.seconds())
        return span;
    // One more on either side: between frames, both are needed.
    const auto first = std::int64_t(std::floor(range.begin / seconds)) - 1;
    const auto last = std::int64_t(std::ceil(range.end / seconds)) + 1;
    const std::int64_t end = sound.frames(level) - 1;
    span.first = std::clamp(first, std::int64_t(0), end) / kTileFrames;
    span.last = std::clamp(last, std::int64_t(0), end) / kTileFrames;
    return span;
}

/// Sharp frames of the level that is needed, then what there is of coarser ones.
std::vector<FrameLookup> lookupsFor(const SpectrogramSound &sound, int columns, TimeRange range)
{
    const TileSpan needed = neededTiles(sound, columns, range);
    std::vector<FrameLookup> lookups;
    lookups.emplace_back(sound, needed.level, TileDetail::Sharp, needed.first, needed.last);
    for (int level = needed.level + 1; level <= kMaximumLevel; ++level) {
        for (const TileDetail detail : {TileDetail::Sharp, TileDetail::Coarse}) {
            const TileSpan span = spanOf(sound, level, range);
            FrameLookup lookup(sound, level, detail, span.first, span.last);
            if (!lookup.isEmpty())
                lookups.push_back(std::move(lookup));
        }
        if (sound.frames(level) <= 1)
            break;
    }
    return lookups;
}

void fillColumn(const std::vector<Row> &rows, const std::vector<float> &levels, std::int16_t *out)
{
    for (const Row &row : rows) {
        if (row.last >= row.first) {
            const auto first = std::size_t(row.first);
            const float level = row.part >= 0
                                    ? levels[first] + row.part * (levels[first + 1] - levels[first])
                                    : *std::max_element(levels.begin() + row.first, levels.begin() + row.last + 1);
            *out = std::int16_t(std::lrint(level));
        }
        ++out;
    }
}

}  // namespace

TileSpan neededTiles(const SpectrogramSound &sound, int columns, TimeRange range)
{
    return spanOf(sound, sound.levelFor(range.length() / std::max(1, columns)), range);
}

TileSpan coarseTiles(const SpectrogramSound &sound, int columns, TimeRange range)
{
    // One level up at least: what stands for one frame alone is sharp.
    const int level = std::max(1, sound.levelFor(range.length() / std::max(1, columns)));
    return spanOf(sound, level, range);
}

LevelGrid levelsInMemory(const SpectrogramSound &sound, QSize pixels, TimeRange range,
                         const SpectrogramSettings &settings)
{
    LevelGrid grid{pixels, std::vector<std::int16_t>(std::size_t(pixels.width()) * std::size_t(pixels.height()),
                                                     LevelGrid::kNothing)};
    if (sound.frames() == 0 || !(range.length() > 0))
        return grid;
    const std::vector<Row> rows = rowsOf(sound, pixels.height(), settings);
    const std::vector<FrameLookup> lookups = lookupsFor(sound, pixels.width(), range);
    std::vector<float> levels(static_cast<std::size_t>(sound.bins()));
    std::vector<std::int16_t> loudest(levels.size());
    const double seconds = range.length() / pixels.width();
    for (int x = 0; x < pixels.width(); ++x) {
        const double begin = range.begin + x * seconds;
        if (begin + seconds / 2 < 0 || begin + seconds / 2 > sound.seconds())
            continue;
        const auto found = std::find_if(lookups.begin(), lookups.end(), [&](const FrameLookup &lookup) {
            return lookup.load(begin, begin + seconds, levels, loudest);
        });
        grid.complete = grid.complete && found == lookups.begin();
        if (found != lookups.end())
            fillColumn(rows, levels, grid.centiDb.data() + std::size_t(x) * rows.size());
    }
    return grid;
}

LevelGrid levelsOf(SpectrogramSound &sound, QSize pixels, TimeRange range, const SpectrogramSettings &settings,
                   const std::stop_token &stop)
{
    const TileSpan span = neededTiles(sound, pixels.width(), range);
    std::vector<TilePtr> kept;  // until the picture is made, however little the memory may hold
    for (std::int64_t index = span.first; index <= span.last && !stop.stop_requested(); ++index)
        kept.push_back(sound.tile(span.level, index, TileDetail::Sharp, stop));
    if (stop.stop_requested())
        return {};
    return levelsInMemory(sound, pixels, range, settings);
}

LevelGrid differenceOf(const LevelGrid &sound, const LevelGrid &other, double floorDb)
{
    LevelGrid grid{sound.pixels, sound.centiDb, sound.complete && other.complete};
    if (other.centiDb.size() != grid.centiDb.size()) {
        std::fill(grid.centiDb.begin(), grid.centiDb.end(), LevelGrid::kNothing);
        return grid;
    }
    const auto floor = std::int16_t(floorDb * 100);
    for (std::size_t i = 0; i < grid.centiDb.size(); ++i) {
        std::int16_t &value = grid.centiDb[i];
        const std::int16_t minus = other.centiDb[i];
        if (value != LevelGrid::kNothing)
            value = minus == LevelGrid::kNothing
                        ? LevelGrid::kNothing
                        : std::int16_t(std::clamp(std::max(value, floor) - std::max(minus, floor), -32000, 32000));
    }
    return grid;
}

QImage coloured(const LevelGrid &grid, const ColourMap &map, double floorDb, double ceilingDb)
{
    if (grid.pixels.isEmpty())
        return {};
    QImage image(grid.pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const auto stride = image.bytesPerLine() / qsizetype(sizeof(QRgb));
    auto *bits = reinterpret_cast<QRgb *>(image.bits());
    const auto scale = float((ColourMap::kSize - 1) / (ceilingDb - floorDb) / 100);
    const auto floor = float(floorDb * 100);
    // By squares that fit the cache: levels lie in columns, pixels in rows.
    constexpr int kSquare = 32;
    for (int left = 0; left < grid.pixels.width(); left += kSquare) {
        const int right = std::min(left + kSquare, grid.pixels.width());
        for (int y = 0; y < grid.pixels.height(); ++y) {
            QRgb *out = bits + y * stride;
            for (int x = left; x < right; ++x) {
                const std::int16_t level = grid.column(x)[y];
                if (level != LevelGrid::kNothing)
                    out[x] = map.at(
                        int(std::clamp((float(level) - floor) * scale, 0.0F, float(ColourMap::kSize - 1)) + 0.5F));
            }
        }
    }
    return image;
}

QImage renderSpectrogramPixels(SpectrogramSound &sound, QSize pixels, TimeRange range,
                               const SpectrogramSettings &settings, const std::stop_token &stop)
{
    if (pixels.isEmpty() || !(range.length() > 0) || sound.frames() == 0)
        return {};
    return coloured(levelsOf(sound, pixels, range, settings, stop), spectrogramColours(settings.colours),
                    settings.floorDb, settings.ceilingDb);
}

std::optional<LevelExtent> extentOf(const LevelGrid &grid)
{
    std::array<int, 65536 / 16 + 1> counts{};  // by 0.16 dB
    int all = 0;
    int loudest = LevelGrid::kNothing;
    for (const std::int16_t level : grid.centiDb) {
        if (level == LevelGrid::kNothing)
            continue;
        ++counts[std::size_t((int(level) + 32768) / 16)];
        loudest = std::max(loudest, int(level));
        ++all;
    }
    if (all == 0)
        return std::nullopt;
    int slot = 0;
    for (int below = counts[0]; below < all / 10; below += counts[std::size_t(slot)])
        ++slot;
    return LevelExtent{(slot * 16 - 32768) * 0.01, loudest * 0.01};
}

}  // namespace tonewright
