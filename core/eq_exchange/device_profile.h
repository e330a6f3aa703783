#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/study/equaliser_setting.h"

namespace tonewright::eq_exchange
{

/// What an equaliser elsewhere can hold: so many bands, each with its own limits; each runs once, forward.
struct DeviceProfile {
    struct Place {
        EqualiserSetting::Kind kind = EqualiserSetting::Kind::Peak;
        double lowestHz = 20, highestHz = 10000;  ///< equal: fixed
        double leastQ = 0.1, mostQ = 6;           ///< equal: fixed
    };
    std::string_view id;     ///< of the command line
    std::string_view title;  ///< for a person
    std::vector<Place> places;
    double mostGainDb = 12;  ///< up and down
};

/// In the order in which a list shows them. Limits as AutoEq's configurations of these names have them (PEQ_CONFIGS of
/// its constants), frequencies of peaks up to 20 kHz where the program lets them go there.
const std::vector<DeviceProfile> &deviceProfiles();
/// By id; none where unknown.
std::optional<DeviceProfile> profileOf(std::string_view id);

struct Refit {
    EqualiserSetting setting;  ///< one pass, bands within the profile, those of 0 dB left out; rate as given
    double largestDb = 0;      ///< difference of its applied response from the given one's, 20 Hz to 20 kHz or 0.45 of
    double rmsDb = 0;          ///< the rate, equal weight to every octave
};

/// The profile's bands whose response comes closest to `setting`'s applied one, in least squares of dB over 300
/// frequencies: bands are put where most is missing, one after the other, and all are then moved by Levenberg-Marquardt
/// steps that are held within the limits (Nocedal and Wright, Numerical Optimization, ch. 10). A local minimum; the
/// same input gives the same bits. InvalidArgument for a setting without bands.
Result<Refit> refit(const EqualiserSetting &setting, const DeviceProfile &profile);

}  // namespace tonewright::eq_exchange
