#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include "core/base/rng.h"
#include "widgets/eq_curve/eq_document.h"

using namespace tonewright;

namespace
{

using Kind = EqualiserSetting::Kind;

EqualiserSetting decided(double lowGainDb = 3)
{
    return {{{Kind::LowShelf, 200, lowGainDb, 0.9},
             {Kind::Peak, 1500, -4, 1.0},
             {Kind::Peak, 7000, 5, 1.2},
             {Kind::HighShelf, 12000, -3, 0.8}},
            2,
            44100};
}

struct Desk {
    QUndoStack undo;
    EqDocument document{undo};
    Desk() { document.setAgent(decided()); }
    EqEdit withGain(std::size_t band, double gainDb) const
    {
        EqEdit edit = document.edit();
        edit.setting.bands[band].gainDb = gainDb;
        return edit;
    }
};

}  // namespace

class TestEqDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditIsThePersonsOwn()
    {
        Desk desk;
        QVERIFY(desk.document.slot() == EqSlot::Agent);
        QVERIFY(!desk.document.has(EqSlot::Mine) && !desk.document.has(EqSlot::Oracle));
        desk.document.apply("Gain", desk.withGain(0, 6));
        QVERIFY(desk.document.slot() == EqSlot::Mine);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 6.0);
        desk.document.select(EqSlot::Agent);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 3.0);  // as it was decided
        desk.document.setOracle(decided(9));
        QVERIFY(desk.document.slot() == EqSlot::Agent);  // finding one doesn't switch
        desk.document.select(EqSlot::Oracle);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 9.0);
        desk.document.select(EqSlot::Mine);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 6.0);
    }

    // WISHES D1
    void aDragIsOneStep()
    {
        Desk desk;
        QSignalSpy changed(&desk.document, &EqDocument::changed), rested(&desk.document, &EqDocument::rested);
        desk.document.begin("Move");
        for (int i = 0; i < 50; ++i)
            desk.document.change(desk.withGain(0, 0.1 * i));
        QCOMPARE(changed.count(), 50);
        QCOMPARE(rested.count(), 0);
        desk.document.finish();
        QCOMPARE(rested.count(), 1);
        QCOMPARE(desk.undo.count(), 1);
        desk.undo.undo();
        QVERIFY(desk.document.slot() == EqSlot::Agent);
        QVERIFY(!desk.document.has(EqSlot::Mine));
        desk.undo.redo();
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 4.9);
    }

    void aDragThatEndsWhereItBeganIsNone()
    {
        Desk desk;
        desk.document.apply("Gain", desk.withGain(0, 6));
        desk.document.begin("Move");
        desk.document.change(desk.withGain(0, 7));
        desk.document.change(desk.withGain(0, 6));
        desk.document.finish();
        QCOMPARE(desk.undo.count(), 1);
        desk.document.begin("Move");
        desk.document.change(desk.withGain(0, 7));
        desk.document.cancel();
        QCOMPARE(desk.undo.count(), 1);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 6.0);
        desk.document.apply("Gain", desk.document.edit());  // nothing changed
        QCOMPARE(desk.undo.count(), 1);
    }

    void aSeriesIsOneStepUntilItEnds()
    {
        Desk desk;
        for (int i = 1; i <= 3; ++i)
            desk.document.apply("Q", desk.withGain(0, i * 0.5), 1);
        QCOMPARE(desk.undo.count(), 1);
        desk.document.apply("Q", desk.withGain(0, 9), 2);  // another series
        QCOMPARE(desk.undo.count(), 2);
        desk.document.endSeries();
        desk.document.apply("Q", desk.withGain(0, 8), 2);
        QCOMPARE(desk.undo.count(), 3);
        desk.document.apply("Q", desk.withGain(0, 7));
        desk.document.apply("Q", desk.withGain(0, 6));
        QCOMPARE(desk.undo.count(), 5);
    }

    // WISHES D1, X4: a hundred edits and back.
    void everyEditCanBeUndone()
    {
        Desk desk;
        Rng rng(4);
        std::vector<EqEdit> before;
        for (int i = 0; i < 100; ++i) {
            before.push_back(desk.document.edit());
            EqEdit edit = before.back();
            const auto band = std::size_t(rng.uniform(0, 4));
            edit.setting.bands[band].gainDb = rng.uniform(-24, 24);
            edit.states[band].muted = rng.chance(0.5);
            edit.amountPercent = rng.uniform(0, 100);
            desk.document.apply("Edit", edit);
        }
        for (int i = 99; i >= 0; --i) {
            desk.undo.undo();
            QVERIFY(desk.document.edit() == before[std::size_t(i)]);
        }
        QVERIFY(desk.document.slot() == EqSlot::Agent);
    }

    void muteSoloBypassAndAmountDecideWhatIsHeard()
    {
        EqEdit edit = EqEdit::of(decided());
        QVERIFY(edit.applied() == decided());
        edit.states[1].muted = true;
        QCOMPARE(edit.applied().bands[1].gainDb, 0.0);
        QCOMPARE(edit.applied().bands[0].gainDb, 3.0);
        edit.states[2].solo = true;
        QCOMPARE(edit.applied().bands[0].gainDb, 0.0);
        QCOMPARE(edit.applied().bands[2].gainDb, 5.0);
        edit.states[1].solo = true;
        QCOMPARE(edit.applied().bands[1].gainDb, 0.0);  // muted all the same
        edit.states = std::vector<EqEdit::BandState>(4);
        edit.amountPercent = 50;
        QCOMPARE(edit.applied().bands[2].gainDb, 2.5);
        edit.bypassed = true;
        for (const auto &band : edit.applied().bands)
            QCOMPARE(band.gainDb, 0.0);
    }

    // WISHES D3: amount 0 is bypass, to the bit.
    void noneOfItIsTheRawSound_data()
    {
        QTest::addColumn<bool>("byAmount");
        QTest::addColumn<int>("passes");
        QTest::newRow("amount 0, forward and backward") << true << 2;
        QTest::newRow("amount 0, causal") << true << 1;
        QTest::newRow("bypass") << false << 2;
    }
    void noneOfItIsTheRawSound()
    {
        QFETCH(bool, byAmount);
        QFETCH(int, passes);
        EqEdit edit = EqEdit::of(decided());
        edit.setting.passes = passes;
        (byAmount ? edit.amountPercent = 0 : edit.bypassed = true);
        Rng rng(2);
        std::vector<float> sound(5000);
        for (float &sample : sound)
            sample = float(rng.normal());
        QCOMPARE(dsp::applyEqualiser(sound, toDsp(edit.applied()), 44100), sound);
    }

    void editsStayWithinLimits()
    {
        const EqLimits limits;
        const auto low = limits.within({Kind::LowShelf, 1, -99, 99});
        QCOMPARE(low.frequencyHz, 20.0);
        QCOMPARE(low.gainDb, -24.0);
        QCOMPARE(low.q, 10.0);
        const auto high = limits.within({Kind::Peak, 99999, 99, 0});
        QCOMPARE(high.frequencyHz, 20000.0);
        QCOMPARE(high.gainDb, 24.0);
        QCOMPARE(high.q, 0.1);
        QCOMPARE(limits.within({Kind::Peak, 1000, 0, 99}).q, 18.0);
    }

    void anotherItemForgets()
    {
        Desk desk;
        desk.document.apply("Gain", desk.withGain(0, 6));
        desk.document.clear();
        QVERIFY(desk.document.isEmpty());
        QCOMPARE(desk.undo.count(), 0);
        QVERIFY(desk.document.edit().setting.bands.empty());
        desk.document.change(EqEdit::of(decided()));  // nothing to change
        QVERIFY(desk.document.isEmpty());
        desk.document.setAgent(decided(1));
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 1.0);
    }

    void aNewDecisionOfTheAgentLeavesMineAlone()
    {
        Desk desk;
        desk.document.apply("Gain", desk.withGain(0, 6));
        QSignalSpy changed(&desk.document, &EqDocument::changed);
        desk.document.setAgent(decided(1));
        QCOMPARE(changed.count(), 0);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 6.0);
        desk.document.select(EqSlot::Agent);
        QCOMPARE(desk.document.edit().setting.bands[0].gainDb, 1.0);
    }
};

QTEST_APPLESS_MAIN(TestEqDocument)
#include "tst_eq_document.moc"
