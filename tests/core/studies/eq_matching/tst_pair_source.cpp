#include <QtTest/QTest>
#include <filesystem>
#include <map>
#include <set>

#include "core/audio/audio_file.h"
#include "core/studies/eq_matching/episode_trace.h"
#include "core/studies/eq_matching/pair_source.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

class TestPairSource : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    Corpus m_corpus;

    [[nodiscard]] PairSource prepared(const std::vector<std::string> &assignments) const
    {
        std::vector<std::string> all{"frames_kept=8", "frames_scored=4"};
        all.insert(all.end(), assignments.begin(), assignments.end());
        PairSource source(EqConfig::from(*descriptor().defaultAlgorithm().parameters.parse(all)), {});
        RunListener silent;
        RunContext context(silent, {});
        if (const auto ready = source.prepare(m_corpus, context); !ready)
            qFatal("%s", ready.error().describe().c_str());
        return source;
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder.path(), 4, 2.0, 44100);
        RunListener silent;
        RunContext context(silent, {});
        auto corpus = scanCorpus(m_folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        m_corpus = *corpus;
    }

    void mixedRatesBringPairsAndLessonsAtAllOfThem()
    {
        const auto ratesOf = [](const PairSource &source) {
            Rng rng(1);
            std::set<int> rates;
            std::set<double> highest;  // of the lessons' curves: another one for each rate
            for (int i = 0; i < 60; ++i) {
                rates.insert(source.draw(rng).scene.sampleRate());
                highest.insert(source.drawLesson(rng).curve->hertz().back());
            }
            return std::pair(rates, highest);
        };
        const auto [mixed, mixedCurves] = ratesOf(prepared({"sample_rates=mixed"}));
        QVERIFY((mixed == std::set<int>{22050, 32000, 44100}));
        QCOMPARE(mixedCurves.size(), std::size_t{3});
        const auto [own, ownCurves] = ratesOf(prepared({"sample_rates=as_is"}));
        QVERIFY(own == std::set<int>{44100});
        QCOMPARE(ownCurves.size(), std::size_t{1});
        // What judges the agent is at the track's own rate either way.
        const PairSource source = prepared({"sample_rates=mixed"});
        QCOMPARE(source.fixedScene(source.tracks().front()).sampleRate(), 44100);
    }

    /// Likelihoods 0 and 1: only tracks of one genre come up. Of 1 to 3: three of four.
    void tracksComeUpAsLikelyAsTheyShould()
    {
        const PairSource source = prepared({});
        const auto share = [&source](double blues, double rock) {
            std::vector<double> likelihood;
            for (const std::size_t index : source.trainingTracks())
                likelihood.push_back(source.tracks()[index].track.genre == "blues" ? blues : rock);
            Rng rng(2);
            int count = 0;
            for (int i = 0; i < 400; ++i) {
                const auto *track = source.draw(rng, likelihood).track;
                if (track->heldOut)
                    return -1.0;
                count += track->track.genre == "rock" ? 1 : 0;
            }
            return count / 400.0;
        };
        QCOMPARE(share(0.0, 1.0), 1.0);
        QCOMPARE(share(1.0, 0.0), 0.0);
        TW_COMPARE_NEAR(share(1.0, 3.0), 0.75, 0.07);  // three standard deviations of 400 draws
    }

    /// Through the bytes of a trace: state and score of the rebuilt pair are the drawn one's, to the last bit.
    void everyDrawnPairCanBeRebuilt()
    {
        test::TemporaryFolder folder;  // GENRE/raw and GENRE/reference: pairs that a corpus brings
        test::plantCorpus(folder / "plain", 2, 2.0, 44100);
        for (const auto &genre : std::filesystem::directory_iterator(folder / "plain"))
            for (const auto &file : std::filesystem::directory_iterator(genre)) {
                const auto name = file.path().filename().string();
                const auto target = std::filesystem::path(folder / "pairs") / genre.path().filename();
                std::filesystem::create_directories(target / "raw");
                std::filesystem::create_directories(target / "reference");
                std::filesystem::copy_file(file.path(), target / "reference" / name);
                auto audio = readAudio(file.path());
                QVERIFY(audio.has_value());
                Rng rng(2);
                QVERIFY(writeWav(target / "raw" / name, distort(*audio, drawDistortion(6.0, rng))).has_value());
            }
        RunListener silent;
        RunContext context(silent, {});
        const auto given = scanCorpus(folder / "pairs", {}, context);
        QVERIFY(given.has_value() && !given->tracks.empty() && given->tracks.front().isPair());
        int made = 0;
        int brought = 0;
        for (const Corpus &corpus : {m_corpus, *given}) {
            PairSource source(EqConfig::from(*descriptor().defaultAlgorithm().parameters.parse(
                                  {"frames_kept=8", "frames_scored=4", "sample_rates=mixed"})),
                              {});
            QVERIFY(source.prepare(corpus, context).has_value());
            Rng rng(1);
            for (int i = 0; i < 20; ++i) {
                const auto drawn = source.draw(rng);
                const std::string bytes = traceOf(drawn.recipe, 4) + "what the learner adds";
                const auto opened = openTrace(bytes);
                QVERIFY(opened.has_value());
                QCOMPARE(opened->looks, std::string_view("what the learner adds"));
                const auto scene = source.rebuild(*drawn.track, opened->recipe);
                QVERIFY(scene.has_value());
                QCOMPARE(scene->sampleRate(), drawn.scene.sampleRate());
                QVERIFY(scene->state() == drawn.scene.state());
                const std::vector<float> gain(kBins, 0.7F);
                QVERIFY(scene->score(gain).overallQuality == drawn.scene.score(gain).overallQuality);
                ++(drawn.recipe.distortion ? made : brought);
                PairDraw other = opened->recipe;
                other.frames.back() = 8;  // there are eight, from 0
                QVERIFY(!source.rebuild(*drawn.track, other).has_value());
            }
        }
        QVERIFY(made > 20);
        QVERIFY(brought > 0);
    }

    /// The response of a lesson, run over the raw track's spectrum, leads to the reference's: each band's level is then
    /// within what the air band's width and single bins blur.
    void aLessonsResponseUndoesWhatTheAgentSees()
    {
        const PairSource source = prepared({"sample_rates=as_is", "level_noise_db=3"});
        Rng rng(3);
        const auto &centres = stateBandCentresHz();
        for (int i = 0; i < 10; ++i) {
            const auto lesson = source.drawLesson(rng);
            const auto &hertz = lesson.curve->hertz();
            double squares = 0.0;
            int bands = 0;
            for (std::size_t band = 8; band < centres.size(); ++band) {
                if (centres[band] > hertz.back())
                    break;
                std::size_t next = 1;
                while (next + 1 < hertz.size() && hertz[next] < centres[band])
                    ++next;
                const double share =
                    std::log(centres[band] / hertz[next - 1]) / std::log(hertz[next] / hertz[next - 1]);
                const double wanted = static_cast<double>(lesson.wantedDb[next - 1]) * (1.0 - share) +
                                      static_cast<double>(lesson.wantedDb[next]) * share;
                const double seen = 10.0 * static_cast<double>(lesson.state[band]);
                squares += (wanted - seen) * (wanted - seen);
                ++bands;
            }
            QVERIFY2(std::sqrt(squares / bands) < 1.5, qPrintable(QString::number(std::sqrt(squares / bands))));
        }
    }
};

QTEST_GUILESS_MAIN(TestPairSource)
#include "tst_pair_source.moc"
