#include "widgets/spectrogram/frequency_scale.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/mel.h"

namespace tonewright
{

namespace
{

constexpr double kLowestLogHz = 10;

/// The quantity that is even along the axis.
double warped(double hertz, FrequencyScale scale)
{
    switch (scale) {
    case FrequencyScale::Log:
        return std::log(std::max(hertz, kLowestLogHz));
    case FrequencyScale::Mel:
        return dsp::hzToMel(hertz);
    case FrequencyScale::Linear:
        break;
    }
    return hertz;
}

double unwarped(double value, FrequencyScale scale)
{
    switch (scale) {
    case FrequencyScale::Log:
        return std::exp(value);
    case FrequencyScale::Mel:
        return dsp::melToHz(value);
    case FrequencyScale::Linear:
        break;
    }
    return value;
}

/// From `low` on, `length` long (both warped), moved or cut to fit what there is.
FrequencyRange fitted(double low, double length, FrequencyScale scale, double highestHz)
{
    const double least = warped(0, scale);
    const double most = warped(highestHz, scale);
    length = std::min(length, most - least);
    low = std::clamp(low, least, most - length);
    FrequencyRange range{unwarped(low, scale), unwarped(low + length, scale)};
    if (low <= least)
        range.minimumHz = scale == FrequencyScale::Log ? kLowestLogHz : 0;
    if (low + length >= most)
        range.maximumHz = highestHz;
    return range;
}

/// Values that read well, denser from set to set.
std::vector<double> evenTicks(double low, double high, double step)
{
    std::vector<double> ticks;
    for (double i = std::ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); ++i)
        ticks.push_back(i * step);
    return ticks;
}

std::vector<double> decadeTicks(double low, double high)
{
    std::vector<double> ticks;
    for (double decade = 10; decade <= high; decade *= 10)
        for (const double factor : {1.0, 2.0, 5.0})
            if (decade * factor >= low * 0.999 && decade * factor <= high * 1.001)
                ticks.push_back(decade * factor);
    return ticks;
}

}  // namespace

double frequencyToUnit(double hertz, const SpectrogramSettings &settings)
{
    const double low = warped(settings.minimumHz, settings.scale);
    return (warped(hertz, settings.scale) - low) / (warped(settings.maximumHz, settings.scale) - low);
}

double unitToFrequency(double unit, const SpectrogramSettings &settings)
{
    const double low = warped(settings.minimumHz, settings.scale);
    return unwarped(low + unit * (warped(settings.maximumHz, settings.scale) - low), settings.scale);
}

std::vector<double> frequencyTicks(const SpectrogramSettings &settings, double height, double spacing)
{
    const double low =
        settings.scale == FrequencyScale::Log ? std::max(settings.minimumHz, kLowestLogHz) : settings.minimumHz;
    const double high = settings.maximumHz;
    if (settings.scale != FrequencyScale::Linear) {
        std::vector<double> ticks = decadeTicks(low, high);
        if (ticks.size() >= 3)
            return ticks;
    }
    // Somebody has zoomed in, or the axis is even: the finest step whose ticks stay apart where they are closest.
    static constexpr double kSteps[] = {5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000};
    for (const double step : kSteps) {
        const double top = std::floor(high / step) * step;
        const double closest =
            (frequencyToUnit(top, settings) - frequencyToUnit(std::max(low, top - step), settings)) * height;
        if (closest >= spacing)
            return evenTicks(low, high, step);
    }
    return evenTicks(low, high, 10000);
}

FrequencyRange zoomedFrequencies(const SpectrogramSettings &settings, double unit, double factor, double highestHz)
{
    const double low = warped(settings.minimumHz, settings.scale);
    const double length = warped(settings.maximumHz, settings.scale) - low;
    double newLength = length * factor;
    const auto widthHz = [&](double candidate) {
        const double from = low + unit * (length - candidate);
        return unwarped(from + candidate, settings.scale) - unwarped(from, settings.scale);
    };
    if (factor < 1 && widthHz(newLength) < kLeastHz) {
        double tooShort = newLength, enough = length;
        if (widthHz(enough) <= kLeastHz)
            return {settings.minimumHz, settings.maximumHz};
        for (int i = 0; i < 40; ++i) {
            const double middle = (tooShort + enough) / 2;
            (widthHz(middle) < kLeastHz ? tooShort : enough) = middle;
        }
        newLength = enough;
    }
    return fitted(low + unit * (length - newLength), newLength, settings.scale, highestHz);
}

FrequencyRange scrolledFrequencies(const SpectrogramSettings &settings, double units, double highestHz)
{
    const double low = warped(settings.minimumHz, settings.scale);
    const double length = warped(settings.maximumHz, settings.scale) - low;
    return fitted(low + units * length, length, settings.scale, highestHz);
}

}  // namespace tonewright
