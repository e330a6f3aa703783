#pragma once

#include <QtTest/QTest>
#include <string>

#include "core/studies/eq_matching/learner.h"

/// What the tests of all learners share.
namespace tonewright::test
{

inline rl::Checkpoint saved(eq_matching::Learner &learner)
{
    rl::AgentState state;
    learner.save(state);
    return std::move(state.checkpoint);
}

/// Episodes of so many iterations, as text with every number.
inline std::string csvOf(eq_matching::Learner &learner, const eq_matching::PairSource &source, int iterations,
                         std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max())
{
    std::string text;
    for (int i = 0; i < iterations; ++i) {
        RunListener silent;
        RunContext context(silent, {});
        const auto records = learner.iterate(source, context, mostEpisodes);
        if (!records)
            qFatal("%s", records.error().describe().c_str());
        for (const auto &record : *records) {
            text += std::to_string(record.episode) + "," + std::to_string(record.steps) + "," + record.item;
            for (const double value : record.values)
                text += "," + std::to_string(value);
            text += "\n";
        }
    }
    return text;
}

}  // namespace tonewright::test
