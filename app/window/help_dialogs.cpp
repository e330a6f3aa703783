#include "app/window/help_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

#include "core/base/log.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

QString text(const char *source)
{
    return QCoreApplication::translate("HelpDialogs", source);
}

QDialog *makeDialog(QWidget *window, const QString &title)
{
    auto *dialog = new QDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowModality(Qt::NonModal);
    dialog->setWindowTitle(title);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(2 * kGrid);
    return dialog;
}

void addClose(QDialog *dialog)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    dialog->layout()->addWidget(buttons);
}

}  // namespace

QDialog *makeAboutDialog(QWidget *window, const QString &libraries)
{
    QDialog *dialog = makeDialog(window, text(QT_TRANSLATE_NOOP("HelpDialogs", "About Tonewright")));
    auto *picture = new QLabel(dialog);
    picture->setPixmap(applicationIcon().pixmap(64, 64));
    picture->setAccessibleName(text(QT_TRANSLATE_NOOP("HelpDialogs", "Tonewright's icon")));
    auto *words = new QLabel(dialog);
    words->setTextFormat(Qt::RichText);
    words->setWordWrap(true);
    words->setOpenExternalLinks(true);
    words->setTextInteractionFlags(Qt::TextBrowserInteraction);
    QString parts = QStringLiteral("Qt ") + QLatin1String(qVersion());
    parts += QStringLiteral(", ") + (libraries.isEmpty() ? QStringLiteral("LibTorch") : libraries.toHtmlEscaped());
    words->setText(QStringLiteral("<p><b>%1</b></p><p>%2</p><p>%3</p><p>%4</p><p>%5</p>")
                       .arg(QString::fromStdString(programVersion()).toHtmlEscaped(),
                            text(QT_TRANSLATE_NOOP("HelpDialogs", "Train, watch and hear agents that process audio.")),
                            text(QT_TRANSLATE_NOOP("HelpDialogs",
                                                   "Free software under the GNU General Public License, version 3 or "
                                                   "later (GPL-3.0-or-later). It comes without any warranty.")),
                            text(QT_TRANSLATE_NOOP(
                                "HelpDialogs",
                                "Tonewright is based in part on the work of the Qwt project (https://qwt.sf.net).")),
                            text(QT_TRANSLATE_NOOP("HelpDialogs",
                                                   "Made with %1, libsndfile, FFTW, libsoxr, libebur128, FluidSynth, "
                                                   "SQLite, nlohmann-json, fmt and spdlog."))
                                .arg(parts)));
    dialog->layout()->addWidget(picture);
    dialog->layout()->addWidget(words);
    addClose(dialog);
    dialog->setFixedWidth(56 * kGrid);
    return dialog;
}

}  // namespace tonewright
