#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/rl/space.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{
constexpr float kInfinity = std::numeric_limits<float>::infinity();
}

class TestSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sizesFollowFromTheKind()
    {
        const auto discrete = Space::discrete(4);
        QVERIFY(discrete.kind() == Space::Kind::Discrete);
        QCOMPARE(discrete.size(), std::size_t{1});
        QCOMPARE(discrete.choices(), std::size_t{4});
        QCOMPARE(discrete.flatSize(), std::size_t{4});
        const auto multi = Space::multiDiscrete({3, 5});
        QCOMPARE(multi.size(), std::size_t{2});
        QCOMPARE(multi.choices(), std::size_t{8});
        const auto box = Space::box(-1.0F, 1.0F, 6);
        QCOMPARE(box.size(), std::size_t{6});
        QCOMPARE(box.choices(), std::size_t{0});
        QCOMPARE(box.shape(), std::vector<int>{6});
        const auto hybrid = Space::hybrid({3, 2}, {0.0F}, {1.0F});
        QCOMPARE(hybrid.size(), std::size_t{3});
        QCOMPARE(hybrid.flatSize(), std::size_t{6});
        QCOMPARE(QString::fromStdString(hybrid.describe()), QStringLiteral("hybrid(3, 2; 1 number)"));
        QVERIFY(Space::discrete(4) != Space::multiDiscrete({4}));
    }

    void samplesLieInTheSpaceAndReachAllOfIt()
    {
        const auto space =
            Space::hybrid({3}, {-2.0F, 0.0F, -kInfinity, -kInfinity}, {2.0F, kInfinity, 0.0F, kInfinity});
        QVERIFY(!space.bounded());
        Rng rng(1);
        std::vector<float> element(space.size());
        std::vector<int> seen(3);
        double sum[4] = {};
        constexpr int kCount = 20000;
        for (int i = 0; i < kCount; ++i) {
            space.sample(rng, element);
            QVERIFY(space.contains(element));
            ++seen[static_cast<std::size_t>(element[0])];
            for (int k = 0; k < 4; ++k)
                sum[k] += static_cast<double>(element[static_cast<std::size_t>(k + 1)]) / kCount;
        }
        // Four standard errors: 0.0133·kCount for thirds, 1.155/√20000·4 = 0.033, 1/√20000·4 = 0.028.
        for (const int count : seen)
            TW_COMPARE_NEAR(static_cast<double>(count) / kCount, 1.0 / 3.0, 0.0134);
        TW_COMPARE_NEAR(sum[0], 0.0, 0.033);
        TW_COMPARE_NEAR(sum[1], 1.0, 0.029);
        TW_COMPARE_NEAR(sum[2], -1.0, 0.029);
        TW_COMPARE_NEAR(sum[3], 0.0, 0.029);
    }

    void containsRefusesWhatIsNotInIt()
    {
        const auto space = Space::hybrid({3}, {-1.0F}, {1.0F});
        const auto contains = [&](std::vector<float> element) { return space.contains(element); };
        QVERIFY(contains({2.0F, -1.0F}));
        QVERIFY(!contains({3.0F, 0.0F}));
        QVERIFY(!contains({-1.0F, 0.0F}));
        QVERIFY(!contains({0.5F, 0.0F}));
        QVERIFY(!contains({std::nanf(""), 0.0F}));
        QVERIFY(!contains({0.0F, 1.5F}));
        QVERIFY(!contains({0.0F, std::nanf("")}));
        QVERIFY(!contains({0.0F}));
        QVERIFY(!Space::box(-kInfinity, kInfinity, 1).contains(std::vector<float>{kInfinity}));
    }

    void flattenIsOneHotThenNumbers()
    {
        const auto space = Space::hybrid({3, 2}, {-9.0F}, {9.0F});
        std::vector<float> flat(space.flatSize(), 7.0F);
        space.flatten(std::vector<float>{2.0F, 0.0F, 4.5F}, flat);
        QCOMPARE(flat, (std::vector<float>{0, 0, 1, 1, 0, 4.5F}));
    }

    void clipMovesNumbersToTheirBounds()
    {
        const auto space = Space::hybrid({3}, {-1.0F, 0.0F}, {1.0F, kInfinity});
        std::vector<float> element{2.0F, -3.0F, 1e30F};
        space.clip(element);
        QCOMPARE(element, (std::vector<float>{2.0F, -1.0F, 1e30F}));
    }
};

QTEST_GUILESS_MAIN(TestSpace)
#include "tst_space.moc"
