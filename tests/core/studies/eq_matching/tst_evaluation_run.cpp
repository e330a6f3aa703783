#include <QtTest/QTest>
#include <atomic>
#include <cmath>
#include <stdexcept>

#include "core/audio/corpus.h"
#include "core/studies/eq_matching/evaluation_run.h"
#include "core/studies/eq_matching/study.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

/// Always the same greedy choice; draws are gentle. Notices when two threads ask at once.
class StubPolicy : public Policy
{
public:
    dsp::Equaliser choice;
    bool throws = false;
    mutable std::atomic<int> inside{0};
    mutable std::atomic<bool> crowded{false};

    [[nodiscard]] dsp::Equaliser greedy(const Observation &) const override
    {
        crowded = crowded || ++inside > 1;
        if (throws)
            throw std::runtime_error("broken");
        --inside;
        return choice;
    }
    [[nodiscard]] dsp::Equaliser sample(const Observation &, Rng &rng) const override
    {
        dsp::Equaliser drawn;
        for (auto &band : drawn.bands)
            band.gainDb = rng.uniform(-4.0, 4.0);
        return drawn;
    }
};

}  // namespace

class TestEvaluationRun : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    EqConfig m_config = EqConfig::from(descriptor().algorithms.front().parameters.defaults());
    Excerpt m_excerpt;
    std::unique_ptr<PairSource> m_pairs;
    std::vector<std::string> m_keys;
    StubPolicy m_policy;

    Result<Evaluation> judged(const EvaluationOptions &options, const Policy *policy = nullptr)
    {
        RunListener silent;
        RunContext context(silent, {});
        return judge({*m_pairs, m_excerpt, m_config, policy ? *policy : m_policy}, m_keys, options, context);
    }
    /// Two keys at 22.05 kHz, nowhere to keep searches.
    [[nodiscard]] EvaluationOptions plain() const
    {
        EvaluationOptions options;
        options.samples = 0;
        options.cacheFolder = std::filesystem::path();
        return options;
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder / "music", 2, 1.0);
        RunListener silent;
        RunContext context(silent, {});
        const auto corpus = scanCorpus(m_folder / "music", {}, context);
        QVERIFY(corpus.has_value());
        m_pairs = std::make_unique<PairSource>(m_config, m_excerpt);
        QVERIFY(m_pairs->prepare(*corpus, context).has_value());
        for (const PreparedTrack &track : m_pairs->tracks())
            if (track.heldOut)
                m_keys.push_back(track.track.key());
        QCOMPARE(m_keys.size(), std::size_t{2});
        m_policy.choice.bands[1].gainDb = 0.5;
    }

    void everyRewardIsARenderedOne()
    {
        const auto evaluation = judged(plain());
        QVERIFY(evaluation.has_value());
        QCOMPARE(evaluation->items.size(), std::size_t{2});
        for (std::size_t i = 0; i < 2; ++i) {
            const EvaluationItem &item = evaluation->items[i];
            QCOMPARE(item.key, m_keys[i]);
            QCOMPARE(item.track, m_keys[i]);
            QCOMPARE(item.sampleRate, 22050);
            QVERIFY(item.heldOut);
            const PreparedTrack &track = *m_pairs->find(m_keys[i]);
            const auto pair = readPair(track.track, m_excerpt, track.fixed);
            const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
            QCOMPARE(item.score("reward"), scorer->score(m_policy.choice).reward);
            QCOMPARE(item.score("inverse_reward"), scorer->score(track.fixed.inverse()).reward);
            TW_COMPARE_NEAR(item.score("nothing_reward"), 0.0, 1e-5);  // filters that pass everything round
            QCOMPARE(item.score("flatness_improvement"), scorer->score(m_policy.choice).spectralFlatness.improvement);
            // Heard and drawn is what was scored.
            QCOMPARE(item.decisions.size(), std::size_t{1});
            QCOMPARE(Json::parse(item.decisions[0].action).dump(), toJson(m_policy.choice).dump());
            QVERIFY(item.decisions[0].curve.y.size() > 100);
            const auto rendering = item.render();
            QVERIFY(rendering.has_value());
            QCOMPARE(rendering->raw.frames(), rendering->processed.frames());
            // Nobody asked for further tries or an oracle.
            for (const char *name : {"refined_reward", "oracle_reward", "regret"})
                QVERIFY2(std::isnan(item.score(name)), name);
        }
    }

    void refinedIsTheBestOfSeveralTriesAndOfDoingNothing()
    {
        EvaluationOptions options = plain();
        options.samples = 1;
        const auto one = judged(options);
        options.samples = 8;
        const auto eight = judged(options);
        QVERIFY(one && eight);
        bool better = false;
        for (std::size_t i = 0; i < one->items.size(); ++i) {
            const double few = one->items[i].score("refined_reward"), many = eight->items[i].score("refined_reward");
            QVERIFY(few >= std::max(0.0, one->items[i].score("reward")));
            QVERIFY(many >= few);  // the same draws, and more
            better = better || many > few;
        }
        QVERIFY(better);
        // An agent that ruins everything is stopped by doing nothing.
        StubPolicy bad;
        for (auto &band : bad.choice.bands)
            band.gainDb = 24.0;
        options.samples = 1;
        const auto ruined = judged(options, &bad);
        for (const EvaluationItem &item : ruined->items) {
            QVERIFY(item.score("reward") < -0.5);
            QVERIFY(item.score("refined_reward") >= 0.0);
        }
    }

    void aTrackGivesSeveralPairsTheFirstOfThemAlwaysTheSame()
    {
        EvaluationOptions options = plain();
        const auto one = judged(options);
        options.pairsPerTrack = 3;
        const auto three = judged(options);
        QVERIFY(one && three);
        QCOMPARE(three->items.size(), std::size_t{6});
        QCOMPARE(three->items[0].key, one->items[0].key);
        QVERIFY(three->items[0].scores == one->items[0].scores);
        QCOMPARE(three->items[1].key, m_keys[0] + " #2");
        QCOMPARE(three->items[2].key, m_keys[0] + " #3");
        QCOMPARE(three->items[1].track, m_keys[0]);
        QVERIFY(three->items[1].score("inverse_reward") != three->items[0].score("inverse_reward"));
        QVERIFY(three->items[1].score("inverse_reward") != three->items[2].score("inverse_reward"));
    }

    void otherRatesAreFurtherItems()
    {
        EvaluationOptions options = plain();
        options.sampleRates = {16000, 22050, 16000};  // one of them is the tracks' own, one comes twice
        const auto evaluation = judged(options);
        QVERIFY2(evaluation.has_value(), evaluation ? "" : evaluation.error().describe().c_str());
        QCOMPARE(evaluation->items.size(), std::size_t{4});
        QCOMPARE(evaluation->items[2].key, m_keys[0] + " @16000");
        QCOMPARE(evaluation->items[2].sampleRate, 16000);
        QCOMPARE(evaluation->items[2].render()->raw.sampleRate, 16000);
        QVERIFY(std::isfinite(evaluation->items[2].score("inverse_reward")));
    }

    // WISHES D11: a search beside the agent, never worse than it.
    void theOracleIsThereIfItHasABudget()
    {
        EvaluationOptions options = plain();
        options.oracleBudget = 400;
        options.cacheFolder = m_folder / "oracle";
        const auto first = judged(options);
        QVERIFY(first.has_value());
        for (const EvaluationItem &item : first->items) {
            QVERIFY(item.score("oracle_reward") >= item.score("oracle_on_grid_reward"));
            QCOMPARE(item.score("regret"), item.score("oracle_reward") - item.score("reward"));
            QVERIFY(item.score("regret") >= 0);
            QCOMPARE(item.decisions.size(), std::size_t{2});
            QCOMPARE(item.decisions[1].who, std::string("oracle"));
        }
        QVERIFY(first->toJson().contains("share_of_oracle"));
        std::size_t kept = 0;
        for (const auto &entry : std::filesystem::directory_iterator(m_folder / "oracle"))
            kept += entry.is_regular_file();
        QCOMPARE(kept, std::size_t{2});
        QCOMPARE(judged(options)->toJson().dump(), first->toJson().dump());
    }

    void threadsChangeNothingAndAskThePolicyOneAtATime()
    {
        EvaluationOptions options = plain();
        options.pairsPerTrack = 2;
        options.samples = 2;
        const auto one = judged(options);
        options.threads = 3;
        const auto three = judged(options);
        QVERIFY(one && three);
        QCOMPARE(one->toJson().dump(), three->toJson().dump());
        QVERIFY(!m_policy.crowded);
    }

    void stopsWhenAsked_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("two threads") << 2;
    }

    void stopsWhenAsked()
    {
        QFETCH(int, threads);
        std::stop_source stop;
        stop.request_stop();
        RunListener silent;
        RunContext context(silent, stop.get_token());
        EvaluationOptions options = plain();
        options.threads = threads;
        const auto result = judge({*m_pairs, m_excerpt, m_config, m_policy}, m_keys, options, context);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
    }

    void whatAThreadThrowsIsAnError()
    {
        StubPolicy broken;
        broken.throws = true;
        EvaluationOptions options = plain();
        options.threads = 2;
        const auto result = judged(options, &broken);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QVERIFY(result.error().describe().find("broken") != std::string::npos);
    }

    void optionsOutOfRangeAreRefusedByName()
    {
        const auto refused = [this](auto change) {
            EvaluationOptions options = plain();
            change(options);
            const auto result = judged(options);
            return !result && result.error().code == ErrorCode::InvalidArgument ? result.error().context
                                                                                : std::string("taken");
        };
        QCOMPARE(refused([](auto &o) { o.pairsPerTrack = 0; }), std::string("pairs per track"));
        QCOMPARE(refused([](auto &o) { o.samples = -1; }), std::string("samples"));
        QCOMPARE(refused([](auto &o) { o.oracleBudget = -1; }), std::string("oracle budget"));
        QCOMPARE(refused([](auto &o) { o.threads = 0; }), std::string("threads"));
        QCOMPARE(refused([](auto &o) { o.sampleRates = {100}; }), std::string("sample rate"));
        m_keys.emplace_back("no/such");
        const auto result = judged(plain());
        m_keys.pop_back();
        QVERIFY(!result && result.error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestEvaluationRun)
#include "tst_evaluation_run.moc"
