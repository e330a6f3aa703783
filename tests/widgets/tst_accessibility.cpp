#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>
#include <memory>

#include "tests/widgets/synthetic.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/eq_curve/eq_editor.h"
#include "widgets/parameter_form/parameter_form.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/training_graphs.h"

using namespace tonewright;

namespace
{

std::vector<std::unique_ptr<QWidget>> views()
{
    auto corpus = std::make_unique<CorpusTree>();
    corpus->setCorpus(synthetic::corpus());
    auto form = std::make_unique<ParameterForm>();
    form->setSchema(synthetic::schema());
    auto graphs = std::make_unique<TrainingGraphs>();
    graphs->setSpecs(synthetic::metrics(), synthetic::views());
    graphs->append(synthetic::learningRun(100));
    auto spectrograms = std::make_unique<SpectrogramPanel>();
    spectrograms->setClip(AudioRole::Raw, synthetic::share(synthetic::sine(440, -20, 1)));
    auto curve = std::make_unique<EqCurveView>();
    curve->setCurves({.total = {"Agent", {20, 20000}, {0, 3}}, .bands = {}, .ideal = {}, .decision = {}});
    struct Equaliser : QWidget {
        QUndoStack undo;
        EqDocument document{undo};
        EqEditor editor{document, this};
    };
    auto equaliser = std::make_unique<Equaliser>();
    equaliser->setAccessibleName(QStringLiteral("Equaliser"));
    equaliser->document.setAgent({{{EqualiserSetting::Kind::LowShelf, 200, 3, 1},
                                   {EqualiserSetting::Kind::Peak, 1500, 3, 1},
                                   {EqualiserSetting::Kind::Peak, 7000, 3, 1},
                                   {EqualiserSetting::Kind::HighShelf, 12000, 3, 1}},
                                  2,
                                  44100});
    auto insight = std::make_unique<DecisionInsightView>();
    insight->setInsight(synthetic::insight(PreferenceScores::Probabilities), 0.5);
    std::vector<std::unique_ptr<QWidget>> all;
    for (QWidget *widget :
         std::initializer_list<QWidget *>{corpus.release(), form.release(), graphs.release(), spectrograms.release(),
                                          curve.release(), equaliser.release(), insight.release(), new DatasetView})
        all.emplace_back(widget);
    return all;
}

/// What a screen reader would say, as far as the widget itself knows it.
bool hasName(const QWidget *widget)
{
    if (!widget->accessibleName().isEmpty())
        return true;
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return !button->text().isEmpty();
    return false;
}

}  // namespace

class TestAccessibility : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void everythingThatTakesTheFocusHasAName()
    {
        int seen = 0;
        for (const auto &view : views()) {
            view->resize(900, 500);
            view->show();
            QList<QWidget *> all = view->findChildren<QWidget *>();
            all.prepend(view.get());
            for (const QWidget *widget : all) {
                const QWidget *parent = widget->parentWidget();
                const bool partOfAControl =
                    qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent) ||
                    widget->focusProxy() || widget->inherits("QComboBoxPrivateContainer") ||
                    widget->inherits("QComboBoxListView") || (parent && parent->inherits("QLineEdit"));
                if (widget->focusPolicy() == Qt::NoFocus || partOfAControl || !widget->isVisible())
                    continue;
                ++seen;
                QVERIFY2(hasName(widget), qPrintable(QStringLiteral("%1 in %2")
                                                         .arg(QLatin1String(widget->metaObject()->className()),
                                                              QLatin1String(view->metaObject()->className()))));
            }
        }
        QVERIFY2(seen >= 12, qPrintable(QString::number(seen)));  // six settings, four plots, tree, filter …
    }

    void tabReachesEverything()
    {
        for (auto &view : views()) {
            QWidget window;
            auto *elsewhere = new QPushButton(QStringLiteral("Elsewhere"));
            auto *layout = new QVBoxLayout(&window);
            layout->addWidget(elsewhere);
            QWidget *inside = view.release();
            layout->addWidget(inside);
            window.resize(900, 500);
            window.show();
            window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            elsewhere->setFocus();
            QSet<QWidget *> reached;
            for (int i = 0; i < 40; ++i) {
                QTest::keyClick(window.focusWidget(), Qt::Key_Tab);
                reached.insert(window.focusWidget());
            }
            QList<QWidget *> all = inside->findChildren<QWidget *>();
            all.prepend(inside);
            int expected = 0;
            for (QWidget *widget : all)
                if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                    !widget->focusProxy() && !qobject_cast<QAbstractSpinBox *>(widget->parentWidget())) {
                    ++expected;
                    QVERIFY2(reached.contains(widget), widget->metaObject()->className());
                }
            QVERIFY2(expected > 0, inside->metaObject()->className());
        }
    }

    void plotsSayTheirValuesInWords()
    {
        for (const auto &view : views()) {
            view->resize(900, 500);
            view->show();
            QTest::qWait(20);
            for (const char *const name :
                 {"tonewright::PlotWidget", "tonewright::GroupBars", "tonewright::SpectrogramView"})
                for (const QWidget *widget : view->findChildren<QWidget *>())
                    if (widget->inherits(name))
                        QVERIFY2(!widget->accessibleDescription().isEmpty(), name);
        }
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
