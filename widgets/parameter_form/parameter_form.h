#pragma once

#include <QtWidgets/QWidget>
#include <memory>

#include "core/study/parameter_schema.h"

namespace tonewright
{

/// Controls for a ParameterSchema: a heading a group (the first open, the others folded until somebody opens them; a
/// folded one says how many of its settings differ from their defaults), one row a setting with its unit, hint as
/// tooltip, and a button that takes the row back to its default while it differs. Values are always inside their
/// ranges.
class ParameterForm : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterForm(QWidget *parent = nullptr);
    ~ParameterForm() override;

    void setSchema(const ParameterSchema &schema);  ///< values become the defaults
    [[nodiscard]] ParameterSet values() const;
    /// Names that are missing keep their value; values that the schema refuses are reported and left out.
    Result<void> setValues(const ParameterSet &values);
    void resetToDefaults();
    [[nodiscard]] bool isDefault() const;
    /// While a run goes on only live-editable settings can be changed.
    void setRunning(bool running);
    /// Folding is remembered by the group's title as long as the form lives, from one schema to the next.
    void setGroupOpen(const QString &group, bool open);
    [[nodiscard]] bool isGroupOpen(const QString &group) const;
    /// The control of a setting, in a folded group too, for tests and for focus: a QAbstractSpinBox, QComboBox or
    /// QCheckBox.
    [[nodiscard]] QWidget *editor(const QString &name) const;

Q_SIGNALS:
    void valueChanged(const QString &name);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
