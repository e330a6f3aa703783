#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/base/rng.h"
#include "core/dsp/key.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr double kRate = 22050;

const MusicalKey kCMajor{0, KeyMode::Major}, kAMinor{9, KeyMode::Minor};

/// Chords of half a second: each a list of MIDI pitches, six partials a note.
std::vector<float> chords(const std::vector<std::vector<int>> &progression, double rate = kRate, double cents = 0)
{
    std::vector<float> signal;
    for (const auto &chord : progression)
        for (int i = 0; i < int(rate / 2); ++i) {
            double sample = 0;
            for (const int pitch : chord)
                for (int partial = 1; partial <= 6; ++partial) {
                    const double hz = partial * 440 * std::exp2((pitch - 69 + cents / 100) / 12.0);
                    if (hz < rate / 2)
                        sample += 0.05 / partial * std::sin(6.283185307179586 * hz * i / rate);
                }
            signal.push_back(float(sample));
        }
    return signal;
}

/// I IV V I, raised by `up` semitones; in minor i iv V i.
std::vector<std::vector<int>> cadence(int up, KeyMode mode)
{
    const int third = mode == KeyMode::Major ? 4 : 3;
    std::vector<std::vector<int>> progression;
    for (const std::vector<int> &chord : std::vector<std::vector<int>>{
             {48, 60, 60 + third, 67}, {53, 60, 65, 65 + third}, {55, 62, 67, 71}, {48, 60, 60 + third, 67}}) {
        progression.push_back(chord);
        for (int &pitch : progression.back())
            pitch += up;
    }
    return progression;
}

std::array<double, 12> weightsOf(KeyProfile profile, const MusicalKey &key)
{
    std::array<double, 12> weights{};
    for (std::size_t i = 0; i < 12; ++i)
        weights[(i + std::size_t(key.tonic)) % 12] = keyProfile(profile, key.mode)[i];
    return weights;
}

}  // namespace

class TestKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// MIREX's table: same 1, fifth 0.5, relative 0.3, parallel 0.2, else 0.
    void scoreOfNearMisses()
    {
        const MusicalKey gMajor{7, KeyMode::Major}, fMajor{5, KeyMode::Major}, cMinor{0, KeyMode::Minor};
        QCOMPARE(mirexKeyScore(kCMajor, kCMajor), 1.0);
        QCOMPARE(mirexKeyScore(kCMajor, gMajor), 0.5);
        QCOMPARE(mirexKeyScore(kCMajor, fMajor), 0.5);
        QCOMPARE(mirexKeyScore(kCMajor, kAMinor), 0.3);
        QCOMPARE(mirexKeyScore(kAMinor, kCMajor), 0.3);
        QCOMPARE(mirexKeyScore(kCMajor, cMinor), 0.2);
        QCOMPARE(mirexKeyScore(cMinor, kCMajor), 0.2);
        QCOMPARE(mirexKeyScore(kAMinor, {4, KeyMode::Minor}), 0.5);
        QCOMPARE(mirexKeyScore(kCMajor, {2, KeyMode::Major}), 0.0);
        QCOMPARE(mirexKeyScore(kCMajor, {4, KeyMode::Minor}), 0.0);
    }

    void names()
    {
        QCOMPARE(keyName(kCMajor), std::string("C major"));
        QCOMPARE(keyName({10, KeyMode::Minor}), std::string("Bb minor"));
    }

    /// Krumhansl & Kessler's ratings as they are printed (Krumhansl 1990, table 2.1): tonic and dominant of both modes.
    void profilesAsPrinted()
    {
        const auto major = keyProfile(KeyProfile::KrumhanslKessler, KeyMode::Major);
        const auto minor = keyProfile(KeyProfile::KrumhanslKessler, KeyMode::Minor);
        QCOMPARE(major[0], 6.35);
        QCOMPARE(major[7], 5.19);
        QCOMPARE(minor[0], 6.33);
        QCOMPARE(minor[3], 5.38);
        for (const KeyMode mode : {KeyMode::Major, KeyMode::Minor}) {
            double sum = 0;  // Albrecht & Shanahan's are shares
            for (const double weight : keyProfile(KeyProfile::AlbrechtShanahan, mode))
                sum += weight;
            TW_COMPARE_NEAR(sum, 1.0, 0.005);
        }
    }

    /// A profile correlates with itself by 1, in each of the 24 keys.
    void aProfileIsItsOwnKey()
    {
        for (const auto profile : {KeyProfile::KrumhanslKessler, KeyProfile::Temperley, KeyProfile::AlbrechtShanahan})
            for (int i = 0; i < 24; ++i) {
                const MusicalKey key{i % 12, i < 12 ? KeyMode::Major : KeyMode::Minor};
                const auto estimate = keyOfPitchClasses(weightsOf(profile, key), profile);
                QVERIFY(estimate);
                QVERIFY(estimate->key == key);
                TW_COMPARE_NEAR(estimate->strength, 1.0, 1e-12);
                TW_COMPARE_NEAR(estimate->clearness, estimate->strength - estimate->ranked[1].correlation, 1e-15);
                for (std::size_t k = 1; k < 24; ++k)
                    QVERIFY(estimate->ranked[k].correlation <= estimate->ranked[k - 1].correlation);
            }
    }

    void cadences_data()
    {
        QTest::addColumn<int>("tonic");
        QTest::addColumn<int>("mode");
        for (int tonic = 0; tonic < 12; ++tonic)
            for (const auto mode : {KeyMode::Major, KeyMode::Minor})
                QTest::addRow("%s", keyName({tonic, mode}).c_str()) << tonic << int(mode);
    }
    void cadences()
    {
        QFETCH(int, tonic);
        QFETCH(int, mode);
        const MusicalKey key{tonic, KeyMode(mode)};
        const auto estimate = estimateKey(chords(cadence(tonic, key.mode)), kRate);
        QVERIFY(estimate);
        QCOMPARE(keyName(estimate->key), keyName(key));
        QVERIFY2(estimate->strength > 0.7, qPrintable(QString::number(estimate->strength)));
        TW_COMPARE_NEAR(estimate->tuning, 0.0, 0.03);
    }

    /// A third of a semitone off, the key is the same, and the tuning is known.
    void tuningIsTakenOut()
    {
        for (const double cents : {-33.0, 20.0, 33.0}) {
            const auto estimate = estimateKey(chords(cadence(2, KeyMode::Major), kRate, cents), kRate);
            QVERIFY(estimate);
            QCOMPARE(keyName(estimate->key), std::string("D major"));
            TW_COMPARE_NEAR(estimate->tuning, cents / 100, 0.03);
        }
    }

    void everyRateAndLevel()
    {
        for (const double rate : {8000.0, 16000.0, 44100.0, 192000.0}) {
            auto signal = chords(cadence(5, KeyMode::Minor), rate);
            for (const float factor : {1.0F, 1e-30F, 1e30F}) {
                std::vector<float> other(signal);
                for (float &sample : other)
                    sample *= factor;
                const auto estimate = estimateKey(other, rate);
                QVERIFY(estimate);
                QCOMPARE(keyName(estimate->key), std::string("F minor"));
            }
        }
    }

    /// A range of peaks beyond half the rate is that up to half the rate, however far beyond.
    void highestFrequencyBeyondTheRate()
    {
        const auto signal = chords(cadence(0, KeyMode::Major));
        const auto half = estimateKey(signal, kRate, {.highestHz = kRate / 2});
        for (const double highest : {1e12, 1e300}) {
            const auto far = estimateKey(signal, kRate, {.highestHz = highest});
            QVERIFY(far && half);
            QCOMPARE(far->pitchClasses, half->pitchClasses);
        }
    }

    void whatHasNoKeySaysWhy()
    {
        const auto signal = chords(cadence(0, KeyMode::Major));
        const auto refused = [](const Result<KeyEstimate> &result, ErrorCode code, const char *context) {
            return !result && result.error().code == code && result.error().context == context;
        };
        QVERIFY(refused(estimateKey({}, kRate), ErrorCode::BadData, ""));
        QVERIFY(refused(estimateKey(std::vector<float>(1, 0.5F), kRate), ErrorCode::BadData, ""));
        QVERIFY(refused(estimateKey(std::vector<float>(44100), kRate), ErrorCode::BadData, ""));
        for (const double rate : {0.0, 999.0, 1e7, double(NAN)})
            QVERIFY(refused(estimateKey(signal, rate), ErrorCode::InvalidArgument, "sampleRate"));
        QVERIFY(refused(estimateKey(signal, -1), ErrorCode::InvalidArgument, "sampleRate"));
        for (const float bad : {std::nanf(""), -INFINITY}) {
            std::vector<float> broken(signal);
            broken[100] = bad;
            QVERIFY(refused(estimateKey(broken, kRate), ErrorCode::BadData, ""));
        }
        // A constant has no peak; denormals and the largest numbers are signals like any other.
        QVERIFY(!estimateKey(std::vector<float>(44100, 0.5F), kRate) ||
                std::isfinite(estimateKey(std::vector<float>(44100, 0.5F), kRate)->strength));
        const auto with = [&](auto change) {
            KeyConfig config;
            change(config);
            return estimateKey(signal, kRate, config);
        };
        QVERIFY(refused(with([](auto &c) {
                            c.lowestHz = 12000;
                            c.highestHz = 13000;
                        }),
                        ErrorCode::InvalidArgument, "lowestHz"));
        QVERIFY(refused(with([](auto &c) { c.lowestHz = 0; }), ErrorCode::InvalidArgument, "lowestHz"));
        for (const double highest : {50.0, double(INFINITY), double(NAN)})
            QVERIFY(refused(with([&](auto &c) { c.highestHz = highest; }), ErrorCode::InvalidArgument, "lowestHz"));
        QVERIFY(refused(with([](auto &c) { c.frameSeconds = 0.01; }), ErrorCode::InvalidArgument, "frameSeconds"));
        QVERIFY(refused(with([](auto &c) { c.compression = 0; }), ErrorCode::InvalidArgument, "compression"));
        QVERIFY(refused(with([](auto &c) { c.harmonics = 0; }), ErrorCode::InvalidArgument, "harmonics"));
        QVERIFY(
            refused(with([](auto &c) { c.harmonicDecay = std::nan(""); }), ErrorCode::InvalidArgument, "harmonics"));
        std::array<double, 12> weights{};
        QVERIFY(refused(keyOfPitchClasses(weights), ErrorCode::BadData, ""));
        weights.fill(2);
        QVERIFY(refused(keyOfPitchClasses(weights), ErrorCode::BadData, ""));
        weights[3] = -1;
        QVERIFY(refused(keyOfPitchClasses(weights), ErrorCode::BadData, ""));
        weights[3] = std::nan("");
        QVERIFY(refused(keyOfPitchClasses(weights), ErrorCode::BadData, ""));
    }

    void everySettingMatters()
    {
        const auto signal = chords(cadence(0, KeyMode::Major));
        const auto of = [&](auto change) {
            KeyConfig config;
            change(config);
            const auto estimate = estimateKey(signal, kRate, config);
            return std::pair(estimate->pitchClasses, estimate->strength);
        };
        const auto plain = of([](auto &) {});
        QVERIFY(of([](auto &c) { c.profile = KeyProfile::KrumhanslKessler; }) != plain);
        QVERIFY(of([](auto &c) { c.profile = KeyProfile::Temperley; }) != plain);
        QVERIFY(of([](auto &c) { c.profile = KeyProfile::KrumhanslKessler; }).second !=
                of([](auto &c) { c.profile = KeyProfile::Temperley; }).second);
        QVERIFY(of([](auto &c) { c.lowestHz = 200; }) != plain);
        QVERIFY(of([](auto &c) { c.highestHz = 700; }) != plain);
        QVERIFY(of([](auto &c) { c.frameSeconds = 0.2; }) != plain);
        QVERIFY(of([](auto &c) { c.compression = 100; }) != plain);
        QVERIFY(of([](auto &c) { c.harmonics = 4; }) != plain);
        const auto folded = [&](double decay) {
            return of([decay](auto &c) {
                c.harmonics = 4;
                c.harmonicDecay = decay;
            });
        };
        QVERIFY(folded(0.3) != folded(0.6));
    }
};

QTEST_GUILESS_MAIN(TestKey)
#include "tst_key.moc"
