#include <QtTest/QTest>
#include <cmath>

#include "core/studies/eq_matching/refinement.h"
#include "core/studies/eq_matching/track_spectra.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

dsp::Equaliser setting(std::array<double, 4> gainsDb, dsp::FilterMode mode = dsp::FilterMode::ZeroPhase)
{
    dsp::Equaliser equaliser;
    equaliser.mode = mode;
    for (std::size_t i = 0; i < 4; ++i)
        equaliser.bands[i].gainDb = gainsDb[i];
    return equaliser;
}

/// Root mean square of a − b − c in dB over 30 Hz … 18 kHz.
double offDb(const dsp::Equaliser &a, const dsp::Equaliser &b, const dsp::Equaliser &c)
{
    std::vector<double> hertz;
    for (int i = 0; i < 200; ++i)
        hertz.push_back(30.0 * std::pow(600.0, i / 199.0));
    const auto whole = dsp::responseDb(a, hertz, 44100);
    const auto first = dsp::responseDb(b, hertz, 44100);
    const auto second = dsp::responseDb(c, hertz, 44100);
    double squares = 0.0;
    for (std::size_t i = 0; i < hertz.size(); ++i)
        squares += std::pow(whole[i] - first[i] - second[i], 2.0) / 200.0;
    return std::sqrt(squares);
}

}  // namespace

class TestRefinement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The same as making the raw side's spectrum louder and looking again.
    void whatIsLeftIsWhatTheFilteredTrackWouldShow()
    {
        for (const int rate : {22050, 44100}) {
            std::vector<double> raw(kBins), reference(kBins), filtered(kBins);
            const dsp::Equaliser equaliser = setting({6, -4, 3, -5});
            for (std::size_t bin = 0; bin < kBins; ++bin) {
                raw[bin] = 1e-4;
                reference[bin] = 2e-4 / (1.0 + static_cast<double>(bin) / 100.0);
                const double hertz[] = {std::max(1.0, static_cast<double>(bin) * rate / 2.0 / (kBins - 1))};
                filtered[bin] = raw[bin] * std::pow(10.0, dsp::responseDb(equaliser, hertz, rate)[0] / 10.0);
            }
            const auto expected = matchState(filtered, reference, rate);
            const auto after = stateAfter(matchState(raw, reference, rate), rate, equaliser);
            QCOMPARE(after.size(), expected.size());
            // Bands are as wide as a seventh of an octave: the response at the centre is nearly the mean in them.
            for (std::size_t i = 0; i < after.size(); ++i)
                TW_COMPARE_NEAR(after[i], expected[i], 0.05);
        }
    }

    void bandsAboveNyquistAndTheReferenceStay()
    {
        std::vector<float> state(kStateSize, 0.25F);
        const auto after = stateAfter(state, 22050, setting({6, 6, 6, 6}));
        const auto &centres = stateBandCentresHz();
        for (std::size_t band = 0; band < kStateBands; ++band) {
            if (centres[band] > 11025.0)
                QCOMPARE(after[band], 0.25F);
            QCOMPARE(after[kStateBands + band], 0.25F);
        }
        QVERIFY(after[0] < -0.5F);  // 12 dB of both passes, a tenth of it
    }

    void nothingAfterwardsChangesNothing()
    {
        const auto first = setting({6, -4, 3, -5});
        const auto both = inSeries(first, setting({0, 0, 0, 0}), 44100, SettingSpace(first.mode));
        QVERIFY(offDb(both, first, setting({0, 0, 0, 0})) < 0.01);
    }

    /// Same frequencies and small moves: four bands can nearly do both.
    void twoAlikeBecomeOne()
    {
        for (const auto mode : {dsp::FilterMode::ZeroPhase, dsp::FilterMode::Causal}) {
            const auto first = setting({6, -4, 3, -5}, mode);
            const auto second = setting({-1, 1, 1, 2}, mode);
            const auto both = inSeries(first, second, 44100, SettingSpace(mode));
            QVERIFY(both.mode == mode);
            QVERIFY2(offDb(both, first, second) < 0.4, qPrintable(QString::number(offDb(both, first, second))));
        }
    }

    void gainsStayWithinTheLimit()
    {
        const auto both = inSeries(setting({5, 5, -5, 5}), setting({5, 5, -5, 5}), 44100,
                                   SettingSpace(dsp::FilterMode::ZeroPhase, 6.0));
        for (const auto &band : both.bands)
            QVERIFY(std::fabs(band.gainDb) <= 6.0 + 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestRefinement)
#include "tst_refinement.moc"
