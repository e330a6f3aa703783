#include "core/study/preview.h"

#include <cmath>

namespace tonewright
{

void setRunnerUp(ValuePreference &preference)
{
    preference.runnerUp = std::numeric_limits<double>::quiet_NaN();
    const auto &values = preference.values;
    std::size_t taken = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        if (std::fabs(values[i] - preference.chosen) < std::fabs(values[taken] - preference.chosen))
            taken = i;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < values.size(); ++i)
        if (i != taken && preference.scores[i] > most) {
            most = preference.scores[i];
            preference.runnerUp = values[i];
        }
}

}  // namespace tonewright
