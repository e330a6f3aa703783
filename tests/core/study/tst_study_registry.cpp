#include <QtTest/QTest>
#include <limits>
#include <stdexcept>

#include "core/study/study_registry.h"
#include "tests/support/fake_study.h"

using namespace tonewright;
using namespace tonewright::test;

class TestStudyRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByIdAndNamesTheKnownOnes()
    {
        const StudyRegistry registry = fakeRegistry();
        QCOMPARE(registry.find("fake").value()->descriptor->title, std::string("Fake"));
        const auto missing = registry.find("eq_machting");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QCOMPARE(missing.error().describe(), std::string("eq_machting: there is no such study. Known: fake."));
        QVERIFY(!StudyRegistry().find("fake"));
    }

    void refusesASecondOfTheSameIdAndHalfEntries()
    {
        StudyRegistry registry = fakeRegistry();
        QVERIFY_THROWS_EXCEPTION(std::logic_error, registry.add(fakeRegistry().entries().front()));
        StudyEntry half = fakeRegistry().entries().front();
        half.tools = nullptr;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, registry.add(half));
    }

    void evaluationAsJson()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const Evaluation evaluation{
            .items = {{.key = "blues/a", .genre = "blues", .heldOut = true, .scores = {{"reward", 0.5}, {"gap", nan}}}},
            .means = {{"greedy_reward_mean", 0.5}, {"undefined", nan}}};
        const Json json = evaluation.toJson();
        QCOMPARE(json["greedy_reward_mean"].get<double>(), 0.5);
        QVERIFY(json["undefined"].is_null());
        QCOMPARE(json["items"].dump(),
                 std::string(R"([{"key":"blues/a","genre":"blues","held_out":true,"reward":0.5,"gap":null}])"));
    }
};

QTEST_GUILESS_MAIN(TestStudyRegistry)
#include "tst_study_registry.moc"
