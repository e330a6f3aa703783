#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tonewright
{

/// One prepared statement. Values are bound in the order of the question marks; results are read by column.
/// Used by one thread at a time.
class SqliteStatement
{
public:
    SqliteStatement &bind(std::int64_t value);
    SqliteStatement &bind(std::string_view text);

    /// True when there is a row, false at the end.
    Result<bool> step();
    /// For statements without rows: runs it and makes it ready to be bound again.
    Result<void> run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;

private:
    friend class SqliteDatabase;
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    std::string m_file;
    int m_nextBinding = 1;
};

/// A connection to a database file. Errors name the file: Unwritable (permissions, full disk, locked by another
/// process), BadData (no database, damaged).
class SqliteDatabase
{
public:
    static Result<SqliteDatabase> open(const std::filesystem::path &file);

    Result<void> execute(const std::string &sql);
    Result<SqliteStatement> prepare(const std::string &sql);
    /// The first column of the first row.
    Result<std::int64_t> queryInteger(const std::string &sql);

private:
    struct Closer {
        void operator()(sqlite3 *database) const;
    };
    std::unique_ptr<sqlite3, Closer> m_database;
    std::string m_file;
};

/// Begins a write transaction; rolls it back unless commit() was called.
class SqliteTransaction
{
public:
    static Result<SqliteTransaction> begin(SqliteDatabase &database);
    SqliteTransaction(SqliteTransaction &&other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}
    SqliteTransaction &operator=(SqliteTransaction &&) = delete;
    ~SqliteTransaction();
    Result<void> commit();

private:
    explicit SqliteTransaction(SqliteDatabase *database) : m_database(database) {}
    SqliteDatabase *m_database;
};

}  // namespace tonewright
