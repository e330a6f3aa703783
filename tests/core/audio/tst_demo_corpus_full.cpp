#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/audio/audio_file.h"
#include "core/audio/corpus.h"
#include "core/audio/demo/demo_corpus.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

/// The corpus as it is delivered: 33 pieces of 30 s. Takes some seconds of two cores.
class TestDemoCorpusFull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDeliveredCorpusKeepsItsPromises()
    {
        TemporaryFolder folder;
        RunListener listener;
        RunContext context(listener, {});
        const auto made = renderDemoCorpus(folder.path(), {}, context);
        QVERIFY2(made, made ? "" : made.error().describe().c_str());
        const auto corpus = scanCorpus(folder.path(), {}, context);
        QVERIFY(corpus);
        QCOMPARE(corpus->tracks.size(), std::size_t(33));
        QCOMPARE(corpus->genres().size(), std::size_t(11));
        QVERIFY(corpus->problems.empty());
        double softest = 0, loudest = -100;
        for (const Track &track : corpus->tracks) {
            const auto audio = readAudio(track.reference);
            QVERIFY(audio);
            const double loudness = *integratedLoudnessLufs(*audio);
            softest = std::min(softest, loudness);
            loudest = std::max(loudest, loudness);
            for (const auto &channel : audio->channels) {
                for (const float sample : channel) {
                    QVERIFY(std::fabs(sample) <= 0.8913);  // −1 dBFS
                }
            }
        }
        QVERIFY2(softest >= -19 && loudest <= -13, (std::to_string(softest) + " … " + std::to_string(loudest)).c_str());
    }
};

QTEST_GUILESS_MAIN(TestDemoCorpusFull)
#include "tst_demo_corpus_full.moc"
