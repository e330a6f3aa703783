#include <QDialog>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTableView>

#include "app/window/dropped_files.h"
#include "app/window/message_bar.h"
#include "core/project/project.h"
#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/style/pane.h"
#include "window_fixture.h"

using namespace tonewright;
using namespace tonewright::test;
using Kind = DroppedFiles::Kind;

namespace
{

QUrl urlOf(const std::filesystem::path &path)
{
    return QUrl::fromLocalFile(QString::fromStdString(path.string()));
}

Result<DroppedFiles> drop(const std::vector<std::filesystem::path> &paths)
{
    QList<QUrl> urls;
    for (const auto &path : paths)
        urls << urlOf(path);
    return recogniseDrop(urls);
}

/// As a file manager does it: enters, and lets go. False where the window wouldn't have it.
bool dropOn(MainWindow &window, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    const QPoint at = window.rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    return drop.isAccepted();
}

bool dropOn(MainWindow &window, const std::filesystem::path &path)
{
    return dropOn(window, QList<QUrl>{urlOf(path)});
}

}  // namespace

class TestDroppedFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDroppedIsRecognised()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "music/a.WAV", "x");
        writeBytes(folder / "music/b.flac", "x");
        writeBytes(folder / "set/schema.json", "{}");
        writeBytes(folder / "set/dataset.csv", "a\n");
        writeBytes(folder / "eq/Speakers.TXT", "Preamp: 0 dB\n");
        QCOMPARE(drop({folder / "music"})->kind, Kind::Music);
        QCOMPARE(drop({folder / "music/"})->files.front(), folder / "music");
        QCOMPARE(drop({folder / "music/a.WAV"})->kind, Kind::Music);
        QCOMPARE(drop({folder / "set"})->kind, Kind::Dataset);
        QCOMPARE(drop({folder / "set/schema.json"})->kind, Kind::Dataset);
        QCOMPARE(drop({folder / "eq/Speakers.TXT"})->kind, Kind::Equaliser);
        const auto two = drop({folder / "music/b.flac", folder / "music/a.WAV"});
        QCOMPARE(two->kind, Kind::TwoSounds);
        QCOMPARE(two->files, (std::vector<std::filesystem::path>{folder / "music/b.flac", folder / "music/a.WAV"}));
        std::filesystem::create_directories(folder / "project");
        QVERIFY(Project::openOrCreate(folder / "project/p"));
        QCOMPARE(drop({folder / "project/p"})->kind, Kind::Project);
    }

    void whatCantBeOpenedIsNamed()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "a.wav", "x");
        writeBytes(folder / "letter.pdf", "x");
        writeBytes(folder / "eq.txt", "x");
        const auto refusal = [](const Result<DroppedFiles> &dropped) {
            return dropped ? std::string() : dropped.error().describe();
        };
        const auto names = [](const std::string &text, const char *name) {
            return text.find(name) != std::string::npos;
        };
        QVERIFY(names(refusal(drop({folder / "letter.pdf"})), "letter.pdf"));
        QVERIFY(names(refusal(drop({folder / "missing.wav"})), "missing.wav"));
        QVERIFY(names(refusal(drop({folder / "a.wav", folder / "letter.pdf"})), "letter.pdf"));
        QVERIFY(names(refusal(drop({folder / "a.wav", folder / "eq.txt"})), "eq.txt"));
        QVERIFY(names(refusal(drop({folder.path(), folder / "a.wav"})), folder.path().filename().c_str()));
        QVERIFY(names(refusal(drop({folder / "a.wav", folder / "a.wav", folder / "a.wav"})), "several"));
        QVERIFY(names(refusal(recogniseDrop({QUrl(QStringLiteral("https://example.org/a.wav"))})), "example.org"));
        QVERIFY(!refusal(recogniseDrop({})).empty());
    }

    void aFolderIsOpened()
    {
        WindowFixture f;
        QVERIFY(dropOn(*f.window, f.folder / "music"));
        QVERIFY(f.waitFor(RunPhase::Ready));
        QCOMPARE(f.window->run().opened()->corpus.tracks.size(), std::size_t(4));
        // And one file instead.
        QVERIFY(dropOn(*f.window, f.window->run().opened()->corpus.tracks.front().reference));
        QTRY_COMPARE(f.window->run().opened()->corpus.tracks.size(), std::size_t(1));
        // And the project that was made for the folder.
        const auto projects = std::filesystem::directory_iterator(f.folder / "projects");
        QVERIFY(f.waitFor(RunPhase::Ready));
        for (const auto &entry : projects)
            if (entry.path().filename().string().starts_with("music-")) {
                QVERIFY(dropOn(*f.window, entry.path()));
            }
        QTRY_COMPARE(f.window->run().opened()->corpus.tracks.size(), std::size_t(4));
    }

    void twoSoundsFillTheDialog()
    {
        WindowFixture f;
        const auto a = f.folder / "one.wav", b = f.folder / "two.wav";
        QVERIFY(writeWav(a, sine(100, 1)));
        QVERIFY(writeWav(b, sine(200, 1)));
        QVERIFY(dropOn(*f.window, {urlOf(a), urlOf(b)}));
        const auto dialogs = f.window->findChildren<QDialog *>();
        QCOMPARE(dialogs.size(), 1);
        QStringList files;
        for (const auto *edit : dialogs[0]->findChildren<QLineEdit *>())
            if (edit->text().endsWith(QStringLiteral(".wav")))
                files << edit->text();
        QCOMPARE(files, (QStringList{QString::fromStdString(a.string()), QString::fromStdString(b.string())}));
    }

    void anEqualiserNeedsATrack()
    {
        WindowFixture f;
        writeBytes(f.folder / "eq.txt", "Filter 1: ON PK Fc 1000 Hz Gain -3 dB Q 1\n");
        QVERIFY(dropOn(*f.window, f.folder / "eq.txt"));
        QVERIFY2(f.window->messages().text().contains(QStringLiteral("eq.txt")),
                 qPrintable(f.window->messages().text()));
    }

    void aGeneratedSetIsShown()
    {
        WindowFixture f;
        writeBytes(f.folder / "set/schema.json", R"({"rows": 1, "columns": [{"name": "a", "type": "integer"}]})");
        writeBytes(f.folder / "set/dataset.csv", "a\n1\n");
        QVERIFY(dropOn(*f.window, f.folder / "set"));
        DatasetPreview *preview = f.window->panes().dataset->generated;
        QVERIFY(preview->isVisible());
        QTRY_VERIFY(preview->folder());
        QTRY_COMPARE(preview->rowsView()->model()->index(0, 0).data().toString(), QStringLiteral("1"));
    }

    void anythingElseIsRefusedByName()
    {
        WindowFixture f;
        writeBytes(f.folder / "letter.pdf", "x");
        QVERIFY(dropOn(*f.window, f.folder / "letter.pdf"));
        QVERIFY(f.window->messages().isError());
        QVERIFY(f.window->messages().text().contains(QStringLiteral("letter.pdf")));
        QMimeData words;
        words.setText(QStringLiteral("words"));
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f.window.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void nothingIsOpenedWhileTraining()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().start->trigger();
        QVERIFY(f.waitFor(RunPhase::Training));
        const auto other = f.folder / "other";
        plantCorpus(other, 1, 1.5, 44100);
        QVERIFY(dropOn(*f.window, other));
        QVERIFY2(f.window->messages().text().contains(QStringLiteral("other")),
                 qPrintable(f.window->messages().text()));
        QCOMPARE(f.window->run().phase(), RunPhase::Training);
        f.window->run().stop();
        QVERIFY(f.waitFor(RunPhase::Finished));
    }
};

QTEST_MAIN(TestDroppedFiles)
#include "tst_dropped_files.moc"
