#include <QtTest/QTest>
#include <cmath>

#include "core/dsp/eq_state.h"
#include "core/rl/checkpoint_file.h"
#include "core/studies/eq_matching/exact_evaluation.h"
#include "core/studies/eq_matching/supervised_policy.h"
#include "tests/core/studies/eq_matching/planted_dataset.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

Result<SupervisedModel> fitted(const DatasetTable &table, const SupervisedConfig &config)
{
    RunListener silent;
    RunContext context(silent, {});
    return SupervisedModel::fit(table, config, context);
}

/// Small and quick; sees the state.
SupervisedConfig small()
{
    SupervisedConfig config;
    config.inputs = "state";
    config.hidden = {16};
    config.batch = 32;
    config.dropout = 0.0;
    config.learningRate = 1e-2;
    config.epochs = 10;
    return config;
}

double noiseRule(std::size_t, double, double, Rng &rng)
{
    return rng.uniform(0.2, 0.8);
}

std::vector<float> inputsOf(const DatasetTable &table, const SupervisedModel &model, std::size_t row)
{
    std::vector<float> inputs;
    for (const auto &name : model.inputNames())
        inputs.push_back(table.at(row, *table.column(name)));
    return inputs;
}

}  // namespace

class TestSupervisedModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsALinearRelation_data()
    {
        QTest::addColumn<QString>("inputs");
        QTest::newRow("of the state") << "state";
        QTest::newRow("of features over four powers of ten") << "features";
    }
    void findsALinearRelation()
    {
        QFETCH(QString, inputs);
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 1500);
        const auto table = *DatasetTable::read(folder.path());
        auto config = small();
        config.inputs = inputs.toStdString();
        config.epochs = 25;
        const auto model = fitted(table, config);
        QVERIFY2(model.has_value(), model ? "" : model.error().describe().c_str());
        const Json judged = model->judge(table);
        // All that there is to know is in the inputs: what is missing is the network's.
        QVERIFY2(judged["r2_mean"].get<double>() > 0.9, judged.dump(1).c_str());
        for (const Json &one : judged["parameters"])
            QVERIFY(one["mae"].get<double>() < 0.4 * one["mae_of_mean"].get<double>());
    }

    void whatCannotBeKnownIsTheMean()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 1500, noiseRule);
        const auto table = *DatasetTable::read(folder.path());
        auto config = small();
        config.epochs = 40;
        config.patience = 3;
        const auto model = fitted(table, config);
        const Json judged = model->judge(table);
        // A few hundred rows of noise teach a little nonsense.
        QVERIFY2(std::fabs(judged["r2_mean"].get<double>()) < 0.15, judged.dump(1).c_str());
        // It ends when its validation error has not fallen three times, and says which epoch's weights it kept.
        QCOMPARE(judged["epochs"].get<int>(), judged["best_epoch"].get<int>() + 3);
        QVERIFY(judged["epochs"].get<int>() < 40);
    }

    /// The figures from their definitions.
    void judgesTheRowsOfTestTracks()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 400);
        const auto table = *DatasetTable::read(folder.path());
        const auto model = *fitted(table, small());
        const Json judged = model.judge(table);
        double missed = 0.0;
        int rows = 0;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            if (table.text(row, *table.column("split")) != "test")
                continue;
            ++rows;
            const auto predicted = model.parameters(inputsOf(table, model, row));
            missed += std::fabs(predicted[4] - static_cast<double>(table.at(row, *table.column("true_peak_low_gain"))));
        }
        QCOMPARE(judged["rows"]["test"].get<int>(), rows);
        QCOMPARE(judged["rows"]["test"].get<int>() + judged["rows"]["train"].get<int>() +
                     judged["rows"]["validation"].get<int>(),
                 400);
        QCOMPARE(judged["parameters"][4]["name"].get<std::string>(), std::string("peak_low_gain"));
        QCOMPARE(judged["parameters"][4]["unit"].get<std::string>(), std::string("dB"));
        TW_COMPARE_NEAR(judged["parameters"][4]["mae"].get<double>(), missed / rows, 1e-9);
    }

    void theSameSeedGivesTheSameBits()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300);
        const auto table = *DatasetTable::read(folder.path());
        auto config = small();
        config.dropout = 0.2;
        QVERIFY(fitted(table, config)->save(folder / "a").has_value());
        QVERIFY(fitted(table, config)->save(folder / "b").has_value());
        QCOMPARE(test::readBytes(folder / "a"), test::readBytes(folder / "b"));
    }

    void everySettingDecidesSomething()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300, noiseRule);
        const auto table = *DatasetTable::read(folder.path());
        const auto bytes = [&](auto change) {
            auto config = small();
            config.dropout = 0.2;
            config.patience = 4;
            change(config);
            if (!fitted(table, config)->save(folder / "model"))
                return std::string();
            return test::readBytes(folder / "model");
        };
        const std::string original = bytes([](auto &) {});
        QVERIFY(bytes([](auto &config) { config.inputs = "features"; }) != original);
        QVERIFY(bytes([](auto &config) { config.seed = 2; }) != original);
        QVERIFY(bytes([](auto &config) { config.hidden = {16, 16}; }) != original);
        QVERIFY(bytes([](auto &config) { config.dropout = 0.1; }) != original);
        QVERIFY(bytes([](auto &config) { config.epochs = 2; }) != original);
        QVERIFY(bytes([](auto &config) { config.patience = 1; }) != original);
        QVERIFY(bytes([](auto &config) { config.validationShare = 0.4; }) != original);
        QVERIFY(bytes([](auto &config) { config.batch = 16; }) != original);
        QVERIFY(bytes([](auto &config) { config.learningRate = 3e-3; }) != original);
        QVERIFY(bytes([](auto &config) { config.weightDecay = 0.1; }) != original);
        QVERIFY(bytes([](auto &config) { config.gradientNorm = 1e-3; }) != original);
    }

    void aStoredModelSaysTheSame()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300);
        const auto table = *DatasetTable::read(folder.path());
        const auto model = *fitted(table, small());
        QVERIFY(model.save(folder / "model").has_value());
        const auto loaded = SupervisedModel::load(folder / "model");
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().describe().c_str());
        for (std::size_t row = 0; row < 20; ++row)
            QVERIFY(loaded->parameters(inputsOf(table, model, row)) == model.parameters(inputsOf(table, model, row)));
        QCOMPARE(loaded->judge(table).dump(), model.judge(table).dump());
        QVERIFY(loaded->spread() == model.spread());
    }

    void strangeInputsGiveValuesWithinTheAxes()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300);
        const auto model = *fitted(*DatasetTable::read(folder.path()), small());
        for (const float strange : {std::nanf(""), INFINITY, -INFINITY, 1e38F, -1e38F, 1e-42F, 0.0F}) {
            const auto predicted = model.parameters(std::vector<float>(model.inputNames().size(), strange));
            for (std::size_t i = 0; i < predicted.size(); ++i) {
                const GridAxis &axis = actionGrid()[i];
                QVERIFY(predicted[i] >= axis.value(0) * (axis.value(0) > 0 ? 1 - 1e-9 : 1));
                QVERIFY(predicted[i] <= axis.value(axis.choices - 1) * (1 + 1e-9));
            }
        }
    }

    void otherSchemasAreRefused()
    {
        test::TemporaryFolder folder;
        const auto refusal = [&folder](auto change) {
            test::plantDataset(folder.path(), 60);
            Json schema = *readJson(folder / "schema.json");
            change(schema);
            (void)writeJson(folder / "schema.json", schema);
            const auto table = DatasetTable::read(folder.path());
            if (!table)
                return table.error();
            const auto model = fitted(*table, small());
            return model ? Error{} : model.error();
        };
        for (const auto &error : {refusal([](Json &schema) { schema["schema_version"] = 2; }),
                                  refusal([](Json &schema) { schema["study"] = "beat_editing"; }),
                                  refusal([](Json &schema) { schema["rows"] = 61; }),
                                  refusal([](Json &schema) { schema["columns"].erase(5); }),
                                  refusal([](Json &schema) { schema["columns"][50]["name"] = "something_else"; }),
                                  refusal([](Json &schema) { schema["columns"][2].erase("group"); }),
                                  refusal([](Json &schema) { schema["columns"][1]["categories"] = {"one"}; }),
                                  refusal([](Json &schema) { schema = Json::array(); })}) {
            QCOMPARE(error.code, ErrorCode::BadData);
            QVERIFY(!error.context.empty());
        }
        QCOMPARE(DatasetTable::read(folder / "nothing").error().code, ErrorCode::NotFound);
        auto config = small();
        config.inputs = "agent";
        test::plantDataset(folder.path(), 60);
        QCOMPARE(fitted(*DatasetTable::read(folder.path()), config).error().code, ErrorCode::InvalidArgument);
    }

    void tooFewRowsAreRefused()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 20);
        QCOMPARE(fitted(*DatasetTable::read(folder.path()), small()).error().code, ErrorCode::BadData);
        test::plantDataset(folder.path(), 0);
        QCOMPARE(fitted(*DatasetTable::read(folder.path()), small()).error().code, ErrorCode::BadData);
    }

    void damagedAndForeignModelsAreRefused()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 100);
        QVERIFY(fitted(*DatasetTable::read(folder.path()), small())->save(folder / "model").has_value());
        const auto original = *rl::readCheckpoint(folder / "model");
        const auto refused = [&](auto change) {
            rl::Checkpoint changed = original;
            change(changed);
            (void)rl::writeCheckpoint(folder / "changed", changed);
            const auto loaded = SupervisedModel::load(folder / "changed");
            return !loaded && loaded.error().code == ErrorCode::BadData;
        };
        QVERIFY(!refused([](auto &) {}));
        QVERIFY(refused([](auto &model) { model.header["kind"] = "agent"; }));
        QVERIFY(refused([](auto &model) { model.header["study"] = "beat_editing"; }));
        QVERIFY(refused([](auto &model) { model.header["schema_version"] = 2; }));
        QVERIFY(refused([](auto &model) { model.header["inputs"] = "features"; }));
        QVERIFY(refused([](auto &model) { model.header["input_names"][3] = "something_else"; }));
        QVERIFY(refused([](auto &model) { model.header["input_mean"].erase(0); }));
        QVERIFY(refused([](auto &model) { model.header["input_deviation"][0] = 0.0; }));
        QVERIFY(refused([](auto &model) { model.header["target_mean"][0] = "x"; }));
        QVERIFY(refused([](auto &model) { model.header["hidden"] = {17}; }));
        QVERIFY(refused([](auto &model) { model.header["hidden"] = {-1}; }));
        QVERIFY(refused([](auto &model) { model.header = Json::array(); }));
        QVERIFY(refused([](auto &model) { model.header["record"] = 3; }));
        QVERIFY(refused([](auto &model) { model.blocks.clear(); }));
        test::writeBytes(folder / "text", "not a model");
        QCOMPARE(SupervisedModel::load(folder / "text").error().code, ErrorCode::BadData);
        QCOMPARE(SupervisedModel::load(folder / "nothing").error().code, ErrorCode::NotFound);
    }

    void stopsWhenAsked()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300);
        const auto table = *DatasetTable::read(folder.path());
        std::stop_source stop;
        stop.request_stop();
        RunListener silent;
        RunContext context(silent, stop.get_token());
        QCOMPARE(SupervisedModel::fit(table, small(), context).error().code, ErrorCode::Cancelled);
    }

    void asAPolicyItSeesWhatItWasFittedTo()
    {
        test::TemporaryFolder folder;
        test::plantDataset(folder.path(), 300);
        const auto table = *DatasetTable::read(folder.path());
        const auto reference = test::noise(1, 1.0);
        Distortion distortion;
        distortion.equaliser.bands[1].gainDb = 6.0;
        const auto raw = mixToMono(distort(reference, distortion));
        const auto scorer = dsp::MatchScorer::create(raw, mixToMono(reference));
        QVERIFY(scorer.has_value());

        auto config = small();
        const SupervisedPolicy seesBoth(*fitted(table, config));
        QCOMPARE(seesBoth.observe(*scorer).state, exactState(*scorer));

        config.inputs = "features";
        const SupervisedModel model = *fitted(table, config);
        const SupervisedPolicy seesRaw(model);
        const auto observation = seesRaw.observe(*scorer);
        const auto features = dsp::datasetFeatures(raw.samples, raw.sampleRate);
        QCOMPARE(observation.state.size(), features.size());
        for (std::size_t i = 0; i < features.size(); ++i) {
            QCOMPARE(observation.state[i], static_cast<float>(features[i].value));
            QCOMPARE(model.inputNames()[i], std::string(features[i].name));
        }
        const auto greedy = seesRaw.greedy(observation);
        QVERIFY(parametersOf(greedy) == model.parameters(observation.state));
        QVERIFY(greedy.mode == dsp::FilterMode::ZeroPhase);
        // Nothing seen, nothing done.
        QVERIFY(parametersOf(seesRaw.greedy({})) == parametersOf(dsp::Equaliser{}));

        // Draws lie about the greedy choice, as wide as the errors.
        Rng rng(1);
        double squares = 0.0;
        constexpr int kDraws = 400;
        const double centre = actionGrid()[4].positionOf(parametersOf(greedy)[4]);
        for (int i = 0; i < kDraws; ++i)
            squares +=
                std::pow(actionGrid()[4].positionOf(parametersOf(seesRaw.sample(observation, rng))[4]) - centre, 2.0);
        // The standard deviation of 400 draws varies by 1/√800 = 3.5 %; four of these.
        TW_COMPARE_NEAR(std::sqrt(squares / kDraws), model.spread()[4], 0.14 * model.spread()[4]);
    }
};

QTEST_GUILESS_MAIN(TestSupervisedModel)
#include "tst_supervised_model.moc"
