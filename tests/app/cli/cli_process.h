#pragma once

#include <QtCore/QProcess>
#include <QtTest/QTest>
#include <filesystem>
#include <grp.h>
#include <string>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

// Runs the command line as a person or a script does: TW_CLI names the program, unless TONEWRIGHT_CLI in the
// environment names that of another build.
namespace tonewright::test
{

namespace fs = std::filesystem;

inline constexpr int kTimeoutMs = 60000;

inline QString cliProgram()
{
    return qEnvironmentVariable("TONEWRIGHT_CLI", TW_CLI);
}

struct Outcome {
    int status = -1;
    std::string out;
    std::string err;

    [[nodiscard]] bool says(const std::string &text) const { return err.find(text) != std::string::npos; }
};

inline void giveUpRoot()
{
    constexpr unsigned kNobody = 65534;
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
        ::_exit(99);
    }
}

inline Outcome finish(QProcess &process)
{
    if (!process.waitForFinished(kTimeoutMs)) {
        process.kill();
        process.waitForFinished();
    }
    return {.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -process.exitCode(),
            .out = process.readAllStandardOutput().toStdString(),
            .err = process.readAllStandardError().toStdString()};
}

inline Outcome run(const QStringList &arguments, const QString &program = cliProgram(), bool unprivileged = false)
{
    QProcess process;
    if (unprivileged) {
        process.setChildProcessModifier(giveUpRoot);
        process.setWorkingDirectory("/");
    }
    process.start(program, arguments);
    return finish(process);
}

inline QString text(const fs::path &path)
{
    return QString::fromStdString(path.string());
}

inline qsizetype lines(const fs::path &file)
{
    return QByteArray::fromStdString(readBytes(file)).count('\n');
}

inline bool waitForRows(const fs::path &metrics, int rows)
{
    return QTest::qWaitFor([&] { return lines(metrics) > rows; }, kTimeoutMs);
}

}  // namespace tonewright::test
