#include <QtTest/QTest>
#include <regex>

#include "core/eq_exchange/equalizer_apo.h"
#include "tests/core/eq_exchange/other_program.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

namespace
{

/// Equalizer APO 1.2 as its configuration reference describes it: the filters that are ON; a shelf's Fc is its centre
/// where the type ends with C, else its corner where a Q is given; "1.000" means a thousand. Regular expressions over
/// whole lines, in nothing like the reader of the program.
OtherProgram equalizerApo(const std::string &text)
{
    static const std::regex preamp(R"(^Preamp:\s*([-+0-9.]+)\s*dB\s*$)");
    static const std::regex filter(
        R"(^Filter\s*\d*:\s*ON\s+([A-Za-z]+)\s+Fc\s+([-+0-9.e]+)\s*Hz\s+Gain\s+([-+0-9.]+)\s*dB\s+Q\s+([-+0-9.]+)\s*$)");
    OtherProgram program;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line.starts_with("#"))
            continue;
        if (std::regex_match(line, match, preamp)) {
            program.preampDb += std::stod(match[1]);
            continue;
        }
        if (!std::regex_match(line, match, filter))
            throw std::runtime_error("not understood: " + line);
        const std::string type = match[1], number = match[2];
        OtherBand band{type == "PK"                    ? Kind::Peak
                       : type == "LS" || type == "LSC" ? Kind::LowShelf
                                                       : Kind::HighShelf,
                       std::stod(number), std::stod(match[3]), std::stod(match[4])};
        if (number.size() >= 5 && number[number.size() - 4] == '.')
            band.frequencyHz *= 1000;
        if (type == "LS" || type == "HS") {
            const double a = std::pow(10, band.gainDb / 40);
            const double slope = 1 / ((1 / (band.q * band.q) - 2) / (a + 1 / a) + 1);
            const double factor = std::pow(10, std::abs(band.gainDb) / 80 / slope);
            band.frequencyHz *= type == "LS" ? factor : 1 / factor;
        }
        program.bands.push_back(band);
    }
    return program;
}

ApoContent read(const char *text)
{
    auto content = readEqualizerApo(text, 48000);
    if (!content)
        throw std::runtime_error(content.error().describe());
    return *content;
}

}  // namespace

class TestEqualizerApo : public QObject
{
    Q_OBJECT

    void soundsTheSame(ShelfDialect dialect, int index)
    {
        const EqualiserSetting setting = namedSettings()[std::size_t(index)].setting;
        const BiquadChain chain = chainOf(setting);
        const std::string text = writeEqualizerApo(chain, dialect, {"A comment: with a colon"});
        const OtherProgram program = equalizerApo(text);
        const double residual = residualDb(setting, [&](double hz) { return program.gainDb(hz, setting.sampleRate); });
        qInfo("residual %.2e dB", residual);
        QVERIFY(residual <= 0.05);
        TW_COMPARE_NEAR(program.preampDb, chain.preampDb, 0.0101);  // written with two decimals, downwards
        QVERIFY(program.preampDb <= chain.preampDb);

        // WISHES D4: and back again.
        const auto again = readEqualizerApo(text, setting.sampleRate);
        QVERIFY(again.has_value());
        QVERIFY(again->notes.empty());
        QCOMPARE(again->chain.bands.size(), chain.bands.size());
        QCOMPARE(settingOf(again->chain, setting.sampleRate).passes, setting.passes);
        const BiquadChain bands{0, again->chain.bands};
        QVERIFY(residualDb(setting, [&](double hz) {
                    return responseDb(bands, std::span(&hz, 1), setting.sampleRate).front();
                }) <= 0.05);
    }

private Q_SLOTS:
    void centreShelvesSoundTheSame_data() { addSettingRows(); }
    void centreShelvesSoundTheSame()
    {
        QFETCH(int, index);
        soundsTheSame(ShelfDialect::Centre, index);
    }

    void cornerShelvesSoundTheSame_data() { addSettingRows(); }
    void cornerShelvesSoundTheSame()
    {
        QFETCH(int, index);
        soundsTheSame(ShelfDialect::Corner, index);
    }

    void theDialectsNameTheirShelves()
    {
        const BiquadChain chain{-1.0,
                                {{dsp::BandKind::LowShelf, 105.125, 3, 0.7}, {dsp::BandKind::Peak, 1000, -2, 1.41}}};
        QCOMPARE(writeEqualizerApo(chain, ShelfDialect::Centre, {"Hello"}),
                 std::string("# Hello\nPreamp: -1.00 dB\n"
                             "Filter 1: ON LSC Fc 105.1250 Hz Gain 3.0000 dB Q 0.7000\n"
                             "Filter 2: ON PK Fc 1000.0000 Hz Gain -2.0000 dB Q 1.4100\n"));
        const std::string corner = writeEqualizerApo(chain, ShelfDialect::Corner, {});
        QVERIFY(corner.find("ON LS Fc 96.26") != std::string::npos);  // S = 0.9803: 105.125 / 10^(3/80/S)
        QVERIFY(corner.find("ON PK Fc 1000.0000") != std::string::npos);
    }

    // WISHES D4: OFF, missing Q, comma decimals.
    void whatPeopleWriteIsUnderstood_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<double>("frequencyHz");
        QTest::addColumn<double>("gainDb");
        QTest::addColumn<double>("q");
        QTest::addColumn<int>("notes");
        const auto row = [](const char *line, double hertz, double gain, double q, int notes = 0) {
            QTest::newRow(line) << line << hertz << gain << q << notes;
        };
        row("Filter: ON PK Fc 1000 Hz Gain 3 dB Q 1.41", 1000, 3, 1.41);
        row("Filter  7: ON PEQ Fc 55,5 Hz Gain -3,2 dB Q 1,41", 55.5, -3.2, 1.41);
        row("Filter 1: ON PK Fc 1.000 Hz Gain 3 dB Q 1", 1000, 3, 1);  // Room EQ Wizard's thousands
        row("Filter 1: ON PK Fc 1\xC2\xA0"
            "000 Hz Gain 3 dB Q 1",
            1000, 3, 1);                                                    // with a non-breaking space
        row("Filter 1: ON PK Fc 105.125 Hz Gain 3 dB Q 1", 105.125, 3, 1);  // no 105 kHz
        row("Filter 1: ON PK Fc 1000 Hz Gain +3.0dB Q 1", 1000, 3, 1);
        row("Filter 1: ON PK Fc 1000Hz Gain 3 dB Q 1", 1000, 3, 1);
        row("Filter 1: ON PK Fc 1000 Hz Gain 3 dB", 1000, 3, std::numbers::sqrt2 / 2, 1);
        // One octave at a low frequency: Q = 1 / (2 sinh(ln 2 / 2)) = 1.4142 (and a little less near Nyquist).
        row("Filter 1: ON PK Fc 100 Hz Gain 3 dB BW Oct 1", 100, 3, 1.41417);
        row("Filter 1: ON LSC Fc 105 Hz Gain 3 dB Q 0.7", 105, 3, 0.7);
        row("Filter 1: ON HSC Fc 9000 Hz Gain 3 dB Q 0.7", 9000, 3, 0.7);
        // S = 0.9 without a Q, 1/Q² = (A + 1/A)(1/0.9 − 1) + 2 with A = 10^(6/40): Q = 0.66881.
        row("Filter 1: ON LSC Fc 105 Hz Gain 6 dB", 105, 6, 0.66881);
        row("Filter 1: ON LS Fc 105 Hz Gain 6 dB", 105, 6, 0.66881);
        // Slopes: 6 dB is S = 0.5, 1/Q² = (A + 1/A) + 2: Q = 0.492636; the corner lies 10^(6/80/0.5) below the centre.
        row("Filter 1: ON LSC 6 dB Fc 105 Hz Gain 6 dB", 105, 6, 0.492636);
        row("Filter 1: ON LS 6 dB Fc 100 Hz Gain 6 dB", 141.254, 6, 0.492636);
        row("Filter 1: ON HS 6dB Fc 1000 Hz Gain -6 dB", 707.946, -6, 0.492636);
        row("  Filter 1: ON PK Fc 1000 Hz Gain 3 dB Q 1\r", 1000, 3, 1);
    }
    void whatPeopleWriteIsUnderstood()
    {
        QFETCH(QString, line);
        QFETCH(double, frequencyHz);
        QFETCH(double, gainDb);
        QFETCH(double, q);
        QFETCH(int, notes);
        const ApoContent content = read(line.toUtf8().constData());
        QCOMPARE(content.chain.bands.size(), 1U);
        TW_COMPARE_NEAR(content.chain.bands[0].frequencyHz, frequencyHz, 0.001);
        TW_COMPARE_NEAR(content.chain.bands[0].gainDb, gainDb, 1e-12);
        TW_COMPARE_NEAR(content.chain.bands[0].q, q, 1e-5);
        QCOMPARE(int(content.notes.size()), notes);
    }

    void whatIsNotHeardIsLeftOut()
    {
        const ApoContent content = read("\xEF\xBB\xBF# a comment\n"
                                        "Preamp: -6,2 dB\n"
                                        "Preamp: -1 dB\n"
                                        "Filter 1: OFF PK Fc 1000 Hz Gain 3 dB Q 1\n"
                                        "Filter 2: ON None\n"
                                        "Filter 3: ON HP Fc 30 Hz\n"
                                        "Filter 4: ON PK Gain 3 dB Q 1\n"
                                        "Filter 5:\n"
                                        "Channel: L\n"
                                        "Room EQ V5.20\n"
                                        "Filter 6: ON HSC Fc 9000 Hz Gain 1 dB Q 0.7");
        QCOMPARE(content.chain.bands.size(), 1U);
        TW_COMPARE_NEAR(content.chain.preampDb, -7.2, 1e-12);
        QCOMPARE(content.notes.size(), 3U);
        QCOMPARE(content.notes[0], std::string("Line 6: HP is left out: only peaks and shelves can be had here."));
        QVERIFY(content.notes[1].starts_with("Line 7: left out"));
        QVERIFY(content.notes[2].starts_with("Line 9: Channel"));
    }

    void whatIsNoSuchTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("prose") << QByteArray("Once upon a time: there was a filter\n");
        QTest::newRow("bytes") << QByteArray("\x00\xff\x01:\x02", 5);
        QTest::newRow("huge gain") << QByteArray("Filter 1: ON PK Fc 1000 Hz Gain 1e9 dB Q 1");
        QTest::newRow("negative Q") << QByteArray("Filter 1: ON PK Fc 1000 Hz Gain 1 dB Q -1");
        QTest::newRow("0 Hz") << QByteArray("Filter 1: ON PK Fc 0 Hz Gain 1 dB Q 1");
        QTest::newRow("infinite preamp") << QByteArray("Preamp: inf dB");
        QTest::newRow("impossible slope") << QByteArray("Filter 1: ON LS 1000 dB Fc 100 Hz Gain 24 dB");
        QTest::newRow("slope 0") << QByteArray("Filter 1: ON LS 0 dB Fc 100 Hz Gain 24 dB");
    }
    void whatIsNoSuchTextIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto content = readEqualizerApo(std::string_view(text.constData(), std::size_t(text.size())), 48000);
        QVERIFY(!content.has_value());
        QVERIFY(content.error().code == ErrorCode::BadData);
    }
};

QTEST_APPLESS_MAIN(TestEqualizerApo)
#include "tst_equalizer_apo.moc"
