#include <QtGui/QAccessible>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include "tests/support/near.h"
#include "tests/widgets/synthetic.h"
#include "widgets/parameter_form/group_heading.h"
#include "widgets/parameter_form/number_box.h"
#include "widgets/parameter_form/parameter_form.h"
#include "widgets/style/theme.h"

using namespace tonewright;

class TestParameterForm : public QObject
{
    Q_OBJECT

    const ParameterSchema m_schema = synthetic::schema();

    static QDoubleSpinBox *number(const ParameterForm &form, const char *name)
    {
        return qobject_cast<QDoubleSpinBox *>(form.editor(QString::fromUtf8(name)));
    }

    static void type(QDoubleSpinBox *box, const QString &text)
    {
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, text);
        QTest::keyClick(box, Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void beginsWithTheDefaults()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        QCOMPARE(form.values(), m_schema.defaults());
        QVERIFY(form.isDefault());
    }

    void valuesMakeTheRoundTrip()
    {
        ParameterSet wanted;
        wanted.set("learning_rate", 0.00042);
        wanted.set("batch_size", std::int64_t{512});
        wanted.set("double_q", false);
        wanted.set("filter_mode", std::string("causal"));
        wanted.set("seconds", 12.5);
        wanted.set("epsilon_end", 0.123);
        ParameterForm form;
        form.setSchema(m_schema);
        QVERIFY(form.setValues(wanted).has_value());
        QCOMPARE(form.values(), wanted);
        QVERIFY(!form.isDefault());
        form.resetToDefaults();
        QVERIFY(form.isDefault());
    }

    void refusedValuesAreNamedAndTheRestIsTaken()
    {
        ParameterSet wanted;
        wanted.set("batch_size", std::int64_t{5000});
        wanted.set("seconds", 20.0);
        ParameterForm form;
        form.setSchema(m_schema);
        const auto result = form.setValues(wanted);
        QVERIFY(!result);
        QVERIFY2(QString::fromStdString(result.error().describe()).contains(QStringLiteral("batch_size")),
                 result.error().describe().c_str());
        QCOMPARE(form.values().integer("batch_size"), std::int64_t{64});
        QCOMPARE(form.values().real("seconds"), 20.0);
    }

    void typingChangesAValueInsideItsRange()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.show();
        QSignalSpy changes(&form, &ParameterForm::valueChanged);
        type(number(form, "learning_rate"), QStringLiteral("3e-4"));
        QCOMPARE(form.values().real("learning_rate"), 3e-4);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.takeFirst().at(0).toString(), QStringLiteral("learning_rate"));
        type(number(form, "learning_rate"), QStringLiteral("7"));
        QVERIFY(form.values().real("learning_rate") <= 0.1);
        type(number(form, "batch_size"), QStringLiteral("x12"));
        QCOMPARE(form.values().integer("batch_size"), std::int64_t{12});
        for (const auto &spec : m_schema.specs())
            QVERIFY(m_schema.check(spec.name, form.values().at(spec.name)).has_value());
    }

    void unitsAndHintsAreShown()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        QVERIFY(number(form, "seconds")->text().endsWith(QLatin1Char('s')));
        QVERIFY(number(form, "seconds")->toolTip().contains(QStringLiteral("How much of every track")));
        QVERIFY(number(form, "seconds")->toolTip().contains(QStringLiteral("120")));  // the range
    }

    void logarithmicStepsAreFactors()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.show();
        QDoubleSpinBox *rate = number(form, "learning_rate");
        rate->setFocus();
        QTest::keyClick(rate, Qt::Key_Up);
        TW_COMPARE_NEAR(rate->value(), 0.002, 1e-12);
        QTest::keyClick(rate, Qt::Key_Up);
        TW_COMPARE_NEAR(rate->value(), 0.005, 1e-12);
        QTest::keyClick(rate, Qt::Key_Down);
        QTest::keyClick(rate, Qt::Key_Down);
        QTest::keyClick(rate, Qt::Key_Down);
        TW_COMPARE_NEAR(rate->value(), 0.0005, 1e-12);
    }

    void choicesAndFlags()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.setGroupOpen(QStringLiteral("Equaliser"), true);
        form.show();
        auto *mode = qobject_cast<QComboBox *>(form.editor(QStringLiteral("filter_mode")));
        QVERIFY(mode);
        mode->setFocus();
        QTest::keyClick(mode, Qt::Key_Down);
        QCOMPARE(form.values().choice("filter_mode"), std::string("causal"));
        auto *flag = qobject_cast<QCheckBox *>(form.editor(QStringLiteral("double_q")));
        QVERIFY(flag);
        QTest::mouseClick(flag, Qt::LeftButton, {}, {8, flag->height() / 2});
        QCOMPARE(form.values().flag("double_q"), false);
    }

    void aRowGoesBackToItsDefault()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.show();
        const auto resets = form.findChildren<QToolButton *>();
        const auto visible = [&] {
            return std::count_if(resets.begin(), resets.end(), [](QToolButton *b) { return b->isVisible(); });
        };
        QCOMPARE(visible(), 0);
        number(form, "batch_size")->setValue(128);
        QCOMPARE(visible(), 1);
        QToolButton *reset = *std::find_if(resets.begin(), resets.end(), [](QToolButton *b) { return b->isVisible(); });
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(form.values().integer("batch_size"), std::int64_t{64});
        QCOMPARE(visible(), 0);
    }

    void duringARunOnlyLiveSettingsCanBeChanged()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.setRunning(true);
        for (const auto &spec : m_schema.specs())
            QCOMPARE(form.editor(QString::fromStdString(spec.name))->isEnabled(), spec.liveEditable);
        form.setRunning(false);
        for (const auto &spec : m_schema.specs())
            QVERIFY(form.editor(QString::fromStdString(spec.name))->isEnabled());
    }

    void groupsAfterTheFirstAreFolded()
    {
        ParameterForm form;
        form.resize(400, 600);
        form.setSchema(m_schema);
        form.show();
        QVERIFY(form.editor(QStringLiteral("learning_rate"))->isVisible());
        QWidget *seconds = form.editor(QStringLiteral("seconds"));
        QVERIFY(!seconds->isVisible());
        number(form, "seconds")->setValue(33);  // folded, but there
        QCOMPARE(form.values().real("seconds"), 33.0);
        const auto headings = form.findChildren<GroupHeading *>();
        QCOMPARE(headings.size(), 3);
        GroupHeading *equaliser = headings[1];
        QCOMPARE(equaliser->text(), QStringLiteral("Equaliser"));
        QVERIFY(equaliser->accessibleDescription().contains(QLatin1Char('1')));  // one setting changed
        QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(equaliser);
        QVERIFY(heard);
        QCOMPARE(heard->text(QAccessible::Name), QStringLiteral("Equaliser"));
        QVERIFY(heard->state().expandable && heard->state().collapsed && !heard->state().expanded);
        equaliser->setFocus();
        QTest::keyClick(equaliser, Qt::Key_Space);
        QVERIFY(seconds->isVisible());
        QVERIFY(heard->state().expanded && !heard->state().collapsed);
        QTest::keyClick(equaliser, Qt::Key_Left);
        QVERIFY(!seconds->isVisible());
        QTest::mouseClick(equaliser, Qt::LeftButton);
        QVERIFY(seconds->isVisible());
        // What was opened stays open, what was folded folded.
        form.setGroupOpen(QStringLiteral("Training"), false);
        form.setSchema(m_schema);
        QVERIFY(form.isGroupOpen(QStringLiteral("Equaliser")));
        QVERIFY(!form.isGroupOpen(QStringLiteral("Training")));
        QVERIFY(form.editor(QStringLiteral("seconds"))->isVisible());
        QVERIFY(!form.editor(QStringLiteral("learning_rate"))->isVisible());
    }

    void largeNumbersAreGrouped()
    {
        QCOMPARE(NumberBox::plain(1500000), QStringLiteral("1,500,000"));
        QCOMPARE(NumberBox::plain(-1234567), QStringLiteral("-1,234,567"));
        QCOMPARE(NumberBox::plain(9999), QStringLiteral("9999"));
        QCOMPARE(NumberBox::plain(12345.5), QStringLiteral("12,345.5"));
        QCOMPARE(NumberBox::plain(1e-5), QStringLiteral("1e-05"));
        NumberBox box(0, 1e9, true, true);
        box.show();
        for (const char *text : {"1500000", "1,500,000", "1 500 000", "1.5e6"}) {
            box.setValue(7);
            type(&box, QString::fromUtf8(text));
            QCOMPARE(box.value(), 1.5e6);
            QCOMPARE(box.text(), QStringLiteral("1,500,000"));
        }
        box.setValue(1234567);  // all its figures come back
        box.interpretText();
        QCOMPARE(box.value(), 1234567.0);
        QCOMPARE(NumberBox::parse(QStringLiteral("0,5"), 1.0).value(), 0.5);
        QCOMPARE(NumberBox::parse(QStringLiteral("1,500"), 10.0).value(), 1.5);
        QCOMPARE(NumberBox::parse(QStringLiteral("1,500"), 1e4).value(), 1500.0);
        QVERIFY(!NumberBox::parse(QStringLiteral("x"), 1e4));
    }

    void controlsHaveNames()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        for (const auto &spec : m_schema.specs())
            QCOMPARE(form.editor(QString::fromStdString(spec.name))->accessibleName(),
                     QString::fromStdString(spec.label));
        for (const QToolButton *button : form.findChildren<QToolButton *>())
            QVERIFY(!button->accessibleName().isEmpty());
    }

    void anotherSchemaReplacesTheFirst()
    {
        ParameterForm form;
        form.setSchema(m_schema);
        form.setSchema(ParameterSchema(std::vector<ParameterSpec>{m_schema.specs().front()}));
        QVERIFY(form.editor(QStringLiteral("batch_size")) == nullptr);
        QVERIFY(form.editor(QStringLiteral("learning_rate")) != nullptr);
        QVERIFY(form.editor(QStringLiteral("nothing")) == nullptr);
    }
};

QTEST_MAIN(TestParameterForm)
#include "tst_parameter_form.moc"
