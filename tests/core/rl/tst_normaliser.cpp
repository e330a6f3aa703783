#include <QtTest/QTest>
#include <cmath>

#include "core/rl/normaliser.h"
#include "core/rl/schedule.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

class TestNormaliser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// 1, 3, 5, 11: mean 5, variance (16 + 4 + 0 + 36)/4 = 14, in whatever batches they come.
    void momentsOfBatchesAreThoseOfAll()
    {
        RunningMoments one(1);
        one.add(std::vector<float>{1, 3, 5, 11});
        RunningMoments parts(1);
        TW_COMPARE_NEAR(parts.variance(0), 1.0, 0.0);
        parts.add(std::vector<float>{1});
        parts.add(std::vector<float>{});
        parts.add(std::vector<float>{3, 5});
        parts.add(std::vector<float>{11});
        for (const auto *moments : {&one, &parts}) {
            TW_COMPARE_NEAR(moments->mean()[0], 5.0, 1e-12);  // doubles
            TW_COMPARE_NEAR(moments->variance(0), 14.0, 1e-12);
            QCOMPARE(moments->count(), 4.0);
        }
    }

    void observationsGetMeanZeroAndVarianceOne()
    {
        ObservationNormaliser normaliser(2, 2.0);
        normaliser.add(std::vector<float>{1, 7, 3, 7});  // columns: mean 2, variance 1; constant 7
        std::vector<float> out(4);
        normaliser.apply(std::vector<float>{3, 7, 100, 7}, out);
        TW_COMPARE_NEAR(out[0], 1.0, 1e-6);
        QCOMPARE(out[1], 0.0F);  // a constant is nothing, not 0/0
        QCOMPARE(out[2], 2.0F);  // limited
        ByteWriter bytes;
        normaliser.save(bytes);
        ObservationNormaliser other(2, 2.0);
        ByteReader in(bytes.bytes());
        QVERIFY(other.load(in).has_value());
        std::vector<float> again(4);
        other.apply(std::vector<float>{3, 7, 100, 7}, again);
        QCOMPARE(again, out);
        ObservationNormaliser narrow(1);
        ByteReader second(bytes.bytes());
        QVERIFY(narrow.load(second).error().code == ErrorCode::BadData);
    }

    /// γ = ½, one copy: returns 2, then ½·2 + 1 = 2, then, after an end, 4. Their variances: 0, 0, 8/9.
    void rewardsAreDividedByTheDeviationOfTheReturn()
    {
        RewardNormaliser normaliser(1, 0.5, 10.0);
        std::vector<float> out(1);
        const auto step = [&](float reward, std::uint8_t done) {
            normaliser.addAndApply(std::vector<float>{reward}, std::vector<std::uint8_t>{done}, out);
            return out[0];
        };
        QCOMPARE(step(2, 0), 10.0F);  // no variance yet: limited
        QCOMPARE(step(1, 1), 10.0F);
        TW_COMPARE_NEAR(step(4, 0), 4.0 / std::sqrt(8.0 / 9.0), 1e-6);
        ByteWriter bytes;
        normaliser.save(bytes);
        RewardNormaliser other(1, 0.5, 10.0);
        ByteReader in(bytes.bytes());
        QVERIFY(other.load(in).has_value());
        const float expected = step(1, 0);
        normaliser = other;
        QCOMPARE(step(1, 0), expected);
        RewardNormaliser two(2, 0.5);
        ByteReader again(bytes.bytes());
        QVERIFY(!two.load(again).has_value());
    }

    void schedules()
    {
        QCOMPARE(Schedule(3.0).at(0.7), 3.0);
        const auto linear = Schedule::linear(4.0, 0.0, 0.5);
        QCOMPARE(linear.at(0.0), 4.0);
        QCOMPARE(linear.at(0.25), 2.0);
        QCOMPARE(linear.at(0.9), 0.0);
        QCOMPARE(linear.at(-1.0), 4.0);
        const auto exponential = Schedule::exponential(1.0, 0.01);
        TW_COMPARE_NEAR(exponential.at(0.5), 0.1, 1e-12);
        TW_COMPARE_NEAR(exponential.at(2.0), 0.01, 1e-12);
    }
};

QTEST_GUILESS_MAIN(TestNormaliser)
#include "tst_normaliser.moc"
