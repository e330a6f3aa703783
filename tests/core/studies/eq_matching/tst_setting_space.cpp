#include <QtTest/QTest>
#include <cmath>

#include "core/studies/eq_matching/curve_fit.h"
#include "core/studies/eq_matching/setting_space.h"
#include "core/studies/eq_matching/track_spectra.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

dsp::Equaliser someSetting()
{
    return {.bands = {{{dsp::BandKind::LowShelf, 137.0, 5.3, 0.77},
                       {dsp::BandKind::Peak, 1234.0, -6.1, 1.9},
                       {dsp::BandKind::Peak, 7777.0, 4.4, 2.2},
                       {dsp::BandKind::HighShelf, 14321.0, -3.7, 0.66}}},
            .mode = dsp::FilterMode::ZeroPhase};
}

}  // namespace

class TestSettingSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereAndBackIsTheSameSetting()
    {
        const SettingSpace space(dsp::FilterMode::Causal);
        const auto expected = someSetting();
        const auto back = space.at(space.of(expected));
        QVERIFY(back.mode == dsp::FilterMode::Causal);
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(back.bands[i].kind == expected.bands[i].kind);
            TW_COMPARE_NEAR(back.bands[i].frequencyHz, expected.bands[i].frequencyHz, 1e-8);
            TW_COMPARE_NEAR(back.bands[i].gainDb, expected.bands[i].gainDb, 1e-12);
            TW_COMPARE_NEAR(back.bands[i].q, expected.bands[i].q, 1e-12);
        }
    }

    /// Frequency halfway between 20 and 600 Hz on a logarithmic scale: √(20 · 600).
    void frequenciesAreLogarithmicAndGainsLinear()
    {
        const SettingSpace space(dsp::FilterMode::ZeroPhase);
        Position middle;
        middle.fill(0.5);
        const auto equaliser = space.at(middle);
        TW_COMPARE_NEAR(equaliser.bands[0].frequencyHz, std::sqrt(20.0 * 600.0), 1e-9);
        TW_COMPARE_NEAR(equaliser.bands[0].gainDb, 0.0, 1e-12);
        TW_COMPARE_NEAR(equaliser.bands[1].q, std::sqrt(0.1 * 32.0), 1e-12);
    }

    void beyondTheWallsIsMirrored()
    {
        const SettingSpace space(dsp::FilterMode::ZeroPhase);
        for (const auto &[outside, inside] : {std::pair{1.2, 0.8}, {-0.3, 0.3}, {2.1, 0.1}}) {
            Position a, b;
            a.fill(outside);
            b.fill(inside);
            TW_COMPARE_NEAR(space.at(a).bands[0].frequencyHz, space.at(b).bands[0].frequencyHz, 1e-9);
        }
        Position broken;
        broken.fill(std::nan(""));
        QVERIFY(space.contains(space.at(broken)));
    }

    /// A limit of 3.3 dB is 3.0 in steps of half a decibel, for both games.
    void gainsKeepToTheLimit()
    {
        const SettingSpace space(dsp::FilterMode::ZeroPhase, 3.3);
        Position ends;
        ends.fill(1.0);
        TW_COMPARE_NEAR(space.at(ends).bands[2].gainDb, 3.0, 1e-12);
        ends.fill(0.0);
        TW_COMPARE_NEAR(space.at(ends).bands[2].gainDb, -3.0, 1e-12);
        auto loud = someSetting();
        QVERIFY(!space.contains(loud));
        QVERIFY(space.contains(space.onGrid(loud)));
        TW_COMPARE_NEAR(space.onGrid(loud).bands[1].gainDb, -3.0, 1e-12);
        const SettingSpace none(dsp::FilterMode::ZeroPhase, 0.0);
        TW_COMPARE_NEAR(none.at(ends).bands[0].gainDb, 0.0, 0.0);
        for (const double coordinate : none.of(loud))
            QVERIFY(std::isfinite(coordinate));
    }

    void theGridIsTheActionGrids()
    {
        const SettingSpace space(dsp::FilterMode::ZeroPhase);
        const auto rounded = space.onGrid(someSetting());
        TW_COMPARE_NEAR(rounded.bands[0].frequencyHz, 140.0, 1e-9);
        TW_COMPARE_NEAR(rounded.bands[0].gainDb, 5.5, 1e-9);
        TW_COMPARE_NEAR(rounded.bands[0].q, 0.8, 1e-9);
        TW_COMPARE_NEAR(rounded.bands[3].frequencyHz, 14500.0, 1e-9);
        TW_COMPARE_NEAR(space.stepped(rounded, 0, -1).bands[0].frequencyHz, 120.0, 1e-9);
        TW_COMPARE_NEAR(space.stepped(rounded, 1, 1).bands[0].gainDb, 6.0, 1e-9);
        TW_COMPARE_NEAR(space.stepped(rounded, 9, 100).bands[3].frequencyHz, 20000.0, 1e-9);
    }

    /// The response of a setting is approached from doing nothing: what is left is below what an ear can tell. The
    /// setting itself needn't come back, others sound the same.
    void aResponseIsFitted()
    {
        for (const int rate : {44100, 22050}) {
            const SettingSpace space(dsp::FilterMode::ZeroPhase);
            TargetCurve target{stateBandCentresHz(), {}, rate};
            while (target.hertz.back() >= 0.5 * rate)
                target.hertz.pop_back();
            target.gainDb = dsp::responseDb(someSetting(), target.hertz, rate);
            const Position nothing = space.of(dsp::Equaliser{});
            const CurveFit fit = fitCurve(target, space, nothing, 60);
            QVERIFY2(fit.rmsDb < 0.5, qPrintable(QString::number(fit.rmsDb)));
            QVERIFY(space.contains(space.at(fit.position)));
            // A search that may not move leaves the start as it is.
            QVERIFY(fitCurve(target, space, nothing, 0).position == nothing);
        }
    }

    void aCurveOfNothingIsLeftAlone()
    {
        const SettingSpace space(dsp::FilterMode::ZeroPhase);
        const Position start = space.of(someSetting());
        QVERIFY(fitCurve({}, space, start, 10).position == start);
        const std::vector<float> state(kStateSize, 0.3F);
        const auto target = targetOfState(state, 44100, false);
        const auto levelled = targetOfState(state, 44100, true);
        QCOMPARE(target.hertz.size(), std::size_t{kStateBands});
        TW_COMPARE_NEAR(target.gainDb[7], 3.0, 1e-6);
        TW_COMPARE_NEAR(levelled.gainDb[7], 0.0, 1e-6);
        QVERIFY(targetOfState(state, 22050, false).hertz.back() < 11025.0);
    }
};

QTEST_GUILESS_MAIN(TestSettingSpace)
#include "tst_setting_space.moc"
