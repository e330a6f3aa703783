#include <QtTest/QTest>

#include "core/study/run_spec.h"
#include "core/study/study_descriptor.h"
#include "tests/support/fake_study.h"

using namespace tonewright;
using tonewright::test::FakeStudy;

namespace
{

RunSpec sample()
{
    return RunSpec{.study = "fake",
                   .studyVersion = 1,
                   .algorithm = "dice",
                   .parameters = FakeStudy::theDescriptor().defaultAlgorithm().parameters.parse({"gain=1.25"}).value(),
                   .corpusHash = "0123456789abcdef",
                   .seed = 18446744073709551615ULL,
                   .episodes = 1000,
                   .minutes = 2.5,
                   .envSteps = 640000,
                   .excerpt = {.offsetSeconds = 10, .seconds = 5},
                   .threads = 2,
                   .device = "cuda",
                   .program = "Tonewright 0.1.0",
                   .libraries = "none"};
}

Result<RunSpec> readBack(const Json &json)
{
    return RunSpec::fromJson(json, FakeStudy::theDescriptor());
}

}  // namespace

class TestRunSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonRoundTripKeepsEveryField()
    {
        const Json json = sample().toJson();
        for (const Json &form : {json, Json::parse(json.dump())}) {
            const auto read = readBack(form);
            QVERIFY2(read, read ? "" : read.error().describe().c_str());
            QCOMPARE(read->toJson().dump(), json.dump());
            QCOMPARE(read->seed, 18446744073709551615ULL);
            QCOMPARE(read->parameters.real("gain"), 1.25);
            QCOMPARE(read->excerpt.offsetSeconds, 10.0);
            QCOMPARE(read->envSteps, std::int64_t{640000});
            QCOMPARE(read->device, std::string("cuda"));
        }
    }

    void badFieldsAreNamed_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("study") << "study"
                               << "\"other\"";
        QTest::newRow("version") << "study_version"
                                 << "2";
        QTest::newRow("algorithm") << "algorithm"
                                   << "\"ppo\"";
        QTest::newRow("negative seed") << "seed"
                                       << "-1";
        QTest::newRow("text for a number") << "episodes"
                                           << "\"many\"";
        QTest::newRow("fraction") << "episodes"
                                  << "1.5";
        QTest::newRow("negative") << "minutes"
                                  << "-1";
        QTest::newRow("no threads") << "threads"
                                    << "0";
        QTest::newRow("too many threads") << "threads"
                                          << "99999999999";
        QTest::newRow("unknown device") << "device"
                                        << "\"tpu\"";
        QTest::newRow("a number for a device") << "device"
                                               << "1";
        QTest::newRow("null") << "program"
                              << "null";
        QTest::newRow("parameters") << "parameters"
                                    << "[]";
    }

    void badFieldsAreNamed()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        Json json = sample().toJson();
        json[field.toStdString()] = Json::parse(value.toStdString());
        const auto read = readBack(json);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QCOMPARE(QString::fromStdString(read.error().context), field);
    }

    void missingFieldIsNamed()
    {
        Json json = sample().toJson();
        json.erase("seed");
        QCOMPARE(readBack(json).error().context, std::string("seed"));
        QCOMPARE(readBack(Json("text")).error().code, ErrorCode::BadData);
    }

    /// From before there was a choice: those runs were on the processor, whatever the machine has now.
    void aSpecWithoutDeviceMeansTheProcessor()
    {
        Json json = sample().toJson();
        json.erase("device");
        const auto read = readBack(json);
        QVERIFY2(read, read ? "" : read.error().describe().c_str());
        QCOMPARE(read->device, std::string("cpu"));
    }

    void badParameterIsNamed()
    {
        Json json = sample().toJson();
        json["parameters"]["gain"] = 100;
        const auto read = readBack(json);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QCOMPARE(read.error().context, std::string("gain"));
    }
};

QTEST_GUILESS_MAIN(TestRunSpec)
#include "tst_run_spec.moc"
