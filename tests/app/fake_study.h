#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/base/atomic_file.h"
#include "core/base/rng.h"
#include "core/study/study_registry.h"

namespace tonewright::test
{

/// How the fake study behaves; may be changed and read from any thread.
struct FakeControls {
    std::atomic<int> episodesPerSecond{500};
    std::atomic<int> prepareMs{0};
    std::atomic<int> renderMs{0};
    std::atomic<int> previewEveryMs{200};
    std::function<void(Preview &)> decorate;  ///< what else a decision has; set before a run is opened
    std::atomic<std::int64_t> failAtEpisode{-1};
    std::atomic<std::int64_t> throwAtEpisode{-1};
    std::atomic<int> saveMs{0};

    std::atomic<int> saves{0};
    std::atomic<std::int64_t> savedEpisode{-1};
    std::atomic<int> renders{0};
    std::atomic<std::int64_t> episodes{0};
    std::atomic<double> lastGain{0};  ///< the parameter "gain" of the prepared run
};

inline const StudyDescriptor &fakeDescriptor()
{
    static const StudyDescriptor descriptor = [] {
        StudyDescriptor study;
        study.id = "fake";
        study.title = "Turn it up";
        study.summary = "Makes raw as loud as the reference.";
        ParameterSpec gain;
        gain.name = "gain";
        gain.label = "Gain";
        gain.group = "Sound";
        gain.hint = "How loud.";
        gain.defaultValue = 1.0;
        gain.minimum = 0;
        gain.maximum = 4;
        ParameterSpec slope = gain;
        slope.name = "slope";
        slope.label = "Slope";
        slope.hint = "How fast.";
        ParameterSpec louder = gain;
        louder.defaultValue = 2.0;
        study.algorithms = {{"none", "None", "Learns nothing.", ParameterSchema({gain})},
                            {"some", "Some", "Learns a little.", ParameterSchema({louder, slope}), 30000, {"loss"}}};
        study.slots = {{"reference", "the track"}};
        study.metrics = {{"reward", "Closer to the reference", "", "−1 … 1", -1, 1},
                         {"loss", "Surprise", "", "≥ 0", 0},
                         {"epsilon", "Trying at random", "", "0 … 1", 0, 1}};
        study.views = {{ViewKind::Spectrograms, "Sound", ""},
                       {ViewKind::ResponseCurve, "Equaliser", ""},
                       {ViewKind::MetricGraph, "Reward", "reward"},
                       {ViewKind::MetricGraph, "Loss", "loss"},
                       {ViewKind::MetricByGenre, "Reward by genre", "reward"}};
        return study;
    }();
    return descriptor;
}

/// A study without learning: its reward approaches 1 with the episodes, its decision is a gain that depends on them.
class FakeStudy final : public Study
{
public:
    explicit FakeStudy(std::shared_ptr<FakeControls> controls) : m_controls(std::move(controls)) {}

    [[nodiscard]] const StudyDescriptor &descriptor() const override { return fakeDescriptor(); }
    Result<void> prepare(const Corpus &corpus, const RunSpec &spec, RunContext &context) override
    {
        context.phase("Reading tracks");
        for (int waited = 0; waited < m_controls->prepareMs; waited += 10) {
            if (!context.advance(static_cast<std::uint64_t>(waited), static_cast<std::uint64_t>(m_controls->prepareMs)))
                return fail(ErrorCode::Cancelled, "stopped");
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        m_corpus = corpus;
        m_spec = spec;
        m_controls->lastGain = spec.parameters.real("gain");
        return {};
    }
    Result<TrainEnd> train(const std::filesystem::path &, RunContext &context) override
    {
        using namespace std::chrono;
        context.phase("Training");
        const double began = context.workedSeconds();
        double lastPreview = -1;
        const std::int64_t before = m_episodes;
        while (m_spec.episodes == 0 || m_episodes < m_spec.episodes) {
            if (!context.advance(static_cast<std::uint64_t>(m_episodes), static_cast<std::uint64_t>(m_spec.episodes)))
                return TrainEnd::Cancelled;
            const double now = context.workedSeconds() - began;
            if (m_spec.minutes > 0 && now > 60 * m_spec.minutes)
                break;
            while (static_cast<double>(m_episodes - before) < now * m_controls->episodesPerSecond) {
                if (auto told = oneEpisode(context); !told)
                    return fail(told.error());
                if (m_spec.episodes > 0 && m_episodes >= m_spec.episodes)
                    break;
            }
            if (auto wanted = context.takePreviewRequest()) {
                m_shown = *wanted;
                lastPreview = -1;
            }
            if (!m_shown.empty() && (now - lastPreview) * 1000 >= m_controls->previewEveryMs) {
                lastPreview = now;
                if (auto shown = preview(m_shown))
                    context.preview(*shown);
            }
            std::this_thread::sleep_for(milliseconds(2));
        }
        return TrainEnd::Completed;
    }
    using Study::evaluate;
    Result<Evaluation> evaluate(const EvaluationOptions &options, RunContext &context) override
    {
        context.phase("Judging");
        Evaluation evaluation;
        for (const std::string &key : itemKeys(options.items)) {
            if (!context.advance(evaluation.items.size(), 0))
                return fail(ErrorCode::Cancelled, "stopped");
            evaluation.items.push_back(
                {.key = key,
                 .genre = key.substr(0, key.find('/')),
                 .heldOut = true,
                 .scores = {{"reward", reward()}, {"nothing_reward", 0.0}, {"random_reward", -0.5}}});
        }
        evaluation.means = {
            {"greedy_reward_mean", reward()}, {"nothing_reward_mean", 0.0}, {"random_reward_mean", -0.5}};
        return evaluation;
    }
    Result<std::shared_ptr<const Preview>> preview(const std::string &itemKey) override
    {
        for (const Track &track : m_corpus.tracks)
            if (track.key() == itemKey)
                return makePreview(track, -20 + 20 * reward());
        return fail(ErrorCode::NotFound, "no such track", itemKey);
    }
    /// Two choices of the track that the record names; every third episode wasn't recorded.
    Result<std::shared_ptr<const EpisodeReplay>> replay(const EpisodeRecord &record) override
    {
        for (const Track &track : m_corpus.tracks) {
            if (track.key() != record.item)
                continue;
            EpisodeReplay replay;
            replay.episode = record.episode;
            replay.track = record.item;
            replay.itemKey = record.item + " #" + std::to_string(record.episode);
            replay.recorded = record.trace == "recorded";
            replay.rewardThen = replay.rewardAgain = record.values.front();
            EpisodeStep step;
            for (const double gainDb : {-6.0, -12.0}) {
                auto shown = std::make_shared<Preview>(**makePreview(track, gainDb));
                shown->itemKey = replay.itemKey;
                step.choices.push_back({gainDb == -6.0 ? "Chosen" : "Second best", {}, std::move(shown)});
            }
            replay.steps.push_back(std::move(step));
            return std::make_shared<const EpisodeReplay>(std::move(replay));
        }
        return fail(ErrorCode::NotFound, "no such track", record.item);
    }
    [[nodiscard]] std::vector<std::string> itemKeys(EvaluationItems which) const override
    {
        std::vector<std::string> keys;
        std::map<std::string, int> seen;
        for (const Track &track : m_corpus.tracks)
            if (seen[track.genre]++ == 0)
                keys.push_back(track.key());
        if (which == EvaluationItems::All)
            for (const Track &track : m_corpus.tracks)
                if (std::find(keys.begin(), keys.end(), track.key()) == keys.end())
                    keys.push_back(track.key());
        return keys;
    }
    Result<std::shared_ptr<const Preview>> previewPair(const std::filesystem::path &,
                                                       const std::filesystem::path &) override
    {
        return fail(ErrorCode::Unsupported, "not in the fake study");
    }
    Result<void> save(const std::filesystem::path &file) override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(m_controls->saveMs));
        ++m_controls->saves;
        m_controls->savedEpisode = m_episodes;
        return replaceFile(file, std::to_string(m_episodes));
    }
    Result<void> load(const std::filesystem::path &file) override
    {
        auto text = readTextFile(file);
        if (!text)
            return fail(text.error());
        m_episodes = std::stoll(*text);
        return {};
    }
    [[nodiscard]] std::int64_t episodesDone() const override { return m_episodes; }
    Result<void> exportDataset(const std::filesystem::path &file, RunContext &context) override
    {
        context.phase("Writing the data set");
        std::string csv = "name,reward\n";
        for (const Track &track : m_corpus.tracks)
            csv += track.name + ',' + std::to_string(reward()) + '\n';
        return replaceFile(file, csv);
    }

private:
    [[nodiscard]] double reward() const { return 1 - std::exp(-static_cast<double>(m_episodes) / 1000); }

    Result<void> oneEpisode(RunContext &context)
    {
        if (m_episodes == m_controls->failAtEpisode)
            return fail(ErrorCode::Diverged, "the loss became infinite. Choose a lower learning rate.", "loss");
        if (m_episodes == m_controls->throwAtEpisode)
            throw std::runtime_error("a planted defect");
        ++m_episodes;
        m_controls->episodes = m_episodes;
        const Track &track = m_corpus.tracks[static_cast<std::size_t>(m_episodes) % m_corpus.tracks.size()];
        const double noise = std::sin(static_cast<double>(m_episodes) * 12.9898) * 0.2;
        return context.episode({.episode = m_episodes,
                                .steps = m_episodes * 16,
                                .genre = track.genre,
                                .item = track.key(),
                                .values = {reward() + noise - 0.2, 1 / (1.0 + static_cast<double>(m_episodes)), 0.5},
                                .trace = m_episodes % 3 == 0 ? "" : "recorded"});
    }

    Result<std::shared_ptr<const Preview>> makePreview(const Track &track, double gainDb)
    {
        auto preview = std::make_shared<Preview>();
        preview->itemKey = track.key();
        preview->genre = track.genre;
        preview->episode = m_episodes;
        preview->estimatedReward = reward();
        preview->decision = {{"Low shelf", "frequency", 220, "Hz"}, {"Low shelf", "applied gain", gainDb, "dB"}};
        ValuePreference frequency{"Low shelf", "frequency", "Hz", true, {110, 220, 440}, {0.1, 0.7, 0.2}, 220};
        setRunnerUp(frequency);
        preview->insight.scores = PreferenceScores::Probabilities;
        preview->insight.preferences = {frequency};
        for (double hertz = 20; hertz < 20000; hertz *= 1.05) {
            preview->total.x.push_back(hertz);
            preview->total.y.push_back(gainDb / (1 + hertz / 1000));
        }
        preview->total.label = "Applied";
        preview->bands = {preview->total};
        preview->render = [reference = track.reference, gainDb, controls = m_controls]() -> Result<Rendering> {
            auto audio = readAudio(reference);
            if (!audio)
                return fail(audio.error());
            Rendering rendering{*audio, *audio, *audio, {{"reward", 1 + gainDb / 20}, {"spectral_improvement", 0.5}}};
            for (float &sample : rendering.raw.channels[0])
                sample *= 0.1F;
            for (float &sample : rendering.processed.channels[0])
                sample *= static_cast<float>(std::pow(10, gainDb / 20));
            std::this_thread::sleep_for(std::chrono::milliseconds(controls->renderMs));
            ++controls->renders;
            return rendering;
        };
        if (m_controls->decorate)
            m_controls->decorate(*preview);
        return std::shared_ptr<const Preview>(std::move(preview));
    }

    std::shared_ptr<FakeControls> m_controls;
    Corpus m_corpus;
    RunSpec m_spec;
    std::string m_shown;
    std::int64_t m_episodes = 0;
};

/// Turns the raw file down to the task's amount.
class FakeModel final : public StudyModel
{
public:
    [[nodiscard]] const ModelInfo &info() const override { return m_info; }
    [[nodiscard]] Result<std::shared_ptr<const Preview>> decide(const ModelTask &task) const override
    {
        const auto raw = readAudio(task.raw);
        if (!raw)
            return fail(raw.error());
        const auto turned = [raw = *raw, amount = static_cast<float>(task.amount)] {
            AudioBuffer audio = raw;
            for (auto &channel : audio.channels)
                for (float &sample : channel)
                    sample *= amount;
            return audio;
        };
        auto preview = std::make_shared<Preview>();
        preview->itemKey = task.raw.filename().string();
        preview->episode = 7;
        preview->estimatedReward = task.sameMusic ? 0.5 : std::nan("");
        preview->decision = {{"Level", "applied gain", task.amount, ""}};
        preview->total = {"Applied", {20, 20000}, {0, task.amount}};
        preview->bands = {preview->total};
        const std::string score = task.sameMusic ? "reward" : "difference_after_db";
        preview->render = [raw = *raw, turned, score]() -> Result<Rendering> {
            const auto part = [](AudioBuffer audio) {
                for (auto &channel : audio.channels)
                    channel.resize(std::min<std::size_t>(channel.size(), 22050));
                return audio;
            };
            return Rendering{part(raw), part(turned()), part(raw), {{score, 0.25}}};
        };
        preview->renderWhole = [turned]() -> Result<WholeTrack> { return WholeTrack{turned(), 0.0}; };
        return std::shared_ptr<const Preview>(std::move(preview));
    }

private:
    ModelInfo m_info{"fake", "none", "None", 7, 1};
};

class FakeTools final : public StudyTools
{
public:
    Result<std::shared_ptr<const StudyModel>> openModel(const std::filesystem::path &file) const override
    {
        if (!std::filesystem::exists(file))
            return fail(ErrorCode::NotFound, "there is no such model", file.string());
        return std::make_shared<FakeModel>();
    }
    Result<Json> score(const std::filesystem::path &, const std::filesystem::path &, const Json &) const override
    {
        return fail(ErrorCode::Unsupported, "not in the fake study");
    }
    Result<void> makePairs(const Corpus &, const std::filesystem::path &, std::uint64_t, RunContext &) const override
    {
        return fail(ErrorCode::Unsupported, "not in the fake study");
    }
};

inline StudyRegistry fakeRegistry(const std::shared_ptr<FakeControls> &controls)
{
    StudyRegistry registry;
    registry.add({.descriptor = &fakeDescriptor(),
                  .create = [controls] { return std::make_unique<FakeStudy>(controls); },
                  .tools = std::make_shared<FakeTools>()});
    return registry;
}

}  // namespace tonewright::test
