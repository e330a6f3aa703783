#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/audio/rt/latest_value.h"
#include "core/base/result.h"
#include "core/dsp/equaliser.h"

namespace tonewright::dsp
{

/// How a BlockEqualiser is built. Nothing of it can change later.
struct BlockEqualiserConfig {
    double sampleRate = 44100.0;  ///< Hz, above 0
    int channels = 2;             ///< 1 … 32
    /// The study's whole grid of settings fits; a 20 Hz peak of Q 18 and +24 dB needs 26. At most 60.
    double lookaheadSeconds = 5.0;
    /// Samples a block: a power of two, 64 … 65536. An edit is heard after two to three of them; more is cheaper.
    int blockSamples = 2048;
};

/// What became of an equaliser that was asked for.
struct EqualiserInForce {
    bool complete = true;        ///< false: it needs more lookahead; a shortened response is heard instead
    double neededSeconds = 0.0;  ///< of lookahead
};

/// Applies an equaliser to sound while it plays and while the equaliser is edited: the FIR of its applied response
/// (eq_fir.h), convolved block by block with partitions of equal length (overlap-save, Stockham 1966; frequency-domain
/// delay line, Garcia, AES 113, 2002), FFTW in single precision. Where the FIR is complete, output equals
/// applyEqualiser's within −80 dB away from the edges of the signal, in both modes (before and after the signal are
/// zeros, where applyEqualiser extends it). Single precision adds noise 130 dB below the input at the largest gain.
///
/// Latency: latencySamples(), the same for every equaliser and mode. Output frame t is input frame t − latency,
/// filtered; a player gives input that far ahead of what is heard. After a seek to frame s it gives the frames from
/// s − lookahead to s + latency to skip(), then goes on with process().
///
/// Edits: setEqualiser() designs and transforms the new filter on the caller's thread and hands it over by a wait-free
/// exchange. The audio thread takes the newest at the next block and crossfades linearly over one block between two
/// exact outputs; no state of the old filter is left after that.
///
/// Threads: setEqualiser() and collectGarbage() belong to one control thread; process() and skip() to one audio thread,
/// and never lock, wait, allocate, free, throw or log. The work of a block is spread evenly over the calls of the next,
/// so a call's time is bounded by a multiple of its frames, plus three transforms a channel where a block ends.
/// Memory: some 16 bytes · channels a sample of lookahead, and as much for each of up to three filters of that length.
class BlockEqualiser
{
public:
    /// Error: InvalidArgument naming the field. Starts flat.
    static Result<std::unique_ptr<BlockEqualiser>> create(const BlockEqualiserConfig &config);
    ~BlockEqualiser();
    BlockEqualiser(const BlockEqualiser &) = delete;
    BlockEqualiser &operator=(const BlockEqualiser &) = delete;

    [[nodiscard]] std::size_t latencySamples() const { return m_side + 2 * m_block; }
    [[nodiscard]] std::size_t lookaheadSamples() const { return m_side; }
    [[nodiscard]] std::size_t bytes() const;  ///< held now, filters included

    EqualiserInForce setEqualiser(const Equaliser &equaliser);
    void collectGarbage();  ///< frees filters that are no longer heard (setEqualiser does, too)
    [[nodiscard]] std::size_t filtersAlive() const { return m_filters.size(); }

    /// `frames` samples of every channel, planar; `out` may be `in`. Samples that aren't finite count as 0.
    void process(const float *const *in, float *const *out, std::size_t frames) noexcept;
    /// As process() without output, at a small part of its cost: a forward transform a block, and one block's
    /// convolution at the end.
    void skip(const float *const *in, std::size_t frames) noexcept;

private:
    struct Filter;
    struct Channel;
    struct Transforms;
    explicit BlockEqualiser(const BlockEqualiserConfig &config);

    void take(const float *const *in, std::size_t offset, std::size_t frames) noexcept;
    void workUntil(std::size_t position) noexcept;
    void multiply(std::size_t from, std::size_t to) noexcept;
    void synthesise() noexcept;
    void pushBlock() noexcept;
    void takeFilter() noexcept;

    const double m_sampleRate;
    const std::size_t m_block;
    const std::size_t m_side;        // lookahead, a multiple of m_block
    const std::size_t m_partitions;  // of the longest filter
    const std::size_t m_stride;      // floats of one half (real or imaginary) of a spectrum

    // Control thread:
    std::deque<std::unique_ptr<const Filter>> m_filters;  // ids ascend; the last is the wanted one
    std::uint64_t m_nextId = 1;

    // Between the threads:
    LatestValue<const Filter *> m_exchange;
    std::atomic<std::uint64_t> m_oldestInUse{0};

    // Audio thread:
    std::unique_ptr<Transforms> m_transforms;
    std::vector<Channel> m_channels;
    const Filter *m_now = nullptr;
    const Filter *m_next = nullptr;  // while crossfading, else null
    std::size_t m_position = 0;      // in the block that is being read
    std::size_t m_newest = 0;        // ring slot of the newest spectrum
    std::size_t m_workDone = 0;      // partitions of m_now and m_next multiplied so far
};

}  // namespace tonewright::dsp
