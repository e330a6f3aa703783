#include <QtCore/QAbstractItemModel>
#include <QtCore/QElapsedTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QTreeView>

#include "tests/widgets/synthetic.h"
#include "widgets/corpus_tree/corpus_model.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/style/theme.h"

using namespace tonewright;

namespace
{

QModelIndex heading(const CorpusTree &tree, const QString &title)
{
    const QAbstractItemModel *model = tree.tree()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        if (model->index(row, 0).data().toString() == title)
            return model->index(row, 0);
    return {};
}

}  // namespace

class TestCorpusTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void theModelKeepsItsContract()
    {
        CorpusModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setCorpus(synthetic::corpus());
        model.setHeldOut({QStringLiteral("jazz/jazz.00001")});
        QCOMPARE(model.trackCount(), 7);
        QCOMPARE(model.problemCount(), 2);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void genresHoldTheirTracks()
    {
        CorpusTree tree;
        tree.setCorpus(synthetic::corpus());
        const QModelIndex jazz = heading(tree, QStringLiteral("jazz"));
        QVERIFY(jazz.isValid());
        QCOMPARE(tree.tree()->model()->rowCount(jazz), 2);
        QCOMPARE(jazz.siblingAtColumn(1).data().toString(), QStringLiteral("2"));
        QCOMPARE(tree.tree()->model()->index(1, 1, jazz).data().toString(), QStringLiteral("0:30"));
        QCOMPARE(tree.visibleKeys().size(), 7);
    }

    void problemsAreListedWithTheirReasons()
    {
        CorpusTree tree;
        tree.setCorpus(synthetic::corpus());
        const QModelIndex problems = heading(tree, QStringLiteral("Left out"));
        QVERIFY(problems.isValid());
        const QString first = tree.tree()->model()->index(0, 0, problems).data().toString();
        QVERIFY(first.startsWith(QStringLiteral("jazz.00054.wav")));
        QVERIFY(first.contains(QStringLiteral("truncated")));
        QVERIFY(!tree.tree()->model()->index(0, 0, problems).flags().testFlag(Qt::ItemIsSelectable));
        // The reason has the whole width, and all of it is in the tool tip; a filter doesn't take that away.
        for (const char *part : {"", "jazz.00054", ""}) {
            tree.setFilter(QLatin1String(part));
            QVERIFY(tree.tree()->isFirstColumnSpanned(0, heading(tree, QStringLiteral("Left out"))));
            QVERIFY(!tree.tree()->isFirstColumnSpanned(0, heading(tree, QStringLiteral("jazz"))));
        }
        const QModelIndex again = heading(tree, QStringLiteral("Left out"));
        QCOMPARE(tree.tree()->model()->index(0, 0, again).data(Qt::ToolTipRole).toString(), first);
        Corpus clean = synthetic::corpus();
        clean.problems.clear();
        tree.setCorpus(clean);
        QVERIFY(!heading(tree, QStringLiteral("Left out")).isValid());
    }

    void theFilterNarrows()
    {
        CorpusTree tree;
        tree.show();
        tree.setCorpus(synthetic::corpus());
        tree.filterField()->setFocus();
        QTest::keyClicks(tree.filterField(), QStringLiteral("SUEDE"));
        QCOMPARE(tree.visibleKeys(), QStringList{QStringLiteral("rock/blue_suede_shoes")});
        QTest::keyClick(tree.filterField(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(tree.filterField(), QStringLiteral("jazz"));
        QCOMPARE(tree.visibleKeys().size(), 2);
        QVERIFY(heading(tree, QStringLiteral("Left out")).isValid());  // jazz.00054 is there
        tree.setFilter(QString());
        QCOMPARE(tree.visibleKeys().size(), 7);
        // Characters that mean something in a pattern are looked for as they are.
        tree.setFilter(QStringLiteral(".*"));
        QVERIFY(tree.visibleKeys().isEmpty());
    }

    void selectingTellsTheKey()
    {
        CorpusTree tree;
        tree.resize(260, 400);
        tree.show();
        tree.setCorpus(synthetic::corpus());
        QSignalSpy selected(&tree, &CorpusTree::trackSelected);
        QVERIFY(tree.selectKey(QStringLiteral("jazz/jazz.00000")));
        QCOMPARE(selected.takeFirst().at(0).toString(), QStringLiteral("jazz/jazz.00000"));
        QCOMPARE(tree.currentKey(), QStringLiteral("jazz/jazz.00000"));
        QVERIFY(!tree.selectKey(QStringLiteral("jazz/none")));
        QTest::keyClick(tree.tree(), Qt::Key_Down);
        QCOMPARE(selected.takeFirst().at(0).toString(), QStringLiteral("jazz/jazz.00001"));
        const QModelIndex blues = heading(tree, QStringLiteral("blues"));
        const QRect row = tree.tree()->visualRect(tree.tree()->model()->index(2, 0, blues));
        QTest::mouseClick(tree.tree()->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(selected.takeFirst().at(0).toString(), QStringLiteral("blues/crossroads"));
        QSignalSpy activated(&tree, &CorpusTree::trackActivated);
        QTest::keyClick(tree.tree(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.takeFirst().at(0).toString(), QStringLiteral("blues/crossroads"));
    }

    void aTrackThatIsFilteredAwayCanBeSelected()
    {
        CorpusTree tree;
        tree.setCorpus(synthetic::corpus());
        tree.setFilter(QStringLiteral("rock"));
        QVERIFY(tree.selectKey(QStringLiteral("jazz/jazz.00000")));
        QCOMPARE(tree.currentKey(), QStringLiteral("jazz/jazz.00000"));
    }

    void pairsAndHeldOutTracksAreMarked()
    {
        CorpusTree tree;
        tree.setCorpus(synthetic::corpus());
        const QAbstractItemModel *model = tree.tree()->model();
        const QModelIndex pair = model->index(2, 0, heading(tree, QStringLiteral("blues")));
        const QModelIndex plain = model->index(0, 0, heading(tree, QStringLiteral("blues")));
        const auto picture = [](const QModelIndex &index) {
            return index.data(Qt::DecorationRole).value<QIcon>().pixmap(16, 16).toImage();
        };
        QVERIFY(picture(pair) != picture(plain));
        QVERIFY(pair.data(Qt::ToolTipRole).toString().contains(QStringLiteral("pair")));
        tree.setHeldOut({QStringLiteral("blues/blues.00000")});
        QVERIFY(plain.data(Qt::ToolTipRole).toString().contains(QStringLiteral("never trains")));
        QVERIFY(picture(plain) != picture(model->index(1, 0, heading(tree, QStringLiteral("blues")))));
    }

    void theFootNamesTheMarkOfHeldOutTracks()
    {
        CorpusTree tree;
        tree.setCorpus(synthetic::corpus());
        const auto foot = [&tree] {
            for (const QLabel *label : tree.findChildren<QLabel *>())
                if (label->text().contains(QStringLiteral("track")))
                    return label->text();
            return QString();
        };
        QVERIFY(!foot().contains(QStringLiteral("held out")));
        // A key that isn't in the corpus has no mark, so it isn't counted.
        tree.setHeldOut(
            {QStringLiteral("blues/blues.00000"), QStringLiteral("rock/rock.00000"), QStringLiteral("rock/elsewhere")});
        QVERIFY2(foot().endsWith(QStringLiteral("2 held out (eye)")), qPrintable(foot()));
        tree.setHeldOut({});
        QVERIFY(!foot().contains(QStringLiteral("held out")));
    }

    void thousandsOfTracksAreQuick()
    {
        Corpus large;
        for (int genre = 0; genre < 10; ++genre)
            for (int i = 0; i < 1000; ++i)
                large.tracks.push_back(synthetic::track("genre" + std::to_string(genre), std::to_string(10000 + i)));
        CorpusTree tree;
        tree.resize(260, 600);
        tree.show();
        QElapsedTimer timer;
        timer.start();
        tree.setCorpus(large);
        tree.setFilter(QStringLiteral("10999"));
        qInfo("10 000 tracks shown and filtered in %lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(tree.visibleKeys().size(), 10);
        QVERIFY(timer.elapsed() < 3000);  // 60 ms on an idle machine
    }

    void openingAWindowLeavesTheKeysToThePlayer()
    {
        QWidget window;
        QVBoxLayout layout(&window);
        CorpusTree tree;
        layout.addWidget(&tree);
        tree.setCorpus(synthetic::corpus());
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(!tree.filterField()->hasFocus());
        tree.tree()->setFocus();
        QTest::keyClick(tree.tree(), Qt::Key_Tab);
        QVERIFY(tree.filterField()->hasFocus());
    }

    void controlsHaveNames()
    {
        CorpusTree tree;
        QVERIFY(!tree.tree()->accessibleName().isEmpty());
        QVERIFY(!tree.filterField()->accessibleName().isEmpty());
    }
};

QTEST_MAIN(TestCorpusTree)
#include "tst_corpus_tree.moc"
