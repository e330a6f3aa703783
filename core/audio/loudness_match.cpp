#include "core/audio/loudness_match.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>

namespace tonewright
{

namespace
{

double linear(double db)
{
    return std::pow(10, db / 20);
}

constexpr std::int64_t kBlockFrames = 1 << 14;

Result<double> peakOfDifference(FrameReader &first, double firstGain, FrameReader &second, double secondGain)
{
    std::array<std::vector<float>, 4> rows;
    for (auto &row : rows)
        row.resize(kBlockFrames);
    const std::array<float *, 2> a{rows[0].data(), rows[1].data()}, b{rows[2].data(), rows[3].data()};
    double peak = 0;
    const std::int64_t frames = std::max(first.frames(), second.frames());
    for (std::int64_t begin = 0; begin < frames; begin += kBlockFrames) {
        const std::int64_t count = std::min(kBlockFrames, frames - begin);
        if (auto read = first.read(begin, count, a.data()); !read)
            return fail(read.error());
        if (auto read = second.read(begin, count, b.data()); !read)
            return fail(read.error());
        for (int c = 0; c < std::max(first.channels(), second.channels()); ++c) {
            const float *x = a[static_cast<std::size_t>(std::min(c, first.channels() - 1))];
            const float *y = b[static_cast<std::size_t>(std::min(c, second.channels() - 1))];
            for (std::int64_t i = 0; i < count; ++i)
                peak = std::max(peak, std::fabs(firstGain * x[i] - secondGain * y[i]));
        }
    }
    return peak;
}

}  // namespace

std::vector<double> matchLoudnessDb(std::span<const double> integratedLufs)
{
    double quietest = HUGE_VAL;
    for (const double lufs : integratedLufs)
        if (std::isfinite(lufs))
            quietest = std::min(quietest, lufs);
    std::vector<double> gains;
    for (const double lufs : integratedLufs)
        gains.push_back(std::isfinite(lufs) ? quietest - lufs : 0.0);
    return gains;
}

Result<DifferenceLevels> levelDifference(FrameReader &first, FrameReader &second, const std::array<double, 2> &lufs)
{
    const std::vector<double> gains = matchLoudnessDb(lufs);
    DifferenceLevels levels{.firstDb = gains[0], .secondDb = gains[1]};
    const auto peak = peakOfDifference(first, linear(levels.firstDb), second, linear(levels.secondDb));
    if (!peak)
        return fail(peak.error());
    if (*peak > 1)
        levels.gainDb = -20 * std::log10(*peak);
    return levels;
}

DifferenceLevels levelDifference(const AudioBuffer &first, const AudioBuffer &second, const std::array<double, 2> &lufs)
{
    const auto borrowed = [](const AudioBuffer &audio) {
        return BufferReader(std::shared_ptr<const AudioBuffer>(std::shared_ptr<void>(), &audio));
    };
    BufferReader one = borrowed(first), other = borrowed(second);
    return *levelDifference(one, other, lufs);  // memory can be read
}

}  // namespace tonewright
