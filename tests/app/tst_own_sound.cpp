// A person's own file through the model that comes with the program, in the window.

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <fstream>

#include "app/window/message_bar.h"
#include "app/window/own_sound_dialog.h"
#include "app/window/result_view.h"
#include "core/audio/audio_file.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/style/pane.h"
#include "window_fixture.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

struct OwnSound : WindowFixture {
    OwnSound()
    {
        std::filesystem::create_directories(folder / "data/models");
        std::ofstream(folder / "data/models/fake.twmodel") << "a model";
        qputenv("TONEWRIGHT_DATA_DIR", (folder / "data").string().c_str());
        if (!writeWav(folder / "mine.wav", noise(5, 2.0, 44100)) || !writeWav(folder / "theirs.wav", noise(6, 2.0)))
            qFatal("no files");
    }
    ~OwnSound() { qunsetenv("TONEWRIGHT_DATA_DIR"); }

    OwnSoundDialog *ask()
    {
        window->actions().ownSound->trigger();
        return window->findChild<OwnSoundDialog *>();
    }
    [[nodiscard]] QString path(const char *name) const { return QString::fromStdString((folder / name).string()); }
};

QPushButton *buttonWith(QWidget *widget, const QString &text)
{
    for (QPushButton *button : widget->findChildren<QPushButton *>())
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    return nullptr;
}

}  // namespace

class TestOwnSound : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileIsProcessedHeardAndExportedWhole()
    {
        OwnSound f;  // no music is open: none is needed
        OwnSoundDialog *dialog = f.ask();
        QVERIFY(dialog);
        QPushButton *process = buttonWith(dialog, QStringLiteral("Process"));
        QVERIFY(process && !process->isEnabled());
        const auto edits = dialog->findChildren<QLineEdit *>();
        // By keyboard: the fields in their order, then Enter.
        QTest::keyClicks(edits[0], f.path("mine.wav"));
        QVERIFY(!process->isEnabled());
        QTest::keyClicks(edits[1], f.path("theirs.wav"));
        QVERIFY(process->isEnabled());
        dialog->findChild<QSpinBox *>()->setValue(50);
        QTest::keyClick(edits[1], Qt::Key_Return);

        QTRY_VERIFY(f.window->previews().shown());
        QCOMPARE(f.window->previews().item(), std::string("mine.wav"));
        QVERIFY(!f.window->panes().curvePane->isEmpty());
        QTRY_VERIFY(!f.window->panes().spectrogramPane->isEmpty());
        QTRY_COMPARE(f.window->panes().result->findChild<QLabel *>(QStringLiteral("resultFigure"))->text(),
                     QStringLiteral("+0.25"));
        QVERIFY(f.window->messages().text().isEmpty());

        f.window->actions().exportAudio->trigger();
        auto *chooser = f.window->findChild<QFileDialog *>();
        QVERIFY(chooser);
        Q_EMIT chooser->fileSelected(f.path("out.wav"));
        QTRY_VERIFY(f.window->messages().text().contains(QStringLiteral("out.wav")));
        const auto written = readAudio(f.folder / "out.wav");
        const auto original = readAudio(f.folder / "mine.wav");
        QVERIFY(written.has_value());
        QCOMPARE(written->frames(), std::size_t{88200});  // not the excerpt that is listened to
        QCOMPARE(written->channels[0][777], 0.5F * original->channels[0][777]);
        chooser->close();
    }

    void ofAnotherPieceThereIsNoScore()
    {
        OwnSound f;
        OwnSoundDialog *dialog = f.ask();
        dialog->setFiles(f.path("mine.wav"), f.path("theirs.wav"));
        for (QRadioButton *choice : dialog->findChildren<QRadioButton *>())
            if (choice->text().contains(QStringLiteral("another piece")))
                QTest::mouseClick(choice, Qt::LeftButton);
        QTest::mouseClick(buttonWith(dialog, QStringLiteral("Process")), Qt::LeftButton);
        QTRY_VERIFY(f.window->previews().shown());
        auto *result = f.window->panes().result;
        QCOMPARE(result->findChild<QLabel *>(QStringLiteral("resultFigure"))->text(), QStringLiteral("–"));
        QVERIFY(result->findChild<QLabel *>(QStringLiteral("resultKind"))->text().contains(QStringLiteral("no score")));
        // The choice is kept for the next time.
        const OwnSoundDialog next;
        QVERIFY(!next.task().sameMusic);
    }

    void aTrackOfTheOpenMusicIsShownAgainWhenItIsChosen()
    {
        OwnSound f;
        QVERIFY(f.open());
        QTRY_VERIFY(f.window->previews().shown());
        const std::string before = f.window->previews().item();
        OwnSoundDialog *dialog = f.ask();
        dialog->setFiles(f.path("mine.wav"), f.path("theirs.wav"));
        QTest::mouseClick(buttonWith(dialog, QStringLiteral("Process")), Qt::LeftButton);
        QTRY_COMPARE(f.window->previews().item(), std::string("mine.wav"));
        QTRY_VERIFY(f.window->previews().shown());
        QVERIFY(f.window->panes().corpus->currentKey().isEmpty());
        QVERIFY(f.window->panes().corpus->selectKey(QString::fromStdString(before)));
        QCOMPARE(f.window->previews().item(), before);
        QTRY_VERIFY(f.window->previews().shown());
    }

    void musicThatOpensMeanwhileLeavesItShown()
    {
        OwnSound f;
        OwnSoundDialog *dialog = f.ask();
        dialog->setFiles(f.path("mine.wav"), f.path("theirs.wav"));
        QTest::mouseClick(buttonWith(dialog, QStringLiteral("Process")), Qt::LeftButton);
        QTRY_VERIFY(f.window->previews().shown());
        QVERIFY(f.open());
        QVERIFY(!f.window->panes().corpusPane->isEmpty());
        QTest::qWait(300);
        QCOMPARE(f.window->previews().item(), std::string("mine.wav"));
        QVERIFY(f.window->previews().shown());
    }

    void whatIsMissingIsNamed()
    {
        OwnSound f;
        OwnSoundDialog *dialog = f.ask();
        dialog->setFiles(f.path("gone.wav"), f.path("theirs.wav"));
        auto *problem = dialog->findChild<QLabel *>(QStringLiteral("problem"));
        QVERIFY(problem->text().contains(QStringLiteral("gone.wav")));
        QVERIFY(!buttonWith(dialog, QStringLiteral("Process"))->isEnabled());
        // A file that is no sound is found out by the work.
        std::ofstream(f.folder / "text.wav") << "hello";
        dialog->setFiles(f.path("text.wav"), f.path("theirs.wav"));
        QTest::mouseClick(buttonWith(dialog, QStringLiteral("Process")), Qt::LeftButton);
        QTRY_VERIFY(f.window->messages().isError());
        QVERIFY(f.window->messages().text().contains(QStringLiteral("text.wav")));
    }

    void aMissingModelIsNamed()
    {
        OwnSound f;
        std::filesystem::remove(f.folder / "data/models/fake.twmodel");
        OwnSoundDialog *dialog = f.ask();
        dialog->setFiles(f.path("mine.wav"), f.path("theirs.wav"));
        QTest::mouseClick(buttonWith(dialog, QStringLiteral("Process")), Qt::LeftButton);
        QTRY_VERIFY(f.window->messages().isError());
        QVERIFY(f.window->messages().text().contains(QStringLiteral("fake.twmodel")));
    }

    void everyControlHasANameAndALabel()
    {
        OwnSound f;
        OwnSoundDialog *dialog = f.ask();
        for (const QWidget *widget : dialog->findChildren<QWidget *>())
            if (qobject_cast<const QLineEdit *>(widget) && qobject_cast<const QSpinBox *>(widget->parent()) == nullptr)
                QVERIFY(!widget->accessibleName().isEmpty());
        dialog->close();
    }
};

QTEST_MAIN(TestOwnSound)
#include "tst_own_sound.moc"
