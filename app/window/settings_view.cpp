#include "app/window/settings_view.h"

#include <QVBoxLayout>
#include <algorithm>
#include <limits>
#include <utility>

#include "widgets/parameter_form/parameter_form.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

// The dot keeps these apart from a study's own names.
constexpr const char *kMinutes = "run.minutes";
constexpr const char *kSeed = "run.seed";
constexpr double kDefaultMinutes = 5;
constexpr double kMaximumMinutes = 24 * 60;
constexpr std::int64_t kMaximumSeed = std::numeric_limits<std::int32_t>::max();

std::vector<ParameterSpec> runSettings()
{
    const std::string group = SettingsView::tr("Run").toStdString();
    ParameterSpec minutes;
    minutes.name = kMinutes;
    minutes.label = SettingsView::tr("Train for").toStdString();
    minutes.unit = SettingsView::tr("min", "minutes").toStdString();
    minutes.group = group;
    minutes.hint =
        SettingsView::tr("Training ends by itself after this time; 0 trains until you press Stop. Pauses don't "
                         "count.")
            .toStdString();
    minutes.type = ParameterType::Real;
    minutes.defaultValue = kDefaultMinutes;
    minutes.maximum = kMaximumMinutes;
    ParameterSpec seed;
    seed.name = kSeed;
    seed.label = SettingsView::tr("Seed").toStdString();
    seed.group = group;
    seed.hint = SettingsView::tr("Where the run's random choices begin. The same seed and settings give the same run "
                                 "again; compare several seeds before you believe a difference.")
                    .toStdString();
    seed.type = ParameterType::Integer;
    seed.defaultValue = std::int64_t{1};
    seed.maximum = static_cast<double>(kMaximumSeed);
    return {minutes, seed};
}

}  // namespace

SettingsView::SettingsView(QWidget *parent) : QWidget(parent), m_form(new ParameterForm(this))
{
    setAccessibleName(tr("Settings of the run"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_form);
}

void SettingsView::setDescriptor(const StudyDescriptor &descriptor)
{
    m_study = descriptor.defaultAlgorithm().parameters;
    auto specs = runSettings();
    specs.insert(specs.end(), m_study.specs().begin(), m_study.specs().end());
    m_form->setSchema(ParameterSchema(std::move(specs)));
}

void SettingsView::setValues(const ParameterSet &parameters, std::uint64_t seed)
{
    ParameterSet values = parameters;
    values.set(kSeed, static_cast<std::int64_t>(std::min<std::uint64_t>(seed, kMaximumSeed)));
    if (const auto set = m_form->setValues(values); !set)
        m_form->resetToDefaults();
}

void SettingsView::change(const ParameterSet &parameters, std::optional<std::uint64_t> seed)
{
    ParameterSet values = parameters;
    if (seed)
        values.set(kSeed, static_cast<std::int64_t>(std::min<std::uint64_t>(*seed, kMaximumSeed)));
    static_cast<void>(m_form->setValues(values));
}

void SettingsView::fill(RunRequest &request) const
{
    const ParameterSet values = m_form->values();
    request.parameters = {};
    for (const ParameterSpec &spec : m_study.specs())
        request.parameters.set(spec.name, values.at(spec.name));
    request.minutes = values.real(kMinutes);
    request.seed = static_cast<std::uint64_t>(values.integer(kSeed));
}

void SettingsView::setRunning(bool running)
{
    m_form->setRunning(running);
}

void SettingsView::setMinutes(double minutes)
{
    ParameterSet values;
    values.set(kMinutes, std::clamp(minutes, 0.0, kMaximumMinutes));
    static_cast<void>(m_form->setValues(values));
}

}  // namespace tonewright
