#include "core/project/run_table.h"

#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tonewright
{

namespace
{

constexpr std::int64_t kSchemaVersion = 1;
/// A run on another machine counts as living while it has reported within this time.
constexpr std::int64_t kHeartbeatSeconds = 120;

constexpr auto kSchema = R"(
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    study TEXT NOT NULL,
    state TEXT NOT NULL,
    seed INTEGER NOT NULL,          -- 64 bits, to be read as unsigned
    episodes INTEGER NOT NULL,
    started_utc TEXT NOT NULL,
    message TEXT NOT NULL,
    spec TEXT NOT NULL,             -- JSON
    pid INTEGER NOT NULL,           -- the process that trains or trained it
    process_start INTEGER NOT NULL,
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    heartbeat INTEGER NOT NULL      -- seconds since 1970
);
CREATE TABLE episodes (
    run TEXT NOT NULL REFERENCES runs(id),
    episode INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    genre TEXT NOT NULL,
    item TEXT NOT NULL,
    metrics TEXT NOT NULL,          -- JSON array in the order of metrics.csv; null = not measured
    PRIMARY KEY (run, episode)
) WITHOUT ROWID;
PRAGMA user_version = 1;
)";

constexpr std::array kStates = {RunState::Running, RunState::Completed, RunState::Cancelled,
                                RunState::Failed,  RunState::Diverged,  RunState::Crashed};

std::int64_t secondsSinceEpoch()
{
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

RunState stateOf(const std::string &name)
{
    for (const RunState state : kStates) {
        if (toString(state) == name) {
            return state;
        }
    }
    return RunState::Failed;
}

std::string metricsToText(const std::vector<double> &values)
{
    std::string text = "[";
    for (const double value : values) {
        text += text.size() > 1 ? "," : "";
        text += std::isfinite(value) ? fmt::format("{}", value) : "null";
    }
    return text + "]";
}

std::vector<double> metricsFromText(const std::string &text)
{
    std::vector<double> values;
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_array()) {
        return values;
    }
    for (const Json &value : json) {
        values.push_back(value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
    }
    return values;
}

constexpr auto kProcessColumns = "pid, process_start, host, boot, heartbeat";

/// Reads kProcessColumns from `first` on.
bool isAlive(const SqliteStatement &row, int first)
{
    const ProcessIdentity process{.pid = row.integer(first),
                                  .startTicks = row.integer(first + 1),
                                  .host = row.text(first + 2),
                                  .boot = row.text(first + 3)};
    const Liveness liveness = livenessOf(process);
    return liveness == Liveness::Alive ||
           (liveness == Liveness::Unknown && secondsSinceEpoch() - row.integer(first + 4) < kHeartbeatSeconds);
}

void bindThisProcess(SqliteStatement &statement)
{
    const ProcessIdentity process = currentProcess();
    statement.bind(process.pid)
        .bind(process.startTicks)
        .bind(process.host)
        .bind(process.boot)
        .bind(secondsSinceEpoch());
}

Result<void> makeOrCheckSchema(SqliteDatabase &database, const std::string &file)
{
    auto transaction = SqliteTransaction::begin(database);
    if (!transaction) {
        return fail(transaction.error());
    }
    const auto version = database.queryInteger("PRAGMA user_version");
    if (!version) {
        return fail(version.error());
    }
    if (*version > kSchemaVersion) {
        return fail(ErrorCode::BadData, "was written by a newer Tonewright. Use that version to open it.", file);
    }
    if (*version == 0) {
        if (auto made = database.execute(kSchema); !made) {
            return made;
        }
    }
    return transaction->commit();
}

}  // namespace

Result<std::unique_ptr<RunTable>> RunTable::open(const std::filesystem::path &file)
{
    auto writer = SqliteDatabase::open(file);
    if (!writer) {
        return fail(writer.error());
    }
    if (auto ready = makeOrCheckSchema(*writer, file.string()); !ready) {
        return fail(ready.error());
    }
    auto reader = SqliteDatabase::open(file);
    if (!reader) {
        return fail(reader.error());
    }
    return std::unique_ptr<RunTable>(new RunTable(std::move(*writer), std::move(*reader)));
}

Result<std::vector<RunInfo>> RunTable::runs()
{
    const std::lock_guard lock(m_readMutex);
    auto query = m_reader.prepare(fmt::format("SELECT id, study, state, seed, MAX(episodes, COALESCE((SELECT "
                                              "MAX(episode) FROM episodes WHERE run = id), 0)), "
                                              "started_utc, message, {} FROM runs ORDER BY length(id), id",
                                              kProcessColumns));
    if (!query) {
        return fail(query.error());
    }
    std::vector<RunInfo> list;
    while (true) {
        const auto row = query->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return list;
        }
        RunInfo info{.id = query->text(0),
                     .study = query->text(1),
                     .state = stateOf(query->text(2)),
                     .seed = std::bit_cast<std::uint64_t>(query->integer(3)),
                     .episodes = query->integer(4),
                     .startedUtc = query->text(5),
                     .message = query->text(6)};
        if (info.state == RunState::Running && !isAlive(*query, 7)) {
            info.state = RunState::Crashed;
        }
        list.push_back(std::move(info));
    }
}

Result<std::vector<EpisodeRecord>> RunTable::episodes(const std::string &id)
{
    const std::lock_guard lock(m_readMutex);
    auto query =
        m_reader.prepare("SELECT episode, steps, genre, item, metrics FROM episodes WHERE run = ? ORDER BY episode");
    if (!query) {
        return fail(query.error());
    }
    query->bind(id);
    std::vector<EpisodeRecord> list;
    while (true) {
        const auto row = query->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return list;
        }
        list.push_back(EpisodeRecord{.episode = query->integer(0),
                                     .steps = query->integer(1),
                                     .genre = query->text(2),
                                     .item = query->text(3),
                                     .values = metricsFromText(query->text(4))});
    }
}

Result<void> RunTable::refuseSecondTrainer()
{
    auto query = m_writer.prepare(fmt::format("SELECT id, {} FROM runs WHERE state = 'running'", kProcessColumns));
    if (!query) {
        return fail(query.error());
    }
    while (true) {
        const auto row = query->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return {};
        }
        if (isAlive(*query, 1)) {
            return fail(ErrorCode::Unsupported,
                        fmt::format("is being trained by process {} on {}. Wait for it or stop it first.",
                                    query->integer(1), query->text(3)),
                        "run " + query->text(0));
        }
    }
}

Result<std::string> RunTable::begin(const RunInfo &info, const Json &spec)
{
    const std::lock_guard lock(m_writeMutex);
    auto transaction = SqliteTransaction::begin(m_writer);
    if (!transaction) {
        return fail(transaction.error());
    }
    if (auto alone = refuseSecondTrainer(); !alone) {
        return fail(alone.error());
    }
    const auto last = m_writer.queryInteger("SELECT MAX(CAST(id AS INTEGER)) FROM runs");
    auto insert =
        m_writer.prepare(fmt::format("INSERT INTO runs (id, study, state, seed, episodes, started_utc, message, "
                                     "spec, {}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                                     kProcessColumns));
    if (!last || !insert) {
        return fail(last ? insert.error() : last.error());
    }
    const std::string id = fmt::format("{:04}", *last + 1);
    insert->bind(id).bind(info.study).bind(toString(RunState::Running)).bind(std::bit_cast<std::int64_t>(info.seed));
    insert->bind(info.episodes).bind(info.startedUtc).bind(info.message);
    insert->bind(spec.dump(-1, ' ', false, Json::error_handler_t::replace));
    bindThisProcess(*insert);
    if (auto done = insert->run(); !done) {
        return fail(done.error());
    }
    if (auto committed = transaction->commit(); !committed) {
        return fail(committed.error());
    }
    return id;
}

Result<void> RunTable::reopen(const std::string &id)
{
    const std::lock_guard lock(m_writeMutex);
    auto transaction = SqliteTransaction::begin(m_writer);
    if (!transaction) {
        return fail(transaction.error());
    }
    if (auto alone = refuseSecondTrainer(); !alone) {
        return alone;
    }
    // Only one run is trained at a time, so others that still say "running" died: let the file say so too.
    if (auto marked = m_writer.execute("UPDATE runs SET state = 'crashed' WHERE state = 'running'"); !marked) {
        return marked;
    }
    auto update = m_writer.prepare("UPDATE runs SET state = 'running', message = '', pid = ?, process_start = ?, "
                                   "host = ?, boot = ?, heartbeat = ? WHERE id = ?");
    if (!update) {
        return fail(update.error());
    }
    bindThisProcess(*update);
    update->bind(id);
    if (auto done = update->run(); !done) {
        return done;
    }
    const auto changed = m_writer.queryInteger("SELECT changes()");
    if (changed && *changed == 0) {
        return fail(ErrorCode::NotFound, "there is no such run in this project.", "run " + id);
    }
    return transaction->commit();
}

Result<void> RunTable::end(const std::string &id, RunState state, std::int64_t episodes, const std::string &message)
{
    const std::lock_guard lock(m_writeMutex);
    auto update = m_writer.prepare("UPDATE runs SET state = ?, episodes = ?, message = ? WHERE id = ?");
    if (!update) {
        return fail(update.error());
    }
    update->bind(toString(state)).bind(episodes).bind(message).bind(id);
    return update->run();
}

Result<void> RunTable::forget(const std::string &id)
{
    const std::lock_guard lock(m_writeMutex);
    auto transaction = SqliteTransaction::begin(m_writer);
    if (!transaction) {
        return fail(transaction.error());
    }
    for (const char *statement : {"DELETE FROM episodes WHERE run = ?", "DELETE FROM runs WHERE id = ?"}) {
        auto remove = m_writer.prepare(statement);
        if (!remove) {
            return fail(remove.error());
        }
        remove->bind(id);
        if (auto removed = remove->run(); !removed) {
            return removed;
        }
    }
    return transaction->commit();
}

Result<void> RunTable::append(const std::string &id, const std::vector<EpisodeRecord> &records)
{
    const std::lock_guard lock(m_writeMutex);
    auto transaction = SqliteTransaction::begin(m_writer);
    if (!transaction) {
        return fail(transaction.error());
    }
    auto insert = m_writer.prepare(
        "INSERT OR REPLACE INTO episodes (run, episode, steps, genre, item, metrics) VALUES (?,?,?,?,?,?)");
    auto beat = m_writer.prepare("UPDATE runs SET heartbeat = ? WHERE id = ?");
    if (!insert || !beat) {
        return fail(insert ? beat.error() : insert.error());
    }
    for (const EpisodeRecord &record : records) {
        insert->bind(id).bind(record.episode).bind(record.steps).bind(record.genre).bind(record.item);
        if (auto done = insert->bind(metricsToText(record.values)).run(); !done) {
            return done;
        }
    }
    if (auto done = beat->bind(secondsSinceEpoch()).bind(id).run(); !done) {
        return done;
    }
    return transaction->commit();
}

Result<void> RunTable::dropAfter(const std::string &id, std::int64_t episode)
{
    const std::lock_guard lock(m_writeMutex);
    auto remove = m_writer.prepare("DELETE FROM episodes WHERE run = ? AND episode > ?");
    if (!remove) {
        return fail(remove.error());
    }
    if (auto removed = remove->bind(id).bind(episode).run(); !removed) {
        return removed;
    }
    auto update = m_writer.prepare("UPDATE runs SET episodes = MIN(episodes, ?) WHERE id = ?");
    if (!update) {
        return fail(update.error());
    }
    return update->bind(episode).bind(id).run();
}

}  // namespace tonewright
