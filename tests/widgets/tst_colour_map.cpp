#include <QtTest/QTest>

#include "tests/support/near.h"
#include "widgets/spectrogram/colour_map.h"

using namespace tonewright;

class TestColourMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lightnessOfKnownColours()
    {
        TW_COMPARE_NEAR(lightness(qRgb(0, 0, 0)), 0.0, 1e-9);
        TW_COMPARE_NEAR(lightness(qRgb(255, 255, 255)), 100.0, 0.01);
        TW_COMPARE_NEAR(lightness(qRgb(119, 119, 119)), 50.03, 0.05);  // the sRGB grey of L* 50
        TW_COMPARE_NEAR(lightness(qRgb(255, 0, 0)), 53.24, 0.05);
    }

    void lightnessRisesEvenly_data()
    {
        QTest::addColumn<ColourMapKind>("kind");
        QTest::newRow("Ember") << ColourMapKind::Ember;
        QTest::newRow("grey") << ColourMapKind::Grey;
    }

    void lightnessRisesEvenly()  // WISHES B5
    {
        QFETCH(ColourMapKind, kind);
        const ColourMap map(kind);
        TW_COMPARE_NEAR(lightness(map.at(0)), 3.0, 0.6);
        TW_COMPARE_NEAR(lightness(map.at(255)), 96.0, 0.6);
        for (int i = 1; i < ColourMap::kSize; ++i) {
            const double step = lightness(map.at(i)) - lightness(map.at(i - 1));
            // 93 / 255 = 0.365 a step; eight bits a channel round by up to 0.35.
            // There are fewer greys of eight bits between the ends than steps: some repeat.
            QVERIFY2(kind == ColourMapKind::Grey ? step >= 0 : step > 0,
                     qPrintable(QStringLiteral("%1: %2").arg(i).arg(step)));
            TW_COMPARE_NEAR(step, 93.0 / 255.0, kind == ColourMapKind::Grey ? 0.45 : 0.35);
        }
    }

    void greyIsGrey()
    {
        const ColourMap map(ColourMapKind::Grey);
        for (const QRgb colour : map.table())
            QVERIFY(std::abs(qRed(colour) - qGreen(colour)) <= 1 && std::abs(qGreen(colour) - qBlue(colour)) <= 1);
    }

    void differencesAreDarkestInTheMiddle()
    {
        const ColourMap map = ColourMap::diverging();
        // 76 over 127.5 steps to either side; eight bits a channel.
        for (int i = 0; i < 127; ++i) {
            QVERIFY(lightness(map.at(i)) > lightness(map.at(i + 1)));
            TW_COMPARE_NEAR(lightness(map.at(i)), lightness(map.at(255 - i)), 0.7);  // a sign is no size
        }
        TW_COMPARE_NEAR(lightness(map.at(128)), 12, 1);
        TW_COMPARE_NEAR(lightness(map.at(255)), 88, 1);
        QVERIFY(qGreen(map.at(200)) > qRed(map.at(200)) + 30);  // more
        QVERIFY(qGreen(map.at(55)) + 30 < qBlue(map.at(55)));   // less
    }

    void levelsAreLinearInDecibels()
    {
        const ColourMap map;
        QCOMPARE(map.index(-90, -90, 0), 0);
        QCOMPARE(map.index(0, -90, 0), 255);
        QCOMPARE(map.index(-45, -90, 0), 128);
        QCOMPARE(map.index(-500, -90, 0), 0);
        QCOMPARE(map.index(20, -90, 0), 255);
        QCOMPARE(map.index(NAN, -90, 0), 0);
    }
};

QTEST_GUILESS_MAIN(TestColourMap)
#include "tst_colour_map.moc"
