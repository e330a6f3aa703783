#include "core/audio/demo/demo_corpus.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <optional>
#include <thread>

#include "core/audio/audio_file.h"
#include "core/audio/demo/composer.h"
#include "core/audio/demo/mastering.h"
#include "core/audio/demo/style.h"
#include "core/audio/demo/synth_renderer.h"
#include "core/audio/demo/truth_json.h"
#include "core/base/atomic_file.h"
#include "core/base/user_folders.h"

namespace tonewright
{
namespace
{

namespace fs = std::filesystem;
using demo::PieceRequest;

constexpr int kRenderThreads = 2;
constexpr auto kPollInterval = std::chrono::milliseconds(20);
constexpr const char *kCompleteMarker = "complete.json";

struct PieceFiles {
    fs::path audio;
    fs::path truth;
};

PieceFiles filesOf(const fs::path &folder, const PieceRequest &piece)
{
    char number[32];
    std::snprintf(number, sizeof number, "%05d", piece.index);
    const fs::path base = folder / piece.genre / (piece.genre + "." + number);
    return {base.string() + ".wav", base.string() + ".json"};
}

/// The truth is written after the audio: where it is, and tells of the same request, the piece is complete.
bool isComplete(const PieceFiles &files, const PieceRequest &piece)
{
    std::error_code ignored;
    if (!fs::is_regular_file(files.audio, ignored) || !fs::is_regular_file(files.truth, ignored))
        return false;
    const auto truth = readJson(files.truth);
    if (!truth || !truth->is_object())
        return false;
    const auto holds = [&](const char *name, const Json &value) {
        const auto found = truth->find(name);
        return found != truth->end() && *found == value;
    };
    if (!holds("demo_version", demo::kDemoVersion) || !holds("seed", piece.seed) || !holds("seconds", piece.seconds) ||
        !holds("sample_rate", piece.sampleRate))
        return false;
    const auto info = probeAudio(files.audio);
    return info && info->frames == std::llround(piece.seconds * piece.sampleRate);
}

Result<void> makePiece(const fs::path &folder, const PieceRequest &piece, const fs::path &soundfont,
                       const std::stop_token &stop)
{
    const PieceFiles files = filesOf(folder, piece);
    if (isComplete(files, piece))
        return {};
    const demo::Score score = demo::composePiece(piece);
    auto audio = demo::synthesise(score, soundfont, stop);
    if (!audio)
        return fail(audio.error());
    demo::master(*audio, {}, stop);
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "rendering the demo music was stopped");
    std::error_code ignored;
    fs::remove(files.truth, ignored);  // an older piece is incomplete from here on
    if (auto written = writeWav(files.audio, *audio, WavFormat::Pcm16); !written)
        return written;
    return writeJson(files.truth, demo::truthOf(score));
}

/// Two threads take pieces from a list; the caller's thread polls. The first failure stops the rest.
class PieceQueue
{
public:
    PieceQueue(fs::path folder, std::vector<PieceRequest> pieces, fs::path soundfont)
        : m_folder(std::move(folder)), m_pieces(std::move(pieces)), m_soundfont(std::move(soundfont))
    {
    }

    Result<void> run(RunContext &context)
    {
        const std::uint64_t total = m_pieces.size();
        {
            std::vector<std::jthread> workers;
            const auto threads = std::min<std::uint64_t>(total, kRenderThreads);
            for (std::uint64_t i = 0; i < threads; ++i)
                workers.emplace_back([this] { work(); });
            bool goOn = true;
            while ((goOn && m_running.load() > 0) || (goOn && m_started.load() < threads)) {
                goOn = context.advance(m_done.load(), total);
                std::this_thread::sleep_for(kPollInterval);
            }
            if (!goOn)
                m_stop.request_stop();
        }
        if (m_error)
            return fail(*m_error);
        if (!context.advance(m_done.load(), total) || m_done.load() < total)
            return fail(ErrorCode::Cancelled, "rendering the demo music was stopped");
        return {};
    }

private:
    void work()
    {
        ++m_running;
        ++m_started;
        while (!m_stop.stop_requested()) {
            const std::size_t index = m_next++;
            if (index >= m_pieces.size())
                break;
            if (const auto made = makePiece(m_folder, m_pieces[index], m_soundfont, m_stop.get_token()); !made) {
                const std::scoped_lock lock(m_mutex);
                if (!m_error || m_error->code == ErrorCode::Cancelled)
                    m_error = made.error();
                m_stop.request_stop();
                break;
            }
            ++m_done;
        }
        --m_running;
    }

    fs::path m_folder;
    std::vector<PieceRequest> m_pieces;
    fs::path m_soundfont;
    std::stop_source m_stop;
    std::atomic<std::size_t> m_next{0};
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<std::uint64_t> m_started{0};
    std::atomic<int> m_running{0};
    std::mutex m_mutex;
    std::optional<Error> m_error;
};

std::vector<PieceRequest> requestsOf(const DemoOptions &options)
{
    std::vector<PieceRequest> requests;
    for (int index = 0; index < options.piecesPerGenre; ++index)
        for (const std::string &genre : demo::demoGenres())
            requests.push_back({genre, index, options.seed, options.seconds, options.sampleRate});
    return requests;
}

Result<void> check(const DemoOptions &options)
{
    if (options.piecesPerGenre < 1)
        return fail(ErrorCode::InvalidArgument, "at least one piece a genre is needed", "pieces");
    if (!(options.seconds >= 2.0 && options.seconds <= 600.0))
        return fail(ErrorCode::InvalidArgument, "a demo piece lasts 2 to 600 seconds", "seconds");
    if (options.sampleRate < 8000 || options.sampleRate > 96000)
        return fail(ErrorCode::InvalidArgument, "demo music is rendered at 8000 to 96000 Hz", "sampleRate");
    return {};
}

/// The marker says that everything was rendered; somebody may have deleted pieces since.
bool isCached(const fs::path &folder, const DemoOptions &options)
{
    std::error_code ignored;
    if (!fs::is_regular_file(folder / kCompleteMarker, ignored))
        return false;
    const auto pieces = requestsOf(options);
    return std::all_of(pieces.begin(), pieces.end(), [&](const PieceRequest &piece) {
        const PieceFiles files = filesOf(folder, piece);
        return fs::is_regular_file(files.audio, ignored) && fs::is_regular_file(files.truth, ignored);
    });
}

std::string cacheName(const DemoOptions &options)
{
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%g", options.seconds);
    return "demo-v" + std::to_string(demo::kDemoVersion) + "-" + std::to_string(options.seed) + "-" +
           std::to_string(options.piecesPerGenre) + "-" + seconds + "-" + std::to_string(options.sampleRate);
}

}  // namespace

Result<void> renderDemoCorpus(const fs::path &folder, const DemoOptions &options, RunContext &context)
{
    if (auto valid = check(options); !valid)
        return valid;
    const auto soundfont = demo::findSoundfont();
    if (!soundfont)
        return fail(soundfont.error());
    if (auto writable = ensureWritableFolder(folder); !writable)
        return writable;
    context.phase("Composing the demo music");
    return PieceQueue(folder, requestsOf(options), *soundfont).run(context);
}

Result<fs::path> cachedDemoCorpus(const DemoOptions &options, RunContext &context)
{
    if (auto valid = check(options); !valid)
        return fail(valid.error());
    const auto cache = userCacheFolder();
    if (!cache)
        return fail(cache.error());
    const fs::path folder = *cache / cacheName(options);
    if (isCached(folder, options))
        return folder;
    if (auto rendered = renderDemoCorpus(folder, options, context); !rendered)
        return fail(rendered.error());
    const Json marker = {{"demo_version", demo::kDemoVersion}, {"pieces", requestsOf(options).size()}};
    if (auto written = writeJson(folder / kCompleteMarker, marker); !written)
        return fail(written.error());
    return folder;
}

}  // namespace tonewright
