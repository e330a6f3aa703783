#include "app/listening/player_settings.h"

#include <QApplication>
#include <QSettings>
#include <QTest>

#include "tests/support/temporary_folder.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/transport_bar.h"

using namespace tonewright;

/// What of the player outlives the program. WISHES A9: the device, by name, also while it isn't there.
class TestPlayerSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSetIsThereAgain()
    {
        const test::TemporaryFolder folder;
        QCoreApplication::setOrganizationName(QStringLiteral("tonewright-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QString::fromStdString(folder / "settings"));
        {
            AbcPlayer player;
            TransportBar bar(player);
            const PlayerSettings settings(player, bar);
            QVERIFY(player.isLoudnessMatched());  // a first start
            QVERIFY(!bar.levelsShown());
            QCOMPARE(player.volume(), 1.0);
            player.setPreferredOutputDevice(QStringLiteral("Headphones of yesterday"));
            player.setVolume(0.25);
            player.setLoudnessMatched(false);
            bar.setLevelsShown(true);
        }
        AbcPlayer player;
        TransportBar bar(player);
        const PlayerSettings settings(player, bar);
        QCOMPARE(player.preferredOutputDevice(), QStringLiteral("Headphones of yesterday"));
        QCOMPARE(player.volume(), 0.25);
        QVERIFY(!player.isLoudnessMatched());
        QVERIFY(bar.levelsShown());
    }
};

int main(int argc, char **argv)
{
    // No sound server: what is tested here must not depend on the machine's.
    qputenv("PULSE_SERVER", "unix:/nonexistent/tonewright-test");
    QApplication application(argc, argv);
    TestPlayerSettings test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_player_settings.moc"
