#include <QtTest/QTest>
#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

std::ptrdiff_t entries(const fs::path &folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

}  // namespace

class TestAtomicFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAndReplaces()
    {
        const TemporaryFolder folder;
        const fs::path file = folder / "deep/er/a.txt";
        QVERIFY(replaceFile(file, "one"));
        QVERIFY(replaceFile(file, "two"));
        QCOMPARE(readBytes(file), std::string("two"));
        QCOMPARE(readTextFile(file).value(), std::string("two"));
        QCOMPARE(entries(file.parent_path()), std::ptrdiff_t{1});
    }

    void failureKeepsTheOldFileAndLeavesNothing()
    {
        const TemporaryFolder folder;
        const fs::path file = folder / "a.txt";
        QVERIFY(replaceFile(file, "old"));
        const auto result = replaceFile(file, [&](const fs::path &temporary) -> Result<void> {
            writeBytes(temporary, "half");
            return fail(ErrorCode::Unwritable, "the disk is full.", file.string());
        });
        QVERIFY(!result);
        QCOMPARE(result.error().message, std::string("the disk is full."));
        QCOMPARE(readBytes(file), std::string("old"));
        QCOMPARE(entries(folder.path()), std::ptrdiff_t{1});
    }

    void exceptionKeepsTheOldFileAndLeavesNothing()
    {
        const TemporaryFolder folder;
        const fs::path file = folder / "a.txt";
        QVERIFY(replaceFile(file, "old"));
        const auto breakOff = [](const fs::path &temporary) -> Result<void> {
            writeBytes(temporary, "half");
            throw std::runtime_error("planted");
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, static_cast<void>(replaceFile(file, breakOff)));
        QCOMPARE(readBytes(file), std::string("old"));
        QCOMPARE(entries(folder.path()), std::ptrdiff_t{1});
    }

    void folderInTheWayIsNamed()
    {
        const TemporaryFolder folder;
        fs::create_directories(folder / "a.txt" / "inside");
        const auto result = replaceFile(folder / "a.txt", "text");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unwritable);
        QCOMPARE(result.error().context, (folder / "a.txt").string());
        QCOMPARE(entries(folder.path()), std::ptrdiff_t{1});
    }

    void unwritableFolderIsNamed()
    {
        const TemporaryFolder folder;
        fs::permissions(folder.path(), fs::perms(0755));
        fs::create_directory(folder / "locked");
        fs::permissions(folder / "locked", fs::perms(0555));
        const fs::path file = folder / "locked/a.txt";
        const std::string message = asUnprivileged([&] {
            const auto written = replaceFile(file, "text");
            const auto checked = ensureWritableFolder(folder / "locked");
            return (written ? "" : written.error().describe()) + "|" + (checked ? "" : checked.error().describe());
        });
        QCOMPARE(message, file.string() +
                              ": can't be written: permission denied. Choose another place or free some "
                              "space.|" +
                              (folder / "locked").string() +
                              ": can't be written: permission denied. Choose another place or free some space.");
    }

    void fullDiskIsAnErrorThatNamesTheTarget()
    {
        if (!fs::exists("/dev/full")) {
            QSKIP("this system has no /dev/full");
        }
        const TemporaryFolder folder;
        const fs::path file = folder / "a.txt";
        QVERIFY(replaceFile(file, "old"));
        // A writer that runs into the end of the disk: /dev/full answers every write with ENOSPC.
        const auto result = replaceFile(file, [&](const fs::path &) -> Result<void> {
            std::ofstream full("/dev/full");
            full << "text" << std::flush;
            return full ? Result<void>() : fail(ErrorCode::Unwritable, "the disk is full.", file.string());
        });
        QVERIFY(!result);
        QCOMPARE(result.error().context, file.string());
        QCOMPARE(readBytes(file), std::string("old"));
    }

    void readingWhatIsNotThere()
    {
        const TemporaryFolder folder;
        QCOMPARE(readTextFile(folder / "none").error().code, ErrorCode::NotFound);
        QCOMPARE(readTextFile(folder.path()).error().code, ErrorCode::Unreadable);
    }

    void ensureWritableFolderMakesIt()
    {
        const TemporaryFolder folder;
        QVERIFY(ensureWritableFolder(folder / "a/b"));
        QVERIFY(fs::is_directory(folder / "a/b"));
        QCOMPARE(entries(folder / "a/b"), std::ptrdiff_t{0});
        writeBytes(folder / "file", "x");
        QCOMPARE(ensureWritableFolder(folder / "file").error().code, ErrorCode::Unwritable);
    }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
