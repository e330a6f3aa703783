#pragma once

#include <cstdint>

#include "core/dsp/equaliser.h"
#include "core/study/study_descriptor.h"

namespace tonewright::eq_matching
{

/// The study as plain data: parameters with their defaults, metrics, views.
const StudyDescriptor &descriptor();

/// Indices into the descriptor's metrics.
enum Metric { kReward, kExploringReward, kBestReward, kLoss, kEpsilon, kValue, kMetricCount };

/// The parameters as numbers. Names and meaning: descriptor(); defaults stand there alone. What an algorithm doesn't
/// have stays as it is here.
struct EqConfig {
    int attempts = 0;
    int pairsPerUpdate = 0;
    int updates = 0;
    int batch = 0;
    int hidden = 0;
    double learningRate = 0;
    double learningRateEnd = 0;
    double scheduleSteps = 0;
    double weightDecay = 0;
    double gradientNorm = 0;
    double gamma = 0;
    double targetTau = 0;
    std::int64_t replayEpisodes = 0;
    double replayAlpha = 0;
    double replayBeta = 0;
    double epsilonStart = 0;
    double epsilonEnd = 0;
    double epsilonSteps = 0;
    double nudge = 0;
    double nudgeWidth = 0;
    bool freshPairs = true;
    double distortionGainDb = 0;
    double levelNoiseDb = 0;
    double heldOut = 0;
    int framesKept = 0;
    int framesScored = 0;
    bool symlog = true;
    double shaping = 0;
    double checkpointSeconds = 0;
    dsp::FilterMode filter = dsp::FilterMode::ZeroPhase;

    static EqConfig from(const ParameterSet &parameters);
};

}  // namespace tonewright::eq_matching
