#include "core/audio/loudness_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ebur128.h>
#include <memory>

namespace tonewright
{

namespace
{

constexpr std::size_t kMomentarySteps = 4;
constexpr std::size_t kShortTermSteps = 30;
constexpr double kOffset = -0.691;  // BS.1770-4, equation 2

struct Destroy {
    void operator()(ebur128_state *state) const { ebur128_destroy(&state); }
};
using State = std::unique_ptr<ebur128_state, Destroy>;

float toDb(double amplitude)
{
    return amplitude > 0 ? static_cast<float>(20 * std::log10(amplitude)) : LoudnessProfile::kSilent;
}

/// Loudness of the mean energy of the last `count` steps, those before the beginning being silent.
float meanLufs(const std::vector<double> &energies, std::size_t count)
{
    double sum = 0;
    for (std::size_t i = energies.size() - std::min(count, energies.size()); i < energies.size(); ++i)
        sum += energies[i];
    return sum > 0 ? static_cast<float>(kOffset + 10 * std::log10(sum / static_cast<double>(count)))
                   : LoudnessProfile::kSilent;
}

}  // namespace

LoudnessProfile::Reading LoudnessProfile::at(double seconds) const
{
    const double step = std::floor(seconds / kStepSeconds);
    if (!(step >= 0) || step >= static_cast<double>(steps.size()))
        return {};
    return steps[static_cast<std::size_t>(step)];
}

Result<LoudnessProfile> measureLoudness(FrameReader &sound)
{
    LoudnessProfile profile;
    const auto channels = static_cast<std::size_t>(sound.channels());
    const State state(ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(sound.sampleRate()),
                                   EBUR128_MODE_I | EBUR128_MODE_M));
    if (!state)
        return profile;
    if (channels == 1)
        ebur128_set_channel(state.get(), 0, EBUR128_DUAL_MONO);

    double largest = 0;
    std::vector<double> energies;
    std::vector<float> planar, block;
    const double stepFrames = LoudnessProfile::kStepSeconds * sound.sampleRate();
    const auto frameAt = [&](std::size_t step) {
        return std::min<std::int64_t>(sound.frames(), std::llround(static_cast<double>(step) * stepFrames));
    };
    for (std::size_t step = 0; frameAt(step) < sound.frames(); ++step) {
        const auto count = static_cast<std::size_t>(frameAt(step + 1) - frameAt(step));
        planar.resize(2 * count);
        block.resize(channels * count);
        const std::array<float *, 2> rows{planar.data(), planar.data() + count};
        if (auto read = sound.read(frameAt(step), static_cast<std::int64_t>(count), rows.data()); !read)
            return fail(read.error());
        double peak = 0;
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t c = 0; c < channels; ++c) {
                block[i * channels + c] = planar[c * count + i];
                peak = std::max(peak, std::fabs(static_cast<double>(planar[c * count + i])));
            }
        }
        ebur128_add_frames_float(state.get(), block.data(), count);
        double lufs = LoudnessProfile::kSilent;
        ebur128_loudness_window(state.get(), static_cast<unsigned long>(1000 * LoudnessProfile::kStepSeconds), &lufs);
        energies.push_back(std::isfinite(lufs) ? std::pow(10, (lufs - kOffset) / 10) : 0);
        profile.steps.push_back({meanLufs(energies, kMomentarySteps), meanLufs(energies, kShortTermSteps), toDb(peak)});
        largest = std::max(largest, peak);
    }
    profile.peakDb = toDb(largest);
    double integrated = 0;
    if (ebur128_loudness_global(state.get(), &integrated) == EBUR128_SUCCESS && std::isfinite(integrated))
        profile.integratedLufs = integrated;
    return profile;
}

LoudnessProfile measureLoudness(const AudioBuffer &audio)
{
    if (audio.channels.empty() || audio.sampleRate <= 0)
        return {};
    BufferReader reader(std::shared_ptr<const AudioBuffer>(std::shared_ptr<void>(), &audio));  // not owned
    return *measureLoudness(reader);                                                           // memory can be read
}

}  // namespace tonewright
