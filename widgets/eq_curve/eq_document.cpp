#include "widgets/eq_curve/eq_document.h"

#include <algorithm>

#include "core/eq_exchange/biquad_chain.h"

namespace tonewright
{

/// One step: the person's own equaliser and the slot before and after it.
class EqCommand : public QUndoCommand
{
public:
    EqCommand(EqDocument &document, const QString &what, EqDocument::State before, int series, int epoch)
        : QUndoCommand(what), m_document(document), m_before(std::move(before)), m_after(document.state()),
          m_series(series), m_epoch(epoch)
    {
    }
    void undo() override { m_document.restore(m_before); }
    void redo() override
    {
        if (m_done)
            m_document.restore(m_after);
        m_done = true;
    }
    [[nodiscard]] int id() const override { return m_series > 0 ? 1 : -1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const EqCommand *>(other);
        if (next->m_series != m_series || next->m_epoch != m_epoch)
            return false;
        m_after = next->m_after;
        return true;
    }

private:
    EqDocument &m_document;
    EqDocument::State m_before, m_after;
    int m_series, m_epoch;
    bool m_done = false;
};

EqEdit EqEdit::of(const EqualiserSetting &setting)
{
    EqEdit edit;
    edit.setting = setting;
    edit.states.resize(setting.bands.size());
    return edit;
}

bool EqEdit::isHeard(std::size_t band) const
{
    const bool soloed = std::any_of(states.begin(), states.end(), [](const BandState &state) { return state.solo; });
    return !bypassed && !states[band].muted && (!soloed || states[band].solo);
}

EqualiserSetting EqEdit::applied() const
{
    EqualiserSetting result = setting;
    for (std::size_t i = 0; i < result.bands.size(); ++i)
        result.bands[i].gainDb = isHeard(i) ? result.bands[i].gainDb * amountPercent / 100.0 : 0.0;
    return result;
}

EqualiserSetting::Band EqLimits::within(EqualiserSetting::Band band) const
{
    const double mostQ = band.kind == EqualiserSetting::Kind::Peak ? mostPeakQ : mostShelfQ;
    band.frequencyHz = std::clamp(band.frequencyHz, lowestHz, highestHz);
    band.gainDb = std::clamp(band.gainDb, -mostGainDb, mostGainDb);
    band.q = std::clamp(band.q, leastQ, mostQ);
    return band;
}

dsp::Equaliser toDsp(const EqualiserSetting &setting)
{
    dsp::Equaliser equaliser;
    equaliser.mode = setting.passes == 2 ? dsp::FilterMode::ZeroPhase : dsp::FilterMode::Causal;
    for (std::size_t i = 0; i < std::min(equaliser.bands.size(), setting.bands.size()); ++i)
        equaliser.bands[i] = eq_exchange::toBand(setting.bands[i]);
    return equaliser;
}

EqDocument::EqDocument(QUndoStack &undo, QObject *parent) : QObject(parent), m_undo(undo) {}

void EqDocument::clear()
{
    m_running.reset();
    m_slots = {};
    m_slot = EqSlot::Agent;
    m_undo.clear();
    Q_EMIT changed();
}

void EqDocument::put(EqSlot slot, const EqualiserSetting &setting)
{
    const EqEdit edit = EqEdit::of(setting);
    if (at(slot) == edit)
        return;
    const bool first = isEmpty();
    at(slot) = edit;
    if (first)
        m_slot = slot;
    if (m_slot == slot)
        Q_EMIT changed();
}

void EqDocument::setAgent(const EqualiserSetting &setting)
{
    put(EqSlot::Agent, setting);
}

void EqDocument::setOracle(const EqualiserSetting &setting)
{
    put(EqSlot::Oracle, setting);
    Q_EMIT changed();
}

void EqDocument::select(EqSlot slot)
{
    if (slot == m_slot || !has(slot) || m_running)
        return;
    m_slot = slot;
    endSeries();
    Q_EMIT changed();
    Q_EMIT rested();
}

const EqEdit &EqDocument::edit() const
{
    static const EqEdit none;
    return at(m_slot) ? *at(m_slot) : none;
}

void EqDocument::begin(const QString &what)
{
    if (!m_running)
        m_running = Running{what, state()};
}

void EqDocument::change(const EqEdit &edit)
{
    if (isEmpty() || edit == this->edit())
        return;
    at(EqSlot::Mine) = edit;
    m_slot = EqSlot::Mine;
    Q_EMIT changed();
}

void EqDocument::finish()
{
    if (!m_running)
        return;
    const Running done = *m_running;
    m_running.reset();
    if (done.before == state())
        return;
    push(done.what, done.before, 0);
}

void EqDocument::cancel()
{
    if (!m_running)
        return;
    const State before = m_running->before;
    m_running.reset();
    restore(before);
}

void EqDocument::apply(const QString &what, const EqEdit &edit, int series)
{
    finish();
    const State before = state();
    change(edit);
    if (before != state())
        push(what, before, series);
}

void EqDocument::push(const QString &what, const State &before, int series)
{
    m_undo.push(new EqCommand(*this, what, before, series, m_epoch));
    Q_EMIT rested();
}

void EqDocument::restore(const State &state)
{
    at(EqSlot::Mine) = state.mine;
    m_slot = at(state.slot) ? state.slot : EqSlot::Agent;
    endSeries();
    Q_EMIT changed();
    Q_EMIT rested();
}

}  // namespace tonewright
