#include <QtTest/QTest>
#include <cmath>

#include "core/rl/ordinal_basis.h"
#include "tests/support/near.h"

using namespace tonewright::rl;

class TestOrdinalBasis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsSumToOne()
    {
        const auto basis = makeOrdinalBasis({0.0, 0.1, 0.35, 0.9, 1.0}, 4);
        for (int i = 0; i < basis.choices; ++i) {
            double sum = 0.0;
            for (int k = 0; k < basis.centres; ++k)
                sum += basis.values[static_cast<std::size_t>(i * basis.centres + k)];
            TW_COMPARE_NEAR(sum, 1.0, 1e-6);
        }
    }

    void weightsAreNormalisedGaussiansOfTheDistance()
    {
        // Two centres, at 0 and 1, width 2/3: at position 0 the Gaussians are 1 and exp(−½·1.5²) = 0.3247.
        const auto basis = makeOrdinalBasis({0.0, 0.5}, 2);
        TW_COMPARE_NEAR(basis.values[0], 1.0 / 1.3246524673583497, 1e-6);
        TW_COMPARE_NEAR(basis.values[2], 0.5, 1e-6);
        TW_COMPARE_NEAR(basis.mean[0], (1.0 / 1.3246524673583497 + 0.5) / 2.0, 1e-6);
    }

    void neighboursShareWhatIsLearnt()
    {
        const auto basis = makeOrdinalBasis({0.0, 0.05, 1.0}, 5);
        const auto overlap = [&basis](int i, int j) {
            double sum = 0.0;
            for (int k = 0; k < 5; ++k)
                sum += basis.values[static_cast<std::size_t>(5 * i + k)] *
                       basis.values[static_cast<std::size_t>(5 * j + k)];
            return sum;
        };
        QVERIFY(overlap(0, 1) > 0.5);
        QVERIFY(overlap(0, 2) < 1e-3);
    }
};

QTEST_GUILESS_MAIN(TestOrdinalBasis)
#include "tst_ordinal_basis.moc"
