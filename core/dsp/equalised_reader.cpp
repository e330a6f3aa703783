#include "core/dsp/equalised_reader.h"

#include <algorithm>
#include <array>

namespace tonewright::dsp
{

namespace
{

constexpr int kBlockSamples = 2048;
constexpr std::int64_t kPiece = 1 << 15;  // frames that are taken in at once

}  // namespace

Result<std::unique_ptr<EqualisedReader>> EqualisedReader::create(std::unique_ptr<FrameReader> source,
                                                                 const Equaliser &equaliser)
{
    auto filter = BlockEqualiser::create({.sampleRate = static_cast<double>(source->sampleRate()),
                                          .channels = source->channels(),
                                          .lookaheadSeconds = kLookaheadSeconds,
                                          .blockSamples = kBlockSamples});
    if (!filter)
        return fail(filter.error());
    (*filter)->setEqualiser(equaliser);
    return std::unique_ptr<EqualisedReader>(new EqualisedReader(std::move(source), std::move(*filter)));
}

EqualisedReader::EqualisedReader(std::unique_ptr<FrameReader> source, std::unique_ptr<BlockEqualiser> equaliser)
    : m_source(std::move(source)), m_equaliser(std::move(equaliser)),
      m_input(static_cast<std::size_t>(m_source->channels())), m_filtered(m_input.size())
{
}

/// So that the next frame that comes out is `frame`.
Result<void> EqualisedReader::moveTo(std::int64_t frame)
{
    // Two blocks more: in the first a new filter is taken up, in the second it is faded in.
    const auto settle = static_cast<std::int64_t>(2 * kBlockSamples);
    const auto side = static_cast<std::int64_t>(m_equaliser->lookaheadSamples());
    const auto latency = static_cast<std::int64_t>(m_equaliser->latencySamples());
    for (auto &channel : m_filtered)
        channel.clear();
    m_next = -1;
    std::array<float *, 2> rows{};
    std::int64_t at = frame - settle - side;
    for (const std::int64_t end = frame - settle + latency; at < end;) {
        const std::int64_t count = std::min(end - at, kPiece);
        for (std::size_t c = 0; c < m_input.size(); ++c) {
            m_input[c].resize(static_cast<std::size_t>(kPiece));
            rows[c] = m_input[c].data();
        }
        if (auto got = m_source->read(at, count, rows.data()); !got)
            return got;
        m_equaliser->skip(rows.data(), static_cast<std::size_t>(count));
        at += count;
    }
    m_next = frame - settle;
    if (auto filtered = filterOn(settle); !filtered)
        return filtered;
    for (auto &channel : m_filtered)
        channel.clear();
    return {};
}

/// The next frames, appended to m_filtered.
Result<void> EqualisedReader::filterOn(std::int64_t count)
{
    const auto latency = static_cast<std::int64_t>(m_equaliser->latencySamples());
    std::array<float *, 2> in{}, out{};
    for (std::size_t c = 0; c < m_input.size(); ++c) {
        m_input[c].resize(static_cast<std::size_t>(std::max(count, kPiece)));
        const std::size_t before = m_filtered[c].size();
        m_filtered[c].resize(before + static_cast<std::size_t>(count));
        in[c] = m_input[c].data();
        out[c] = m_filtered[c].data() + before;
    }
    if (auto got = m_source->read(m_next + latency, count, in.data()); !got) {
        m_next = -1;
        return got;
    }
    m_equaliser->process(in.data(), out.data(), static_cast<std::size_t>(count));
    m_next += count;
    return {};
}

Result<void> EqualisedReader::read(std::int64_t begin, std::int64_t count, float *const *out)
{
    const std::int64_t from = std::clamp<std::int64_t>(-begin, 0, count);
    const std::int64_t to = std::clamp<std::int64_t>(frames() - begin, from, count);
    for (int c = 0; c < channels(); ++c) {
        std::fill(out[c], out[c] + from, 0.0F);
        std::fill(out[c] + to, out[c] + count, 0.0F);
    }
    if (from == to)
        return {};
    const std::int64_t first = begin + from;
    const std::int64_t end = begin + to;
    const auto remembered = [this] { return static_cast<std::int64_t>(m_filtered.front().size()); };
    if (m_next < 0 || first > m_next || first < m_next - remembered())
        if (auto moved = moveTo(first); !moved)
            return moved;
    if (end > m_next)
        if (auto filtered = filterOn(end - m_next); !filtered)
            return filtered;
    const std::int64_t start = m_next - remembered();
    for (std::size_t c = 0; c < m_filtered.size(); ++c) {
        std::copy_n(m_filtered[c].begin() + (first - start), end - first, out[c] + from);
        const std::int64_t excess = remembered() - kRememberedFrames;
        if (c + 1 == m_filtered.size() && excess > 0)
            for (auto &channel : m_filtered)
                channel.erase(channel.begin(), channel.begin() + excess);
    }
    return {};
}

}  // namespace tonewright::dsp
