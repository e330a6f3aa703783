#include "core/audio/corpus.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <condition_variable>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "core/audio/audio_reader.h"
#include "core/audio/corpus_files.h"
#include "core/base/rng.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::int64_t kBlockFrames = 32768;
constexpr std::size_t kMostThreads = 8;
constexpr auto kPollInterval = std::chrono::milliseconds(20);

/// What one look at a file gives. `problem` empty means usable.
struct FileCheck {
    AudioInfo info;
    std::uint64_t digest = 0;  ///< of the decoded samples and the rate; 0 without a deep check
    std::string problem;
};

std::uint64_t mixSamples(std::uint64_t hash, std::span<const float> samples)
{
    for (const float sample : samples) {
        hash = (hash ^ std::bit_cast<std::uint32_t>(sample)) * 0x9E3779B97F4A7C15ULL;
        hash ^= hash >> 29;
    }
    return hash;
}

float peakOf(std::span<const float> samples)
{
    float peak = 0;
    for (const float sample : samples) {
        peak = std::max(peak, std::fabs(sample));
    }
    return peak;
}

/// Decodes the whole file. Stops early, with a meaningless result, once `stop` is set.
FileCheck decodeFile(AudioReader &reader, const IntakeOptions &options, const std::atomic<bool> &stop)
{
    FileCheck check{
        .info = reader.info(), .digest = static_cast<std::uint64_t>(reader.info().sampleRate), .problem = {}};
    float peak = 0;
    std::int64_t frames = 0;
    while (frames < check.info.frames && !stop) {
        const auto block = reader.read(std::min(kBlockFrames, check.info.frames - frames));
        if (!block) {
            check.problem = block.error().message;
            return check;
        }
        if (block->empty()) {
            break;
        }
        frames += static_cast<std::int64_t>(block->size()) / check.info.channels;
        peak = std::max(peak, peakOf(*block));
        check.digest = mixSamples(check.digest, *block);
    }
    check.info.frames = frames;
    if (frames == 0) {
        check.problem = "contains no audio (0 samples).";
    } else if (peak < options.silencePeak) {
        check.problem = fmt::format("is silent: its peak is {:.3g} of full scale.", static_cast<double>(peak));
    }
    return check;
}

FileCheck checkFile(const fs::path &file, const IntakeOptions &options, const std::atomic<bool> &stop)
{
    auto reader = AudioReader::open(file);
    if (!reader) {
        return FileCheck{.info = {}, .digest = 0, .problem = reader.error().message};
    }
    FileCheck check{.info = reader->info(), .digest = 0, .problem = {}};
    if (check.info.seconds() < options.minimumSeconds) {
        check.problem = fmt::format("is too short: {:.3g} s, at least {:.3g} s are needed.", check.info.seconds(),
                                    options.minimumSeconds);
        return check;
    }
    return options.deepCheck ? decodeFile(*reader, options, stop) : check;
}

/// Checks all files side by side; the calling thread alone speaks to the context. Nothing when stopped.
std::optional<std::vector<FileCheck>> checkFiles(const std::vector<fs::path> &files, const IntakeOptions &options,
                                                 RunContext &context)
{
    std::vector<FileCheck> checks(files.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size() && !stop; i = next++) {
            try {
                checks[i] = checkFile(files[i], options, stop);
            } catch (const std::exception &error) {
                checks[i].problem = std::string("can't be checked: ") + error.what() + ".";
            }
            const std::lock_guard lock(mutex);
            ++done;
            changed.notify_one();
        }
    };
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min({cores, kMostThreads, files.size()}); ++i) {
        threads.emplace_back(work);
    }
    std::unique_lock lock(mutex);
    while (done < files.size()) {
        changed.wait_for(lock, kPollInterval);
        const std::size_t soFar = done;
        lock.unlock();
        if (!context.advance(soFar, files.size())) {
            stop = true;
            return std::nullopt;
        }
        lock.lock();
    }
    return checks;
}

/// Turns checked candidates into tracks and problems.
class Intake
{
public:
    Intake(CorpusFiles &files, const std::map<fs::path, FileCheck> &checks, RunContext &context)
        : m_files(files), m_checks(checks), m_context(context)
    {
    }

    Corpus run(const fs::path &root)
    {
        m_corpus.root = root;
        m_corpus.problems = std::move(m_files.problems);
        std::stable_sort(m_files.candidates.begin(), m_files.candidates.end(), [](const Track &a, const Track &b) {
            return std::tie(a.genre, a.name, a.reference) < std::tie(b.genre, b.name, b.reference);
        });
        for (Track &track : m_files.candidates) {
            take(track);
        }
        std::stable_sort(m_corpus.problems.begin(), m_corpus.problems.end(),
                         [](const IntakeProblem &a, const IntakeProblem &b) { return a.file < b.file; });
        return std::move(m_corpus);
    }

private:
    void leaveOut(const fs::path &file, std::string reason)
    {
        m_corpus.problems.push_back({.file = file, .reason = std::move(reason)});
    }

    void take(Track &track)
    {
        const FileCheck &check = m_checks.at(track.reference);
        if (!check.problem.empty()) {
            leaveOut(track.reference, check.problem);
            return;
        }
        if (track.isPair() && !m_checks.at(track.raw).problem.empty()) {
            leaveOut(track.raw, m_checks.at(track.raw).problem);
            return;
        }
        track.info = check.info;
        track.digest = digestOf(track, check);
        if (const auto twin = m_keys.find(track.key()); twin != m_keys.end()) {
            leaveOut(track.reference, fmt::format("has the same genre and name as {}. Rename one of them.",
                                                  twin->second.filename().string()));
            return;
        }
        if (const auto twin = m_digests.find(check.digest);
            check.digest != 0 && !track.isPair() && twin != m_digests.end()) {
            leaveOut(track.reference, fmt::format("is a duplicate: the same audio as {}.", twin->second));
            return;
        }
        m_keys.emplace(track.key(), track.reference);
        m_digests.emplace(check.digest, track.key());
        noteUnequalPair(track);
        m_corpus.tracks.push_back(std::move(track));
    }

    [[nodiscard]] std::uint64_t digestOf(const Track &track, const FileCheck &reference) const
    {
        if (!track.isPair() || reference.digest == 0) {
            return reference.digest;
        }
        return stableHash(fmt::format("{:016x} {:016x}", reference.digest, m_checks.at(track.raw).digest));
    }

    void noteUnequalPair(const Track &track)
    {
        if (!track.isPair()) {
            return;
        }
        const AudioInfo &raw = m_checks.at(track.raw).info;
        if (raw.sampleRate != track.info.sampleRate) {
            m_context.note(fmt::format("{}: raw has {} Hz and reference {} Hz; raw is resampled.", track.key(),
                                       raw.sampleRate, track.info.sampleRate));
        }
        const double difference = std::fabs(raw.seconds() - track.info.seconds());
        if (difference * track.info.sampleRate >= 1.5) {
            m_context.note(fmt::format("{}: raw is {:.3f} s and reference {:.3f} s long; the shorter length is used.",
                                       track.key(), raw.seconds(), track.info.seconds()));
        }
    }

    CorpusFiles &m_files;
    const std::map<fs::path, FileCheck> &m_checks;
    RunContext &m_context;
    Corpus m_corpus;
    std::map<std::string, fs::path> m_keys;
    std::map<std::uint64_t, std::string> m_digests;
};

tl::unexpected<Error> nothingUsable(const Corpus &corpus, const fs::path &folder)
{
    if (corpus.problems.empty()) {
        return fail(ErrorCode::BadData,
                    "contains no music. Expected are audio files (WAV, FLAC, OGG, MP3, AU, AIFF) in it or in folders "
                    "named after genres.",
                    folder.string());
    }
    const IntakeProblem &first = corpus.problems.front();
    return fail(
        ErrorCode::BadData,
        fmt::format("contains no usable track; {} left out, the first: {}: {}",
                    corpus.problems.size() == 1 ? "1 file was" : fmt::format("{} files were", corpus.problems.size()),
                    first.file.string(), first.reason),
        folder.string());
}

}  // namespace

std::vector<std::string> Corpus::genres() const
{
    std::set<std::string> names;
    for (const Track &track : tracks) {
        names.insert(track.genre);
    }
    return {names.begin(), names.end()};
}

std::string Corpus::contentHash() const
{
    const auto bytesOf = [](const fs::path &file) -> std::uintmax_t {
        std::error_code error;
        const auto bytes = file.empty() ? 0 : fs::file_size(file, error);
        return error ? 0 : bytes;
    };
    std::string text;
    for (const Track &track : tracks) {
        text += fmt::format("{}\n{} {} {} {}", track.key(), bytesOf(track.reference), bytesOf(track.raw),
                            track.info.frames, track.info.sampleRate);
        text += track.digest != 0 ? fmt::format(" {:016x}\n", track.digest) : "\n";
    }
    return fmt::format("{:016x}", stableHash(text));
}

Result<Corpus> scanCorpus(const fs::path &folder, const IntakeOptions &options, RunContext &context)
{
    context.phase("Reading tracks");
    auto files = listCorpusFiles(folder);
    if (!files) {
        return fail(files.error());
    }
    std::set<fs::path> unique;
    for (const Track &track : files->candidates) {
        unique.insert(track.reference);
        if (track.isPair()) {
            unique.insert(track.raw);
        }
    }
    const std::vector<fs::path> paths(unique.begin(), unique.end());
    const auto checks = checkFiles(paths, options, context);
    if (!checks || context.stopRequested()) {
        return fail(ErrorCode::Cancelled, "reading the tracks was stopped.", folder.string());
    }
    std::map<fs::path, FileCheck> byPath;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        byPath.emplace(paths[i], (*checks)[i]);
    }
    std::error_code ignored;
    const fs::path root = fs::absolute(folder, ignored).lexically_normal();
    Corpus corpus = Intake(*files, byPath, context).run(root.has_filename() ? root : root.parent_path());
    if (corpus.tracks.empty()) {
        return nothingUsable(corpus, folder);
    }
    return corpus;
}

}  // namespace tonewright
