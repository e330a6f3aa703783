#include "core/project/sqlite.h"

#include <sqlite3.h>

namespace tonewright
{

namespace
{

constexpr int kBusyMilliseconds = 5000;

tl::unexpected<Error> sqliteError(sqlite3 *database, int status, const std::string &file)
{
    const std::string detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(status);
    switch (status & 0xFF) {
    case SQLITE_FULL:
        return fail(ErrorCode::Unwritable, "can't be written: the disk is full. Free some space.", file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::Unwritable, "is locked by another process. Try again when that has ended.", file);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return fail(ErrorCode::BadData, "is damaged or no database (" + detail + "). Restore it from a backup.", file);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return fail(ErrorCode::Unwritable, "can't be opened or written (" + detail + "). Check its permissions.", file);
    case SQLITE_IOERR:
        return fail(ErrorCode::Unwritable, "can't be written: " + detail + ". Is the disk full?", file);
    default:
        return fail(ErrorCode::Internal, "database error: " + detail + ".", file);
    }
}

}  // namespace

void SqliteStatement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

SqliteStatement &SqliteStatement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), m_nextBinding++, value);
    return *this;
}

SqliteStatement &SqliteStatement::bind(std::string_view text)
{
    sqlite3_bind_text(m_statement.get(), m_nextBinding++, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
}

Result<bool> SqliteStatement::step()
{
    const int status = sqlite3_step(m_statement.get());
    if (status == SQLITE_ROW) {
        return true;
    }
    if (status == SQLITE_DONE) {
        return false;
    }
    return sqliteError(sqlite3_db_handle(m_statement.get()), status, m_file);
}

Result<void> SqliteStatement::run()
{
    const auto row = step();
    sqlite3_reset(m_statement.get());
    m_nextBinding = 1;
    if (!row) {
        return fail(row.error());
    }
    return {};
}

std::int64_t SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string SqliteStatement::text(int column) const
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    const auto count = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return bytes != nullptr ? std::string(bytes, count) : std::string();
}

void SqliteDatabase::Closer::operator()(sqlite3 *database) const
{
    sqlite3_close_v2(database);
}

Result<SqliteDatabase> SqliteDatabase::open(const std::filesystem::path &file)
{
    SqliteDatabase database;
    database.m_file = file.string();
    sqlite3 *handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int status = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    database.m_database.reset(handle);
    if (status != SQLITE_OK) {
        return sqliteError(handle, status, database.m_file);
    }
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    // NORMAL: a power cut may lose the last commits, never the database; kill -9 loses nothing.
    for (const char *pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON"}) {
        if (auto set = database.execute(pragma); !set) {
            return fail(set.error());
        }
    }
    return database;
}

Result<void> SqliteDatabase::execute(const std::string &sql)
{
    const int status = sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) {
        return sqliteError(m_database.get(), status, m_file);
    }
    return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(const std::string &sql)
{
    sqlite3_stmt *handle = nullptr;
    const int status = sqlite3_prepare_v2(m_database.get(), sql.c_str(), -1, &handle, nullptr);
    SqliteStatement statement;
    statement.m_statement.reset(handle);
    statement.m_file = m_file;
    if (status != SQLITE_OK) {
        return sqliteError(m_database.get(), status, m_file);
    }
    return statement;
}

Result<std::int64_t> SqliteDatabase::queryInteger(const std::string &sql)
{
    auto statement = prepare(sql);
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    return *row ? statement->integer(0) : 0;
}

Result<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase &database)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) {
        return fail(begun.error());
    }
    return SqliteTransaction(&database);
}

SqliteTransaction::~SqliteTransaction()
{
    if (m_database != nullptr) {
        static_cast<void>(m_database->execute("ROLLBACK"));
    }
}

Result<void> SqliteTransaction::commit()
{
    if (auto committed = m_database->execute("COMMIT"); !committed) {
        return committed;
    }
    m_database = nullptr;
    return {};
}

}  // namespace tonewright
