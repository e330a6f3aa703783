// Any equaliser on the bench: a person's edit, or what a search finds.

#include <QtTest/QTest>
#include <cmath>

#include "core/studies/eq_matching/eq_bench.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
using namespace tonewright::test;

namespace
{

constexpr int kRate = 22050;

/// Noise, and as its reference the same through a low shelf.
AudioPair planted()
{
    dsp::Equaliser change;
    change.mode = dsp::FilterMode::ZeroPhase;
    change.bands[0].gainDb = 4.0;
    AudioPair pair{noise(3, 1.5, kRate), {}, {}};
    pair.reference = pair.raw;
    for (auto &channel : pair.reference.channels)
        channel = dsp::applyEqualiser(channel, change, kRate);
    return pair;
}

struct Bench {
    int reads = 0;
    std::shared_ptr<EqBench> bench;

    explicit Bench(std::function<Scores(const dsp::Equaliser &)> score = {}, int budget = 60)
        : bench(std::make_shared<EqBench>(BenchItem{.itemKey = "rock/one",
                                                    .genre = "rock",
                                                    .episode = 7,
                                                    .sampleRate = kRate,
                                                    .read = [this]() -> Result<AudioPair> {
                                                        ++reads;
                                                        return planted();
                                                    },
                                                    .whole = {},
                                                    .score = std::move(score),
                                                    .match = {},
                                                    .oracle = {OracleBudget::of(budget)}}))
    {
    }
};

EqualiserSetting setting(double lowGainDb)
{
    dsp::Equaliser equaliser;
    equaliser.bands[0].gainDb = lowGainDb;
    return toSetting(equaliser, kRate);
}

double rewardOf(const Rendering &rendering)
{
    return rendering.scores.front().second;
}

}  // namespace

class TestEqBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settingsAreTriedOnOneReading()
    {
        Bench bench;
        const auto right = bench.bench->preview(setting(4.0));
        QVERIFY(right.has_value());
        QCOMPARE(bench.reads, 0);  // light until it is heard
        QCOMPARE((*right)->itemKey, std::string("rock/one"));
        QVERIFY(*(*right)->equaliser == setting(4.0));
        QVERIFY(std::isnan((*right)->estimatedReward));
        QCOMPARE((*right)->bands.size(), 4U);
        const auto heard = (*right)->render();
        QVERIFY(heard.has_value());
        QVERIFY(rewardOf(*heard) >
                0.7);  // the reference's shape; both are normalised to their own peaks, so not its level
        const auto wrong = (*bench.bench->preview(setting(-4.0)))->render();
        QVERIFY(rewardOf(*wrong) < 0);
        QCOMPARE(bench.reads, 1);
        QCOMPARE(heard->raw.channels, wrong->raw.channels);
        QVERIFY(heard->processed.channels != wrong->processed.channels);
    }

    // WISHES D3: nothing of it is nothing, to the bit.
    void noGainIsTheRawSound()
    {
        Bench bench;
        const auto heard = (*bench.bench->preview(setting(0.0)))->render();
        QCOMPARE(heard->processed.channels, heard->raw.channels);
    }

    void aPreviewKeepsItsBench()
    {
        Bench bench;
        const auto kept = *bench.bench->preview(setting(1.0));
        bench.bench.reset();
        QVERIFY(kept->render().has_value());
        QVERIFY(kept->bench != nullptr);
    }

    void aSearchFindsMoreThanNothing()
    {
        Bench bench;
        const auto best = bench.bench->searchBest([] { return true; });
        QVERIFY(best.has_value());
        const auto heard = (*bench.bench->preview(*best))->render();
        QVERIFY(rewardOf(*heard) > 0.3);
        QCOMPARE(bench.reads, 1);
        QVERIFY(bench.bench->searchBest([] { return false; }).error().code == ErrorCode::Cancelled);
    }

    void differentMusicIsScoredOtherwise()
    {
        Bench bench([](const dsp::Equaliser &tried) -> Scores { return {{"gain", tried.bands[0].gainDb}}; });
        const auto heard = (*bench.bench->preview(setting(2.5)))->render();
        QCOMPARE(heard->scores, (Scores{{"gain", 2.5}}));
        QVERIFY(bench.bench->searchBest([] { return true; }).error().code == ErrorCode::Unsupported);
    }

    void otherKindsOfBandsAreRefused()
    {
        const Bench bench;
        EqualiserSetting three = setting(1.0);
        three.bands.pop_back();
        QVERIFY(bench.bench->preview(three).error().code == ErrorCode::InvalidArgument);
        EqualiserSetting swapped = setting(1.0);
        std::swap(swapped.bands[0], swapped.bands[1]);
        QVERIFY(!bench.bench->preview(swapped).has_value());
        const auto causal = toEqualiser({setting(1.0).bands, 1, kRate});
        QVERIFY(causal->mode == dsp::FilterMode::Causal);
    }

    void whatCantBeReadIsSaid()
    {
        const auto bench = std::make_shared<EqBench>(
            BenchItem{.itemKey = "x",
                      .genre = {},
                      .episode = 0,
                      .sampleRate = kRate,
                      .read = []() -> Result<AudioPair> { return fail(ErrorCode::NotFound, "gone", "x.wav"); },
                      .whole = {},
                      .score = {},
                      .match = {},
                      .oracle = {}});
        QVERIFY((*bench->preview(setting(1.0)))->render().error().code == ErrorCode::NotFound);
        QVERIFY(bench->searchBest([] { return true; }).error().code == ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestEqBench)
#include "tst_eq_bench.moc"
