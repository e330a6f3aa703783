#include <QtTest/QTest>
#include <cmath>

#include "core/studies/eq_matching/curve_loss.h"
#include "core/studies/eq_matching/equaliser_box.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

std::vector<float> randomBoxAction(Rng &rng, double within)
{
    std::vector<float> action(kParameters);
    for (float &value : action)
        value = static_cast<float>(rng.uniform(-within, within));
    return action;
}

std::vector<float> responseOf(const CurveLoss &curve, const dsp::Equaliser &equaliser, int rate, double levelDb = 0.0)
{
    std::vector<float> wanted;
    for (const double db : dsp::responseDb(equaliser, curve.hertz(), rate))
        wanted.push_back(static_cast<float>(db + levelDb));
    return wanted;
}

}  // namespace

class TestCurveLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEqualiserMatchesItsOwnResponse_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<bool>("zeroPhase");
        for (const int rate : {22050, 44100, 48000})
            for (const bool zeroPhase : {true, false})
                QTest::addRow("%d Hz, %s", rate, zeroPhase ? "zero phase" : "causal") << rate << zeroPhase;
    }
    /// The response is dsp::responseDb's: the loss of a curve's own setting is nothing, with the gradient of a minimum.
    void anEqualiserMatchesItsOwnResponse()
    {
        QFETCH(int, rate);
        QFETCH(bool, zeroPhase);
        const auto mode = zeroPhase ? dsp::FilterMode::ZeroPhase : dsp::FilterMode::Causal;
        const CurveLoss curve(rate);
        const EqualiserBox box(EqualiserBox::Values::Continuous, 24.0, mode);
        Rng rng(5);
        for (int i = 0; i < 20; ++i) {
            const auto action = randomBoxAction(rng, 1.0);
            const auto wanted = responseOf(curve, box.equaliser(action), rate);
            std::array<double, kParameters> gradient{};
            // Floats on the way (the wanted curve) leave some 1e-6 dB.
            QVERIFY(curve.loss(action, {wanted, 24.0, 1.0, mode}, gradient) < 1e-9);
            for (const double slope : gradient)
                QVERIFY(std::fabs(slope) < 1e-3);
        }
    }

    void theGradientIsTheLossesSlope()
    {
        Rng rng(6);
        for (const int rate : {22050, 44100}) {
            const CurveLoss curve(rate);
            const EqualiserBox box(EqualiserBox::Values::Continuous, 12.0, dsp::FilterMode::ZeroPhase);
            for (int i = 0; i < 10; ++i) {
                auto action = randomBoxAction(rng, 0.95);
                const auto wanted = responseOf(curve, box.equaliser(randomBoxAction(rng, 1.0)), rate, -3.0);
                const CurveLoss::Task task{wanted, 12.0, 0.3, dsp::FilterMode::ZeroPhase};
                std::array<double, kParameters> gradient{};
                (void)curve.loss(action, task, gradient);
                for (std::size_t k = 0; k < kParameters; ++k) {
                    constexpr float step = 3e-4F;
                    std::array<double, kParameters> unused{};
                    auto moved = action;
                    moved[k] = action[k] + step;
                    const double above = curve.loss(moved, task, unused);
                    const double up = static_cast<double>(moved[k]);
                    moved[k] = action[k] - step;
                    const double slope =
                        (above - curve.loss(moved, task, unused)) / (up - static_cast<double>(moved[k]));
                    // Central differences in single precision; narrow peaks curve most.
                    QVERIFY2(std::fabs(slope - gradient[k]) < 1e-3 + 3e-3 * std::fabs(slope),
                             qPrintable(QStringLiteral("%1: %2 for %3").arg(k).arg(gradient[k]).arg(slope)));
                }
            }
        }
    }

    /// A curve 3 dB off everywhere has the right shape: M = level · 9 dB², loss = log(1 + M).
    void theLevelCountsAsMuchAsAskedFor()
    {
        const CurveLoss curve(44100);
        const std::vector<float> flat(kParameters, 0.0F);  // gains of 0 dB
        const std::vector<float> wanted(curve.hertz().size(), 3.0F);
        for (const double level : {0.0, 0.1, 1.0}) {
            std::array<double, kParameters> gradient{};
            TW_COMPARE_NEAR(curve.loss(flat, {wanted, 24.0, level, dsp::FilterMode::ZeroPhase}, gradient),
                            std::log1p(level * 9.0), 1e-9);
        }
    }

    /// At 22.05 kHz the high shelf's frequency is limited to 10,474 Hz wherever it is set: no slope to follow.
    void whatALimitTakesAwayHasNoSlope()
    {
        const CurveLoss curve(22050);
        Rng rng(7);
        const auto action = randomBoxAction(rng, 0.9);
        const std::vector<float> wanted(curve.hertz().size(), 1.0F);
        std::array<double, kParameters> gradient{};
        (void)curve.loss(action, {wanted, 24.0, 0.1, dsp::FilterMode::ZeroPhase}, gradient);
        QCOMPARE(gradient[9], 0.0);
        QVERIFY(gradient[10] != 0.0);
    }

    void theBoxesEndsAreTheAxesEnds()
    {
        const EqualiserBox box(EqualiserBox::Values::Continuous, 24.0, dsp::FilterMode::Causal);
        const auto low = box.equaliser(std::vector<float>(kParameters, -1.0F));
        const auto high = box.equaliser(std::vector<float>(kParameters, 7.0F));  // limited to 1
        for (std::size_t i = 0; i < kParameters; ++i) {
            const GridAxis &axis = actionGrid()[i];
            TW_COMPARE_NEAR(parameter(low, i), axis.first, 1e-9);
            TW_COMPARE_NEAR(parameter(high, i), axis.value(axis.choices - 1), 1e-9);
        }
        QVERIFY(low.mode == dsp::FilterMode::Causal);
        const auto middle = box.equaliser(std::vector<float>(kParameters, 0.0F));
        TW_COMPARE_NEAR(middle.bands[0].gainDb, 0.0, 1e-12);
        TW_COMPARE_NEAR(middle.bands[1].frequencyHz, std::sqrt(600.0 * 6000.0), 1e-9);  // halfway by ear
    }

    void thereAndBackIsTheSameSetting()
    {
        Rng rng(8);
        const EqualiserBox box(EqualiserBox::Values::Continuous, 10.0, dsp::FilterMode::ZeroPhase);
        for (int i = 0; i < 20; ++i) {
            const auto action = randomBoxAction(rng, 1.0);
            const auto back = box.action(box.equaliser(action));
            for (std::size_t k = 0; k < kParameters; ++k)
                TW_COMPARE_NEAR(static_cast<double>(back[k]), static_cast<double>(action[k]), 1e-6);
        }
    }

    /// Gentle moves stay gentle, also where the limit lies between two steps of the grid.
    void gainsKeepToTheLimitAndTheGridToItsSteps()
    {
        Rng rng(9);
        const EqualiserBox box(EqualiserBox::Values::Grid, 4.7, dsp::FilterMode::ZeroPhase);
        double largest = 0.0;
        for (int i = 0; i < 200; ++i) {
            const auto equaliser = box.equaliser(randomBoxAction(rng, 1.5));
            for (std::size_t k = 0; k < kParameters; ++k) {
                const GridAxis &axis = actionGrid()[k];
                const double steps = (parameter(equaliser, k) - axis.first) / axis.step;
                TW_COMPARE_NEAR(steps, std::round(steps), 1e-9);
                if (axis.isGain())
                    largest = std::max(largest, std::fabs(parameter(equaliser, k)));
            }
        }
        QCOMPARE(largest, 4.5);
    }
};

QTEST_GUILESS_MAIN(TestCurveLoss)
#include "tst_curve_loss.moc"
