#pragma once

#include "core/base/result.h"
#include "core/study/equaliser_setting.h"

namespace tonewright::eq_exchange
{

/// `given` in the bands of `layout`: each given band takes the next free place of its kind, peaks in the order of their
/// frequencies; places left over get 0 dB and keep their frequency and Q. Passes and rate are the given ones.
/// Unsupported where a kind has more bands than places.
Result<EqualiserSetting> fittedTo(const EqualiserSetting &layout, const EqualiserSetting &given);

}  // namespace tonewright::eq_exchange
