#include "core/dsp/live_equaliser.h"

#include <utility>

#include "core/dsp/equalised_reader.h"

namespace tonewright::dsp
{

LiveEqualiser::LiveEqualiser(PageFeeder &feeder, std::function<void()> ready)
    : m_feeder(feeder), m_ready(std::move(ready))
{
}

void LiveEqualiser::setSource(Source source)
{
    stop();
    m_source = std::move(source);
}

void LiveEqualiser::edit(const Equaliser &equaliser)
{
    if (!m_source)
        return;
    if (m_coming)
        m_next = equaliser;
    else
        begin(equaliser);
}

void LiveEqualiser::stop()
{
    m_heard.reset();
    m_coming.reset();
    m_next.reset();
}

void LiveEqualiser::begin(const Equaliser &equaliser)
{
    const auto ready = std::make_shared<std::atomic<bool>>(false);
    const auto make = [raw = m_source->readRaw, equaliser,
                       rate = m_source->format.sampleRate]() -> Result<std::unique_ptr<FrameReader>> {
        auto source = raw();
        if (!source)
            return fail(source.error());
        auto equalised = EqualisedReader::create(std::move(*source), equaliser);
        if (!equalised)
            return fail(equalised.error());
        return atRate(std::move(*equalised), rate);
    };
    // What can't be read is silent, as the rendering would be missing: that is told where it is rendered.
    const auto told = [ready, tell = m_ready](const Result<void> &) {
        ready->store(true);
        tell();
    };
    m_coming = {m_feeder.add(m_source->format, make, told), ready};
}

bool LiveEqualiser::take()
{
    if (!m_coming || !m_coming->ready->load())
        return false;
    m_heard = std::move(m_coming->sound);
    m_coming.reset();
    if (m_next)
        begin(*std::exchange(m_next, std::nullopt));
    return true;
}

}  // namespace tonewright::dsp
