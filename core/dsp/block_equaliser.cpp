#include "core/dsp/block_equaliser.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "core/base/multiversion.h"
#include "core/dsp/eq_fir.h"
#include "core/dsp/real_fft.h"

namespace tonewright::dsp
{

namespace
{

constexpr double kLongestLookaheadSeconds = 60.0;
constexpr int kMostChannels = 32;

/// Real and imaginary parts in halves of `stride` floats: what multiplyAdd can vectorise.
void split(std::span<const std::complex<float>> spectrum, float *halves, std::size_t stride)
{
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        halves[i] = spectrum[i].real();
        halves[stride + i] = spectrum[i].imag();
    }
}

/// sum += x · h, complex, all three in halves.
TW_MULTIVERSION
void multiplyAdd(const float *x, const float *h, float *sum, std::size_t stride)
{
    const float *__restrict xr = x;
    const float *__restrict xi = x + stride;
    const float *__restrict hr = h;
    const float *__restrict hi = h + stride;
    float *__restrict sr = sum;
    float *__restrict si = sum + stride;
    for (std::size_t i = 0; i < stride; ++i) {
        sr[i] += xr[i] * hr[i] - xi[i] * hi[i];
        si[i] += xr[i] * hi[i] + xi[i] * hr[i];
    }
}

}  // namespace

struct BlockEqualiser::Transforms {
    explicit Transforms(std::size_t block) : forward(int(2 * block)), backward(int(2 * block)) {}
    RealFft<float> forward;
    InverseRealFft<float> backward;
};

/// Spectra of the partitions that have taps, `first` of them on; scaled for the unscaled inverse transform.
struct BlockEqualiser::Filter {
    std::uint64_t id = 0;
    std::size_t first = 0;
    std::size_t count = 0;
    std::vector<float> spectra;  // [count][2][stride]
};

struct BlockEqualiser::Channel {
    std::vector<float> input;            // [2 · block]: the block before, the block that is being read
    std::vector<float> ring;             // [partitions][2][stride]: spectra of the newest pairs of blocks
    std::vector<float> sumNow, sumNext;  // [2][stride]
    std::vector<float> output;           // [block]
};

Result<std::unique_ptr<BlockEqualiser>> BlockEqualiser::create(const BlockEqualiserConfig &config)
{
    const auto wrong = [](const char *what, const char *field) {
        return fail(ErrorCode::InvalidArgument, what, field);
    };
    if (!(config.sampleRate > 0) || !std::isfinite(config.sampleRate))
        return wrong("a sample rate must be above 0 Hz.", "sample rate");
    if (config.channels < 1 || config.channels > kMostChannels)
        return wrong("an equaliser for playing takes 1 to 32 channels.", "channels");
    if (!(config.lookaheadSeconds >= 0 && config.lookaheadSeconds <= kLongestLookaheadSeconds))
        return wrong("the lookahead must be 0 to 60 s.", "lookahead");
    if (config.blockSamples < 64 || config.blockSamples > 65536 || !std::has_single_bit(unsigned(config.blockSamples)))
        return wrong("a block must be a power of two, 64 to 65536 samples.", "block");
    return std::unique_ptr<BlockEqualiser>(new BlockEqualiser(config));
}

BlockEqualiser::BlockEqualiser(const BlockEqualiserConfig &config)
    : m_sampleRate(config.sampleRate), m_block(std::size_t(config.blockSamples)),
      m_side(std::size_t(std::ceil(config.lookaheadSeconds * config.sampleRate / double(m_block))) * m_block),
      m_partitions(2 * m_side / m_block + 1), m_stride((m_block + 1 + 15) / 16 * 16),
      m_transforms(std::make_unique<Transforms>(m_block))
{
    const std::size_t spectrum = 2 * m_stride;
    const auto zeros = [](std::size_t count) { return std::vector<float>(count, 0.0F); };
    for (int c = 0; c < config.channels; ++c)
        m_channels.push_back(
            {zeros(2 * m_block), zeros(m_partitions * spectrum), zeros(spectrum), zeros(spectrum), zeros(m_block)});
    setEqualiser({});
    m_exchange.read(m_now);
    m_oldestInUse.store(m_now->id);
}

BlockEqualiser::~BlockEqualiser() = default;

std::size_t BlockEqualiser::bytes() const
{
    std::size_t floats = 8 * m_block;  // of the transforms
    for (const Channel &c : m_channels)
        floats += c.input.size() + c.ring.size() + c.sumNow.size() + c.sumNext.size() + c.output.size();
    for (const auto &filter : m_filters)
        floats += filter->spectra.size();
    return floats * sizeof(float);
}

EqualiserInForce BlockEqualiser::setEqualiser(const Equaliser &equaliser)
{
    const EqFir fir = designEqFir(equaliser, m_sampleRate, m_side);
    auto filter = std::make_unique<Filter>();
    filter->id = m_nextId++;
    // Tap h[0] lies m_side samples into the whole response; partition p holds the samples from p · block on.
    const std::size_t begin = m_side - fir.before, end = m_side + fir.after() + 1;
    filter->first = begin / m_block;
    filter->count = (end - 1) / m_block + 1 - filter->first;
    filter->spectra.resize(filter->count * 2 * m_stride);
    RealFft<float> transform(int(2 * m_block));
    const float scale = 1.0F / float(2 * m_block);  // undoes that of there and back
    for (std::size_t p = 0; p < filter->count; ++p) {
        const std::size_t from = (filter->first + p) * m_block;
        const auto time = transform.time();
        std::fill(time.begin(), time.end(), 0.0F);
        for (std::size_t i = std::max(from, begin); i < std::min(from + m_block, end); ++i)
            time[i - from] = fir.taps[i - begin] * scale;
        split(transform.run(), filter->spectra.data() + p * 2 * m_stride, m_stride);
    }
    m_exchange.write(filter.get());
    m_filters.push_back(std::move(filter));
    collectGarbage();
    return {fir.complete, double(fir.neededSide) / m_sampleRate};
}

void BlockEqualiser::collectGarbage()
{
    const std::uint64_t oldest = m_oldestInUse.load(std::memory_order_acquire);
    while (m_filters.front()->id < oldest)
        m_filters.pop_front();
}

void BlockEqualiser::process(const float *const *in, float *const *out, std::size_t frames) noexcept
{
    for (std::size_t done = 0; done < frames;) {
        const std::size_t count = std::min(frames - done, m_block - m_position);
        take(in, done, count);
        for (std::size_t c = 0; c < m_channels.size(); ++c)
            std::copy_n(m_channels[c].output.data() + m_position, count, out[c] + done);
        m_position += count;
        done += count;
        workUntil(m_position);
        if (m_position == m_block) {
            synthesise();
            pushBlock();
            takeFilter();
        }
    }
}

void BlockEqualiser::skip(const float *const *in, std::size_t frames) noexcept
{
    // The outputs of the last whole block but one are what process() plays first; those of the last it computes.
    const std::size_t ends = (m_position + frames) / m_block;
    for (std::size_t done = 0, ended = 0; done < frames;) {
        const std::size_t count = std::min(frames - done, m_block - m_position);
        take(in, done, count);
        m_position += count;
        done += count;
        if (m_position == m_block) {
            if (++ended == ends) {
                workUntil(m_block);
                synthesise();
            }
            pushBlock();
            takeFilter();
        }
    }
}

/// Puts `frames` of every channel's input, `offset` on, at the place where reading stands.
void BlockEqualiser::take(const float *const *in, std::size_t offset, std::size_t frames) noexcept
{
    for (std::size_t c = 0; c < m_channels.size(); ++c) {
        float *to = m_channels[c].input.data() + m_block + m_position;
        for (std::size_t i = 0; i < frames; ++i) {
            const float sample = in[c][offset + i];
            to[i] = std::isfinite(sample) ? sample : 0.0F;
        }
    }
}

/// Has the share position / block of the running block's work done.
void BlockEqualiser::workUntil(std::size_t position) noexcept
{
    const std::size_t all = m_now->count + (m_next != nullptr ? m_next->count : 0);
    const std::size_t wanted = (all * position + m_block - 1) / m_block;
    if (wanted > m_workDone) {
        multiply(m_workDone, wanted);
        m_workDone = wanted;
    }
}

void BlockEqualiser::multiply(std::size_t from, std::size_t to) noexcept
{
    const std::size_t spectrum = 2 * m_stride;
    for (Channel &channel : m_channels)
        for (std::size_t i = from; i < to; ++i) {
            const bool now = i < m_now->count;
            const Filter &filter = now ? *m_now : *m_next;
            const std::size_t p = now ? i : i - m_now->count;
            const std::size_t age = filter.first + p;
            const std::size_t slot = (m_newest + m_partitions - age) % m_partitions;
            multiplyAdd(channel.ring.data() + slot * spectrum, filter.spectra.data() + p * spectrum,
                        (now ? channel.sumNow : channel.sumNext).data(), m_stride);
        }
}

/// From the finished sums to the block of output that is played next.
void BlockEqualiser::synthesise() noexcept
{
    const auto invert = [this](const std::vector<float> &sum) {
        const auto spectrum = m_transforms->backward.spectrum();
        for (std::size_t i = 0; i < spectrum.size(); ++i)
            spectrum[i] = {sum[i], sum[m_stride + i]};
        return m_transforms->backward.run().subspan(m_block);
    };
    const float step = 1.0F / float(m_block);
    for (Channel &channel : m_channels) {
        std::ranges::copy(invert(channel.sumNow), channel.output.begin());
        if (m_next == nullptr)
            continue;
        const auto incoming = invert(channel.sumNext);
        for (std::size_t i = 0; i < m_block; ++i)
            channel.output[i] += (incoming[i] - channel.output[i]) * (float(i + 1) * step);
    }
    if (m_next != nullptr) {
        m_now = m_next;
        m_next = nullptr;
        m_oldestInUse.store(m_now->id, std::memory_order_release);
    }
}

/// The block that was read becomes the newest spectrum; work begins anew.
void BlockEqualiser::pushBlock() noexcept
{
    m_newest = (m_newest + 1) % m_partitions;
    for (Channel &channel : m_channels) {
        std::ranges::copy(channel.input, m_transforms->forward.time().begin());
        split(m_transforms->forward.run(), channel.ring.data() + m_newest * 2 * m_stride, m_stride);
        std::copy_n(channel.input.begin() + std::ptrdiff_t(m_block), m_block, channel.input.begin());
        std::ranges::fill(channel.sumNow, 0.0F);
        std::ranges::fill(channel.sumNext, 0.0F);
    }
    m_position = 0;
    m_workDone = 0;
}

void BlockEqualiser::takeFilter() noexcept
{
    const Filter *wanted = nullptr;
    if (m_next == nullptr && m_exchange.read(wanted))
        m_next = wanted;
}

}  // namespace tonewright::dsp
