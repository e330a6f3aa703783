#include "core/audio/file_levels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ebur128.h>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/audio_reader.h"

namespace tonewright
{

namespace
{

constexpr std::int64_t kBlockFrames = 16384;

struct Destroy {
    void operator()(ebur128_state *state) const { ebur128_destroy(&state); }
};
using State = std::unique_ptr<ebur128_state, Destroy>;

/// Counts flat tops at full scale in interleaved samples, across blocks.
class ClippingCounter
{
public:
    explicit ClippingCounter(std::size_t channels) : m_runs(channels, 0) {}

    void add(std::span<const float> samples)
    {
        for (std::size_t i = 0; i < samples.size(); ++i) {
            std::int64_t &run = m_runs[i % m_runs.size()];  // its sign is the samples'
            const int side = samples[i] >= kTop ? 1 : samples[i] <= -kTop ? -1 : 0;
            run = side == 0 ? 0 : (run > 0) == (side > 0) && run != 0 ? run + side : side;
            const std::int64_t length = std::abs(run);
            m_clipped += length == kLeastRun ? kLeastRun : length > kLeastRun ? 1 : 0;
        }
    }
    [[nodiscard]] std::int64_t clipped() const { return m_clipped; }

private:
    static constexpr float kTop = 32767.0F / 32768.0F;
    static constexpr std::int64_t kLeastRun = 3;
    std::vector<std::int64_t> m_runs;
    std::int64_t m_clipped = 0;
};

}  // namespace

Result<FileLevels> measureFileLevels(const std::filesystem::path &file, const std::function<bool()> &goOn)
{
    auto reader = AudioReader::open(file);
    if (!reader)
        return fail(reader.error());
    const auto all = static_cast<std::size_t>(reader->info().channels);
    const std::size_t channels = std::min<std::size_t>(all, 2);
    // Null for a rate that libebur128 refuses: then there is a peak and no loudness.
    const State state(ebur128_init(static_cast<unsigned>(channels),
                                   static_cast<unsigned long>(reader->info().sampleRate), EBUR128_MODE_I));
    if (state && channels == 1)
        ebur128_set_channel(state.get(), 0, EBUR128_DUAL_MONO);

    float peak = 0;
    ClippingCounter clipping(channels);
    std::vector<float> firstTwo;
    while (true) {
        if (!goOn())
            return fail(ErrorCode::Cancelled, "measuring was stopped", file.string());
        const auto block = reader->read(kBlockFrames);
        if (!block)
            return fail(block.error());
        if (block->empty())
            break;
        std::span<const float> samples = *block;
        if (all > channels) {
            firstTwo.clear();
            for (std::size_t i = 0; i < samples.size(); i += all)
                firstTwo.insert(firstTwo.end(), {samples[i], samples[i + 1]});
            samples = firstTwo;
        }
        for (const float sample : samples)
            peak = std::max(peak, std::fabs(sample));
        clipping.add(samples);
        if (state)
            ebur128_add_frames_float(state.get(), samples.data(), samples.size() / channels);
    }
    FileLevels levels;
    levels.clippedSamples = clipping.clipped();
    if (peak > 0)
        levels.peakDb = 20 * std::log10(static_cast<double>(peak));
    double integrated = 0;
    if (state && ebur128_loudness_global(state.get(), &integrated) == EBUR128_SUCCESS && std::isfinite(integrated))
        levels.integratedLufs = integrated;
    return levels;
}

}  // namespace tonewright
