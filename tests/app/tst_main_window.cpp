#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>

#include "app/window/message_bar.h"
#include "app/window/result_view.h"
#include "app/window/run_status_line.h"
#include "app/window/settings_view.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/decision_insight/preference_board.h"
#include "widgets/decision_insight/preference_strip.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/parameter_form/parameter_form.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/training_graphs.h"
#include "window_fixture.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

QToolButton *buttonOf(QWidget &window, QAction *action)
{
    for (QToolButton *button : window.findChildren<QToolButton *>())
        if (button->defaultAction() == action)
            return button;
    return nullptr;
}

}  // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noPaneIsEmptyBeforeTraining();
    void trainsByMouseAndStops();
    void wholeComparisonByKeyboard();
    void choosingATrackShowsIt();
    void whyIsATabBesideTheDecision();
    void closingDuringTrainingSavesFirst();
    void errorsAppearInTheWindow();
    void missingFolderIsNamed();
    void settingsReachTheRun();
    void checkOnHeldOutTracks();
    void themeSwitches();
    void playingHasAMenu();
    void givenThemeIsNotRemembered();
    void givenSettingsReachTheRun();
    void anotherAgentIsChosenInTheForm();
    void changedSettingsNeedANewRun();
    void settingsChangedBeforeTheFirstStart();
    void resultSaysWhatItIs();
    void exportsSoundInTheBackground();
    void shortcutSheetListsEveryKey();
    void everyControlHasAName();
};

void TestMainWindow::noPaneIsEmptyBeforeTraining()
{
    WindowFixture f;
    QVERIFY(f.window->panes().corpusPane->isEmpty());
    QVERIFY(!f.window->panes().corpusPane->emptyState()->sentence().isEmpty());
    QVERIFY(f.open());
    const WorkbenchPanes &panes = f.window->panes();
    QVERIFY(!panes.corpusPane->isEmpty());
    QVERIFY(!panes.corpus->currentKey().isEmpty());
    QTRY_VERIFY(!panes.spectrogramPane->isEmpty());
    QTRY_VERIFY(!panes.curvePane->isEmpty());
    QVERIFY(!panes.insightPane->isEmpty());
    for (const AudioRole role : kAbcSources)
        QTRY_VERIFY(panes.spectrograms->view(role)->hasPicture());
    // Nothing was trained yet: the graphs say how to fill them.
    QVERIFY(panes.graphsPane->isEmpty());
    QVERIFY(!panes.graphsPane->emptyState()->actionText().isEmpty());
}

void TestMainWindow::trainsByMouseAndStops()
{
    WindowFixture f;
    QVERIFY(f.open());
    QToolButton *start = buttonOf(*f.window, f.window->actions().start);
    QToolButton *pause = buttonOf(*f.window, f.window->actions().pause);
    QToolButton *stop = buttonOf(*f.window, f.window->actions().stop);
    QVERIFY(start && pause && stop);
    QVERIFY(start->isEnabled());
    QVERIFY(!pause->isEnabled());
    QVERIFY(!stop->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(f.waitFor(RunPhase::Training));
    QVERIFY(!start->isEnabled());
    QTRY_VERIFY(f.window->panes().graphs->episodes() > 100);
    QVERIFY(!f.window->panes().graphsPane->isEmpty());
    auto *status = f.window->findChild<RunStatusLine *>();
    QTRY_VERIFY2(status->text().contains(QStringLiteral("steps/s")) &&
                     status->text().contains(QStringLiteral("left")) &&
                     status->text().contains(QStringLiteral("episode")),
                 qPrintable(status->text()));

    QTest::mouseClick(pause, Qt::LeftButton);
    QVERIFY(f.waitFor(RunPhase::Paused));
    QVERIFY(f.window->actions().pause->isChecked());
    QTest::mouseClick(pause, Qt::LeftButton);
    QVERIFY(f.waitFor(RunPhase::Training));
    QTest::mouseClick(stop, Qt::LeftButton);
    QVERIFY(f.waitFor(RunPhase::Finished));
    QTRY_COMPARE(std::int64_t(f.window->panes().graphs->episodes()), f.controls->savedEpisode.load());
}

// WISHES A5
void TestMainWindow::wholeComparisonByKeyboard()
{
    WindowFixture f;
    QVERIFY(f.open());
    f.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
    QTRY_VERIFY(f.window->player().hasSource(AbcSource::Processed));
    f.window->panes().spectrograms->setFocus();

    QTest::keyClick(f.window.get(), Qt::Key_2);
    QCOMPARE(f.window->player().selected(), AbcSource::Processed);
    QTest::keyClick(f.window.get(), Qt::Key_3);
    QCOMPARE(f.window->player().selected(), AbcSource::Reference);
    QTest::keyClick(f.window.get(), Qt::Key_1);
    QCOMPARE(f.window->player().selected(), AbcSource::Raw);
    QTest::keyClick(f.window.get(), Qt::Key_L);
    QVERIFY(f.window->player().isLooping());
    QTest::keyClick(f.window.get(), Qt::Key_L);
    QVERIFY(!f.window->player().isLooping());
    // Without a sound device the key does nothing, with one it plays.
    QTest::keyClick(f.window.get(), Qt::Key_Space);
    QCOMPARE(f.window->player().isPlaying(), f.window->player().canPlay());
    f.window->player().stop();

    QTest::keyClick(f.window.get(), Qt::Key_F5);
    QVERIFY(f.waitFor(RunPhase::Training));
    QTest::keyClick(f.window.get(), Qt::Key_F6);
    QVERIFY(f.waitFor(RunPhase::Paused));
    QTest::keyClick(f.window.get(), Qt::Key_F7);
    QVERIFY(f.waitFor(RunPhase::Finished));
}

void TestMainWindow::choosingATrackShowsIt()
{
    WindowFixture f;
    QVERIFY(f.open());
    const WorkbenchPanes &panes = f.window->panes();
    QTRY_VERIFY(f.window->previews().shown());
    const auto before = panes.spectrograms->view(AudioRole::Raw)->sound();
    QString other;
    for (const QString &key : panes.corpus->visibleKeys())
        if (key != panes.corpus->currentKey())
            other = key;
    QVERIFY(panes.corpus->selectKey(other));
    QTRY_VERIFY(f.window->previews().shown() && f.window->previews().shown()->preview->itemKey == other.toStdString());
    QTRY_VERIFY(panes.spectrograms->view(AudioRole::Raw)->sound() != before);
    QTRY_VERIFY(f.window->player().sources().raw == f.window->previews().shown()->raw);
}

void TestMainWindow::whyIsATabBesideTheDecision()
{
    WindowFixture f;
    const WorkbenchPanes &panes = f.window->panes();
    QVERIFY(panes.insightPane->isEmpty());
    QVERIFY(!panes.insightPane->emptyState()->sentence().isEmpty());
    QVERIFY(f.open());
    QTRY_VERIFY(!panes.insightPane->isEmpty());
    // A dock behind another one's tab isn't hidden, it lies outside the window.
    const auto seen = [](const QWidget *widget) { return !widget->visibleRegion().isEmpty(); };
    QTRY_VERIFY(seen(panes.curve) && !seen(panes.insight));
    QTabBar *tabs = nullptr;
    int why = -1;
    for (QTabBar *bar : f.window->findChildren<QTabBar *>())
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabText(i) == QStringLiteral("Why this decision")) {
                tabs = bar;
                why = i;
            }
    QVERIFY(tabs);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(why).center());
    QTRY_VERIFY(seen(panes.insight) && !seen(panes.curve));
    // It is fed by the preview that the curve is drawn from.
    QCOMPARE(panes.insight->preferences()->strips().size(), std::size_t(1));
    QCOMPARE(panes.insight->preferences()->strips().front()->preference().chosen,
             f.window->previews().decision()->decision.front().value);
}

void TestMainWindow::closingDuringTrainingSavesFirst()
{
    WindowFixture f;
    f.controls->saveMs = 300;
    QVERIFY(f.open());
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QTRY_VERIFY(f.controls->episodes > 50);
    const int savesBefore = f.controls->saves;
    QSignalSpy closed(f.window.get(), &MainWindow::closed);
    QVERIFY(!f.window->close());  // not yet: it saves
    QVERIFY(f.window->isVisible());
    QVERIFY(f.window->findChild<RunStatusLine *>()->text().contains(QStringLiteral("Saving")));
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 5000);
    QVERIFY(!f.window->isVisible());
    QVERIFY(f.controls->saves > savesBefore);
    QCOMPARE(f.controls->savedEpisode.load(), f.controls->episodes.load());
}

void TestMainWindow::errorsAppearInTheWindow()
{
    WindowFixture f;
    f.controls->failAtEpisode = 30;
    QVERIFY(f.open());
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Failed));
    QVERIFY(f.window->messages().isVisible());
    QVERIFY(f.window->messages().isError());
    QVERIFY(f.window->messages().text().contains(QStringLiteral("lower learning rate")));
    for (const QWidget *top : QApplication::topLevelWidgets())
        QVERIFY(!(top->isVisible() && top->isModal()));
    QTest::mouseClick(f.window->messages().findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(!f.window->messages().isVisible());
}

void TestMainWindow::missingFolderIsNamed()
{
    WindowFixture f;
    f.window->openPath(f.folder / "not there");
    QVERIFY(f.window->messages().isError());
    QVERIFY(f.window->messages().text().contains(QStringLiteral("not there")));

    std::filesystem::create_directories(f.folder / "nothing inside");
    f.window->openPath(f.folder / "nothing inside");
    QVERIFY(f.waitFor(RunPhase::Failed));
    QVERIFY2(f.window->messages().text().contains(QStringLiteral("nothing inside")),
             qPrintable(f.window->messages().text()));
    // What is good opens afterwards.
    QVERIFY(f.open());
    QVERIFY(!f.window->messages().isVisible());
}

void TestMainWindow::settingsReachTheRun()
{
    WindowFixture f;
    QVERIFY(f.open());
    auto *gain = qobject_cast<QAbstractSpinBox *>(f.window->panes().settings->form()->editor(QStringLiteral("gain")));
    QVERIFY(gain);
    gain->setFocus();
    gain->selectAll();
    QTest::keyClicks(gain, QStringLiteral("2.5"));
    QTest::keyClick(gain, Qt::Key_Return);
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QCOMPARE(f.controls->lastGain.load(), 2.5);
    QVERIFY(!gain->isEnabled());
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
    QVERIFY(gain->isEnabled());
}

void TestMainWindow::checkOnHeldOutTracks()
{
    WindowFixture f;
    QVERIFY(f.open());
    f.window->actions().check->trigger();
    QTRY_VERIFY(f.window->run().status().evaluation);
    QStringList words;
    for (const QLabel *label : f.window->panes().result->findChildren<QLabel *>())
        words << label->text();
    QVERIFY2(words.contains(QStringLiteral("−0.50")), qPrintable(words.join(QLatin1Char('|'))));
}

void TestMainWindow::themeSwitches()
{
    WindowFixture f;
    const auto background = [&f] { return f.window->palette().color(QPalette::Window); };
    f.window->setTheme(ThemeKind::Light);
    QTRY_COMPARE(background(), theme(ThemeKind::Light).colour(Ink::Window));
    f.window->actions().theme->trigger();
    QVERIFY(f.window->actions().theme->isChecked());
    QTRY_COMPARE(background(), theme(ThemeKind::Dark).colour(Ink::Window));
    QVERIFY(contrastRatio(f.window->palette().color(QPalette::WindowText), background()) >= 4.5);
    f.window->actions().theme->trigger();
    QTRY_COMPARE(background(), theme(ThemeKind::Light).colour(Ink::Window));
}

void TestMainWindow::playingHasAMenu()
{
    WindowFixture f;
    QVERIFY(f.open());
    QTRY_VERIFY(f.window->previews().shown() != nullptr);
    QStringList lines;
    for (QAction *menu : f.window->menuBar()->actions())
        if (menu->text().contains(QStringLiteral("Listening")))
            for (QAction *line : menu->menu()->actions()) {
                lines << line->text();
                if (line->text().startsWith(QStringLiteral("Listen to the reference")))
                    line->trigger();
            }
    QVERIFY2(lines.contains(QStringLiteral("Play or pause\tSpace")), qPrintable(lines.join('|')));
    QCOMPARE(f.window->player().selected(), AbcSource::Reference);
}

void TestMainWindow::givenThemeIsNotRemembered()
{
    WindowFixture f;
    f.window->setTheme(ThemeKind::Light);
    f.window->setTheme(ThemeKind::Dark);
    f.window->close();
    QVERIFY(!QSettings().contains(QStringLiteral("window/dark")));
    f.window->setTheme(ThemeKind::Light);
}

void TestMainWindow::givenSettingsReachTheRun()
{
    WindowFixture f;
    ParameterSet given;
    given.set("gain", 3.25);
    f.window->setSettings({}, given, 77);
    QVERIFY(f.open());
    QCOMPARE(f.controls->lastGain.load(), 3.25);
    QCOMPARE(f.window->run().opened()->spec.seed, std::uint64_t(77));
    QCOMPARE(f.window->panes().settings->form()->values().real("gain"), 3.25);
}

/// Another agent has other settings and defaults; what was changed goes along. The run and its project know which.
void TestMainWindow::anotherAgentIsChosenInTheForm()
{
    WindowFixture f;
    QVERIFY(f.open());
    SettingsView *settings = f.window->panes().settings;
    QCOMPARE(settings->agent()->count(), 2);
    QCOMPARE(settings->agent()->currentText(), QStringLiteral("None"));
    QVERIFY(settings->form()->editor(QStringLiteral("slope")) == nullptr);

    settings->agent()->setFocus();
    QTest::keyClick(settings->agent(), Qt::Key_Down);
    QCOMPARE(settings->agent()->currentText(), QStringLiteral("Some"));
    QCOMPARE(settings->form()->values().real("gain"), 2.0);  // its own default
    ParameterSet values;
    values.set("gain", 3.5);
    QVERIFY(settings->form()->setValues(values));
    QTest::keyClick(settings->agent(), Qt::Key_Up);
    QCOMPARE(settings->form()->values().real("gain"), 3.5);  // what a person set
    QTest::keyClick(settings->agent(), Qt::Key_Down);
    QVERIFY(settings->form()->editor(QStringLiteral("slope")) != nullptr);

    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QCOMPARE(f.window->run().opened()->spec.algorithm, std::string("some"));
    QTRY_COMPARE(f.window->panes().graphs->graphCount(), 2);  // it has no loss
    QVERIFY(!settings->agent()->isEnabled());
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
    QVERIFY(settings->agent()->isEnabled());
    QCOMPARE(settings->agent()->currentText(), QStringLiteral("Some"));
    // Choosing another one needs a new run.
    QTest::keyClick(settings->agent(), Qt::Key_Up);
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QVERIFY2(f.window->messages().text().contains(QStringLiteral("Shift+F5")), qPrintable(f.window->messages().text()));
    QCOMPARE(f.window->panes().graphs->graphCount(), 2);  // the run goes on as it was
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
    f.window->actions().newRun->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QTRY_COMPARE(f.window->panes().graphs->graphCount(), 3);
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
}

void TestMainWindow::changedSettingsNeedANewRun()
{
    WindowFixture f;
    QVERIFY(f.open());
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QTRY_VERIFY(f.controls->episodes > 20);
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
    // Unchanged: nothing to say.
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QVERIFY2(!f.window->messages().isVisible(), qPrintable(f.window->messages().text()));
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));

    ParameterForm *form = f.window->panes().settings->form();
    ParameterSet values;
    values.set("gain", 3.5);
    QVERIFY(form->setValues(values));
    f.window->actions().start->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QVERIFY2(f.window->messages().text().contains(QStringLiteral("Shift+F5")), qPrintable(f.window->messages().text()));
    QCOMPARE(form->values().real("gain"), 3.5);
    QCOMPARE(f.controls->lastGain.load(), 1.0);
    f.window->actions().stop->trigger();
    QVERIFY(f.waitFor(RunPhase::Finished));
    f.window->actions().newRun->trigger();
    QVERIFY(f.waitFor(RunPhase::Training));
    QCOMPARE(f.controls->lastGain.load(), 3.5);
    QVERIFY(!f.window->messages().isVisible());
}

void TestMainWindow::settingsChangedBeforeTheFirstStart()
{
    WindowFixture f;
    QVERIFY(f.open());
    ParameterSet values;
    values.set("gain", 2.25);
    QVERIFY(f.window->panes().settings->form()->setValues(values));
    for (int round = 0; round < 2; ++round) {  // begins with them, then goes on with them: nothing to say
        f.window->actions().start->trigger();
        QVERIFY(f.waitFor(RunPhase::Training));
        QCOMPARE(f.controls->lastGain.load(), 2.25);
        QTest::qWait(50);
        QVERIFY2(!f.window->messages().isVisible(), qPrintable(f.window->messages().text()));
        f.window->actions().stop->trigger();
        QVERIFY(f.waitFor(RunPhase::Finished));
    }
}

void TestMainWindow::resultSaysWhatItIs()
{
    WindowFixture f;
    QVERIFY(f.open());
    auto *kind = f.window->findChild<QLabel *>(QStringLiteral("resultKind"));
    QVERIFY(kind);
    QTRY_VERIFY(f.window->previews().shown());
    QVERIFY2(kind->text().contains(QStringLiteral("first guess")), qPrintable(kind->text()));

    auto preview = std::make_shared<Preview>();
    preview->episode = 9;
    auto sound = std::make_shared<ShownSound>();
    sound->preview = preview;
    sound->scores = {{"reward", -0.7}};
    f.window->panes().result->setSound(sound);
    QVERIFY2(kind->text().contains(QStringLiteral("further away")), qPrintable(kind->text()));
    sound->scores = {{"reward", 0.7}};
    f.window->panes().result->setSound(sound);
    QVERIFY2(kind->text().contains(QStringLiteral("1 = the reference")), qPrintable(kind->text()));
}

void TestMainWindow::exportsSoundInTheBackground()
{
    WindowFixture f;
    QVERIFY(f.open());
    QTRY_VERIFY(f.window->actions().exportAudio->isEnabled());
    f.window->actions().exportAudio->trigger();
    auto *chooser = f.window->findChild<QFileDialog *>();
    QVERIFY(chooser);
    const std::filesystem::path file = f.folder / "sound.wav";
    Q_EMIT chooser->fileSelected(QString::fromStdString(file.string()));
    QVERIFY(!f.window->messages().isVisible());  // the GUI thread didn't wait for it
    QTRY_VERIFY(f.window->messages().text().contains(QStringLiteral("sound.wav")));
    QVERIFY(!f.window->messages().isError());
    QVERIFY(std::filesystem::file_size(file) > 1000);
    chooser->close();
}

// WISHES A5
void TestMainWindow::shortcutSheetListsEveryKey()
{
    WindowFixture f;
    f.window->actions().shortcuts->trigger();
    auto *table = f.window->findChild<QDialog *>()->findChild<QTableWidget *>();
    QVERIFY(table);
    QSet<QString> keys;
    for (int row = 0; row < table->rowCount(); ++row) {
        QVERIFY(!table->item(row, 1)->text().isEmpty());
        const QString key = table->item(row, 0)->text();
        // A pane's own keys mean something there alone: the same ones may mean another thing elsewhere.
        if (key.isEmpty() || row >= f.window->keys().count())
            continue;
        QVERIFY2(!keys.contains(key), qPrintable(key));  // no key means two things
        keys.insert(key);
    }
    for (const char *key : {"1", "2", "3", "4", "M", "Space", "L", "Left", "Right", "Ctrl+B", "F1", "F5", "F6", "F7"})
        QVERIFY2(keys.contains(QLatin1String(key)), key);
    QVERIFY(table->rowCount() >= f.window->keys().count() + 20);  // of spectrograms, equaliser and insight
    f.window->findChild<QDialog *>()->close();
}

void TestMainWindow::everyControlHasAName()
{
    WindowFixture f;
    QVERIFY(f.open());
    QStringList unnamed;
    int controls = 0;
    for (const QWidget *widget : f.window->findChildren<QWidget *>()) {
        const bool isControl =
            qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
            qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSlider *>(widget) ||
            qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractItemView *>(widget);
        // Parts of other controls (a spin box's line, a field's clear button, scroll bars) speak for their owner.
        if (!isControl || widget->isHidden() || qobject_cast<const QLineEdit *>(widget->parentWidget()) ||
            widget->objectName().startsWith(QLatin1String("qt_")) ||
            qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()) || widget->inherits("QScrollBar") ||
            widget->inherits("QHeaderView"))
            continue;
        ++controls;
        QString name = widget->accessibleName();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && name.isEmpty())
            name = button->text();
        if (name.isEmpty())
            unnamed << QStringLiteral("%1 '%2' in %3")
                           .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                QLatin1String(widget->parentWidget()->metaObject()->className()));
    }
    QVERIFY(controls > 15);
    QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(QStringLiteral("; "))));
    for (const QAction *action : f.window->actions().all())
        QVERIFY2(!action->text().isEmpty() && !action->toolTip().isEmpty(), qPrintable(action->objectName()));
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
