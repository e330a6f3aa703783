#include "core/rl/sum_tree.h"

#include <algorithm>
#include <bit>

namespace tonewright::rl
{

SumTree::SumTree(std::size_t leaves)
    : m_leaves(leaves), m_base(std::bit_ceil(leaves == 0 ? std::size_t{1} : leaves)), m_nodes(2 * m_base, 0.0)
{
}

void SumTree::set(std::size_t leaf, double weight)
{
    std::size_t node = m_base + leaf;
    m_nodes[node] = weight;
    for (node /= 2; node >= 1; node /= 2)
        m_nodes[node] = m_nodes[2 * node] + m_nodes[2 * node + 1];
}

std::size_t SumTree::find(double prefix) const
{
    std::size_t node = 1;
    while (node < m_base) {
        const double left = m_nodes[2 * node];
        const double right = m_nodes[2 * node + 1];
        // Rounding may leave `prefix` at or past the end of the left sum with nothing on the right.
        if (prefix < left || right <= 0.0) {
            node = 2 * node;
        } else {
            prefix -= left;
            node = 2 * node + 1;
        }
    }
    return node - m_base;
}

void SumTree::find(std::span<double> prefixes, std::span<std::uint32_t> leaves) const
{
    std::fill(leaves.begin(), leaves.end(), 1U);
    for (std::size_t level = 1; level < m_base; level *= 2) {
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const std::size_t node = leaves[i];
            const double left = m_nodes[2 * node];
            const double right = m_nodes[2 * node + 1];
            // Arithmetic, not a branch: nobody can predict it.
            const auto goRight =
                static_cast<std::uint32_t>(prefixes[i] >= left) & static_cast<std::uint32_t>(right > 0.0);
            prefixes[i] -= static_cast<double>(goRight) * left;
            leaves[i] = static_cast<std::uint32_t>(2 * node) + goRight;
        }
    }
    for (std::uint32_t &leaf : leaves)
        leaf -= static_cast<std::uint32_t>(m_base);
}

}  // namespace tonewright::rl
