#include "app/window/settings_view.h"

#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

#include "widgets/parameter_form/parameter_form.h"
#include "widgets/style/metrics.h"

namespace tonewright {

namespace {
constexpr int kDefaultMinutes = 5;
constexpr int kMaximumMinutes = 24 * 60;
}  // namespace

SettingsView::SettingsView(QWidget *parent)
    : QWidget(parent), m_minutes(new QSpinBox(this)), m_seed(new QSpinBox(this)), m_form(new ParameterForm(this))
{
    setAccessibleName(tr("Settings of the run"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kGrid, 0, 0);
    layout->setSpacing(kGrid);
    auto *limits = new QFormLayout;
    limits->setContentsMargins(kGrid, 0, kGrid, 0);
    limits->setHorizontalSpacing(2 * kGrid);
    limits->setVerticalSpacing(kGrid);
    m_minutes->setRange(0, kMaximumMinutes);
    m_minutes->setValue(kDefaultMinutes);
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setSpecialValueText(tr("until stopped"));
    m_minutes->setAccessibleName(tr("Train for"));
    m_minutes->setToolTip(tr("Training ends by itself after this time; 0 trains until you press Stop. Pauses don't count."));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setValue(1);
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(tr("Where the run's random choices begin. The same seed and settings give the same run again; "
                          "compare several seeds before you believe a difference."));
    limits->addRow(tr("Train for"), m_minutes);
    limits->addRow(tr("Seed"), m_seed);
    layout->addLayout(limits);
    layout->addWidget(m_form, 1);
}

void SettingsView::setDescriptor(const StudyDescriptor &descriptor)
{
    m_form->setSchema(descriptor.parameters);
}

void SettingsView::setValues(const ParameterSet &parameters, std::uint64_t seed)
{
    if (const auto set = m_form->setValues(parameters); !set)
        m_form->resetToDefaults();
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(seed, std::numeric_limits<int>::max())));
}

void SettingsView::fill(RunRequest &request) const
{
    request.parameters = m_form->values();
    request.minutes = m_minutes->value();
    request.seed = static_cast<std::uint64_t>(m_seed->value());
}

void SettingsView::setRunning(bool running)
{
    m_minutes->setEnabled(!running);
    m_seed->setEnabled(!running);
    m_form->setRunning(running);
}

void SettingsView::setMinutes(int minutes)
{
    m_minutes->setValue(minutes);
}

}  // namespace tonewright
