#include <QtTest/QTest>

#include "core/base/json.h"
#include "core/base/rng.h"
#include "core/dsp/dtw.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

Equaliser equaliserOf(const Json &parameters)
{
    Equaliser eq;
    const std::array<const char *, 4> names{"low_shelf", "peak_low", "peak_high", "high_shelf"};
    for (std::size_t band = 0; band < names.size(); ++band) {
        const std::string name = names[band];
        eq.bands[band].frequencyHz = parameters.at(name + "_freq").get<double>();
        eq.bands[band].gainDb = parameters.at(name + "_gain").get<double>();
        eq.bands[band].q = parameters.at(name + "_q").get<double>();
    }
    return eq;
}

MatchScorer scorerOf(const Clip &raw, const Clip &reference)
{
    auto scorer = MatchScorer::create(raw, reference);
    if (!scorer)
        throw std::runtime_error(scorer.error().describe());
    return std::move(*scorer);
}

Clip noise(std::size_t samples, std::uint64_t seed, int sampleRate = 22050, double amplitude = 0.5)
{
    Rng rng(seed);
    Clip clip{sampleRate, std::vector<float>(samples)};
    for (float &x : clip.samples)
        x = float(amplitude * rng.normal());
    return clip;
}

/// Improvements and errors near zero compare by absolute difference, the rest relative as well.
void compareNumber(const Json &expected, double actual, const std::string &what)
{
    const double wanted = expected.get<double>();
    QVERIFY2(std::abs(actual - wanted) <= 1e-6 + 1e-6 * std::abs(wanted),
             qPrintable(QStringLiteral("%1 is %2, expected %3 (off by %4)")
                            .arg(QString::fromStdString(what))
                            .arg(actual, 0, 'g', 12)
                            .arg(wanted, 0, 'g', 12)
                            .arg(actual - wanted)));
}

}  // namespace

class TestMatchQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedCases_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"flat", "inverse", "partial", "wrong"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void publishedCases()
    {
        QFETCH(QString, name);
        const Json golden = readJson(goldenFile("eq_quality.json")).value();
        const Json &one = golden.at("cases").at(name.toStdString());
        static const MatchScorer scorer = scorerOf(goldenClip("eq_raw"), goldenClip("eq_reference"));
        const MatchMetrics m = scorer.score(equaliserOf(one.at("parameters")));

        const Json &metrics = one.at("metrics");
        const auto compareTerm = [&](const char *key, const MatchTerm &term, const char *raw, const char *processed) {
            const Json &expected = metrics.at(key);
            compareNumber(expected.at(raw), term.raw, std::string(key) + " raw");
            compareNumber(expected.at(processed), term.processed, std::string(key) + " processed");
            compareNumber(expected.at("improvement"), term.improvement, std::string(key) + " improvement");
        };
        compareTerm("spectral_distance", m.spectralDistance, "raw_ref", "proc_ref");
        compareTerm("perceptual_similarity", m.perceptualSimilarity, "raw_ref", "proc_ref");
        compareTerm("energy_balance", m.energyBalance, "raw_error", "proc_error");
        compareTerm("spectral_centroid", m.spectralCentroid, "raw_error", "proc_error");
        compareTerm("spectral_flatness", m.spectralFlatness, "raw_error", "proc_error");
        compareNumber(metrics.at("overall_quality"), m.overallQuality, "overall quality");
        compareNumber(metrics.at("reward"), m.reward, "reward");
        compareNumber(one.at("parts").at("mel_mse"), m.melMeanSquare, "mel mean square");
        compareNumber(one.at("parts").at("multi_scale_convergence"), m.multiScaleConvergence, "convergence");
    }

    void dtwOfTheGoldenPair()
    {
        const Json golden = readJson(goldenFile("eq_quality.json")).value();
        const auto coefficients = [](const char *name) {
            const Clip clip = goldenClip(name);
            return mfcc(powerSpectrogram(peakNormalised(clip.samples), clip.sampleRate), 13);
        };
        const double distance = dtwDistance(coefficients("eq_raw"), coefficients("eq_reference"));
        compareNumber(golden.at("exact_dtw_mfcc13_euclidean"), distance, "DTW distance");
    }
};

QTEST_GUILESS_MAIN(TestMatchQuality)
#include "tst_match_quality.moc"
