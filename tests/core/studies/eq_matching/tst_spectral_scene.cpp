#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/audio/audio_file.h"
#include "core/audio/demo/demo_corpus.h"
#include "core/dsp/stft.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/bin_gains.h"
#include "core/studies/eq_matching/end_frames.h"
#include "core/studies/eq_matching/exact_evaluation.h"
#include "core/studies/eq_matching/level_weights.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/response_grid.h"
#include "core/studies/eq_matching/spectral_scene.h"
#include "tests/bench/scene_material.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

Clip golden(const char *name)
{
    return *readMono(std::filesystem::path(TW_TEST_DATA) / "golden" / name);
}

}  // namespace

class TestSpectralScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGridsResponseIsTheEqualisersOwn()
    {
        Rng rng(1);
        for (const int rate : {8000, 22050, 44100, 48000}) {
            const ResponseGrid grid(rate);
            std::vector<double> hertz;
            for (int bin = 0; bin < kBins; ++bin)
                hertz.push_back(static_cast<double>(bin) * rate / kFftSize);
            for (int i = 0; i < 20; ++i) {
                for (const auto mode : {dsp::FilterMode::ZeroPhase, dsp::FilterMode::Causal}) {
                    const auto equaliser = toEqualiser(randomAction(rng), mode);
                    const auto expected = dsp::responseDb(equaliser, hertz, rate);
                    const auto gains = grid.gains(equaliser.bands, mode);
                    for (std::size_t bin = 0; bin < kBins; ++bin)
                        TW_COMPARE_NEAR(20.0 * std::log10(gains[bin]), expected[bin], 1e-4);
                }
            }
        }
    }

    /// On the golden pair, all frames: each of the published four cases within 0.03 of the published reward. What is
    /// left is what a filter does at the ends, and that it rings beyond a frame: 0.2 dB² where nothing else is left.
    void scoresTheGoldenCasesLikeTheRenderedAudio()
    {
        const Clip reference = golden("eq_reference.wav");
        const Clip raw = golden("eq_raw.wav");
        const SignalSpectra referenceSpectra = analyse(reference, 100000);
        const SignalSpectra rawSpectra = analyseLike(raw, referenceSpectra, reference);
        const SpectralScene scene(referenceSpectra, rawSpectra, allFrames(referenceSpectra),
                                  melFiltersFor(reference.sampleRate));
        const ResponseGrid grid(reference.sampleRate);
        const Json cases = (*readJson(std::filesystem::path(TW_TEST_DATA) / "golden" / "eq_quality.json"))["cases"];
        QCOMPARE(cases.size(), std::size_t{4});
        for (const auto &[name, one] : cases.items()) {
            const auto equaliser = equaliserFromJson(one["parameters"], dsp::FilterMode::ZeroPhase);
            const auto metrics = scene.score(grid.gains(equaliser->bands, equaliser->mode));
            TW_COMPARE_NEAR(metrics.reward, one["metrics"]["reward"].get<double>(), 0.03);
            const double spectral = one["metrics"]["spectral_distance"]["proc_ref"].get<double>();
            TW_COMPARE_NEAR(metrics.spectralDistance.processed, spectral, 0.03 * spectral + 0.3);
            TW_COMPARE_NEAR(metrics.energyBalance.processed,
                            one["metrics"]["energy_balance"]["proc_error"].get<double>(), 2e-4);
        }
    }

    /// Every frame of short composed pieces, settings drawn at random: nineteen of twenty rewards within 0.02 of the
    /// rendered one.
    void rewardsOfRandomSettingsAreTheRenderedOnes()
    {
        const test::TemporaryFolder folder;
        RunListener listener;
        RunContext context(listener, {});
        QVERIFY(renderDemoCorpus(folder.path(), {.piecesPerGenre = 1, .seconds = 5.0, .sampleRate = 22050}, context));
        const auto corpus = scanCorpus(folder.path(), {.deepCheck = false}, context);
        QVERIFY(corpus.has_value());
        int cases = 0, within = 0;
        double largest = 0.0;
        for (const Track &track : corpus->tracks) {
            Rng rng(stableHash(track.name));
            auto pair = readPair(track, {}, drawDistortion(12.0, rng));
            QVERIFY(pair.has_value());
            const auto views = bothViews(*pair);
            QVERIFY(views.has_value());
            for (int i = 0; i < 20; ++i, ++cases) {
                const auto equaliser = toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase);
                const double exact = views->exact.score(equaliser).reward;
                const double scene = views->scene.score(equaliser, views->grid).reward;
                within += std::fabs(exact - scene) <= 0.02;
                largest = std::max(largest, std::fabs(exact - scene));
            }
        }
        QVERIFY2(within >= 0.95 * cases,
                 qPrintable(QString("%1 of %2, largest %3").arg(within).arg(cases).arg(largest)));
    }

    /// Moderate settings on the golden pair, every frame, levels matched or not. Lufs is 0.02 wider: the exact loudness
    /// leaves quiet moments out, the scene's doesn't.
    void rewardsAreTheRenderedOnesWhereLevelsAreMatched()
    {
        const AudioPair pair{toBuffer(golden("eq_raw.wav")), toBuffer(golden("eq_reference.wav")), {}};
        std::array<double, 3> first{};
        for (const auto level : {dsp::LevelMatch::None, dsp::LevelMatch::Rms, dsp::LevelMatch::Lufs}) {
            const auto views = bothViews(pair, {.level = level});
            QVERIFY(views.has_value());
            Rng rng(12);
            for (int i = 0; i < 12; ++i) {
                auto equaliser = toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase);
                for (auto &band : equaliser.bands) {
                    band.gainDb *= 0.25;
                    band.q = std::min(band.q, 2.0);
                }
                const double exact = views->exact.score(equaliser).overallQuality;
                const double tolerance = level == dsp::LevelMatch::Lufs ? 0.04 : 0.02;
                TW_COMPARE_NEAR(views->scene.score(equaliser, views->grid).overallQuality, exact,
                                tolerance * std::max(1.0, std::fabs(exact)));
                if (i == 0)
                    first[std::size_t(level)] = exact;
            }
            TW_COMPARE_NEAR(views->scene.score(dsp::Equaliser{}, views->grid).reward, 0.0, 1e-4);
        }
        QVERIFY(first[0] != first[1] && first[1] != first[2]);
    }

    /// The distortion undone, and all of it 20 dB softer: as good as without where levels are matched.
    void aPureGainIsNoErrorWhereLevelsAreMatched()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(4, 4.0, 44100)), 32);
        const ResponseGrid grid(44100);
        dsp::Equaliser distortion, inverse;
        distortion.bands[1].gainDb = 6.0;
        inverse.bands[1].gainDb = -6.0;
        auto softer = grid.gains(inverse.bands, inverse.mode);
        for (float &gain : softer)
            gain *= 0.1F;
        for (const auto level : {dsp::LevelMatch::None, dsp::LevelMatch::Rms, dsp::LevelMatch::Lufs}) {
            const SpectralScene scene(reference, grid.gains(distortion.bands, distortion.mode), allFrames(reference),
                                      melFiltersFor(44100), {.level = level});
            if (level == dsp::LevelMatch::None) {
                QVERIFY(scene.score(softer).reward < 0.9);
                QVERIFY(scene.remainingMismatchDb(softer) > 19.0);
            } else {
                TW_COMPARE_NEAR(scene.score(softer).reward, 1.0, 1e-3);
                TW_COMPARE_NEAR(scene.remainingMismatchDb(softer), 0.0, 0.5);  // as without a level to match
            }
            TW_COMPARE_NEAR(scene.score(std::vector<float>(kBins, 1.0F)).reward, 0.0, 1e-6);
        }
    }

    /// The K-weighting that libebur128 measures sines with, 20 dB and more below a bin's error: 0.1 dB.
    void loudnessWeighsFrequenciesAsMeasured()
    {
        for (const int rate : {22050, 48000}) {
            const auto weights = scene::levelWeights(dsp::LevelMatch::Lufs, rate);
            const auto bin = [&](double hertz) { return std::lround(hertz * kFftSize / rate); };
            const auto loudness = [&](double hertz) {
                const double centre = double(bin(hertz)) * rate / kFftSize;
                return *integratedLoudnessLufs(test::sine(centre, 2.0, rate, 1, 0.5F));
            };
            for (const double hertz : {50.0, 200.0, 3000.0, 9000.0}) {
                const double expected = loudness(hertz) - loudness(1000.0);
                const double weighed =
                    10.0 * std::log10(weights[std::size_t(bin(hertz))] / weights[std::size_t(bin(1000.0))]);
                TW_COMPARE_NEAR(weighed, expected, 0.1);
            }
        }
        const auto rms = scene::levelWeights(dsp::LevelMatch::Rms, 44100);
        QCOMPARE(rms.front(), 1.0);
        QCOMPARE(rms[500], 2.0);
        QCOMPARE(rms.back(), 1.0);
        QVERIFY(scene::levelWeights(dsp::LevelMatch::None, 44100).empty());
    }

    /// Terms that count are the same whatever else counts; those that don't are not measured.
    void termsWithoutWeightAreNotMeasured()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(4, 4.0, 44100)), 32);
        const ResponseGrid grid(44100);
        dsp::Equaliser distortion;
        distortion.bands[2].gainDb = 5.0;
        dsp::Equaliser tried;
        tried.bands[2].gainDb = -3.0;
        const auto gain = grid.gains(tried.bands, tried.mode);
        const auto sceneOf = [&](const std::array<double, 5> &weights) {
            return SpectralScene(reference, grid.gains(distortion.bands, distortion.mode), allFrames(reference),
                                 melFiltersFor(44100), {.weights = weights});
        };
        const auto every = sceneOf(dsp::kMatchWeights).score(gain);
        const std::array all{every.spectralDistance, every.perceptualSimilarity, every.energyBalance,
                             every.spectralCentroid, every.spectralFlatness};
        for (std::size_t term = 0; term < all.size(); ++term) {
            std::array<double, 5> weights{};
            weights[term] = 2.0;
            const auto one = sceneOf(weights).score(gain);
            const std::array terms{one.spectralDistance, one.perceptualSimilarity, one.energyBalance,
                                   one.spectralCentroid, one.spectralFlatness};
            for (std::size_t i = 0; i < terms.size(); ++i) {
                QCOMPARE(std::isnan(terms[i].processed), i != term);
                QCOMPARE(std::isnan(terms[i].raw), i != term);
            }
            QCOMPARE(terms[term].processed, all[term].processed);
            QCOMPARE(one.overallQuality, all[term].improvement);
            if (term < 2)
                QVERIFY(isInformative(one));  // what isn't measured can't be ruined
        }
    }

    /// Frames that reach beyond the ends hold what they hold of the whole rendered track, 80 dB below their largest
    /// bin: 8192 samples are more than a hundred time constants of the slowest filter here. A click at both ends; a
    /// short track is rendered whole.
    void framesAtTheEndsAreTheRenderedOnes()
    {
        const dsp::Equaliser equaliser{.bands = {{{dsp::BandKind::LowShelf, 200.0, 12.0, 0.7},
                                                  {dsp::BandKind::Peak, 1500.0, -9.0, 2.0},
                                                  {dsp::BandKind::Peak, 7000.0, 6.0, 1.0},
                                                  {dsp::BandKind::HighShelf, 13000.0, 20.0, 0.7}}},
                                       .mode = dsp::FilterMode::ZeroPhase};
        for (const std::size_t samples : {40000U, 2048U}) {
            Clip clip = mixToMono(test::noise(6, 1.0, 44100));
            clip.samples.resize(samples);
            for (float &sample : clip.samples)
                sample += 0.5F;
            const SignalSpectra spectra = analyse(clip, 100000);
            QCOMPARE(spectra.ends.samples, samples);
            const auto ends = scene::renderEnds(spectra.ends, equaliser, clip.sampleRate);
            const int last = spectra.totalFrames - 1;
            const std::vector<int> expected =
                samples == 2048 ? std::vector{0, 1, 3, 4} : std::vector{0, 1, last - 1, last};
            QCOMPARE(ends.frames, expected);
            const auto whole = dsp::magnitudeSpectrogram(
                dsp::applyEqualiser(dsp::peakNormalised(clip.samples), equaliser, clip.sampleRate), clip.sampleRate);
            for (std::size_t i = 0; i < ends.frames.size(); ++i) {
                const auto frame = whole.frame(ends.frames[i]);
                const float largest = *std::max_element(frame.begin(), frame.end());
                for (std::size_t bin = 0; bin < kBins; ++bin)
                    TW_COMPARE_NEAR(ends.magnitudes[i * kBins + bin], frame[bin], 1e-4 * largest);
            }
        }
        QVERIFY(scene::renderEnds({}, equaliser, 44100).frames.empty());
        QCOMPARE(analyse(mixToMono(test::noise(6, 1.0, 44100)), 16).ends.samples, std::size_t{0});
    }

    /// A track with a click at both ends, 30 dB of treble added: the click isn't in what the filter sees. Gains alone
    /// miss the reward; with the ends rendered it is right.
    void clicksAtTheEndsAreNotScaled()
    {
        Clip reference = mixToMono(test::sine(440.0, 1.0, 44100, 1, 0.4F));
        for (float &sample : reference.samples)
            sample += 0.5F;
        Clip raw = reference;
        Rng rng(3);
        for (float &sample : raw.samples)
            sample += float(0.001 * rng.normal());
        const auto views = bothViews({toBuffer(raw), toBuffer(reference), {}});
        QVERIFY(views.has_value());
        dsp::Equaliser treble;
        treble.bands[3] = {dsp::BandKind::HighShelf, 8000.0, 15.0, 0.7};
        const double exact = views->exact.score(treble).energyBalance.processed;
        TW_COMPARE_NEAR(views->scene.score(treble, views->grid).energyBalance.processed, exact, 0.02 * exact);
        const auto gains = views->grid.gains(treble.bands, treble.mode);
        QVERIFY(std::fabs(views->scene.score(gains).energyBalance.processed - exact) > 0.1 * exact);
    }

    /// All of a track's power lies a quarter bin above bin 1: the gain there counts, for every window that hears it.
    void aBinsGainIsThatOfThePowerInIt()
    {
        std::vector<float> gain(kBins, 1.0F);
        gain[0] = 100.0F;
        gain[2] = 0.01F;
        std::vector<double> power(scene::kFineBins, 0.0);
        power[5] = 3.0;
        scene::HeardGains heard;
        scene::HeardPower(power).hear(gain, heard);
        TW_COMPARE_NEAR(heard.fine[scene::fineIndex(2)], 100.0, 1e-3);  // linear in dB: 40 and 0 dB, in the middle
        TW_COMPARE_NEAR(heard.fine[scene::fineIndex(4)], 1.0, 1e-6);
        TW_COMPARE_NEAR(heard.fine[scene::fineIndex(5)], 0.1, 1e-6);
        for (const int bin : {0, 1, 2})
            TW_COMPARE_NEAR(heard.power[std::size_t(bin)], 0.1, 1e-6);
        TW_COMPARE_NEAR(heard.broad[0], 0.1, 1e-6);
        // Nothing there: the gain at the centre.
        TW_COMPARE_NEAR(heard.power[100], 1.0, 1e-6);
        TW_COMPARE_NEAR(heard.broad[100], 1.0, 1e-6);
    }

    /// By the definition, bin by bin: the mean of |Hann|² over ±2 bins, weighted by the power there. Both ends too.
    void aBinsGainIsTheMeanOverTheMainLobe()
    {
        Rng rng(5);
        std::vector<float> gain(kBins);
        for (float &value : gain)
            value = float(std::exp(rng.normal()));
        std::vector<double> power(scene::kFineBins);
        for (double &value : power)
            value = std::exp(2.0 * rng.normal());
        scene::HeardGains heard;
        scene::HeardPower(power).hear(gain, heard);
        const auto expected = [&](int bin, int size) {
            const int step = 8192 / size;
            double weighted = 0.0, weights = 0.0;
            for (int i = 1 - 2 * step; i < 2 * step; ++i) {
                const int fine = bin * step + i;
                if (fine < 0 || fine >= int(scene::kFineBins))
                    continue;
                const double x = double(i) / step, angle = std::numbers::pi * x;
                const double lobe = i == 0 ? 1.0 : std::abs(i) == step ? 0.5 : std::sin(angle) / angle / (1.0 - x * x);
                const double weight = lobe * lobe * power[std::size_t(fine)];
                weighted += weight * double(heard.fine[scene::fineIndex(std::size_t(fine))]);
                weights += weight;
            }
            return weighted / weights;
        };
        for (const int bin : {0, 1, 2, 3, 100, 511, 1022, 1023, 1024})
            TW_COMPARE_NEAR(heard.power[std::size_t(bin)] / expected(bin, 2048), 1.0, 1e-5);
        for (const int bin : {0, 1, 2, 3, 50, 254, 255, 256})
            TW_COMPARE_NEAR(heard.broad[std::size_t(bin)] / expected(bin, 512), 1.0, 1e-5);
    }

    /// Whatever lies where: what undoes a gain is worth one over what it did. Single precision: 1e-5.
    void undoingAGainIsItsInverse()
    {
        Rng rng(4);
        std::vector<float> gain(kBins), inverse(kBins);
        std::vector<double> power(scene::kFineBins);
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            gain[bin] = float(std::exp(rng.normal()));
            inverse[bin] = 1.0F / gain[bin];
        }
        for (double &value : power)
            value = std::exp(3.0 * rng.normal());
        const scene::HeardPower track(power);
        scene::HeardGains done, undone;
        track.hear(gain, done);
        track.through(done).hear(inverse, undone);
        for (std::size_t bin = 0; bin < kBins; ++bin)
            TW_COMPARE_NEAR(done.power[bin] * undone.power[bin], 1.0, 1e-5);
        for (std::size_t bin = 0; bin < scene::kBroadBins; ++bin)
            TW_COMPARE_NEAR(done.broad[bin] * undone.broad[bin], 1.0, 1e-5);
        for (std::size_t bin = 0; bin < scene::kFineBins; ++bin)
            TW_COMPARE_NEAR(done.fine[scene::fineIndex(bin)] * undone.fine[scene::fineIndex(bin)], 1.0, 1e-5);
    }

    /// Doing nothing measures what the exact scorer measures: every term, in single precision.
    void everyRawTermIsTheExactOne()
    {
        const AudioPair pair{toBuffer(golden("eq_raw.wav")), toBuffer(golden("eq_reference.wav")), {}};
        const auto views = bothViews(pair);
        const auto exact = views->exact.score(dsp::Equaliser{});
        const auto &scene = views->scene.untouched();
        TW_COMPARE_NEAR(scene.spectralDistance.raw, exact.spectralDistance.raw, 1e-4 * exact.spectralDistance.raw);
        TW_COMPARE_NEAR(scene.perceptualSimilarity.raw, exact.perceptualSimilarity.raw, 1e-4);
        TW_COMPARE_NEAR(scene.mfccDistance, exact.mfccDistance, 1e-4 * exact.mfccDistance);
        TW_COMPARE_NEAR(scene.melMeanSquare, exact.melMeanSquare, 1e-4 * exact.melMeanSquare);
        TW_COMPARE_NEAR(scene.multiScaleConvergence, exact.multiScaleConvergence, 1e-5);
        TW_COMPARE_NEAR(scene.energyBalance.raw, exact.energyBalance.raw, 1e-6);
        TW_COMPARE_NEAR(scene.spectralCentroid.raw, exact.spectralCentroid.raw, 1e-5);
        TW_COMPARE_NEAR(scene.spectralFlatness.raw, exact.spectralFlatness.raw, 1e-4);
    }

    void oddTracksGiveFiniteRewards()
    {
        Clip impulse{.sampleRate = 8000, .samples = std::vector<float>(2048, 0.0F)};
        impulse.samples[1000] = 1.0F;
        const Clip denormal{.sampleRate = 192000, .samples = std::vector<float>(5000, 1e-40F)};
        const Clip constant{.sampleRate = 44100, .samples = std::vector<float>(4096, 0.3F)};
        Clip clipped = mixToMono(test::sine(900, 0.3, 48000, 1, 4.0F));
        for (float &sample : clipped.samples)
            sample = std::clamp(sample, -1.0F, 1.0F);
        Rng rng(8);
        for (const Clip &clip : {impulse, denormal, constant, clipped}) {
            const SignalSpectra spectra = analyse(clip, 100000);
            const ResponseGrid grid(clip.sampleRate);
            const SpectralScene scene(spectra, grid.gains(toEqualiser(randomAction(rng), {}).bands, {}),
                                      allFrames(spectra), melFiltersFor(clip.sampleRate));
            for (int i = 0; i < 20; ++i) {
                const auto gain = grid.gains(toEqualiser(randomAction(rng), {}).bands, dsp::FilterMode::ZeroPhase);
                QVERIFY(std::isfinite(scene.score(gain).reward));
                QVERIFY(std::isfinite(scene.remainingMismatchDb(gain)));
            }
            QVERIFY(std::isfinite(scene.score(std::vector<float>(kBins, 0.0F)).reward));
        }
    }

    /// Of no frames nothing can be compared: NaN, and the worst reward. The state, which needs none, is there.
    void withoutFramesNothingIsCompared()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(3, 1.0, 44100)), 16);
        const ResponseGrid grid(44100);
        const std::vector<float> flat(kBins, 1.0F);
        const SpectralScene none(reference, flat, {}, melFiltersFor(44100));
        const SpectralScene all(reference, flat, allFrames(reference), melFiltersFor(44100));
        for (const dsp::MatchMetrics &metrics :
             {none.untouched(), none.score(flat), none.score(dsp::Equaliser{}, grid)}) {
            QCOMPARE(metrics.reward, -1.0);
            QVERIFY(std::isnan(metrics.overallQuality) && std::isnan(metrics.spectralDistance.raw) &&
                    std::isnan(metrics.mfccDistance));
        }
        QCOMPARE(none.state(), all.state());
    }

    void fewFramesAgreeWithAll()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(3, 8.0, 44100)), 256);
        const ResponseGrid grid(44100);
        Rng rng(2);
        std::vector<float> rawGain =
            grid.gains(toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase).bands, dsp::FilterMode::ZeroPhase);
        const auto mel = melFiltersFor(44100);
        const SpectralScene all(reference, rawGain, allFrames(reference), mel);
        std::vector<int> some;
        for (int i = 5; i < reference.frames(); i += 16)
            some.push_back(i);
        const SpectralScene few(reference, rawGain, some, mel);
        for (int i = 0; i < 50; ++i) {
            const auto gain = grid.gains(toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase).bands,
                                         dsp::FilterMode::ZeroPhase);
            TW_COMPARE_NEAR(few.score(gain).reward, all.score(gain).reward, 0.1);
        }
        QCOMPARE(few.state(), all.state());  // the state is of the whole track either way
    }

    /// A loud low note that none of the frames holds, 24 dB softer in raw: relative to the loudest of the whole track,
    /// all else is 24 dB too loud there. Relative to the frames' own loudest, nothing would be.
    void levelsAreRelativeToTheLoudestOfTheTrack()
    {
        Clip clip = mixToMono(test::noise(3, 4.0, 44100));
        for (std::size_t i = 80000; i < 90000; ++i)
            clip.samples[i] = float(40.0 * std::sin(2.0 * std::numbers::pi * 60.0 * double(i) / 44100.0));
        const SignalSpectra reference = analyse(clip, 100000);
        const ResponseGrid grid(44100);
        dsp::Equaliser cut;
        cut.bands[0] = {dsp::BandKind::LowShelf, 300.0, -12.0, 0.7};
        const auto gain = grid.gains(cut.bands, cut.mode);
        const auto mel = melFiltersFor(44100);
        std::vector<int> without;
        for (int frame = 5; frame < 140; frame += 5)
            without.push_back(frame);
        const SpectralScene all(reference, gain, allFrames(reference), mel);
        const SpectralScene few(reference, gain, without, mel);
        QVERIFY(all.untouched().spectralDistance.raw > 100.0);
        TW_COMPARE_NEAR(few.untouched().spectralDistance.raw / all.untouched().spectralDistance.raw, 1.0, 0.15);
        TW_COMPARE_NEAR(few.untouched().melMeanSquare / all.untouched().melMeanSquare, 1.0, 0.15);
        // Processed as well: raised again, nothing is left.
        for (auto &band : cut.bands)
            band.gainDb = -band.gainDb;
        TW_COMPARE_NEAR(few.score(grid.gains(cut.bands, cut.mode)).spectralDistance.processed, 0.0, 0.01);
    }

    void undoingTheDistortionIsBestAndLeavesNoMismatch()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(4, 4.0, 44100)), 32);
        const ResponseGrid grid(44100);
        dsp::Equaliser distortion;
        distortion.bands[1].gainDb = 6.0;
        distortion.bands[3].gainDb = -8.0;
        dsp::Equaliser inverse = distortion;
        for (auto &band : inverse.bands)
            band.gainDb = -band.gainDb;
        const SpectralScene scene(reference, grid.gains(distortion.bands, distortion.mode), allFrames(reference),
                                  melFiltersFor(44100));
        const auto undone = grid.gains(inverse.bands, inverse.mode);
        TW_COMPARE_NEAR(scene.score(undone).reward, 1.0, 1e-3);
        TW_COMPARE_NEAR(scene.remainingMismatchDb(undone), 0.0, 0.5);  // band means against gain at band centres
        const std::vector<float> flat(kBins, 1.0F);
        TW_COMPARE_NEAR(scene.score(flat).reward, 0.0, 1e-6);
        QVERIFY(scene.remainingMismatchDb(flat) > 4.0);
    }

    /// +12 dB applied at 1 kHz to the raw side shows as −1.2 (dB/10) in the band that holds 1 kHz and 0 far away.
    void theStateShowsTheDifferenceInBands()
    {
        const SignalSpectra reference = analyse(mixToMono(test::noise(5, 4.0, 22050)), 16);
        const ResponseGrid grid(22050);
        dsp::Equaliser boost;
        boost.bands[1] = {dsp::BandKind::Peak, 1000.0, 6.0, 1.0};
        const SpectralScene scene(reference, grid.gains(boost.bands, boost.mode), allFrames(reference),
                                  melFiltersFor(22050));
        const auto &state = scene.state();
        QCOMPARE(state.size(), std::size_t{kStateSize});
        const auto &centres = stateBandCentresHz();
        for (std::size_t band = 0; band < kStateBands; ++band) {
            if (std::fabs(centres[band] / 1000.0 - 1.0) < 0.07)
                TW_COMPARE_NEAR(state[band], -1.2, 0.03);
            if (centres[band] < 100.0)
                TW_COMPARE_NEAR(state[band], 0.0, 0.03);
            if (centres[band] > 11500.0) {  // above Nyquist
                QCOMPARE(state[band], 0.0F);
                QCOMPARE(state[kStateBands + band], -4.0F);
            }
        }
    }

    void theExactStateIsTheSameOneFromAudio()
    {
        const Clip reference = golden("eq_reference.wav");
        const Clip raw = golden("eq_raw.wav");
        const auto scorer = dsp::MatchScorer::create(raw, reference);
        QVERIFY(scorer.has_value());
        const auto exact = exactState(*scorer);
        const SignalSpectra spectra = analyse(reference, 8);
        const SpectralScene scene(spectra, analyseLike(raw, spectra, reference), allFrames(spectra),
                                  melFiltersFor(22050));
        for (std::size_t i = 0; i < exact.size(); ++i)
            TW_COMPARE_NEAR(scene.state()[i], exact[i], 1e-4);
    }
};

QTEST_GUILESS_MAIN(TestSpectralScene)
#include "tst_spectral_scene.moc"
