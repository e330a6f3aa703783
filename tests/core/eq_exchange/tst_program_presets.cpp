#include <QtTest/QTest>
#include <map>
#include <set>
#include <sstream>

#include "core/eq_exchange/program_presets.h"
#include "tests/core/eq_exchange/other_program.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

namespace
{

/// EasyEffects 7's loader of an output preset: asks the pipeline for its plugins, each for its keys, and takes
/// num-bands of band0, band1 … of each channel. LSP's "APO (DR)" bands are the RBJ cookbook's.
OtherProgram easyEffects(const Json &preset, const char *channel)
{
    const Json &output = preset.at("output");
    OtherProgram program;
    for (const Json &name : output.at("plugins_order")) {
        const Json &plugin = output.at(name.get<std::string>());
        if (plugin.at("bypass").get<bool>() || plugin.at("mode") != "IIR")
            throw std::runtime_error("not as expected");
        program.preampDb += plugin.at("input-gain").get<double>() + plugin.at("output-gain").get<double>();
        for (int i = 0; i < plugin.at("num-bands").get<int>(); ++i) {
            const Json &band = plugin.at(channel).at("band" + std::to_string(i));
            const std::map<std::string, Kind> kinds{
                {"Bell", Kind::Peak}, {"Lo-shelf", Kind::LowShelf}, {"Hi-shelf", Kind::HighShelf}};
            if (band.at("mode") != "APO (DR)" || band.at("slope") != "x1" || band.at("mute").get<bool>() ||
                band.at("solo").get<bool>())
                throw std::runtime_error("not as expected");
            program.bands.push_back({kinds.at(band.at("type").get<std::string>()), band.at("frequency").get<double>(),
                                     band.at("gain").get<double>(), band.at("q").get<double>()});
        }
    }
    return program;
}

/// As much of YAML as CamillaDSP's documentation needs: maps and lists by indentation, [flow, lists], comments. Every
/// scalar under its path, "filters.band1.parameters.freq"; list entries by number.
std::map<std::string, std::string> yaml(const std::string &text)
{
    std::map<std::string, std::string> values;
    std::vector<std::pair<std::size_t, std::string>> path;  // indentation, key
    std::map<std::string, int> counts;
    std::istringstream lines(text);
    const auto joined = [&path] {
        std::string all;
        for (const auto &[indent, key] : path)
            all += (all.empty() ? "" : ".") + key;
        return all;
    };
    for (std::string line; std::getline(lines, line);) {
        std::size_t indent = line.find_first_not_of(' ');
        if (indent == std::string::npos || line[indent] == '#')
            continue;
        while (!path.empty() && path.back().first >= indent)
            path.pop_back();
        if (line.compare(indent, 2, "- ") == 0) {
            const std::string list = joined();
            path.emplace_back(indent, std::to_string(counts[list]++));
            indent = line.find_first_not_of(' ', indent + 1);
        }
        const std::size_t colon = line.find(':', indent);
        if (colon == std::string::npos) {
            values[joined()] = line.substr(indent);
            continue;
        }
        path.emplace_back(indent, line.substr(indent, colon - indent));
        if (const std::size_t value = line.find_first_not_of(' ', colon + 1); value != std::string::npos) {
            const std::string key = joined();
            if (!values.emplace(key, line.substr(value)).second)
                throw std::runtime_error("twice: " + key);
        }
    }
    return values;
}

/// What `camilladsp --check` demands of such a file: known types, no field it doesn't know, filters that exist, and
/// the biquads within range.
OtherProgram camillaDsp(const std::string &text)
{
    const auto values = yaml(text);
    const auto need = [&](const std::string &key) { return values.at(key); };
    const std::set<std::string> tops{"devices", "filters", "pipeline"};
    for (const auto &[key, value] : values)
        if (!tops.contains(key.substr(0, key.find('.'))))
            throw std::runtime_error("unknown field " + key);
    const double rate = std::stod(need("devices.samplerate"));
    if (std::stoi(need("devices.chunksize")) <= 0 || need("devices.capture.type") != "Stdin" ||
        need("devices.playback.type") != "Stdout" || need("devices.capture.format") != "FLOAT32LE" ||
        need("devices.playback.channels") != need("devices.capture.channels"))
        throw std::runtime_error("devices");
    if (need("pipeline.0.type") != "Filter" || need("pipeline.0.channels") != "[0, 1]")
        throw std::runtime_error("pipeline");
    OtherProgram program;
    const std::map<std::string, Kind> kinds{
        {"Peaking", Kind::Peak}, {"Lowshelf", Kind::LowShelf}, {"Highshelf", Kind::HighShelf}};
    for (int i = 0; values.contains("pipeline.0.names." + std::to_string(i)); ++i) {
        const std::string filter = "filters." + need("pipeline.0.names." + std::to_string(i)) + ".";
        const double gain = std::stod(need(filter + "parameters.gain"));
        if (need(filter + "type") == "Gain") {
            program.preampDb += gain;
            continue;
        }
        const OtherBand band{kinds.at(need(filter + "parameters.type")), std::stod(need(filter + "parameters.freq")),
                             gain, std::stod(need(filter + "parameters.q"))};
        if (need(filter + "type") != "Biquad" || !(band.q > 0) || !(band.frequencyHz < rate / 2))
            throw std::runtime_error("biquad");
        program.bands.push_back(band);
    }
    return program;
}

/// Equalizer APO's GraphicEQ: pairs of Hz and dB between semicolons, joined by straight lines over the logarithm of the
/// frequency, held beyond the ends.
using Points = std::vector<std::pair<double, double>>;

Points graphicEqPoints(const std::string &text)
{
    const std::string pairs = text.substr(text.find("GraphicEQ:") + 10);
    Points points;
    std::istringstream in(pairs);
    for (std::string pair; std::getline(in, pair, ';');) {
        std::istringstream numbers(pair);
        double x = 0, y = 0;
        if (!(numbers >> x >> y))
            throw std::runtime_error("not understood: " + pair);
        points.emplace_back(x, y);
    }
    return points;
}

double graphicEqDb(const Points &points, double hertz)
{
    if (hertz <= points.front().first)
        return points.front().second;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (hertz <= points[i].first) {
            const double share =
                std::log(hertz / points[i - 1].first) / std::log(points[i].first / points[i - 1].first);
            return points[i - 1].second + share * (points[i].second - points[i - 1].second);
        }
    return points.back().second;
}

EqualiserSetting settingNumber(int index)
{
    return namedSettings()[std::size_t(index)].setting;
}

}  // namespace

class TestProgramPresets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void easyEffectsSoundsTheSame_data() { addSettingRows(); }
    // WISHES D5
    void easyEffectsSoundsTheSame()
    {
        QFETCH(int, index);
        const EqualiserSetting setting = settingNumber(index);
        const BiquadChain chain = chainOf(setting);
        const auto preset = easyEffectsPreset(chain, {"A comment"});
        QVERIFY(preset.has_value());
        const Json stored = Json::parse(preset->dump());
        for (const char *channel : {"left", "right"}) {
            const OtherProgram program = easyEffects(stored, channel);
            const double residual =
                residualDb(setting, [&](double hz) { return program.gainDb(hz, setting.sampleRate); });
            qInfo("residual %.2e dB", residual);
            QVERIFY(residual <= 0.05);
            TW_COMPARE_NEAR(program.preampDb, chain.preampDb, 1e-9);
        }
    }

    void easyEffectsHasItsLimits()
    {
        const dsp::Band band{dsp::BandKind::Peak, 1000, 1, 1};
        QVERIFY(easyEffectsPreset({0, std::vector<dsp::Band>(32, band)}, {}).has_value());
        QVERIFY(!easyEffectsPreset({0, std::vector<dsp::Band>(33, band)}, {}).has_value());
        QVERIFY(!easyEffectsPreset({0, {{dsp::BandKind::Peak, 1000, 40, 1}}}, {}).has_value());
        QVERIFY(!easyEffectsPreset({-73, {band}}, {}).has_value());
        // Without a band there is nothing to load; one of 0 dB stands for it.
        const auto flat = easyEffectsPreset({0, {}}, {});
        QCOMPARE(easyEffects(*flat, "left").bands.size(), 1U);
        QCOMPARE(easyEffects(*flat, "left").gainDb(1000, 44100), 0.0);
    }

    void camillaDspSoundsTheSame_data() { addSettingRows(); }
    // WISHES D6
    void camillaDspSoundsTheSame()
    {
        QFETCH(int, index);
        const EqualiserSetting setting = settingNumber(index);
        const BiquadChain chain = chainOf(setting);
        const OtherProgram program =
            camillaDsp(camillaDspConfig(chain, int(setting.sampleRate), 2, {"A comment: with a colon"}));
        const double residual = residualDb(setting, [&](double hz) { return program.gainDb(hz, setting.sampleRate); });
        qInfo("residual %.2e dB", residual);
        QVERIFY(residual <= 0.05);
        TW_COMPARE_NEAR(program.preampDb, chain.preampDb, 1e-4);  // four decimals
    }

    void graphicEqHas127PointsAsAutoEq()
    {
        const auto hertz = graphicFrequencies();
        QCOMPARE(hertz.size(), 127U);
        QCOMPARE(hertz[0], 20.0);
        QCOMPARE(hertz[1], 21.0);
        QCOMPARE(hertz[126], 19871.0);  // as in every file of AutoEq
        QVERIFY(std::is_sorted(hertz.begin(), hertz.end(), std::less_equal<>()));
    }

    // WISHES D6: at the points it is the setting's response; between them straight lines miss what bends between two
    // points (a twelfth of an octave apart): hundredths of a dB of bands an octave wide, tenths of a shelf that is
    // squeezed against Nyquist, all of a narrow peak. The file's note says how much (tst_export_file).
    void graphicEqFollowsTheResponse_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<double>("between");
        QTest::newRow("mild, forward and backward") << 0 << 0.1;
        QTest::newRow("mild, causal") << 1 << 0.05;
        QTest::newRow("strong: a peak of Q 18 falls between points") << 3 << 30.0;
        QTest::newRow("beyond Nyquist, 22.05 kHz") << 4 << 0.5;
    }
    void graphicEqFollowsTheResponse()
    {
        QFETCH(int, index);
        QFETCH(double, between);
        const EqualiserSetting setting = settingNumber(index);
        const BiquadChain chain = chainOf(setting);
        const Points inFile = graphicEqPoints(graphicEq(chain, setting.sampleRate, {"A comment"}));
        const auto points = graphicFrequencies();
        const auto wanted = responseDb({0, chain.bands}, points, setting.sampleRate);
        double highest = -1000;
        for (const double hertz : points)
            highest = std::max(highest, graphicEqDb(inFile, hertz));
        TW_COMPARE_NEAR(highest, -kPreampHeadroomDb, 0.005);  // two decimals
        const double shift = graphicEqDb(inFile, points[40]) - wanted[40];
        for (std::size_t i = 0; i < points.size(); ++i)
            TW_COMPARE_NEAR(graphicEqDb(inFile, points[i]), wanted[i] + shift, 0.0101);
        const double residual = residualDb(setting, [&](double hz) { return graphicEqDb(inFile, hz) - shift; });
        qInfo("between points %.3f dB", residual);
        QVERIFY(residual <= between);
    }
};

QTEST_APPLESS_MAIN(TestProgramPresets)
#include "tst_program_presets.moc"
