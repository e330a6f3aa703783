#include "app/listening/spectrogram_memory.h"

#include <QSettings>
#include <type_traits>

#include "widgets/spectrogram/spectrogram_panel.h"

namespace tonewright
{

namespace
{

constexpr const char *kGroup = "spectrogram";
constexpr const char *kDifference = "difference";

/// Every setting with its name.
template <class Settings, class Visit>
void forEach(Settings &settings, Visit visit)
{
    visit("windowSamples", settings.windowSamples);
    visit("window", settings.window);
    visit("framesPerWindow", settings.framesPerWindow);
    visit("scale", settings.scale);
    visit("colours", settings.colours);
    visit("floorDb", settings.floorDb);
    visit("ceilingDb", settings.ceilingDb);
    visit("autoLevels", settings.autoLevels);
    visit("minimumHz", settings.minimumHz);
    visit("maximumHz", settings.maximumHz);
    visit("differenceDb", settings.differenceDb);
}

template <class Value>
void read(const QSettings &stored, const char *name, Value &value)
{
    const QVariant found = stored.value(QLatin1String(name));
    bool understood = false;
    if constexpr (std::is_same_v<Value, bool>) {
        if (found.isValid())
            value = found.toBool();
    } else if constexpr (std::is_same_v<Value, double>) {
        const double number = found.toDouble(&understood);
        if (understood)
            value = number;
    } else {
        const int number = found.toInt(&understood);
        if (understood && number >= 0)
            value = static_cast<Value>(number);
    }
}

void write(QSettings &stored, const char *name, const auto &value)
{
    if constexpr (std::is_enum_v<std::decay_t<decltype(value)>>)
        stored.setValue(QLatin1String(name), int(value));
    else
        stored.setValue(QLatin1String(name), value);
}

}  // namespace

SpectrogramMemory::SpectrogramMemory(SpectrogramPanel &panel, QObject *parent) : QObject(parent)
{
    QSettings stored;
    stored.beginGroup(QLatin1String(kGroup));
    SpectrogramSettings settings = panel.settings();
    forEach(settings, [&stored](const char *name, auto &value) { read(stored, name, value); });
    // What another version wrote and this one doesn't have.
    if (settings.window > dsp::WindowShape::Rectangular)
        settings.window = SpectrogramSettings().window;
    if (settings.scale > FrequencyScale::Linear)
        settings.scale = SpectrogramSettings().scale;
    if (settings.colours > ColourMapKind::Grey)
        settings.colours = SpectrogramSettings().colours;
    panel.setSettings(settings);
    panel.setDifferenceShown(stored.value(QLatin1String(kDifference), panel.showsDifference()).toBool());

    connect(&panel, &SpectrogramPanel::settingsChanged, this, [](const SpectrogramSettings &changed) {
        QSettings all;
        all.beginGroup(QLatin1String(kGroup));
        forEach(changed, [&all](const char *name, const auto &value) { write(all, name, value); });
    });
    connect(&panel, &SpectrogramPanel::differenceShownChanged, this, [](bool shown) {
        QSettings all;
        all.beginGroup(QLatin1String(kGroup));
        all.setValue(QLatin1String(kDifference), shown);
    });
}

}  // namespace tonewright
