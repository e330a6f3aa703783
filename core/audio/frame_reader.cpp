#include "core/audio/frame_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace tonewright
{

namespace
{

constexpr std::int64_t kReadBlock = 1 << 14;  // frames: what a file's reader holds
/// The resampler's filter reaches a few hundred frames of the slower rate; where pieces meet, what it lacks beyond this
/// is below −120 dB.
constexpr std::int64_t kResamplerReach = 1024;

/// The part of [begin, begin + count) that lies in [0, frames), as offsets from `begin`; the rest of `out` is silenced.
std::pair<std::int64_t, std::int64_t> inside(std::int64_t begin, std::int64_t count, std::int64_t frames, int channels,
                                             float *const *out)
{
    const std::int64_t from = std::clamp<std::int64_t>(-begin, 0, count);
    const std::int64_t to = std::clamp<std::int64_t>(frames - begin, from, count);
    for (int c = 0; c < channels; ++c) {
        std::fill(out[c], out[c] + from, 0.0F);
        std::fill(out[c] + to, out[c] + count, 0.0F);
    }
    return {from, to};
}

}  // namespace

BufferReader::BufferReader(std::shared_ptr<const AudioBuffer> audio) : m_audio(std::move(audio)) {}

Result<void> BufferReader::read(std::int64_t begin, std::int64_t count, float *const *out)
{
    const auto [from, to] = inside(begin, count, frames(), channels(), out);
    for (int c = 0; c < channels(); ++c)
        std::copy_n(m_audio->channels[static_cast<std::size_t>(c)].begin() + (begin + from), to - from, out[c] + from);
    return {};
}

Result<std::unique_ptr<FileFrameReader>> FileFrameReader::open(const std::filesystem::path &file)
{
    auto reader = AudioReader::open(file);
    if (!reader)
        return fail(reader.error());
    return std::unique_ptr<FileFrameReader>(new FileFrameReader(std::move(*reader)));
}

Result<void> FileFrameReader::read(std::int64_t begin, std::int64_t count, float *const *out)
{
    auto [done, to] = inside(begin, count, frames(), channels(), out);
    if (done < to && begin + done != m_next)
        if (auto moved = m_reader.seek(begin + done); !moved)
            return moved;
    m_next = -1;  // unknown, should reading fail
    const auto inFile = static_cast<std::size_t>(m_reader.info().channels);
    const float scale = 1.0F / static_cast<float>(inFile);
    while (done < to) {
        const auto block = m_reader.read(std::min(to - done, kReadBlock));
        if (!block)
            return fail(block.error());
        const auto got = static_cast<std::int64_t>(block->size() / inFile);
        if (got == 0)
            break;  // the end of a format whose length is an estimate
        const float *values = block->data();
        for (std::int64_t i = done; i < done + got; ++i, values += inFile) {
            if (inFile == 2) {
                out[0][i] = values[0];
                out[1][i] = values[1];
            } else {
                out[0][i] = std::accumulate(values, values + inFile, 0.0F) * scale;
            }
        }
        done += got;
    }
    if (done == to)
        m_next = begin + done;
    for (int c = 0; c < channels(); ++c)
        std::fill(out[c] + done, out[c] + to, 0.0F);
    return {};
}

ResampledReader::ResampledReader(std::unique_ptr<FrameReader> source, int sampleRate)
    : m_source(std::move(source)), m_sampleRate(sampleRate),
      m_frames(m_source->frames() == 0
                   ? 0
                   : std::max<std::int64_t>(1, std::llround(static_cast<double>(m_source->frames()) * sampleRate /
                                                            m_source->sampleRate()))),
      m_in(m_source->sampleRate() / std::gcd(m_source->sampleRate(), sampleRate)),
      m_out(sampleRate / std::gcd(m_source->sampleRate(), sampleRate))
{
}

Result<void> ResampledReader::read(std::int64_t begin, std::int64_t count, float *const *out)
{
    const auto [from, to] = inside(begin, count, m_frames, channels(), out);
    if (from == to)
        return {};
    // In units of m_in frames there and m_out frames here.
    const std::int64_t reach = kResamplerReach * std::max<std::int64_t>(1, (m_in + m_out - 1) / m_out);
    const std::int64_t units = (reach + m_in - 1) / m_in;
    const std::int64_t first = std::max<std::int64_t>((begin + from) / m_out - units, 0);
    const std::int64_t last = (begin + to + m_out - 1) / m_out + units;
    const std::int64_t sourceBegin = first * m_in;
    const std::int64_t sourceEnd = std::min(last * m_in, m_source->frames());
    AudioBuffer piece{m_source->sampleRate(), {}};
    std::array<float *, 2> rows{};
    for (int c = 0; c < channels(); ++c)
        rows[static_cast<std::size_t>(c)] =
            piece.channels.emplace_back(static_cast<std::size_t>(sourceEnd - sourceBegin)).data();
    if (auto got = m_source->read(sourceBegin, sourceEnd - sourceBegin, rows.data()); !got)
        return got;
    const AudioBuffer resampled = resample(piece, m_sampleRate);
    const std::int64_t offset = begin + from - first * m_out;
    const std::int64_t there =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(resampled.frames()) - offset, 0, to - from);
    for (int c = 0; c < channels(); ++c) {
        std::copy_n(resampled.channels[static_cast<std::size_t>(c)].begin() + offset, there, out[c] + from);
        std::fill(out[c] + from + there, out[c] + to, 0.0F);
    }
    return {};
}

std::unique_ptr<FrameReader> atRate(std::unique_ptr<FrameReader> source, int sampleRate)
{
    if (source->sampleRate() == sampleRate)
        return source;
    return std::make_unique<ResampledReader>(std::move(source), sampleRate);
}

}  // namespace tonewright
