#pragma once

#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace tonewright
{

/// A decision that is an equaliser: biquads of the RBJ Audio-EQ-Cookbook, one after the other. As decided: a frequency
/// may lie above what the sample rate has, where dsp::limited() brings it down.
struct EqualiserSetting {
    enum class Kind { LowShelf, Peak, HighShelf };
    struct Band {
        Kind kind = Kind::Peak;
        double frequencyHz = 1000.0;
        double gainDb = 0.0;  ///< of one pass
        double q = 1.0;
        bool operator==(const Band &) const = default;
    };
    std::vector<Band> bands{};
    int passes = 1;             ///< 2: run forward and backward, so that every gain acts twice and the phase is zero
    double sampleRate = 44100;  ///< Hz: of the sound it was decided for
    bool operator==(const EqualiserSetting &) const = default;

    /// {"filter": "zero_phase" | "causal", "sample_rate_hz": …, "bands": [{"kind": "low_shelf" | "peak" | "high_shelf",
    /// "frequency_hz": …, "gain_db": … (of one pass), "q": …}, …]}
    [[nodiscard]] Json toJson() const;
    /// BadData naming the field that is missing or unusable: numbers must be finite, frequencies, Q and rate above 0.
    static Result<EqualiserSetting> fromJson(const Json &json);
};

}  // namespace tonewright
