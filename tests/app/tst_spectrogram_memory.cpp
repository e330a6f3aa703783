#include "app/listening/spectrogram_memory.h"

#include <QSettings>
#include <QTest>

#include "tests/support/temporary_folder.h"
#include "widgets/spectrogram/spectrogram_panel.h"

using namespace tonewright;

/// What is set about the spectrograms outlives the program.
class TestSpectrogramMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tonewright-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                           QString::fromStdString(m_folder / "settings"));
    }

    void everySettingIsThereAgain()
    {
        const SpectrogramSettings other{.windowSamples = 4096,
                                        .window = dsp::WindowShape::Blackman,
                                        .framesPerWindow = 2,
                                        .scale = FrequencyScale::Mel,
                                        .colours = ColourMapKind::Grey,
                                        .floorDb = -70,
                                        .ceilingDb = -10,
                                        .autoLevels = true,
                                        .minimumHz = 100,
                                        .maximumHz = 8000,
                                        .differenceDb = 12};
        {
            SpectrogramPanel panel;
            const SpectrogramMemory memory(panel);
            QCOMPARE(panel.settings(), SpectrogramSettings());  // a first start
            QVERIFY(!panel.showsDifference());
            panel.setSettings(other);
            panel.setDifferenceShown(true);
        }
        SpectrogramPanel panel;
        const SpectrogramMemory memory(panel);
        QCOMPARE(panel.settings(), other);
        QVERIFY(panel.showsDifference());
    }

    void whatMakesNoSenseIsLeftOut()
    {
        QSettings settings;
        settings.beginGroup(QStringLiteral("spectrogram"));
        for (const QString &key : settings.allKeys())
            settings.setValue(key, QStringLiteral("99 bottles"));
        settings.setValue(QStringLiteral("window"), 77);
        settings.setValue(QStringLiteral("scale"), -3);
        settings.sync();
        SpectrogramPanel panel;
        const SpectrogramMemory memory(panel);
        QCOMPARE(panel.settings().window, SpectrogramSettings().window);
        QCOMPARE(panel.settings().scale, SpectrogramSettings().scale);
        QCOMPARE(panel.settings().windowSamples, SpectrogramSettings().windowSamples);
        QCOMPARE(panel.settings().floorDb, SpectrogramSettings().floorDb);
    }

private:
    test::TemporaryFolder m_folder;
};

QTEST_MAIN(TestSpectrogramMemory)
#include "tst_spectrogram_memory.moc"
