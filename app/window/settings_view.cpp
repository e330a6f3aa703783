#include "app/window/settings_view.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
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

SettingsView::SettingsView(QWidget *parent)
    : QWidget(parent), m_agent(new QComboBox(this)), m_summary(new QLabel(this)), m_form(new ParameterForm(this))
{
    setAccessibleName(tr("Settings of the run"));
    auto *label = new QLabel(tr("A&gent"), this);
    label->setBuddy(m_agent);
    m_agent->setAccessibleName(tr("Agent"));
    m_agent->view()->setAccessibleName(tr("Agents to choose from"));
    m_agent->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_agent->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_summary->setWordWrap(true);
    m_summary->setFont(textFont(TextSize::Small));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(kGrid, kGrid, kGrid, 0);
    row->setSpacing(kGrid);
    row->addWidget(label);
    row->addWidget(m_agent, 1);
    auto *text = new QHBoxLayout;
    text->setContentsMargins(kGrid, 0, kGrid, 0);
    text->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addLayout(text);
    layout->addWidget(m_form, 1);
    connect(m_agent, &QComboBox::activated, this, [this](int index) {
        if (index >= 0)
            choose(static_cast<std::size_t>(index));
    });
}

void SettingsView::setDescriptor(const StudyDescriptor &descriptor)
{
    m_algorithms = descriptor.algorithms;
    m_agent->clear();
    for (const AlgorithmSpec &algorithm : m_algorithms) {
        m_agent->addItem(studyText(algorithm.title), QString::fromStdString(algorithm.id));
        m_agent->setItemData(m_agent->count() - 1, studyText(algorithm.summary), Qt::ToolTipRole);
    }
    m_chosen = 0;
    showAlgorithm();
}

void SettingsView::showAlgorithm()
{
    const AlgorithmSpec &algorithm = m_algorithms[m_chosen];
    m_agent->setCurrentIndex(static_cast<int>(m_chosen));
    m_agent->setToolTip(studyText(algorithm.summary));
    m_summary->setText(studyText(algorithm.summary));
    auto specs = runSettings();
    const auto &own = algorithm.parameters.specs();
    specs.insert(specs.end(), own.begin(), own.end());
    m_form->setSchema(ParameterSchema(std::move(specs)));
}

void SettingsView::choose(std::size_t algorithm)
{
    if (algorithm >= m_algorithms.size() || algorithm == m_chosen)
        return;
    const ParameterSet before = m_form->values();
    const ParameterSchema &from = m_algorithms[m_chosen].parameters;
    const ParameterSchema &to = m_algorithms[algorithm].parameters;
    ParameterSet kept;
    for (const char *name : {kMinutes, kSeed})
        kept.set(name, before.at(name));
    // Defaults differ from agent to agent, so only what somebody changed goes along.
    for (const ParameterSpec &spec : from.specs())
        if (to.find(spec.name) != nullptr && before.at(spec.name) != spec.defaultValue &&
            to.check(spec.name, before.at(spec.name)))
            kept.set(spec.name, before.at(spec.name));
    m_chosen = algorithm;
    showAlgorithm();
    static_cast<void>(m_form->setValues(kept));
}

void SettingsView::setValues(const std::string &algorithm, const ParameterSet &parameters, std::uint64_t seed)
{
    for (std::size_t i = 0; i < m_algorithms.size(); ++i)
        if (m_algorithms[i].id == algorithm)
            choose(i);
    ParameterSet values = parameters;
    values.set(kSeed, static_cast<std::int64_t>(std::min<std::uint64_t>(seed, kMaximumSeed)));
    if (const auto set = m_form->setValues(values); !set)
        m_form->resetToDefaults();
}

void SettingsView::change(const std::string &algorithm, const ParameterSet &parameters,
                          std::optional<std::uint64_t> seed)
{
    for (std::size_t i = 0; i < m_algorithms.size(); ++i)
        if (m_algorithms[i].id == algorithm)
            choose(i);
    ParameterSet values = parameters;
    if (seed)
        values.set(kSeed, static_cast<std::int64_t>(std::min<std::uint64_t>(*seed, kMaximumSeed)));
    static_cast<void>(m_form->setValues(values));
}

void SettingsView::fill(RunRequest &request) const
{
    const ParameterSet values = m_form->values();
    request.algorithm = m_algorithms[m_chosen].id;
    request.parameters = {};
    for (const ParameterSpec &spec : m_algorithms[m_chosen].parameters.specs())
        request.parameters.set(spec.name, values.at(spec.name));
    request.minutes = values.real(kMinutes);
    request.seed = static_cast<std::uint64_t>(values.integer(kSeed));
}

void SettingsView::setRunning(bool running)
{
    m_form->setRunning(running);
    m_agent->setEnabled(!running);
}

void SettingsView::setMinutes(double minutes)
{
    ParameterSet values;
    values.set(kMinutes, std::clamp(minutes, 0.0, kMaximumMinutes));
    static_cast<void>(m_form->setValues(values));
}

}  // namespace tonewright
