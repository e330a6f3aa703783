#include <QtTest/QTest>

#include "core/audio/audio_file.h"
#include "core/eq_exchange/band_layout.h"
#include "core/eq_exchange/export_file.h"
#include "tests/core/eq_exchange/other_program.h"
#include "tests/support/near.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

class TestExportFile : public QObject
{
    Q_OBJECT

    TemporaryFolder m_folder;

private Q_SLOTS:
    void everyFormatWritesAFileThatSaysWhatItIs_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < exportFormats().size(); ++i)
            QTest::newRow(exportFormats()[i].id.data()) << int(i);
    }
    void everyFormatWritesAFileThatSaysWhatItIs()
    {
        QFETCH(int, number);
        const FormatInfo &info = exportFormats()[std::size_t(number)];
        QVERIFY(formatOf(info.id) == info.format);
        const auto file = m_folder / ("eq." + std::string(info.suffix));
        const EqualiserSetting setting = namedSettings()[4].setting;
        const auto report = exportEqualiser(setting, info.format, file, {"rock/one\nmore"});
        QVERIFY(report.has_value());
        // WISHES D9: said where it is exported, too.
        QVERIFY(report->notes.size() >= 2);
        if (info.format == ExportFormat::FirWav) {
            const auto audio = readAudio(file);
            QVERIFY(audio.has_value());
            QCOMPARE(audio->sampleRate, 48000);
            QCOMPARE(audio->channels.size(), 2U);
            QCOMPARE(audio->channels[0], audio->channels[1]);
            return;
        }
        const std::string text = readBytes(file);
        QVERIFY(text.find("rock/one more") != std::string::npos);
        QVERIFY(text.find("each band stands here twice") != std::string::npos);
        QVERIFY(text.find("lies above what a sound at 22050 Hz can hold") != std::string::npos);
    }

    void whatDoesNotConcernASettingIsNotSaid()
    {
        const std::vector<EqualiserSetting::Band> low{{Kind::Peak, 500, 3, 1}};
        QCOMPARE(commentOf({low, 1, 44100}, {}).size(), 2U);
        QCOMPARE(commentOf({low, 2, 44100}, {}).size(), 3U);
    }

    void optionsReachTheFile()
    {
        const EqualiserSetting setting = namedSettings()[0].setting;
        const auto file = m_folder / "fir.wav";
        const auto rate = exportEqualiser(setting, ExportFormat::FirWav, file, {"", 44100, false});
        QVERIFY(rate.has_value());
        const auto even = readAudio(file);
        QCOMPARE(even->sampleRate, 44100);
        QVERIFY(exportEqualiser(setting, ExportFormat::FirWav, file, {"", 44100, true}).has_value());
        QVERIFY(readAudio(file)->channels[0] != even->channels[0]);
        const auto camilla = m_folder / "c.yml";
        QVERIFY(exportEqualiser(setting, ExportFormat::CamillaDsp, camilla, {"", 96000, false}).has_value());
        QVERIFY(readBytes(camilla).find("samplerate: 96000") != std::string::npos);
    }

    void aGraphicEqTellsWhatItLoses()
    {
        const auto narrow =
            exportEqualiser(namedSettings()[3].setting, ExportFormat::GraphicEq, m_folder / "g.txt", {});
        QVERIFY(narrow->residualDb > 1);
        QVERIFY(narrow->notes.front().find("Between the 127 points") != std::string::npos);
        const auto wide = exportEqualiser(namedSettings()[1].setting, ExportFormat::GraphicEq, m_folder / "g.txt", {});
        QVERIFY(wide->residualDb < 0.05);
    }

    void whatCantBeWrittenIsRefused()
    {
        const EqualiserSetting setting = namedSettings()[0].setting;
        const auto file = m_folder / "x.txt";
        QVERIFY(exportEqualiser({}, ExportFormat::EqualizerApo, file, {}).error().code == ErrorCode::InvalidArgument);
        QVERIFY(!exportEqualiser(setting, ExportFormat::FirWav, file, {"", 100, false}).has_value());
        EqualiserSetting many;
        many.bands.assign(20, {Kind::Peak, 1000, 1, 1});
        many.passes = 2;
        QVERIFY(!exportEqualiser(many, ExportFormat::EasyEffects, file, {}).has_value());
        QVERIFY(!std::filesystem::exists(file));
        QVERIFY(!formatOf("mp3"));
    }

    void bandsFindTheirPlaces()
    {
        const EqualiserSetting layout = namedSettings()[0].setting;
        const EqualiserSetting given{
            {{Kind::Peak, 9000, 1, 2}, {Kind::HighShelf, 8000, 2, 0.7}, {Kind::Peak, 90, 3, 3}}, 1, 48000};
        const auto fitted = fittedTo(layout, given);
        QVERIFY(fitted.has_value());
        QCOMPARE(fitted->passes, 1);
        QCOMPARE(fitted->sampleRate, 48000.0);
        QCOMPARE(fitted->bands[0].gainDb, 0.0);  // no low shelf was given
        QCOMPARE(fitted->bands[0].frequencyHz, layout.bands[0].frequencyHz);
        QCOMPARE(fitted->bands[1].frequencyHz, 90.0);
        QCOMPARE(fitted->bands[2].frequencyHz, 9000.0);
        QCOMPARE(fitted->bands[3].frequencyHz, 8000.0);
        EqualiserSetting many = given;
        many.bands.push_back({Kind::Peak, 500, 1, 1});
        QVERIFY(fittedTo(layout, many).error().code == ErrorCode::Unsupported);
    }

    void settingsSurviveTheirJson()
    {
        const EqualiserSetting setting = namedSettings()[4].setting;
        const auto again = EqualiserSetting::fromJson(Json::parse(setting.toJson().dump()));
        QVERIFY(again.has_value());
        QVERIFY(*again == setting);
        for (const char *field : {"filter", "sample_rate_hz", "bands"}) {
            Json json = setting.toJson();
            json.erase(field);
            QCOMPARE(EqualiserSetting::fromJson(json).error().context, std::string(field));
        }
        for (const char *field : {"kind", "frequency_hz", "gain_db", "q"}) {
            Json json = setting.toJson();
            json["bands"][1][field] = "x";
            QCOMPARE(EqualiserSetting::fromJson(json).error().context, std::string(field));
        }
        Json negative = setting.toJson();
        negative["bands"][0]["q"] = 0;
        QVERIFY(!EqualiserSetting::fromJson(negative).has_value());
        QVERIFY(!EqualiserSetting::fromJson(Json("text")).has_value());
    }
};

QTEST_APPLESS_MAIN(TestExportFile)
#include "tst_export_file.moc"
