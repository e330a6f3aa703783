#pragma once

#include <QWidget>
#include <optional>

#include "core/project/run_session.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

class ParameterForm;

/// What Start will do: how long, from which seed, and the study's own settings, all in one form.
class SettingsView : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsView(QWidget *parent = nullptr);

    void setDescriptor(const StudyDescriptor &descriptor);
    /// Shows what an opened run was begun with.
    void setValues(const ParameterSet &parameters, std::uint64_t seed);
    /// Changes what is given; the rest stays.
    void change(const ParameterSet &parameters, std::optional<std::uint64_t> seed);
    /// Limits and settings go into `request`; corpus and study are the caller's.
    void fill(RunRequest &request) const;
    void setRunning(bool running);
    void setMinutes(double minutes);

    [[nodiscard]] ParameterForm *form() const { return m_form; }

private:
    ParameterSchema m_study;
    ParameterForm *m_form;
};

}  // namespace tonewright
