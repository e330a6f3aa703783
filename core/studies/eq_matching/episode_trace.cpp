#include "core/studies/eq_matching/episode_trace.h"

#include <algorithm>
#include <cmath>

#include "core/rl/byte_stream.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kMostFrames = 4096;

}  // namespace

std::string traceOf(const PairDraw &recipe, std::size_t framesScored)
{
    rl::ByteWriter out;
    out.value(kVersion);
    out.value<std::int32_t>(recipe.sampleRate);
    out.value<std::uint32_t>(recipe.distortion ? 1 : 0);
    const Distortion distortion = recipe.distortion.value_or(Distortion{});
    for (const double value : parametersOf(distortion.equaliser))
        out.value(value);
    for (const double value : {distortion.air.frequencyHz, distortion.air.gainDb, distortion.air.q, recipe.levelDb})
        out.value(value);
    std::vector<std::uint16_t> frames = recipe.frames;
    out.value(static_cast<std::uint32_t>(frames.size()));
    frames.resize(std::max(frames.size(), framesScored));
    out.array(std::span<const std::uint16_t>(frames));
    return out.take();
}

std::optional<OpenedTrace> openTrace(std::string_view trace)
{
    rl::ByteReader in(trace);
    std::uint32_t version = 0;
    std::int32_t sampleRate = 0;
    std::uint32_t made = 0;
    if (!in.value(version) || version != kVersion || !in.value(sampleRate) || !in.value(made))
        return std::nullopt;
    std::array<double, kParameters> bands{};
    for (double &value : bands)
        in.value(value);
    OpenedTrace opened;
    Distortion distortion;
    in.value(distortion.air.frequencyHz);
    in.value(distortion.air.gainDb);
    in.value(distortion.air.q);
    in.value(opened.recipe.levelDb);
    std::uint32_t count = 0;
    in.value(count);
    if (!in.array(opened.recipe.frames) || count > opened.recipe.frames.size() || count > kMostFrames ||
        !std::all_of(bands.begin(), bands.end(), [](double value) { return std::isfinite(value); }))
        return std::nullopt;
    opened.recipe.frames.resize(count);
    opened.recipe.sampleRate = sampleRate;
    if (made != 0) {
        distortion.equaliser = toEqualiser(bands, dsp::FilterMode::ZeroPhase);
        opened.recipe.distortion = distortion;
    }
    opened.looks = trace.substr(trace.size() - in.left());
    return opened;
}

}  // namespace tonewright::eq_matching
