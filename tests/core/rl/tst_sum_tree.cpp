#include <QtTest/QTest>

#include "core/base/rng.h"
#include "core/rl/sum_tree.h"

using tonewright::rl::SumTree;

class TestSumTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheLeafWhoseIntervalHoldsThePrefix()
    {
        SumTree tree(5);  // not a power of two
        const double weights[] = {1, 0, 2, 3, 4};
        for (std::size_t i = 0; i < 5; ++i)
            tree.set(i, weights[i]);
        QCOMPARE(tree.total(), 10.0);
        QCOMPARE(tree.find(0.0), std::size_t{0});
        QCOMPARE(tree.find(0.999), std::size_t{0});
        QCOMPARE(tree.find(1.0), std::size_t{2});  // leaf 1 has no weight
        QCOMPARE(tree.find(2.999), std::size_t{2});
        QCOMPARE(tree.find(3.0), std::size_t{3});
        QCOMPARE(tree.find(9.999), std::size_t{4});
    }

    void neverFindsALeafWithoutWeightEvenAtTheEnd()
    {
        SumTree tree(8);
        tree.set(2, 0.1);
        tree.set(5, 0.2);
        QCOMPARE(tree.find(tree.total()), std::size_t{5});
        QCOMPARE(tree.find(1e9), std::size_t{5});
    }

    void sumsStayExactOverManyUpdates()
    {
        SumTree tree(1000);
        tonewright::Rng rng(3);
        for (int i = 0; i < 200000; ++i)
            tree.set(rng.below(1000), rng.uniform(0.0, 1e6));
        for (std::size_t i = 0; i < 1000; ++i)
            tree.set(i, 1.0);
        QCOMPARE(tree.total(), 1000.0);
    }

    void drawsInProportionToTheWeights()
    {
        SumTree tree(4);
        for (std::size_t i = 0; i < 4; ++i)
            tree.set(i, static_cast<double>(i));
        tonewright::Rng rng(1);
        int counts[4] = {};
        for (int i = 0; i < 60000; ++i)
            ++counts[tree.find(rng.uniform() * tree.total())];
        QCOMPARE(counts[0], 0);
        // Binomial standard deviations are below 123: five of them.
        QVERIFY(std::abs(counts[1] - 10000) < 615);
        QVERIFY(std::abs(counts[2] - 20000) < 615);
        QVERIFY(std::abs(counts[3] - 30000) < 615);
    }

    /// Many at once: the same leaves, also where prefixes fall on edges and leaves weigh nothing.
    void findsManyAtOnceAsOneByOne()
    {
        tonewright::Rng rng(5);
        SumTree tree(1000);
        for (std::size_t leaf = 0; leaf < 1000; ++leaf)
            tree.set(leaf, rng.chance(0.3) ? 0.0 : static_cast<double>(rng.below(4)));
        std::vector<double> prefixes;
        for (int i = 0; i < static_cast<int>(tree.total()); ++i)
            prefixes.push_back(i);
        for (int i = 0; i < 1000; ++i)
            prefixes.push_back(rng.uniform() * tree.total());
        std::vector<std::uint32_t> expected;
        for (const double prefix : prefixes)
            expected.push_back(static_cast<std::uint32_t>(tree.find(prefix)));
        std::vector<std::uint32_t> leaves(prefixes.size());
        tree.find(prefixes, leaves);
        QVERIFY(leaves == expected);
    }
};

QTEST_GUILESS_MAIN(TestSumTree)
#include "tst_sum_tree.moc"
