// From a person's edit to what is heard, scored and exported.

#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <atomic>

#include "app/listening/equaliser_desk.h"
#include "app/window/equaliser_files.h"
#include "app/window/message_bar.h"
#include "core/eq_exchange/export_file.h"
#include "tests/app/fake_bench.h"
#include "tests/app/window_fixture.h"
#include "tests/support/near.h"
#include "widgets/eq_curve/eq_node.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

PreviewPtr agentsChoice(const std::shared_ptr<FakeBench> &bench, double lowGainDb = 3)
{
    auto preview = std::make_shared<Preview>(**bench->preview(decided(lowGainDb)));
    preview->insight.expectation.value = 1;
    return preview;
}

struct Desk {
    PreviewController previews;
    QUndoStack undo;
    EqDocument document{undo};
    EqEditor editor{document};
    AbcPlayer player;
    EqualiserDesk desk{previews, player, document, editor};
    std::shared_ptr<FakeBench> bench = std::make_shared<FakeBench>("rock/one");
    QSignalSpy rendered{&previews, &PreviewController::rendered};

    Desk()
    {
        editor.resize(900, 300);
        editor.show();
        previews.setItem("rock/one");
        desk.takeAgent(agentsChoice(bench));
    }
    [[nodiscard]] bool wait(int renderings)
    {
        return QTest::qWaitFor([&] { return rendered.count() >= renderings; }, 10000);
    }
    [[nodiscard]] double reward() const { return previews.shown()->scores.front().second; }
};

}  // namespace

class TestEqualiserDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, theme(ThemeKind::Light)); }

    void anEditIsHeardAndScored()
    {
        Desk d;
        QVERIFY(d.wait(1));
        TW_COMPARE_NEAR(d.reward(), 0.3, 1e-12);
        const auto raw = d.previews.shown()->raw;
        const auto before = d.previews.shown()->processed;
        QTest::keyClick(d.editor.findChild<EqNode *>(QStringLiteral("eqNode1")), Qt::Key_Up);
        QVERIFY(d.wait(2));
        TW_COMPARE_NEAR(d.reward(), 0.325, 1e-12);  // half a dB applied is a quarter a pass
        QVERIFY(d.previews.shown()->raw == raw);    // nothing else is analysed again
        QVERIFY(d.previews.shown()->processed != before);
        QVERIFY(d.desk.isOwn(d.previews.shown()->preview));
        d.undo.undo();
        QVERIFY(d.wait(3));
        TW_COMPARE_NEAR(d.reward(), 0.3, 1e-12);
        QVERIFY(!d.desk.isOwn(d.previews.shown()->preview));
    }

    // WISHES D3: 0 % is the raw sound, to the bit.
    void noneOfItIsTheRawSound()
    {
        Desk d;
        QVERIFY(d.wait(1));
        EqEdit edit = d.document.edit();
        edit.amountPercent = 0;
        d.document.apply("Amount", edit);
        QVERIFY(d.wait(2));
        QCOMPARE(d.previews.shown()->processed.buffer()->channels, d.previews.shown()->raw.buffer()->channels);
    }

    void trainingGoesOnWhileAPersonEdits()
    {
        Desk d;
        QVERIFY(d.wait(1));
        QTest::keyClick(d.editor.findChild<EqNode *>(QStringLiteral("eqNode1")), Qt::Key_Up);
        QVERIFY(d.wait(2));
        d.desk.takeAgent(agentsChoice(d.bench, 5));
        QTest::qWait(50);
        TW_COMPARE_NEAR(d.reward(), 0.325, 1e-12);
        d.document.select(EqSlot::Agent);
        QVERIFY(d.wait(3));
        TW_COMPARE_NEAR(d.reward(), 0.5, 1e-12);
    }

    void theSpectraComeWithTheSound()
    {
        Desk d;
        QVERIFY(QTest::qWaitFor([&] { return d.editor.difference().bands > 50; }, 10000));
        d.previews.setItem("rock/two");
        QCOMPARE(d.editor.difference().bands, 0);
        QVERIFY(d.document.isEmpty());
    }

    void aSearchIsTheOraclesChoice()
    {
        Desk d;
        QVERIFY(d.wait(1));
        auto *button = d.editor.findChild<QToolButton *>(QStringLiteral("eqSlot2"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(d.desk.searching());
        QVERIFY(button->text().contains(QStringLiteral("Searching")));
        d.bench->found = true;
        QVERIFY(QTest::qWaitFor([&] { return d.document.slot() == EqSlot::Oracle; }, 5000));
        QVERIFY(d.wait(2));
        TW_COMPARE_NEAR(d.reward(), 0.9, 1e-12);
        QVERIFY(button->isChecked());
    }

    void aSearchEndsWithItsItem()
    {
        Desk d;
        QSignalSpy failed(&d.desk, &EqualiserDesk::failed);
        QTest::mouseClick(d.editor.findChild<QToolButton *>(QStringLiteral("eqSlot2")), Qt::LeftButton);
        d.previews.setItem("rock/two");
        QVERIFY(QTest::qWaitFor([&] { return !d.desk.searching(); }, 5000));
        QTest::qWait(20);
        QVERIFY(d.document.isEmpty());
        QCOMPARE(failed.count(), 0);
    }

    void otherItemsAreIgnored()
    {
        Desk d;
        d.desk.takeAgent(agentsChoice(std::make_shared<FakeBench>("jazz/other"), 9));
        QCOMPARE(d.document.edit().setting.bands[0].gainDb, 3.0);
    }

    /// The whole window by keys: nudge, undo, export to Equalizer APO.
    void theWindowExportsWhatIsShown()
    {
        WindowFixture f;
        const auto bench = std::make_shared<FakeBench>("rock/one");
        MainWindow &window = *f.window;
        QVERIFY(!window.actions().exportEqualiser->isEnabled());
        window.previews().setItem("rock/one");
        window.equaliserDesk().takeAgent(agentsChoice(bench));
        QTRY_VERIFY(window.panes().equaliser->isVisible());
        QVERIFY(window.actions().exportEqualiser->isEnabled() && !window.actions().undo->isEnabled());
        auto *node = window.findChild<EqNode *>(QStringLiteral("eqNode2"));
        node->setFocus();
        QTest::keyClick(node, Qt::Key_Up);
        TW_COMPARE_NEAR(window.equaliser().edit().setting.bands[1].gainDb, -3.75, 1e-9);
        QVERIFY(window.actions().undo->isEnabled());
        QVERIFY(window.actions().undo->text().contains(QStringLiteral("Low peak")));
        window.actions().undo->trigger();
        QCOMPARE(window.equaliser().edit().setting.bands[1].gainDb, -4.0);
        QVERIFY(window.actions().redo->isEnabled());

        QSignalSpy told(&window.equaliserFiles(), &EqualiserFiles::told);
        window.equaliserFiles().exportTo(QStringLiteral("rock/one"), f.folder / "eq.txt", 0);
        QTRY_COMPARE(told.count(), 1);
        QVERIFY(window.messages().text().contains(QStringLiteral("Written: ")));
        const std::string text = readBytes(f.folder / "eq.txt");
        QVERIFY(text.find("rock/one") != std::string::npos);
        QVERIFY(text.find("Filter 8") != std::string::npos);

        // And back: what was exported is what is read.
        EqEdit other = window.equaliser().edit();
        other.setting.bands[0].gainDb = -9;
        window.equaliser().apply("Edit", other);
        window.equaliserFiles().importFrom(f.folder / "eq.txt");
        QCOMPARE(told.count(), 2);
        TW_COMPARE_NEAR(window.equaliser().edit().setting.bands[0].gainDb, 3.0, 1e-9);
        QCOMPARE(window.equaliser().edit().setting.passes, 2);
        QSignalSpy failed(&window.equaliserFiles(), &EqualiserFiles::failed);
        writeBytes(f.folder / "five.txt", "Filter: ON PK Fc 1 Hz Gain 1 dB Q 1\nFilter: ON PK Fc 2 Hz Gain 1 dB Q 1\n"
                                          "Filter: ON PK Fc 3 Hz Gain 1 dB Q 1\n");
        window.equaliserFiles().importFrom(f.folder / "five.txt");
        window.equaliserFiles().importFrom(f.folder / "gone.txt");
        QCOMPARE(failed.count(), 2);
    }
};

QTEST_MAIN(TestEqualiserDesk)
#include "tst_equaliser_desk.moc"
