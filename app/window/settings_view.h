#pragma once

#include <QWidget>

#include "core/project/run_session.h"
#include "core/study/study_descriptor.h"

class QSpinBox;

namespace tonewright {

class ParameterForm;

/// What Start will do: how long, from which seed, and the study's own settings.
class SettingsView : public QWidget {
    Q_OBJECT

public:
    explicit SettingsView(QWidget *parent = nullptr);

    void setDescriptor(const StudyDescriptor &descriptor);
    /// Shows what an opened run was begun with.
    void setValues(const ParameterSet &parameters, std::uint64_t seed);
    /// Limits and settings go into `request`; corpus and study are the caller's.
    void fill(RunRequest &request) const;
    void setRunning(bool running);

    [[nodiscard]] ParameterForm *form() const { return m_form; }
    void setMinutes(int minutes);

private:
    QSpinBox *m_minutes;
    QSpinBox *m_seed;
    ParameterForm *m_form;
};

}  // namespace tonewright
