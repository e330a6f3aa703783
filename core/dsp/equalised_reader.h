#pragma once

#include <memory>
#include <vector>

#include "core/audio/frame_reader.h"
#include "core/dsp/block_equaliser.h"
#include "core/dsp/equaliser.h"

namespace tonewright::dsp
{

/// Another reader's sound through an equaliser: what is heard while one is edited, page by page. Frame t of it is frame
/// t of the source, filtered: BlockEqualiser's latency is made up for by reading ahead. It differs from
/// applyEqualiser's by less than −80 dB but for the edges of the sound (BlockEqualiser), and for peaks so narrow and
/// low that they ring for more than kLookaheadSeconds, which are heard shortened.
///
/// Reading on where the last piece ended, or up to kRememberedFrames before, costs the convolution alone; elsewhere
/// what lies lookahead and latency round the place is taken in first.
class EqualisedReader final : public FrameReader
{
public:
    /// A 20 Hz shelf of Q 2 at the study's highest gain rings for less.
    static constexpr double kLookaheadSeconds = 2.5;
    static constexpr std::int64_t kRememberedFrames = 1 << 14;

    static Result<std::unique_ptr<EqualisedReader>> create(std::unique_ptr<FrameReader> source,
                                                           const Equaliser &equaliser);

    [[nodiscard]] int sampleRate() const override { return m_source->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_source->channels(); }
    [[nodiscard]] std::int64_t frames() const override { return m_source->frames(); }
    [[nodiscard]] Result<void> read(std::int64_t begin, std::int64_t count, float *const *out) override;

private:
    EqualisedReader(std::unique_ptr<FrameReader> source, std::unique_ptr<BlockEqualiser> equaliser);
    [[nodiscard]] Result<void> moveTo(std::int64_t frame);
    [[nodiscard]] Result<void> filterOn(std::int64_t count);

    const std::unique_ptr<FrameReader> m_source;
    const std::unique_ptr<BlockEqualiser> m_equaliser;
    std::vector<std::vector<float>> m_input;     // [channel][frame], room for one piece
    std::vector<std::vector<float>> m_filtered;  // [channel]: the frames that end before m_next
    std::int64_t m_next = -1;                    // the frame that is filtered next; below 0: nowhere yet
};

}  // namespace tonewright::dsp
