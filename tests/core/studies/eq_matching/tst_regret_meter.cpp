#include <QtTest/QTest>
#include <cmath>
#include <set>

#include "core/studies/eq_matching/regret_meter.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

/// Always the same answer.
class Fixed final : public Policy
{
public:
    explicit Fixed(const dsp::Equaliser &answer) : m_answer(answer) {}
    [[nodiscard]] dsp::Equaliser greedy(const Observation &) const override { return m_answer; }
    [[nodiscard]] dsp::Equaliser sample(const Observation &, Rng &) const override { return m_answer; }

private:
    dsp::Equaliser m_answer;
};

}  // namespace

class TestRegretMeter : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    std::unique_ptr<PairSource> m_pairs;
    EqConfig m_config;
    std::vector<const PreparedTrack *> m_asked;

    RegretMeter::Observe observe()
    {
        return [this](const PreparedTrack &track, const SpectralScene &scene) -> Result<Observation> {
            m_asked.push_back(&track);
            return Observation{scene.state(), scene.sampleRate()};
        };
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder.path(), 4, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        const auto corpus = scanCorpus(m_folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        m_config =
            EqConfig::from(*descriptor().defaultAlgorithm().parameters.parse({"held_out=0.5", "frames_kept=32"}));
        m_pairs = std::make_unique<PairSource>(m_config, Excerpt{});
        QVERIFY(m_pairs->prepare(*corpus, context).has_value());
    }
    void init() { m_asked.clear(); }

    void onlyEveryFewEpisodesAreMeasured()
    {
        RegretMeter meter(*m_pairs, m_config);
        const Fixed nothing{dsp::Equaliser{}};
        for (std::int64_t episode = 1; episode < RegretMeter::kEpisodesBetween; ++episode)
            QVERIFY(std::isnan(meter.measure("blues", episode, nothing, observe()).value()));
        QVERIFY(m_asked.empty());
        QVERIFY(std::isfinite(meter.measure("blues", RegretMeter::kEpisodesBetween, nothing, observe()).value()));
    }

    void heldOutTracksOfTheGenreTakeTurns()
    {
        RegretMeter meter(*m_pairs, m_config);
        const Fixed nothing{dsp::Equaliser{}};
        std::set<std::string> seen;
        for (std::int64_t turn = 1; turn <= 4; ++turn)
            (void)meter.measure("rock", turn * RegretMeter::kEpisodesBetween, nothing, observe());
        for (const PreparedTrack *track : m_asked) {
            QVERIFY(track->heldOut);
            QCOMPARE(track->track.genre, std::string("rock"));
            seen.insert(track->track.key());
        }
        QCOMPARE(seen.size(), std::size_t{2});
        m_asked.clear();
        (void)meter.measure("unheard of", RegretMeter::kEpisodesBetween, nothing, observe());
        QVERIFY(m_asked.front()->heldOut);
    }

    /// Doing nothing earns 0, so its regret is all that the oracle earns; the true inverse leaves less.
    void theOracleIsWhatItIsMeasuredAgainst()
    {
        RegretMeter meter(*m_pairs, m_config);
        const auto at = RegretMeter::kEpisodesBetween;
        const double nothing = meter.measure("blues", at, Fixed(dsp::Equaliser{}), observe()).value();
        const PreparedTrack &track = *m_asked.front();
        const double inverse = meter.measure("blues", at, Fixed(track.fixed.inverse()), observe()).value();
        QVERIFY2(nothing > 0.3 && nothing <= 1.0, qPrintable(QString::number(nothing)));
        QVERIFY2(inverse < nothing - 0.2, qPrintable(QString::number(inverse)));
        // The inverse is among what the search begins with.
        QVERIFY2(inverse >= -1e-6, qPrintable(QString::number(inverse)));
        RegretMeter another(*m_pairs, m_config);
        QCOMPARE(another.measure("blues", at, Fixed(dsp::Equaliser{}), observe()).value(), nothing);
    }

    void whatCannotBeSeenIsSaid()
    {
        RegretMeter meter(*m_pairs, m_config);
        const auto failing = [](const PreparedTrack &, const SpectralScene &) -> Result<Observation> {
            return fail(ErrorCode::Unreadable, "the file is gone", "a.wav");
        };
        const auto measured = meter.measure("blues", RegretMeter::kEpisodesBetween, Fixed(dsp::Equaliser{}), failing);
        QVERIFY(!measured.has_value());
        QCOMPARE(measured.error().context, std::string("a.wav"));
    }
};

QTEST_GUILESS_MAIN(TestRegretMeter)
#include "tst_regret_meter.moc"
