#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/rng.h"

namespace tonewright
{

/// Probability that guessing gets at least `correct` of `trials` right: Σ_{k ≥ correct} C(trials, k) / 2^trials, exact
/// in double for trials ≤ 50. 1 for correct ≤ 0, 0 for correct > trials.
double abxPValue(int correct, int trials);

struct AbxSetup {
    static constexpr int kFewest = 10;
    static constexpr int kMost = 25;
    int trials = 16;
    std::uint64_t seed = 0;  ///< decides what X is in each trial
    std::string item{};      ///< the piece of music, for the record
    std::string a{};         ///< what is compared, for the record: "processed"
    std::string b{};
};

/// A blind test whether two sounds can be told apart: in each trial X is A or B, with equal chance and independently of
/// what went before, and the listener says which. What was right is told only after the last trial. (The method:
/// D. Clark, "High-Resolution Subjective Testing Using a Double-Blind Comparator", JAES 30(5), 1982.)
class AbxTest
{
public:
    enum class Side { A, B };
    struct Trial {
        Side x = Side::A;
        Side answer = Side::A;
        double seconds = 0;  ///< until the answer
        [[nodiscard]] bool isCorrect() const { return x == answer; }
    };
    struct Outcome {
        std::vector<Trial> trials;
        int correct = 0;
        double pValue = 1;
    };

    /// InvalidArgument unless 10 ≤ trials ≤ 25.
    static Result<AbxTest> begin(const AbxSetup &setup);

    [[nodiscard]] const AbxSetup &setup() const { return m_setup; }
    [[nodiscard]] int answered() const { return static_cast<int>(m_trials.size()); }
    [[nodiscard]] bool isFinished() const { return answered() == m_setup.trials; }
    /// What X is in the trial at hand: for the player alone. The last trial's when all are answered.
    [[nodiscard]] Side x() const { return m_x; }
    /// The listener's answer; the next trial begins. Ignored after the last one.
    void answer(Side xIs, double seconds);

    /// Nothing before the last answer.
    [[nodiscard]] std::optional<Outcome> result() const;
    /// The record: setup, every trial, p-value. Null before the last answer.
    [[nodiscard]] Json toJson() const;

private:
    explicit AbxTest(const AbxSetup &setup);

    AbxSetup m_setup;
    Rng m_rng;
    Side m_x;
    std::vector<Trial> m_trials;
};

}  // namespace tonewright
