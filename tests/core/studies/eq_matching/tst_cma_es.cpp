#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/studies/eq_matching/cma_es.h"
#include "tests/support/near.h"

using namespace tonewright::eq_matching;

namespace
{

using Function = double (*)(const std::vector<double> &);

double sphere(const std::vector<double> &x)
{
    double sum = 0.0;
    for (const double value : x)
        sum += value * value;
    return sum;
}

/// Axes a thousand times as steep as others: condition 10^6.
double ellipsoid(const std::vector<double> &x)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i)
        sum += std::pow(1e6, static_cast<double>(i) / static_cast<double>(x.size() - 1)) * x[i] * x[i];
    return sum;
}

/// A bent valley: minimum 0 at (1, …, 1).
double rosenbrock(const std::vector<double> &x)
{
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        sum += 100.0 * std::pow(x[i + 1] - x[i] * x[i], 2.0) + std::pow(1.0 - x[i], 2.0);
    return sum;
}

/// The best value after so many evaluations.
double minimised(Function function, std::size_t n, int evaluations, std::uint64_t seed = 1)
{
    CmaEs search(std::vector<double>(n, 0.3), 0.3, seed);
    double best = std::numeric_limits<double>::infinity();
    for (int done = 0; done < evaluations;) {
        std::vector<double> values;
        for (const auto &point : search.ask())
            values.push_back(function(point));
        done += static_cast<int>(values.size());
        for (const double value : values)
            best = std::min(best, value);
        search.tell(values);
    }
    return best;
}

}  // namespace

class TestCmaEs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// In 12 dimensions. Five seeds needed at most 1,700, 7,600 and 9,700 evaluations; a third more is allowed.
    void findsTheMinimaOfTheUsualFunctions()
    {
        QVERIFY(minimised(sphere, 12, 2500) < 1e-8);
        QVERIFY(minimised(ellipsoid, 12, 10000) < 1e-8);
        QVERIFY(minimised(rosenbrock, 12, 13000) < 1e-8);
    }

    void oneDimensionWillDo() { QVERIFY(minimised(sphere, 1, 400) < 1e-8); }

    void theSameSeedGivesTheSamePoints()
    {
        QCOMPARE(minimised(rosenbrock, 5, 500, 7), minimised(rosenbrock, 5, 500, 7));
        QVERIFY(minimised(rosenbrock, 5, 500, 7) != minimised(rosenbrock, 5, 500, 8));
    }

    /// λ = 4 + ⌊3 ln 12⌋ = 11.
    void thePopulationIsTheTutorialsOrAsGiven()
    {
        QCOMPARE(CmaEs(std::vector<double>(12), 1.0, 1).ask().size(), std::size_t{11});
        QCOMPARE(CmaEs(std::vector<double>(12), 1.0, 1, 20).ask().size(), std::size_t{20});
    }

    void notANumberIsWorst()
    {
        CmaEs search({0.0, 0.0}, 1.0, 1);
        for (int generation = 0; generation < 60; ++generation) {
            std::vector<double> values;
            for (const auto &point : search.ask())
                values.push_back(point[0] < 0.5 ? std::nan("") : sphere(point));
            search.tell(values);
        }
        // The wall at 0.5 is where the best usable points are.
        TW_COMPARE_NEAR(search.mean()[0], 0.5, 0.05);
        QVERIFY(std::isfinite(search.spread()));
    }

    void aFlatFunctionKeepsItFinite()
    {
        CmaEs search(std::vector<double>(12, 0.0), 0.1, 1);
        for (int generation = 0; generation < 300; ++generation) {
            const std::vector<double> values(search.ask().size(), 1.0);
            search.tell(values);
        }
        QVERIFY(std::isfinite(search.stepSize()));
        QVERIFY(std::isfinite(search.spread()));
    }
};

QTEST_GUILESS_MAIN(TestCmaEs)
#include "tst_cma_es.moc"
