#include "core/eq_exchange/band_layout.h"

#include <algorithm>
#include <vector>

namespace tonewright::eq_exchange
{

Result<EqualiserSetting> fittedTo(const EqualiserSetting &layout, const EqualiserSetting &given)
{
    EqualiserSetting result = layout;
    result.passes = given.passes;
    result.sampleRate = given.sampleRate;
    std::vector<EqualiserSetting::Band> bands = given.bands;
    std::stable_sort(bands.begin(), bands.end(),
                     [](const auto &a, const auto &b) { return a.frequencyHz < b.frequencyHz; });
    std::vector<bool> taken(result.bands.size(), false);
    for (EqualiserSetting::Band &place : result.bands)
        place.gainDb = 0.0;
    for (const EqualiserSetting::Band &band : bands) {
        std::size_t place = 0;
        while (place < result.bands.size() && (taken[place] || result.bands[place].kind != band.kind))
            ++place;
        if (place == result.bands.size())
            return fail(ErrorCode::Unsupported,
                        "it has more shelves or peaks than there are "
                        "bands of these kinds here",
                        "bands");
        taken[place] = true;
        result.bands[place] = band;
    }
    return result;
}

}  // namespace tonewright::eq_exchange
