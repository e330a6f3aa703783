#include "core/eq_exchange/device_profile.h"

#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/eq_exchange/biquad_chain.h"
#include "core/eq_exchange/equalizer_apo.h"
#include "core/eq_exchange/export_file.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using Kind = EqualiserSetting::Kind;

namespace
{

EqualiserSetting randomSetting(std::uint64_t seed, double mostGainDb = 10)
{
    Rng rng(seed);
    const auto gain = [&] { return rng.uniform(-mostGainDb, mostGainDb); };
    return {{{Kind::LowShelf, rng.uniform(20, 600), gain(), rng.uniform(0.3, 1.5)},
             {Kind::Peak, rng.uniform(600, 6000), gain(), rng.uniform(0.4, 4)},
             {Kind::Peak, rng.uniform(6000, 12000), gain(), rng.uniform(0.4, 4)},
             {Kind::HighShelf, rng.uniform(12000, 20000), gain(), rng.uniform(0.3, 1.5)}},
            2,
            44100};
}

/// Whether every band has a place of its own that it keeps to.
bool isWithin(const std::vector<EqualiserSetting::Band> &bands, const DeviceProfile &profile)
{
    constexpr double kWritten = 1e-4;  // decimals of the text
    std::vector<bool> taken(profile.places.size(), false);
    for (const auto &band : bands) {
        bool found = false;
        for (std::size_t i = 0; i < taken.size() && !found; ++i) {
            const auto &place = profile.places[i];
            found = !taken[i] && place.kind == band.kind && band.frequencyHz >= place.lowestHz - kWritten &&
                    band.frequencyHz <= place.highestHz + kWritten && band.q >= place.leastQ - kWritten &&
                    band.q <= place.mostQ + kWritten && std::fabs(band.gainDb) <= profile.mostGainDb + kWritten;
            if (found)
                taken[i] = true;
        }
        if (!found)
            return false;
    }
    return true;
}

}  // namespace

class TestDeviceProfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // WISHES D7
    void noExportedValueLiesOutside_data();
    void noExportedValueLiesOutside();
    void whatTheDeviceCanDoIsFoundAgain();
    void theResidualIsWhatItSays();
    void sameInSameOut();
    void lowRatesAndNothingToDo();
    void unknownProfilesAreNamed();
};

void TestDeviceProfile::noExportedValueLiesOutside_data()
{
    QTest::addColumn<int>("profile");
    for (int i = 0; i < int(deviceProfiles().size()); ++i)
        QTest::newRow(deviceProfiles()[std::size_t(i)].id.data()) << i;
}

void TestDeviceProfile::noExportedValueLiesOutside()
{
    QFETCH(int, profile);
    const DeviceProfile &device = deviceProfiles()[std::size_t(profile)];
    test::TemporaryFolder folder;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        // Gains that act twice: up to 48 dB are asked for.
        const auto report = exportEqualiser(randomSetting(seed, 24), ExportFormat::EqualizerApo, folder / "eq.txt",
                                            {.title = "x", .profile = std::string(device.id)});
        QVERIFY(report);
        const auto read = readEqualizerApo(test::readBytes(folder / "eq.txt"), 44100);
        QVERIFY(read && !read->chain.bands.empty());
        QVERIFY(read->chain.bands.size() <= device.places.size());
        std::vector<EqualiserSetting::Band> bands;
        for (const auto &band : read->chain.bands)
            bands.push_back(toSettingBand(band));
        QVERIFY(isWithin(bands, device));
        QVERIFY(report->residualDb > 0);
        QVERIFY2(report->notes.front().find(device.title) != std::string::npos, report->notes.front().c_str());
    }
}

void TestDeviceProfile::whatTheDeviceCanDoIsFoundAgain()
{
    // One pass, three peaks well apart, as the profile has them.
    const EqualiserSetting peaks{
        {{Kind::Peak, 200, 6, 1.5}, {Kind::Peak, 1500, -8, 2.5}, {Kind::Peak, 7000, 4, 1}}, 1, 44100};
    const auto found = refit(peaks, *profileOf("shelves8"));
    QVERIFY(found);
    QVERIFY2(found->largestDb < 0.05, qPrintable(QString::number(found->largestDb)));
    // The study's own settings, moderate ones: ten bands of one pass for four of two.
    double worst = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const auto fitted = refit(randomSetting(seed, 4), *profileOf("shelves8"));
        worst = std::max(worst, fitted->rmsDb);
    }
    QVERIFY2(worst < 0.5, qPrintable(QString::number(worst)));
}

void TestDeviceProfile::theResidualIsWhatItSays()
{
    const EqualiserSetting setting = randomSetting(3);
    const auto fitted = refit(setting, *profileOf("octaves10"));
    QVERIFY(fitted);
    QCOMPARE(fitted->setting.passes, 1);
    QCOMPARE(fitted->setting.sampleRate, 44100.0);
    double largest = 0;
    for (const double hertz : logFrequencies(0.45 * 44100, 300)) {
        const std::vector one{hertz};
        largest = std::max(largest, std::fabs(responseDb({0, chainOf(setting).bands}, one, 44100)[0] -
                                              responseDb({0, chainOf(fitted->setting).bands}, one, 44100)[0]));
    }
    QVERIFY(std::fabs(largest - fitted->largestDb) < 1e-9);
    QVERIFY(fitted->rmsDb > 0 && fitted->rmsDb < fitted->largestDb);
    // More freedom, less left.
    QVERIFY(refit(setting, *profileOf("shelves8"))->rmsDb < fitted->rmsDb);
}

void TestDeviceProfile::sameInSameOut()
{
    QVERIFY(refit(randomSetting(5), deviceProfiles()[1])->setting ==
            refit(randomSetting(5), deviceProfiles()[1])->setting);
}

void TestDeviceProfile::lowRatesAndNothingToDo()
{
    EqualiserSetting low = randomSetting(2);
    low.sampleRate = 8000;
    const auto fitted = refit(low, *profileOf("octaves10"));
    QVERIFY(fitted);
    for (const auto &band : fitted->setting.bands)
        QVERIFY(band.frequencyHz < 3800);
    EqualiserSetting flat = randomSetting(1, 0);
    const auto none = refit(flat, *profileOf("qudelix-5k"));
    QVERIFY(none);
    QCOMPARE(none->largestDb, 0.0);
    QCOMPARE(none->setting.bands.size(), std::size_t(1));
    QVERIFY(!refit({}, deviceProfiles()[0]));
}

void TestDeviceProfile::unknownProfilesAreNamed()
{
    QVERIFY(!profileOf("toaster"));
    test::TemporaryFolder folder;
    const auto report =
        exportEqualiser(randomSetting(1), ExportFormat::EqualizerApo, folder / "eq.txt", {.profile = "toaster"});
    QVERIFY(!report);
    QVERIFY(report.error().describe().find("toaster") != std::string::npos);
    QVERIFY(!std::filesystem::exists(folder / "eq.txt"));
}

QTEST_GUILESS_MAIN(TestDeviceProfile)
#include "tst_device_profile.moc"
