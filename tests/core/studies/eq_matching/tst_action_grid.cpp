#include <QtTest/QTest>
#include <map>

#include "core/studies/eq_matching/action_grid.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

class TestActionGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// DESIGN.md §7: low shelf 20…600 step 20, low peak 600…6000 step 100, high peak 6000…12000 step 200, high shelf
    /// 12000…20000 step 500; gains −24…24 step 0.5; Q 0.1…2.0 (shelf) and 0.1…32.0 (peak) step 0.1.
    void theAxesAreThePublishedOnes_data()
    {
        QTest::addColumn<int>("axis");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("second");
        QTest::addColumn<double>("last");
        QTest::newRow("low shelf frequency") << 0 << 20.0 << 40.0 << 600.0;
        QTest::newRow("low shelf gain") << 1 << -24.0 << -23.5 << 24.0;
        QTest::newRow("low shelf Q") << 2 << 0.1 << 0.2 << 2.0;
        QTest::newRow("low peak frequency") << 3 << 600.0 << 700.0 << 6000.0;
        QTest::newRow("low peak Q") << 5 << 0.1 << 0.2 << 32.0;
        QTest::newRow("high peak frequency") << 6 << 6000.0 << 6200.0 << 12000.0;
        QTest::newRow("high peak Q") << 8 << 0.1 << 0.2 << 32.0;
        QTest::newRow("high shelf frequency") << 9 << 12000.0 << 12500.0 << 20000.0;
        QTest::newRow("high shelf gain") << 10 << -24.0 << -23.5 << 24.0;
        QTest::newRow("high shelf Q") << 11 << 0.1 << 0.2 << 2.0;
    }
    void theAxesAreThePublishedOnes()
    {
        QFETCH(int, axis);
        QFETCH(double, first);
        QFETCH(double, second);
        QFETCH(double, last);
        const GridAxis &grid = actionGrid()[static_cast<std::size_t>(axis)];
        TW_COMPARE_NEAR(grid.value(0), first, 1e-12);
        TW_COMPARE_NEAR(grid.value(1), second, 1e-12);
        TW_COMPARE_NEAR(grid.value(grid.choices - 1), last, 1e-9);
    }

    void positionsRunFromZeroToOneAndBack()
    {
        for (const GridAxis &axis : actionGrid()) {
            TW_COMPARE_NEAR(axis.position(0), 0.0, 1e-12);
            TW_COMPARE_NEAR(axis.position(axis.choices - 1), 1.0, 1e-12);
            for (int i = 0; i < axis.choices; ++i)
                QCOMPARE(int(axis.nearestToPosition(axis.position(i))), i);
        }
        // Half of a logarithmic axis is the geometric mean: √(600·6000) = 1897 Hz.
        QCOMPARE(actionGrid()[3].value(actionGrid()[3].nearestToPosition(0.5)), 1900.0);
        QCOMPARE(actionGrid()[1].value(actionGrid()[1].nearestToPosition(0.5)), 0.0);
    }

    /// 0.95 · Nyquist: 3800 Hz at 8 kHz, 10473.75 Hz at 22.05 kHz, 15200 Hz at 32 kHz, 20947.5 Hz at 44.1 kHz. A limit
    /// on the grid is a choice like any other; one between two choices is what the upper one means.
    void choicesBeyondTheLimitsAreOne_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<QList<int>>("frequencies");  // choices left: low shelf, low peak, high peak, high shelf
        QTest::newRow("8 kHz") << 8000 << QList<int>{30, 33, 1, 1};
        QTest::newRow("22.05 kHz") << 22050 << QList<int>{30, 55, 24, 1};
        QTest::newRow("32 kHz") << 32000 << QList<int>{30, 55, 31, 8};
        QTest::newRow("44.1 kHz") << 44100 << QList<int>{30, 55, 31, 17};
        QTest::newRow("lowest") << 1 << QList<int>{1, 1, 1, 1};
    }
    void choicesBeyondTheLimitsAreOne()
    {
        QFETCH(int, rate);
        QFETCH(QList<int>, frequencies);
        const auto mask = effectiveChoices(rate);
        std::size_t at = 0;
        for (std::size_t axis = 0; axis < kParameters; ++axis) {
            int left = 0;
            for (int choice = 0; choice < actionGrid()[axis].choices; ++choice, ++at) {
                QVERIFY(choice == 0 ? mask.at(at) == 1 : mask.at(at) <= mask.at(at - 1));  // a beginning of each axis
                left += mask.at(at);
            }
            if (axis % 3 == 0)
                QCOMPARE(left, frequencies[qsizetype(axis / 3)]);
            else if (axis == 5 || axis == 8)
                QCOMPARE(left, 180);  // peaks: Q 0.1 … 18
            else
                QCOMPARE(left, actionGrid()[axis].choices);
        }
        QCOMPARE(at, mask.size());
    }

    /// A choice that is masked makes the same filter as the last one that isn't; one that isn't, another than before.
    void maskedChoicesAreTheSameFilter()
    {
        for (const int rate : {16000, 22050, 48000}) {
            const auto mask = effectiveChoices(rate);
            std::size_t at = 0;
            for (std::size_t axis = 0; axis < kParameters; ++axis)
                for (int choice = 0; choice < actionGrid()[axis].choices; ++choice, ++at) {
                    if (choice == 0)
                        continue;
                    Action action{20, 40, 5, 20, 40, 50, 20, 40, 50, 8, 40, 5}, before;
                    action[axis] = std::uint16_t(choice);
                    before = action;
                    --before[axis];
                    const auto design = [&](const Action &of) {
                        const auto band = toEqualiser(of, {}).bands[axis / 3];
                        const auto f = dsp::designBiquad(band, rate);
                        return std::array{f.b0, f.b1, f.b2, f.a1, f.a2};
                    };
                    QCOMPARE(design(action) == design(before), mask[at] == 0);
                }
        }
    }

    void anActionBecomesTheEqualiserItNames()
    {
        Action action{};
        action[0] = 9;    // 200 Hz
        action[1] = 40;   // −4 dB
        action[2] = 8;    // Q 0.9
        action[10] = 54;  // +3 dB
        const auto equaliser = toEqualiser(action, dsp::FilterMode::Causal);
        QCOMPARE(equaliser.bands[0].frequencyHz, 200.0);
        QCOMPARE(equaliser.bands[0].gainDb, -4.0);
        TW_COMPARE_NEAR(equaliser.bands[0].q, 0.9, 1e-12);
        QCOMPARE(equaliser.bands[3].gainDb, 3.0);
        QVERIFY(equaliser.bands[0].kind == dsp::BandKind::LowShelf);
        QVERIFY(equaliser.bands[3].kind == dsp::BandKind::HighShelf);
        QVERIFY(equaliser.mode == dsp::FilterMode::Causal);
    }

    void explorationStaysAmongWhatMayBeTaken()
    {
        Rng rng(1);
        const auto mask = effectiveChoices(22050);
        Action greedy{};
        greedy[9] = 5;  // 14.5 kHz at a rate where that means nothing
        bool moved = false;
        for (int i = 0; i < 300; ++i) {
            const Action action = explore(greedy, {.epsilon = 0.5, .nudge = 0.5, .nudgeWidth = 0.3}, rng, mask);
            std::size_t first = 0;
            for (std::size_t axis = 0; axis < kParameters; ++axis) {
                QCOMPARE(mask[first + action[axis]], std::uint8_t{1});
                first += static_cast<std::size_t>(actionGrid()[axis].choices);
            }
            moved |= action[6] > 10;
        }
        QVERIFY(moved);
    }

    void explorationKeepsNudgesOrDraws()
    {
        Rng rng(1);
        Action greedy{};
        for (std::size_t i = 0; i < greedy.size(); ++i)
            greedy[i] = static_cast<std::uint16_t>(actionGrid()[i].choices / 2);
        QCOMPARE(explore(greedy, {.epsilon = 0.0, .nudge = 0.0}, rng), greedy);

        int far = 0;
        for (int i = 0; i < 1000; ++i) {
            const Action nudged = explore(greedy, {.epsilon = 0.0, .nudge = 1.0, .nudgeWidth = 0.02}, rng);
            for (std::size_t k = 0; k < nudged.size(); ++k)
                far += std::abs(actionGrid()[k].position(nudged[k]) - actionGrid()[k].position(greedy[k])) > 0.15;
        }
        QCOMPARE(far, 0);  // 0.15 is more than six standard deviations and a grid step away

        std::map<int, int> firsts;
        for (int i = 0; i < 4000; ++i)
            ++firsts[explore(greedy, {.epsilon = 1.0}, rng)[1]];
        QVERIFY(firsts.size() > 90);  // of 97 gains
    }

    void readsThePublishedParametersAndSaysWhatIsWrong()
    {
        Json object = toJson(dsp::Equaliser{});
        QCOMPARE(object.size(), std::size_t{12});
        object["peak_low_gain"] = -6.5;
        const auto equaliser = equaliserFromJson(object, dsp::FilterMode::ZeroPhase);
        QVERIFY(equaliser.has_value());
        QCOMPARE(equaliser->bands[1].gainDb, -6.5);

        const auto refused = [](const Json &json) {
            return equaliserFromJson(json, dsp::FilterMode::ZeroPhase).error();
        };
        Json missing = object;
        missing.erase("high_shelf_q");
        QCOMPARE(refused(missing).context, std::string("high_shelf_q"));
        Json unknown = object;
        unknown["mid_gain"] = 1.0;
        QCOMPARE(refused(unknown).context, std::string("mid_gain"));
        Json text = object;
        text["low_shelf_freq"] = "much";
        QCOMPARE(refused(text).context, std::string("low_shelf_freq"));
        Json negative = object;
        negative["peak_high_q"] = -1.0;
        QCOMPARE(refused(negative).context, std::string("peak_high_q"));
        QVERIFY(refused(Json::array()).code == ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestActionGrid)
#include "tst_action_grid.moc"
