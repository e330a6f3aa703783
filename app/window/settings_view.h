#pragma once

#include <QWidget>
#include <optional>
#include <string>
#include <vector>

#include "core/project/run_session.h"
#include "core/study/study_descriptor.h"

class QComboBox;
class QLabel;

namespace tonewright
{

class ParameterForm;

/// What Start will do: which agent learns, how long, from which seed, and the agent's own settings. Choosing another
/// agent keeps what was changed, as far as the new one has it.
class SettingsView : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsView(QWidget *parent = nullptr);

    void setDescriptor(const StudyDescriptor &descriptor);
    /// Shows what an opened run was begun with. An unknown algorithm leaves the agent as it is.
    void setValues(const std::string &algorithm, const ParameterSet &parameters, std::uint64_t seed);
    /// Changes what is given; the rest stays. An empty algorithm: the agent stays.
    void change(const std::string &algorithm, const ParameterSet &parameters, std::optional<std::uint64_t> seed);
    /// Limits and settings go into `request`; corpus and study are the caller's.
    void fill(RunRequest &request) const;
    void setRunning(bool running);
    void setMinutes(double minutes);

    [[nodiscard]] ParameterForm *form() const { return m_form; }
    [[nodiscard]] QComboBox *agent() const { return m_agent; }

private:
    void choose(std::size_t algorithm);
    void showAlgorithm();

    std::vector<AlgorithmSpec> m_algorithms;
    std::size_t m_chosen = 0;
    QComboBox *m_agent;
    QLabel *m_summary;
    ParameterForm *m_form;
};

}  // namespace tonewright
