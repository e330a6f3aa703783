#include "core/studies/eq_matching/pair_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/studies/eq_matching/held_out.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kLeastRelativeError = 0.02;
constexpr double kLeastShareError = 1e-5;
constexpr int kMostDraws = 20;
constexpr std::array kMixedRates{22050, 32000};

std::vector<int> allFrames(const SignalSpectra &spectra)
{
    std::vector<int> frames(static_cast<std::size_t>(spectra.frames()));
    std::iota(frames.begin(), frames.end(), 0);
    return frames;
}

/// The random stream of a track's fixed distortion: by name, so that every run is judged on the same pairs.
Rng fixedStream(const std::string &key)
{
    return Rng(stableHash("fixed distortion of " + key));
}

bool usable(const Clip &clip)
{
    return clip.samples.size() >= dsp::MatchScorer::kMinimumSamples &&
           std::any_of(clip.samples.begin(), clip.samples.end(), [](float sample) { return sample != 0.0F; });
}

void cutToShorter(AudioPair &pair)
{
    const std::size_t frames = std::min(pair.raw.frames(), pair.reference.frames());
    for (auto *buffer : {&pair.raw, &pair.reference})
        for (auto &channel : buffer->channels)
            channel.resize(frames);
}

}  // namespace

Result<AudioPair> readPair(const std::filesystem::path &raw, const std::filesystem::path &reference,
                           const Excerpt &excerpt)
{
    auto referenceAudio = readAudio(reference, excerpt);
    if (!referenceAudio)
        return fail(referenceAudio.error());
    auto rawAudio = readAudio(raw, excerpt);
    if (!rawAudio)
        return fail(rawAudio.error());
    AudioPair pair{resample(*rawAudio, referenceAudio->sampleRate), std::move(*referenceAudio), {}};
    cutToShorter(pair);
    return pair;
}

Result<AudioPair> readPair(const Track &track, const Excerpt &excerpt, const Distortion &distortion)
{
    if (track.isPair())
        return readPair(track.raw, track.reference, excerpt);
    auto reference = readAudio(track.reference, excerpt);
    if (!reference)
        return fail(reference.error());
    AudioBuffer raw = distort(*reference, distortion);
    return AudioPair{std::move(raw), std::move(*reference), distortion};
}

Result<AudioPair> readPair(const Track &track, const Excerpt &excerpt, const PairDraw &recipe)
{
    if (!recipe.distortion) {
        auto pair = readPair(track.raw, track.reference, excerpt);
        if (!pair)
            return fail(pair.error());
        return AudioPair{resample(pair->raw, recipe.sampleRate), resample(pair->reference, recipe.sampleRate), {}};
    }
    auto whole = readAudio(track.reference, excerpt);
    if (!whole)
        return fail(whole.error());
    AudioBuffer reference = resample(*whole, recipe.sampleRate);
    AudioBuffer raw = distort(reference, *recipe.distortion);
    return AudioPair{std::move(raw), std::move(reference), recipe.distortion};
}

std::vector<float> distortionGain(const SignalSpectra &reference, const RateTables &tables,
                                  const Distortion &distortion, double levelDb)
{
    const auto bands = distortion.bands();
    std::vector<float> gain = tables.grid.gains(bands, dsp::FilterMode::ZeroPhase);
    // Both sides are divided by their own peak. The raw track's isn't known without rendering it; taking its crest
    // factor to be the reference's, up to some noise, is close enough for training.
    double before = 0.0;
    double after = 0.0;
    for (std::size_t bin = 0; bin < gain.size(); ++bin) {
        before += reference.meanPower[bin];
        after += reference.meanPower[bin] * gain[bin] * gain[bin];
    }
    const double level = std::sqrt(before / std::max(1e-12, after)) * std::pow(10.0, levelDb / 20.0);
    for (float &value : gain)
        value *= static_cast<float>(level);
    return gain;
}

std::vector<int> drawFrames(int kept, int count, Rng &rng)
{
    count = std::min(count, kept);
    std::vector<int> frames(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        frames[static_cast<std::size_t>(i)] = std::min(kept - 1, static_cast<int>((i + rng.uniform()) * kept / count));
    return frames;
}

bool isInformative(const dsp::MatchMetrics &untouched)
{
    // What isn't measured (its weight is 0) is NaN, and can't be ruined.
    return !(untouched.spectralCentroid.raw < kLeastRelativeError) &&
           !(untouched.spectralFlatness.raw < kLeastRelativeError) && !(untouched.energyBalance.raw < kLeastShareError);
}

Distortion drawInformativeDistortion(const SignalSpectra &reference, const RateTables &tables, double gainDb, Rng &rng)
{
    const std::vector<int> frames = allFrames(reference);
    Distortion distortion = drawDistortion(gainDb, rng);
    for (int draw = 1; draw < kMostDraws; ++draw) {
        const SpectralScene scene(reference, distortionGain(reference, tables, distortion, 0.0), frames, tables.mel);
        if (isInformative(scene.untouched()))
            break;
        distortion = drawDistortion(gainDb, rng);
    }
    return distortion;
}

Result<void> PairSource::prepare(const Corpus &corpus, RunContext &context)
{
    m_tracks.clear();
    m_rates.clear();
    context.phase("Analysing tracks");
    std::size_t done = 0;
    for (const Track &track : corpus.tracks) {
        if (!context.advance(done++, corpus.tracks.size()))
            return fail(ErrorCode::Cancelled, "stopped while analysing tracks");
        const auto leaveOut = [&](const std::string &reason) {
            context.note("left out " + track.key() + ": " + reason);
        };
        auto reference = readMono(track.reference, m_excerpt);
        if (!reference || !usable(*reference)) {
            leaveOut(reference ? "the excerpt is silent or too short" : reference.error().describe());
            continue;
        }
        PreparedTrack prepared;
        prepared.track = track;
        Clip raw;
        if (track.isPair()) {
            auto read = readMono(track.raw, m_excerpt, reference->sampleRate);
            if (!read || !usable(*read)) {
                leaveOut(read ? "the raw excerpt is silent or too short" : read.error().describe());
                continue;
            }
            raw = std::move(*read);
            const std::size_t shorter = std::min(raw.samples.size(), reference->samples.size());
            raw.samples.resize(shorter);
            reference->samples.resize(shorter);
            if (!usable(raw) || !usable(*reference)) {
                leaveOut("as long as the shorter one of its two excerpts lasts, one of them is silent");
                continue;
            }
        }
        prepared.reference = analyse(*reference, m_config.framesKept);
        if (track.isPair())
            prepared.raw = analyseLike(raw, prepared.reference, *reference);
        const RateTables &tables = tablesFor(reference->sampleRate);
        if (m_config.mixedRates)
            for (const int rate : kMixedRates) {
                // Only downwards: what a rate can't hold isn't made up.
                if (rate >= reference->sampleRate)
                    continue;
                if (!context.poll())
                    return fail(ErrorCode::Cancelled, "stopped while analysing tracks");
                (void)tablesFor(rate);
                const Clip resampled = resample(*reference, rate);
                if (usable(resampled))
                    prepared.otherRates.push_back(analyse(resampled, m_config.framesKept));
            }
        Rng fixed = fixedStream(track.key());
        prepared.fixed = drawInformativeDistortion(prepared.reference, tables, m_config.distortionGainDb, fixed);
        m_tracks.push_back(std::move(prepared));
    }
    if (m_tracks.empty())
        return fail(ErrorCode::BadData, "no track is left to train on; the run's log says why each was left out",
                    corpus.root.string());
    chooseHeldOut(context);
    return {};
}

void PairSource::chooseHeldOut(RunContext &context)
{
    std::vector<const Track *> tracks;
    for (const auto &prepared : m_tracks)
        tracks.push_back(&prepared.track);
    const std::vector<bool> heldOut = heldOutTracks(tracks, m_config.heldOut);
    for (std::size_t i = 0; i < m_tracks.size(); ++i)
        m_tracks[i].heldOut = heldOut[i];
    m_training.clear();
    for (std::size_t i = 0; i < m_tracks.size(); ++i)
        if (!m_tracks[i].heldOut)
            m_training.push_back(i);
    if (m_training.size() == m_tracks.size())
        context.note("no genre has two tracks, so none is held out: the agent is judged on tracks it trains on");
}

const PreparedTrack *PairSource::find(const std::string &key) const
{
    const auto found = std::find_if(m_tracks.begin(), m_tracks.end(),
                                    [&key](const PreparedTrack &track) { return track.track.key() == key; });
    return found == m_tracks.end() ? nullptr : &*found;
}

const RateTables &PairSource::tablesFor(int sampleRate)
{
    return m_rates.try_emplace(sampleRate, sampleRate).first->second;
}

SpectralScene PairSource::freshScene(const SignalSpectra &reference, std::span<const int> frames, Rng &rng,
                                     PairDraw &recipe) const
{
    const auto &tables = m_rates.at(reference.sampleRate);
    for (int draw = 1;; ++draw) {
        const Distortion distortion = drawDistortion(m_config.distortionGainDb, rng);
        const double levelDb = m_config.levelNoiseDb * rng.normal();
        SpectralScene scene(reference, distortionGain(reference, tables, distortion, levelDb), frames, tables.mel,
                            m_config.match);
        if (draw == kMostDraws || isInformative(scene.untouched())) {
            recipe.distortion = distortion;
            recipe.levelDb = levelDb;
            return scene;
        }
    }
}

const PreparedTrack &PairSource::drawTrack(Rng &rng, std::span<const double> likelihood) const
{
    if (likelihood.empty())
        return m_tracks[m_training[rng.below(m_training.size())]];
    double left = rng.uniform() * std::accumulate(likelihood.begin(), likelihood.end(), 0.0);
    std::size_t chosen = 0;
    while (chosen + 1 < m_training.size() && left >= likelihood[chosen])
        left -= likelihood[chosen++];
    return m_tracks[m_training[chosen]];
}

const SignalSpectra &PairSource::drawRate(const PreparedTrack &track, Rng &rng) const
{
    if (track.otherRates.empty())
        return track.reference;
    const std::uint64_t which = rng.below(track.otherRates.size() + 1);
    return which == 0 ? track.reference : track.otherRates[which - 1];
}

PairSource::Drawn PairSource::draw(Rng &rng, std::span<const double> likelihood) const
{
    const PreparedTrack &track = drawTrack(rng, likelihood);
    const bool given = track.raw && (!m_config.freshPairs || rng.chance(0.5));
    const SignalSpectra &reference = given || !m_config.freshPairs ? track.reference : drawRate(track, rng);
    const std::vector<int> frames = drawFrames(reference.frames(), m_config.framesScored, rng);
    PairDraw recipe{.sampleRate = reference.sampleRate, .frames = {frames.begin(), frames.end()}};
    if (given)
        return {&track,
                SpectralScene(reference, *track.raw, frames, m_rates.at(reference.sampleRate).mel, m_config.match),
                std::move(recipe)};
    if (m_config.freshPairs) {
        SpectralScene scene = freshScene(reference, frames, rng, recipe);
        return {&track, std::move(scene), std::move(recipe)};
    }
    recipe.distortion = track.fixed;
    return {&track, fixedScene(track, frames), std::move(recipe)};
}

Result<SpectralScene> PairSource::rebuild(const PreparedTrack &track, const PairDraw &recipe) const
{
    const SignalSpectra *reference = track.reference.sampleRate == recipe.sampleRate ? &track.reference : nullptr;
    for (const SignalSpectra &other : track.otherRates)
        if (other.sampleRate == recipe.sampleRate)
            reference = &other;
    const std::vector<int> frames(recipe.frames.begin(), recipe.frames.end());
    const bool fits = reference && !frames.empty() &&
                      (recipe.distortion || (track.raw && reference == &track.reference)) &&
                      *std::max_element(frames.begin(), frames.end()) < reference->frames();
    if (!fits)
        return fail(ErrorCode::BadData, "the recorded pair doesn't fit the track as it is now", track.track.key());
    const auto &tables = m_rates.at(reference->sampleRate);
    if (!recipe.distortion)
        return SpectralScene(*reference, *track.raw, frames, tables.mel, m_config.match);
    return SpectralScene(*reference, distortionGain(*reference, tables, *recipe.distortion, recipe.levelDb), frames,
                         tables.mel, m_config.match);
}

PairDraw PairSource::fixedRecipe(const PreparedTrack &track) const
{
    const std::vector<int> frames = allFrames(track.reference);
    PairDraw recipe{.sampleRate = track.reference.sampleRate, .frames = {frames.begin(), frames.end()}};
    if (!track.raw)
        recipe.distortion = track.fixed;
    return recipe;
}

PairSource::Lesson PairSource::drawLesson(Rng &rng) const
{
    const SignalSpectra &reference = drawRate(drawTrack(rng, {}), rng);
    const auto &tables = m_rates.at(reference.sampleRate);
    const Distortion distortion = drawDistortion(m_config.distortionGainDb, rng);
    const double levelDb = m_config.levelNoiseDb * rng.normal();
    const std::vector<float> gain = distortionGain(reference, tables, distortion, levelDb);
    Lesson lesson;
    std::vector<double> rawPower = reference.meanPower;
    for (std::size_t bin = 0; bin < rawPower.size(); ++bin)
        rawPower[bin] *= static_cast<double>(gain[bin]) * static_cast<double>(gain[bin]);
    lesson.state = matchState(rawPower, reference.meanPower, reference.sampleRate);
    lesson.sampleRate = reference.sampleRate;
    lesson.curve = &tables.curve;
    lesson.inverse = distortion.inverse();
    lesson.wantedDb.assign(tables.curve.hertz().size(), 0.0F);
    for (const dsp::Band &band : distortion.bands()) {
        const auto response =
            dsp::bandResponseDb(band, dsp::FilterMode::ZeroPhase, tables.curve.hertz(), reference.sampleRate);
        for (std::size_t i = 0; i < response.size(); ++i)
            lesson.wantedDb[i] -= static_cast<float>(response[i]);
    }
    // The level that both sides' normalisation left between them, the same at every bin.
    const std::vector<float> alone = tables.grid.gains(distortion.bands(), dsp::FilterMode::ZeroPhase);
    const float levelLeftDb = 20.0F * std::log10(gain[1] / alone[1]);
    for (float &wanted : lesson.wantedDb)
        wanted -= levelLeftDb;
    return lesson;
}

SpectralScene PairSource::fixedScene(const PreparedTrack &track) const
{
    return fixedScene(track, allFrames(track.reference));
}

SpectralScene PairSource::fixedScene(const PreparedTrack &track, std::span<const int> frames) const
{
    const auto &tables = m_rates.at(track.reference.sampleRate);
    if (track.raw)
        return {track.reference, *track.raw, frames, tables.mel, m_config.match};
    return {track.reference, distortionGain(track.reference, tables, track.fixed, 0.0), frames, tables.mel,
            m_config.match};
}

}  // namespace tonewright::eq_matching
