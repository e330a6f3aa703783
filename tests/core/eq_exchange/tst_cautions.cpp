#include <QtTest/QTest>

#include "core/eq_exchange/cautions.h"
#include "tests/core/eq_exchange/other_program.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

class TestCautions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // WISHES D9: every choice of the high shelf (12 … 20 kHz) of a sound at 22.05 kHz.
    void bandsAboveNyquistAreFlagged()
    {
        for (double hertz = 12000; hertz <= 20000; hertz += 500) {
            const auto cautions =
                bandCautions({{{Kind::Peak, 1000, 3, 1}, {Kind::HighShelf, hertz, 3, 0.8}}, 2, 22050});
            QCOMPARE(cautions.size(), 1U);
            QVERIFY(cautions[0].kind == Caution::Kind::BeyondNyquist);
            QCOMPARE(cautions[0].band, 1);
            QVERIFY(cautions[0].text.find("10474 Hz") != std::string::npos);  // where it acts
        }
    }

    void bandsNearNyquistAreFlagged()
    {
        const auto cautions = bandCautions({{{Kind::HighShelf, 9000, 3, 0.8}}, 1, 22050});
        QCOMPARE(cautions.size(), 1U);
        QVERIFY(cautions[0].kind == Caution::Kind::NearNyquist);
        QVERIFY(bandCautions({{{Kind::HighShelf, 7000, 3, 0.8}}, 1, 22050}).empty());
        QVERIFY(bandCautions({{{Kind::HighShelf, 12000, 3, 0.8}}, 1, 44100}).empty());
    }

    void bandsThatDoNothingAreNot() { QVERIFY(bandCautions({{{Kind::HighShelf, 20000, 0, 0.8}}, 2, 22050}).empty()); }

    void otherRatesSoundDifferentNearNyquist()
    {
        // A shelf of 22.05 kHz sound acts up to 11 kHz; at 48 kHz the same numbers reach further up.
        const EqualiserSetting low{{{Kind::HighShelf, 10000, 6, 0.7}}, 2, 22050};
        const Warping warping = hostWarping(low, 48000);
        QVERIFY(warping.differenceDb > 1.0);
        QVERIFY(warping.frequencyHz > 5000);
        const auto cautions = exportCautions(low);
        QCOMPARE(cautions.size(), 4U);  // near Nyquist; 44.1, 48 and 96 kHz
        QVERIFY(cautions[1].kind == Caution::Kind::HostWarping);
        QCOMPARE(hostWarping(low, 22050).differenceDb, 0.0);
        // Low bands are the same everywhere.
        QVERIFY(exportCautions({{{Kind::Peak, 300, 6, 1}}, 2, 44100}).empty());
    }
};

QTEST_APPLESS_MAIN(TestCautions)
#include "tst_cautions.moc"
