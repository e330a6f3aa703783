#include "core/project/project.h"

#include <ctime>
#include <mutex>

#include "core/base/atomic_file.h"
#include "core/project/run_table.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr auto kFormat = "tonewright-project";
constexpr int kVersion = 1;

fs::path jsonOf(const fs::path &folder)
{
    return folder / "project.json";
}

std::string nowUtc()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text, length};
}

/// Relative when the material lies inside the project or beside it: those move together. Absolute otherwise.
std::string storedPath(const fs::path &material, const fs::path &projectFolder)
{
    const fs::path relative = material.lexically_relative(projectFolder.parent_path());
    if (relative.empty() || *relative.begin() == "..") {
        return material.string();
    }
    return material.lexically_relative(projectFolder).string();
}

Result<void> checkFormat(const Json &json, const fs::path &file)
{
    if (!json.is_object() || json.value("format", Json()) != kFormat ||
        !json.value("version", Json()).is_number_integer()) {
        return fail(ErrorCode::BadData, "is no Tonewright project file.", file.string());
    }
    if (json["version"].get<int>() > kVersion) {
        return fail(ErrorCode::BadData, "was written by a newer Tonewright. Use that version to open it.",
                    file.string());
    }
    const Json corpus = json.value("corpus", Json(""));
    if (!corpus.is_string()) {
        return fail(ErrorCode::BadData, "the field corpus must be text.", file.string());
    }
    return {};
}

fs::path absoluteFolder(const fs::path &folder)
{
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

}  // namespace

std::string toString(RunState state)
{
    switch (state) {
    case RunState::Running:
        return "running";
    case RunState::Completed:
        return "completed";
    case RunState::Cancelled:
        return "cancelled";
    case RunState::Failed:
        return "failed";
    case RunState::Diverged:
        return "diverged";
    case RunState::Crashed:
        break;
    }
    return "crashed";
}

struct Project::Private {
    fs::path folder;
    mutable std::mutex jsonMutex;
    Json json;
    std::unique_ptr<RunTable> table;
};

Project::Project() : d(std::make_unique<Private>()) {}

Project::~Project() = default;

bool Project::isProject(const fs::path &folder)
{
    std::error_code ignored;
    return fs::is_regular_file(jsonOf(folder), ignored);
}

Result<std::unique_ptr<Project>> Project::open(const fs::path &folder)
{
    std::error_code missing;
    if (fs::status(folder, missing).type() == fs::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no such folder.", folder.string());
    }
    if (!isProject(folder)) {
        return fail(ErrorCode::NotFound, "there is no project (no project.json) in this folder.", folder.string());
    }
    std::unique_ptr<Project> project(new Project);
    project->d->folder = absoluteFolder(folder);
    auto json = readJson(jsonOf(project->d->folder));
    if (!json) {
        return fail(json.error());
    }
    if (auto good = checkFormat(*json, jsonOf(project->d->folder)); !good) {
        return fail(good.error());
    }
    project->d->json = std::move(*json);
    auto table = RunTable::open(project->d->folder / "tonewright.db");
    if (!table) {
        return fail(table.error());
    }
    project->d->table = std::move(*table);
    return project;
}

Result<std::unique_ptr<Project>> Project::openOrCreate(const fs::path &folder)
{
    if (isProject(folder)) {
        return open(folder);
    }
    if (auto writable = ensureWritableFolder(folder); !writable) {
        return fail(writable.error());
    }
    const Json json{{"format", kFormat}, {"version", kVersion}, {"created_utc", nowUtc()}, {"corpus", ""}};
    if (auto written = writeJson(jsonOf(folder), json); !written) {
        return fail(written.error());
    }
    return open(folder);
}

const fs::path &Project::folder() const
{
    return d->folder;
}

fs::path Project::corpusFolder() const
{
    const std::lock_guard lock(d->jsonMutex);
    const std::string stored = d->json.value("corpus", "");
    return stored.empty() ? fs::path() : (d->folder / stored).lexically_normal();
}

Result<void> Project::setCorpusFolder(const fs::path &corpus)
{
    const std::lock_guard lock(d->jsonMutex);
    Json changed = d->json;
    changed["corpus"] = corpus.empty() ? std::string() : storedPath(absoluteFolder(corpus), d->folder);
    if (changed == d->json) {
        return {};
    }
    if (auto written = writeJson(jsonOf(d->folder), changed); !written) {
        return written;
    }
    d->json = std::move(changed);
    return {};
}

Result<std::vector<RunInfo>> Project::runs() const
{
    return d->table->runs();
}

Result<std::string> Project::beginRun(const std::string &study, std::uint64_t seed, const Json &spec)
{
    const RunInfo info{.id = {},
                       .study = study,
                       .state = RunState::Running,
                       .seed = seed,
                       .episodes = 0,
                       .startedUtc = nowUtc(),
                       .message = {}};
    return d->table->begin(info, spec);
}

Result<void> Project::reopenRun(const std::string &id)
{
    return d->table->reopen(id);
}

Result<void> Project::endRun(const std::string &id, RunState state, std::int64_t episodes, const std::string &message)
{
    return d->table->end(id, state, episodes, message);
}

Result<void> Project::forgetRun(const std::string &id)
{
    if (auto forgotten = d->table->forget(id); !forgotten) {
        return forgotten;
    }
    std::error_code error;
    fs::remove_all(runFolder(id), error);
    if (error) {
        return fail(ErrorCode::Unwritable, "can't be removed: " + error.message() + ".", runFolder(id).string());
    }
    return {};
}

Result<void> Project::storeEpisodes(const std::string &id, const std::vector<EpisodeRecord> &records)
{
    return d->table->append(id, records);
}

Result<std::vector<EpisodeRecord>> Project::episodes(const std::string &id) const
{
    return d->table->episodes(id);
}

Result<void> Project::dropEpisodesAfter(const std::string &id, std::int64_t episode)
{
    return d->table->dropAfter(id, episode);
}

Result<void> Project::linkRunFiles(const std::string &id)
{
    for (const char *name : {"metrics.csv", "timing.csv"}) {
        const fs::path link = d->folder / name;
        std::error_code error;
        if (fs::symlink_status(link, error).type() == fs::file_type::regular) {
            return fail(ErrorCode::Unwritable, "is in the way of a link to the run's file. Move it elsewhere.",
                        link.string());
        }
        fs::remove(link, error);
        fs::create_symlink(fs::path("runs") / id / name, link, error);
        if (error) {
            return fail(ErrorCode::Unwritable, "the link can't be made: " + error.message() + ".", link.string());
        }
    }
    return {};
}

fs::path Project::runFolder(const std::string &id) const
{
    return d->folder / "runs" / id;
}

}  // namespace tonewright
