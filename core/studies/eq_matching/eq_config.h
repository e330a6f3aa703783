#pragma once

#include <cstdint>

#include "core/dsp/equaliser.h"
#include "core/dsp/match_options.h"
#include "core/study/study_descriptor.h"

namespace tonewright::eq_matching
{

/// The study as plain data: parameters with their defaults, metrics, views.
const StudyDescriptor &descriptor();

/// Indices into the descriptor's metrics.
enum Metric { kReward, kExploringReward, kBestReward, kLoss, kEpsilon, kValue, kRegret, kMetricCount };

/// The parameters as numbers. Names, meaning and defaults: descriptor(); what an algorithm doesn't have stays as here.
struct EqConfig {
    int attempts = 1;
    int steps = 1;
    int pairsPerUpdate = 1;
    int updates = 1;
    int epochs = 1;
    int batch = 1;
    int hidden = 256;
    int layers = 2;
    double learningRate = 1e-4;
    double learningRateEnd = 1e-4;
    double scheduleSteps = 1;
    double weightDecay = 0;
    double gradientNorm = 0;
    double gamma = 0;
    double targetTau = 0;
    double clip = 0.2;
    double entropyWeight = 0;
    bool normalisePerState = false;
    double initialSpread = 0.05;
    double sampleSpread = 1.0;
    std::int64_t imitationSteps = 0;
    int imitationBatch = 0;
    double imitationRate = 0;
    double imitationLevel = 0;
    double imitationParameters = 0;
    std::int64_t replayEpisodes = 0;
    double replayAlpha = 0;
    double replayBeta = 0;
    double epsilonStart = 0;
    double epsilonEnd = 0;
    double epsilonSteps = 0;
    double nudge = 0;
    double nudgeWidth = 0;
    int demonstrations = 0;
    double demonstrationWeight = 0;
    double demonstrationMargin = 0;
    bool freshPairs = true;
    double distortionGainDb = 0;
    double levelNoiseDb = 0;
    double heldOut = 0;
    int framesKept = 0;
    int framesScored = 0;
    bool symlog = true;
    double shaping = 0;
    double largestGainDb = 24;
    bool mixedRates = false;
    bool weakestGenres = false;
    dsp::MatchOptions match{};
    bool continuous = false;
    double checkpointSeconds = 0;
    dsp::FilterMode filter = dsp::FilterMode::ZeroPhase;

    static EqConfig from(const ParameterSet &parameters);
};

}  // namespace tonewright::eq_matching
