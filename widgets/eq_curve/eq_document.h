#pragma once

#include <QtCore/QObject>
#include <QtGui/QUndoStack>
#include <array>
#include <optional>
#include <vector>

#include "core/dsp/equaliser.h"
#include "core/study/equaliser_setting.h"

namespace tonewright
{

/// Whose equaliser is looked at and heard.
enum class EqSlot { Agent, Oracle, Mine };

/// An equaliser on the desk: its bands, which of them are heard, and how much of it all.
struct EqEdit {
    struct BandState {
        bool muted = false;
        bool solo = false;  ///< where any band is soloed, only those are heard
        bool operator==(const BandState &) const = default;
    };
    EqualiserSetting setting;
    std::vector<BandState> states;  ///< [setting.bands]
    double amountPercent = 100;     ///< 0 … 100: of every gain in dB
    bool bypassed = false;          ///< nothing of it is heard

    bool operator==(const EqEdit &) const = default;

    static EqEdit of(const EqualiserSetting &setting);
    [[nodiscard]] bool isHeard(std::size_t band) const;
    /// What is heard: gains as muting, soloing, amount and bypass leave them. Bands of 0 dB pass the sound on
    /// unchanged, to the bit.
    [[nodiscard]] EqualiserSetting applied() const;
    /// 2 where every gain acts twice.
    [[nodiscard]] int passes() const { return setting.passes; }
};

/// What an edit may set: gains of one pass.
struct EqLimits {
    double lowestHz = 20, highestHz = 20000;
    double mostGainDb = 24;
    double leastQ = 0.1, mostPeakQ = 18, mostShelfQ = 10;
    [[nodiscard]] EqualiserSetting::Band within(EqualiserSetting::Band band) const;
};

/// The bands of a setting as dsp takes them: at most four, the rest flat.
dsp::Equaliser toDsp(const EqualiserSetting &setting);

/// The equalisers of one item: the agent's, the oracle's and the person's own. Editing any of them makes it the
/// person's: the other two stay as they were decided. Each edit is one undo step, however many values a drag passes.
class EqDocument : public QObject
{
    Q_OBJECT
public:
    /// `undo` outlives this.
    explicit EqDocument(QUndoStack &undo, QObject *parent = nullptr);

    void clear();  ///< another item: no equalisers, nothing to undo
    void setAgent(const EqualiserSetting &setting);
    void setOracle(const EqualiserSetting &setting);
    [[nodiscard]] bool isEmpty() const { return !m_slots[0] && !m_slots[1] && !m_slots[2]; }
    [[nodiscard]] bool has(EqSlot slot) const { return at(slot).has_value(); }
    [[nodiscard]] EqSlot slot() const { return m_slot; }
    void select(EqSlot slot);  ///< ignored where it has none. No edit: not undone
    /// Of the slot looked at; empty where isEmpty().
    [[nodiscard]] const EqEdit &edit() const;
    [[nodiscard]] const EqLimits &limits() const { return m_limits; }

    /// An edit that goes on (a drag): begin, change as often as it moves, finish once. `what` names it in the menu.
    void begin(const QString &what);
    void change(const EqEdit &edit);
    void finish();
    void cancel();  ///< as it was at begin()
    [[nodiscard]] bool isEditing() const { return m_running.has_value(); }
    /// A whole edit at once. Neighbouring ones of the same `series` above 0 become one step (turns of the wheel, a key
    /// held down).
    void apply(const QString &what, const EqEdit &edit, int series = 0);
    void endSeries() { ++m_epoch; }  ///< what comes next is another step

Q_SIGNALS:
    void changed();  ///< what edit() gives, or slot(), also while an edit goes on
    void rested();   ///< the same, when no edit goes on: the moment for heavy work

private:
    friend class EqCommand;
    struct State {
        EqSlot slot = EqSlot::Agent;
        std::optional<EqEdit> mine;
        bool operator==(const State &) const = default;
    };
    std::optional<EqEdit> &at(EqSlot slot) { return m_slots[static_cast<std::size_t>(slot)]; }
    [[nodiscard]] const std::optional<EqEdit> &at(EqSlot slot) const { return m_slots[static_cast<std::size_t>(slot)]; }
    [[nodiscard]] State state() const { return {m_slot, at(EqSlot::Mine)}; }
    void restore(const State &state);
    void push(const QString &what, const State &before, int series);
    void put(EqSlot slot, const EqualiserSetting &setting);

    QUndoStack &m_undo;
    EqLimits m_limits;
    std::array<std::optional<EqEdit>, 3> m_slots;
    EqSlot m_slot = EqSlot::Agent;
    struct Running {
        QString what;
        State before;
    };
    std::optional<Running> m_running;
    int m_epoch = 0;
};

}  // namespace tonewright
