#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "core/audio/page_feeder.h"
#include "core/dsp/equaliser.h"

namespace tonewright::dsp
{

/// Makes an equaliser heard while it is edited and the sound plays: each edit becomes a sound in pages, the raw one
/// through the block FIR of its applied response, filled from where listening is. Once what is heard next is there the
/// mixer is given it in place of the processed sound, and crossfades. Edits that come meanwhile wait, the newest
/// displacing the rest: however fast a node is dragged, what is heard follows.
///
/// Nothing of it is exact to the bit: when an edit rests, the rendering takes its place.
///
/// Belongs to the feeder's control thread.
class LiveEqualiser
{
public:
    struct Source {
        PageFeeder::Format format;       ///< of what is played: `raw` at the player's rate
        PageFeeder::MakeReader readRaw;  ///< at its own rate, for which the equaliser is meant
    };
    /// `feeder` outlives this. `ready` is called on the feeder's thread whenever take() has something new; it must stay
    /// callable until the feeder is gone.
    LiveEqualiser(PageFeeder &feeder, std::function<void()> ready);

    /// What is equalised from now on; ends what was heard.
    void setSource(Source source);
    void edit(const Equaliser &equaliser);
    /// Back to the rendered sound.
    void stop();

    [[nodiscard]] bool isActive() const { return m_heard || m_coming || m_next; }
    /// What is to be heard in place of the processed sound; null: that.
    [[nodiscard]] const std::shared_ptr<const PagedSound> &heard() const { return m_heard; }
    /// Takes over what has become ready; true: heard() is another one.
    bool take();

private:
    struct Coming {
        std::shared_ptr<const PagedSound> sound;
        std::shared_ptr<std::atomic<bool>> ready;
    };
    void begin(const Equaliser &equaliser);

    PageFeeder &m_feeder;
    const std::function<void()> m_ready;
    std::optional<Source> m_source;
    std::shared_ptr<const PagedSound> m_heard;
    std::optional<Coming> m_coming;
    std::optional<Equaliser> m_next;
};

}  // namespace tonewright::dsp
