#pragma once

#include <cstdint>

#include "core/rl/agent.h"
#include "core/rl/environment.h"

/// For the speed tables: where the time of training goes, in CPU time of this one thread.
namespace tonewright::rl::test
{

void printSpeedHeader();
/// Trains on `copies` of the problem for so many steps and prints the table's row.
void reportSpeed(const char *name, Agent &agent, const EnvironmentFactory &factory, std::size_t copies,
                 std::int64_t steps);

}  // namespace tonewright::rl::test
