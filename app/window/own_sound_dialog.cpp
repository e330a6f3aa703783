#include "app/window/own_sound_dialog.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/window/file_requests.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr const char *kSameMusic = "ownSound/sameMusic";
constexpr const char *kAmount = "ownSound/amount";

}  // namespace

OwnSoundDialog::OwnSoundDialog(QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::NonModal);
    setWindowTitle(tr("Process your own track"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);

    auto *intro =
        new QLabel(tr("The trained agent that comes with Tonewright listens to two files and decides at once."), this);
    intro->setWordWrap(true);
    layout->addWidget(intro);
    m_raw = addFile(tr("&Track as it sounds now"), tr("The file to be processed; it is never changed"));
    m_reference = addFile(tr("&What it should sound like"), tr("The file whose sound is wanted"));
    m_same = new QRadioButton(tr("It is the &same music: another take, mix or master"), this);
    m_same->setToolTip(tr("Several attempts are made and compared with it exactly; the best one is taken."));
    m_other = new QRadioButton(tr("It is &another piece: match its sound on the whole"), this);
    m_other->setToolTip(tr("Only the long-term balance of low and high is matched; there is no score."));
    layout->addWidget(m_same);
    layout->addWidget(m_other);
    auto *row = new QHBoxLayout;
    auto *label = new QLabel(tr("&Amount"), this);
    m_amount = new QSpinBox(this);
    m_amount->setRange(0, 100);
    m_amount->setSuffix(tr(" %"));
    m_amount->setToolTip(tr("100 % is all that the agent would do; less is gentler."));
    m_amount->setAccessibleName(tr("Amount"));
    label->setBuddy(m_amount);
    row->addWidget(label);
    row->addWidget(m_amount);
    row->addStretch(1);
    layout->addSpacing(kGrid);
    layout->addLayout(row);
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(kRow);
    m_problem->setObjectName(QStringLiteral("problem"));
    layout->addWidget(m_problem);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *process = m_buttons->addButton(tr("&Process"), QDialogButtonBox::AcceptRole);
    process->setDefault(true);
    layout->addStretch(1);
    layout->addWidget(m_buttons);

    const QSettings settings;
    (settings.value(QLatin1String(kSameMusic), true).toBool() ? m_same : m_other)->setChecked(true);
    m_amount->setValue(settings.value(QLatin1String(kAmount), 100).toInt());
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        QSettings changed;
        changed.setValue(QLatin1String(kSameMusic), m_same->isChecked());
        changed.setValue(QLatin1String(kAmount), m_amount->value());
        Q_EMIT chosen(task());
        accept();
    });
    for (QLineEdit *edit : {m_raw, m_reference})
        connect(edit, &QLineEdit::textChanged, this, &OwnSoundDialog::check);
    check();
    resize(64 * kGrid, sizeHint().height());
}

QLineEdit *OwnSoundDialog::addFile(const QString &label, const QString &hint)
{
    auto *title = new QLabel(label, this);
    auto *edit = new QLineEdit(this);
    auto *browse = new QPushButton(tr("Browse…"), this);
    QString name = label;
    name.remove(QLatin1Char('&'));
    edit->setAccessibleName(name);
    edit->setToolTip(hint);
    edit->setClearButtonEnabled(true);
    browse->setAccessibleName(tr("Browse: %1").arg(name));
    title->setBuddy(edit);
    auto *row = new QHBoxLayout;
    row->addWidget(edit, 1);
    row->addWidget(browse);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addSpacing(kGrid);
    column->addWidget(title);
    column->addLayout(row);
    connect(browse, &QPushButton::clicked, this, [this, edit, name] {
        file_requests::audioFile(this, name, [edit](const std::filesystem::path &file) {
            edit->setText(QString::fromStdString(file.string()));
        });
    });
    return edit;
}

void OwnSoundDialog::check()
{
    QString problem;
    bool complete = true;
    for (const QLineEdit *edit : {m_raw, m_reference}) {
        const QString name = edit->text();
        complete = complete && !name.isEmpty();
        if (problem.isEmpty() && !name.isEmpty() && !QFileInfo(name).isFile())
            problem = tr("There is no file %1.").arg(name);
    }
    m_problem->setText(problem);
    for (QAbstractButton *button : m_buttons->buttons())
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(complete && problem.isEmpty());
}

void OwnSoundDialog::setFiles(const QString &raw, const QString &reference)
{
    m_raw->setText(raw);
    m_reference->setText(reference);
}

ModelTask OwnSoundDialog::task() const
{
    ModelTask task;
    task.raw = m_raw->text().toStdString();
    task.reference = m_reference->text().toStdString();
    task.sameMusic = m_same->isChecked();
    task.amount = m_amount->value() / 100.0;
    return task;
}

}  // namespace tonewright
