#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tonewright
{

/// Debiased exponential moving average (as TensorBoard since 2019): m ← a·m + (1−a)·x, shown m / (1 − aⁿ). The first
/// value is the first sample, a constant stays itself, and a point never moves when more come. NaN is skipped.
class DebiasedEma
{
public:
    explicit DebiasedEma(double weight = 0.9) : m_weight(weight) {}
    double add(double value);  ///< the smoothed value; NaN until something finite came
private:
    double m_weight;  // 0 (none) … < 1
    double m_mean = 0;
    double m_decay = 1;  // aⁿ
};

/// Mean and spread of the latest values of each group, and how many there were altogether.
class GroupStatistics
{
public:
    explicit GroupStatistics(std::size_t window = 200) : m_window(window) {}
    void add(const std::string &group, double value);  ///< NaN is skipped
    void clear() { m_groups.clear(); }

    struct Row {
        std::string group;
        double mean = 0;
        double deviation = 0;   ///< of the sample (n − 1); 0 for one value
        std::size_t used = 0;   ///< values in the window
        std::size_t count = 0;  ///< values ever
    };
    [[nodiscard]] std::vector<Row> rows() const;  ///< sorted by group
    [[nodiscard]] std::size_t window() const { return m_window; }

private:
    struct Group {
        std::deque<double> latest;
        std::size_t count = 0;
    };
    std::size_t m_window;
    std::map<std::string, Group> m_groups;
};

}  // namespace tonewright
