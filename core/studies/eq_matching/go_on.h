#pragma once

#include <functional>

namespace tonewright::eq_matching
{

/// Asked between the steps of long work: false = stop (Cancelled).
using GoOn = std::function<bool()>;

}  // namespace tonewright::eq_matching
