#pragma once

#include <cstdint>
#include <limits>

namespace tonewright::rl
{

/// A learning rate that falls when a loss stops falling: multiplied by `factor` once more than `patience` losses in a
/// row were no better than the best so far. Better: below 0.9999 of it. A fall of at most 1e-8 is left out. Behaves as
/// PyTorch's ReduceLROnPlateau with its other defaults (mode min, threshold 1e-4 relative, cooldown 0, eps 1e-8). A
/// loss that is not a number is never better.
class PlateauSchedule
{
public:
    struct State {
        double rate = 0;
        double best = std::numeric_limits<double>::infinity();
        std::int64_t badLosses = 0;  ///< in a row
    };

    PlateauSchedule(double rate, double factor, int patience)
        : m_factor(factor), m_patience(patience), m_state{.rate = rate}
    {
    }

    [[nodiscard]] double rate() const { return m_state.rate; }
    void observe(double loss)
    {
        if (loss < m_state.best * (1.0 - kThreshold)) {
            m_state.best = loss;
            m_state.badLosses = 0;
            return;
        }
        if (++m_state.badLosses <= m_patience)
            return;
        m_state.badLosses = 0;
        const double lower = m_state.rate * m_factor;
        if (m_state.rate - lower > kLeastFall)
            m_state.rate = lower;
    }

    [[nodiscard]] const State &state() const { return m_state; }
    void restore(const State &state) { m_state = state; }

private:
    static constexpr double kThreshold = 1e-4;
    static constexpr double kLeastFall = 1e-8;
    double m_factor;
    int m_patience;
    State m_state;
};

}  // namespace tonewright::rl
