#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/audio/audio_file.h"
#include "core/dsp/rhythm.h"
#include "tests/bench/truth_measures.h"
#include "tests/core/dsp/golden.h"
#include "tests/core/dsp/rhythms.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

RhythmAnalysis analysed(const std::vector<float> &signal, double rate = kDrumRate, const RhythmConfig &config = {})
{
    const auto result = analyseRhythm(signal, rate, config);
    if (!result)
        qFatal("%s", result.error().describe().c_str());
    return *result;
}

std::vector<double> everyBar(const std::vector<double> &beats, std::size_t beatsPerBar)
{
    std::vector<double> downbeats;
    for (std::size_t i = 0; i < beats.size(); i += beatsPerBar)
        downbeats.push_back(beats[i]);
    return downbeats;
}

}  // namespace

class TestRhythm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drumsInFour_data()
    {
        QTest::addColumn<double>("bpm");
        for (const double bpm : {72.0, 80.0, 100.0, 120.0, 132.0})
            QTest::addRow("%g BPM", bpm) << bpm;
    }
    void drumsInFour()
    {
        QFETCH(double, bpm);
        const auto rhythm = analysed(drumLoop(bpm, 30));
        const auto beats = drumBeats(bpm, 30);
        QVERIFY2(std::abs(rhythm.tempoBpm / bpm - 1) < 0.01, qPrintable(QString::number(rhythm.tempoBpm)));
        QVERIFY(rhythm.tempoConfidence > 0.5 && rhythm.tempoConfidence <= 1);
        QVERIFY(rhythm.barConfidence > 0.5 && rhythm.barConfidence <= 1);
        // 20 ms: the width of a frame's rise.
        QVERIFY(fMeasure(beats, rhythm.beats, 0.02) > 0.98);
        QCOMPARE(rhythm.beatsPerBar, 4);
        QVERIFY(fMeasure(everyBar(beats, 4), rhythm.downbeats) > 0.95);
    }

    void drumsInThree()
    {
        const auto rhythm = analysed(drumLoop(120, 30, 0, 3));
        QCOMPARE(rhythm.beatsPerBar, 3);
        QVERIFY(fMeasure(everyBar(drumBeats(120, 30), 3), rhythm.downbeats) > 0.95);
    }

    void aDriftingTempoIsFollowed()
    {
        const auto rhythm = analysed(drumLoop(108, 40, 122));
        QVERIFY(fMeasure(drumBeats(108, 40, 122), rhythm.beats) > 0.97);
    }

    void beatsAreAtLeastAsGoodAsTheReferences()
    {
        const Clip clip = goldenClip("music");
        std::vector<double> truth, reference;
        for (double t = 0; t < 8; t += 0.5)
            truth.push_back(t);
        for (const double frame : golden("music.beat_frames").values)
            reference.push_back(frame * 512 / 22050);
        const auto rhythm = analysed(clip.samples, clip.sampleRate);
        QVERIFY(fMeasure(truth, rhythm.beats) >= fMeasure(truth, reference));
        QVERIFY2(fMeasure(truth, rhythm.beats) > 0.95, qPrintable(QString::number(fMeasure(truth, rhythm.beats))));
        QVERIFY(std::abs(rhythm.tempoBpm - 120) < 1.5);
    }

    void theSameAtEveryRate_data()
    {
        QTest::addColumn<int>("rate");
        for (const int rate : {8000, 11025, 44100, 48000, 96000, 192000})
            QTest::addRow("%d Hz", rate) << rate;
    }
    void theSameAtEveryRate()
    {
        QFETCH(int, rate);
        const Clip clip{int(kDrumRate), drumLoop(112, 20)};
        const auto rhythm = analysed(resample(clip, rate).samples, rate);
        QVERIFY(std::abs(rhythm.tempoBpm / 112 - 1) < 0.01);
        QVERIFY(fMeasure(drumBeats(112, 20), rhythm.beats) > 0.97);
    }

    void levelDoesNotMatter()
    {
        const auto signal = drumLoop(100, 20);
        const auto usual = analysed(signal);
        for (const float gain : {1e-4F, 1e4F}) {
            auto scaled = signal;
            for (float &x : scaled)
                x *= gain;
            QVERIFY(fMeasure(usual.beats, analysed(scaled).beats, 0.011) > 0.99);
        }
    }

    void downbeatsAreBeatsAndPhrasesAreDownbeats()
    {
        const auto rhythm = analysed(drumLoop(100, 40));
        QVERIFY(std::is_sorted(rhythm.beats.begin(), rhythm.beats.end()));
        QVERIFY(
            std::includes(rhythm.beats.begin(), rhythm.beats.end(), rhythm.downbeats.begin(), rhythm.downbeats.end()));
        QVERIFY(std::includes(rhythm.downbeats.begin(), rhythm.downbeats.end(), rhythm.phrases.begin(),
                              rhythm.phrases.end()));
    }

    void beatsEndWithTheLastBar()
    {
        auto signal = drumLoop(120, 16.15);  // eight bars of 2 s
        signal.resize(std::size_t(24 * kDrumRate), 0.0F);
        const auto rhythm = analysed(signal);
        QVERIFY2(rhythm.beats.back() < 18.2, qPrintable(QString::number(rhythm.beats.back())));
        QVERIFY(rhythm.beats.back() > 15.5);
    }

    void shortClipsAreCountedWithTheTempiThatFit()
    {
        const auto rhythm = analysed(drumLoop(110, 4));  // seven beats
        QVERIFY(std::abs(rhythm.tempoBpm / 110 - 1) < 0.02);
        QVERIFY(fMeasure(drumBeats(110, 4), rhythm.beats) > 0.9);
    }

    void tempiOutsideTheLimitsAreNotFound()
    {
        const auto rhythm = analysed(drumLoop(100, 30), kDrumRate, {.slowestBpm = 40, .fastestBpm = 80});
        QVERIFY(rhythm.tempoBpm < 82);
        QVERIFY(analysed(drumLoop(100, 30), kDrumRate, {.slowestBpm = 150}).tempoBpm > 148);
    }

    void candidatesAndTightnessCount()
    {
        const auto features = rhythmFeatures(drumLoop(100, 20), kDrumRate);
        QVERIFY(countings(features, {.candidates = 1}).size() < countings(features, {.candidates = 4}).size());
        // Every other beat late by 60 ms: loose beats go along, tight ones don't.
        std::vector<float> signal(std::size_t(20 * kDrumRate), 0.0F);
        Rng rng(2);
        for (int beat = 0; beat < 39; ++beat)
            for (int i = 0; i < 600; ++i)
                signal[std::size_t((0.1 + 0.5 * beat + (beat % 2 ? 0.06 : 0.0)) * kDrumRate) + std::size_t(i)] =
                    float(0.3 * rng.normal() * std::exp(-i / 150.0));
        const auto loose = countings(rhythmFeatures(signal, kDrumRate), {.tightness = 5});
        const auto tight = countings(rhythmFeatures(signal, kDrumRate), {.tightness = 1e6});
        QVERIFY(loose.front().beats != tight.front().beats);
    }

    void whereThereIsNoRhythmTheReasonIsSaid()
    {
        const auto reason = [](const std::vector<float> &signal, double rate = 22050, const RhythmConfig &config = {}) {
            const auto result = analyseRhythm(signal, rate, config);
            return result ? std::pair{ErrorCode::Internal, std::string("it was analysed")}
                          : std::pair{result.error().code, result.error().message};
        };
        const auto says = [](const auto &told, ErrorCode code, const char *words) {
            return told.first == code && told.second.find(words) != std::string::npos;
        };
        const auto second = std::size_t(22050);
        QVERIFY(says(reason(std::vector<float>(10 * second, 0.0F)), ErrorCode::BadData, "nothing"));
        QVERIFY(says(reason(std::vector<float>(10 * second, 0.5F)), ErrorCode::BadData, ""));
        QVERIFY(says(reason({}), ErrorCode::BadData, "too short"));
        QVERIFY(says(reason({0.5F}), ErrorCode::BadData, "too short"));
        QVERIFY(says(reason(std::vector<float>(second, 0.1F)), ErrorCode::BadData, "more than 1.50 s are needed"));
        auto broken = drumLoop(100, 10);
        broken[777] = NAN;
        QVERIFY(says(reason(broken), ErrorCode::BadData, "not numbers"));
        broken[777] = INFINITY;
        QVERIFY(says(reason(broken), ErrorCode::BadData, "not numbers"));
        const auto loop = drumLoop(100, 10);
        QVERIFY(says(reason(loop, 0), ErrorCode::InvalidArgument, "2000 Hz"));
        QVERIFY(says(reason(loop, 22050, {.slowestBpm = 10}), ErrorCode::InvalidArgument, "20 … 400"));
        QVERIFY(says(reason(loop, 22050, {.slowestBpm = 100, .fastestBpm = 90}), ErrorCode::InvalidArgument, "below"));
        for (const double tightness : {double(NAN), double(INFINITY), -1.0})
            QVERIFY(says(reason(loop, 22050, {.tightness = tightness}), ErrorCode::InvalidArgument, "tightness"));
        QVERIFY(says(reason(loop, 22050, {.candidates = 0}), ErrorCode::InvalidArgument, "candidate"));
    }

    void noiseAndAToneHaveLittleConfidenceOrNone()
    {
        Rng rng(9);
        std::vector<float> noise(std::size_t(20 * kDrumRate)), tone(noise.size());
        for (std::size_t i = 0; i < noise.size(); ++i) {
            noise[i] = float(0.2 * rng.normal());
            tone[i] = 0.5F * float(std::sin(0.1 * double(i)));
        }
        for (const auto &signal : {noise, tone})
            if (const auto rhythm = analyseRhythm(signal, kDrumRate); rhythm)
                QVERIFY2(rhythm->tempoConfidence < 0.9, qPrintable(QString::number(rhythm->tempoConfidence)));
    }

    void oddSamplesGiveFiniteNumbers()
    {
        for (const float scale : {1e-42F, 1e15F}) {
            auto signal = drumLoop(100, 10);
            for (float &x : signal)
                x *= scale;
            if (const auto rhythm = analyseRhythm(signal, kDrumRate); rhythm) {
                QVERIFY(std::isfinite(rhythm->tempoBpm) && std::isfinite(rhythm->tempoConfidence));
                for (const double beat : rhythm->beats)
                    QVERIFY(std::isfinite(beat));
            }
        }
    }

    void sameInputSameBits()
    {
        const auto signal = drumLoop(100, 20);
        const auto a = analysed(signal), b = analysed(signal);
        QCOMPARE(a.beats, b.beats);
        QCOMPARE(a.tempoConfidence, b.tempoConfidence);
        QCOMPARE(a.phrases, b.phrases);
    }
};

QTEST_APPLESS_MAIN(TestRhythm)
#include "tst_rhythm.moc"
