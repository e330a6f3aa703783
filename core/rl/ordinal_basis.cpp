#include "core/rl/ordinal_basis.h"

#include <cmath>

namespace tonewright::rl
{

OrdinalBasis makeOrdinalBasis(const std::vector<double> &positions, int centres)
{
    OrdinalBasis basis;
    basis.choices = static_cast<int>(positions.size());
    basis.centres = centres;
    basis.mean.assign(static_cast<std::size_t>(centres), 0.0F);
    const double spacing = 1.0 / (centres - 1);
    const double width = spacing / 1.5;
    for (const double position : positions) {
        std::vector<double> row(static_cast<std::size_t>(centres));
        double sum = 0.0;
        for (int k = 0; k < centres; ++k) {
            const double distance = (position - k * spacing) / width;
            row[static_cast<std::size_t>(k)] = std::exp(-0.5 * distance * distance);
            sum += row[static_cast<std::size_t>(k)];
        }
        for (std::size_t k = 0; k < row.size(); ++k) {
            const auto value = static_cast<float>(row[k] / sum);
            basis.values.push_back(value);
            basis.mean[k] += value / static_cast<float>(positions.size());
        }
    }
    return basis;
}

}  // namespace tonewright::rl
