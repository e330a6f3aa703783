#pragma once

#include <QDialog>

#include "core/study/study_model.h"

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace tonewright
{

/// Asks which file is to be processed, what it should sound like and how much of it. Keeps the answers for the next
/// time.
class OwnSoundDialog : public QDialog
{
    Q_OBJECT

public:
    explicit OwnSoundDialog(QWidget *parent = nullptr);

    [[nodiscard]] ModelTask task() const;
    void setFiles(const QString &raw, const QString &reference);

Q_SIGNALS:
    void chosen(const tonewright::ModelTask &task);

private:
    QLineEdit *addFile(const QString &label, const QString &hint);
    void check();

    QLineEdit *m_raw;
    QRadioButton *m_same;
    QRadioButton *m_other;
    QLineEdit *m_reference;
    QSpinBox *m_amount;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

}  // namespace tonewright
