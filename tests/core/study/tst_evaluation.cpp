#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/study/evaluation.h"
#include "tests/support/near.h"

using namespace tonewright;

namespace
{

EvaluationItem item(const char *key, const char *genre, std::vector<std::pair<std::string, double>> scores)
{
    return {.key = key, .genre = genre, .heldOut = true, .scores = std::move(scores)};
}

Evaluation threeItems()
{
    Evaluation evaluation;
    evaluation.items = {item("a/1", "a", {{"reward", 0.2}, {"oracle_reward", 0.8}, {"regret", 0.6}}),
                        item("a/2", "a", {{"reward", 0.6}, {"oracle_reward", 0.7}, {"regret", 0.1}}),
                        item("b/1", "b", {{"reward", -0.2}, {"oracle_reward", 0.3}, {"regret", 0.5}})};
    return evaluation;
}

}  // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Of 0.2 and 0.6: mean 0.4, standard deviation √(2 · 0.2² / 1) = 0.2828. Tolerance: double rounding.
    void aGenresSpreadIsThatOfItsItems()
    {
        const Evaluation evaluation = threeItems();
        const Spread a = evaluation.spread("reward", "a");
        QCOMPARE(a.count, 2);
        TW_COMPARE_NEAR(a.mean, 0.4, 1e-12);
        TW_COMPARE_NEAR(a.standardDeviation, std::sqrt(0.08), 1e-12);
        TW_COMPARE_NEAR(a.minimum, 0.2, 1e-12);
        const Spread b = evaluation.spread("reward", "b");
        QCOMPARE(b.count, 1);
        QVERIFY(std::isnan(b.standardDeviation));
        QCOMPARE(evaluation.spread("reward").count, 3);
        QCOMPARE(evaluation.spread("reward", "none").count, 0);
        QVERIFY(std::isnan(evaluation.spread("reward", "none").mean));
    }

    void whatIsNotMeasuredCountsNowhere()
    {
        Evaluation evaluation = threeItems();
        evaluation.items[0].scores[0].second = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(evaluation.spread("reward").count, 2);
        TW_COMPARE_NEAR(evaluation.spread("reward").mean, 0.2, 1e-12);
        QVERIFY(evaluation.toJson()["items"][0]["reward"].is_null());
        QVERIFY(evaluation.toCsv().find("a/1,a,1,a/1,,,0.8,0.6\n") != std::string::npos);
    }

    void theWorstHaveTheMostRegretAndWithoutAnOracleTheLeastReward()
    {
        Evaluation evaluation = threeItems();
        QCOMPARE(evaluation.worst(), (std::vector<std::size_t>{0, 2, 1}));
        QCOMPARE(evaluation.worst(1), std::vector<std::size_t>{0});
        for (EvaluationItem &one : evaluation.items)
            one.scores.resize(1);
        QCOMPARE(evaluation.worst(), (std::vector<std::size_t>{2, 0, 1}));
    }

    /// Means 0.2 and 0.6: a third.
    void sharesAreQuotientsOfMeans()
    {
        Evaluation evaluation = threeItems();
        evaluation.addMeans();
        const Json json = evaluation.toJson();
        TW_COMPARE_NEAR(json["greedy_reward_mean"].get<double>(), 0.2, 1e-12);
        TW_COMPARE_NEAR(json["greedy_reward_minimum"].get<double>(), -0.2, 1e-12);
        TW_COMPARE_NEAR(json["oracle_reward_mean"].get<double>(), 0.6, 1e-12);
        TW_COMPARE_NEAR(json["regret_mean"].get<double>(), 0.4, 1e-12);
        TW_COMPARE_NEAR(json["share_of_oracle"].get<double>(), 1.0 / 3.0, 1e-12);
        QVERIFY(!json.contains("refined_share_of_oracle"));
        // Nothing can be had: no share of it.
        for (EvaluationItem &one : evaluation.items)
            one.scores[1].second = 0.0;
        evaluation.addMeans();
        QVERIFY(evaluation.toJson()["share_of_oracle"].is_null());
    }

    void theJsonHasGenresWorstAndItems()
    {
        Evaluation evaluation = threeItems();
        evaluation.items[2].track = "b/1";
        evaluation.items[2].sampleRate = 22050;
        evaluation.items[2].decisions = {{"agent", R"({"gain": 3})", {}}};
        const Json json = evaluation.toJson();
        QCOMPARE(json["genres"]["a"]["count"].get<int>(), 2);
        TW_COMPARE_NEAR(json["genres"]["a"]["reward"]["mean"].get<double>(), 0.4, 1e-12);
        TW_COMPARE_NEAR(json["genres"]["b"]["oracle_reward"]["minimum"].get<double>(), 0.3, 1e-12);
        QVERIFY(json["genres"]["b"]["reward"]["standard_deviation"].is_null());
        QCOMPARE(json["worst"].dump(), std::string(R"(["a/1","b/1","a/2"])"));
        QCOMPARE(json["items"].size(), std::size_t{3});
        QCOMPARE(json["items"][2]["sample_rate"].get<int>(), 22050);
        QCOMPARE(json["items"][2]["agent_parameters"]["gain"].get<int>(), 3);
        QVERIFY(!json["items"][0].contains("sample_rate"));
    }

    void theCsvHasAColumnForEveryScoreAndQuotesKeys()
    {
        Evaluation evaluation = threeItems();
        evaluation.items[1].key = "a, \"b\"";
        evaluation.items[2].scores.emplace_back("inverse_reward", 0.5);
        const std::string csv = evaluation.toCsv();
        QVERIFY(csv.starts_with("key,genre,held_out,track,sample_rate,reward,oracle_reward,regret,inverse_reward\n"));
        QVERIFY(csv.find("\"a, \"\"b\"\"\",a,1,") != std::string::npos);
        QVERIFY(csv.find("a/1,a,1,a/1,,0.2,0.8,0.6,\n") != std::string::npos);
        QVERIFY(csv.ends_with("b/1,b,1,b/1,,-0.2,0.3,0.5,0.5\n"));
    }

    void nothingJudgedIsNoError()
    {
        Evaluation evaluation;
        evaluation.addMeans();
        QVERIFY(evaluation.means.empty());
        QVERIFY(evaluation.worst().empty());
        QCOMPARE(evaluation.toJson()["items"].size(), std::size_t{0});
        QCOMPARE(evaluation.toCsv(), std::string("key,genre,held_out,track,sample_rate\n"));
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
