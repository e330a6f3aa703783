#include "core/base/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

std::string reasonOf(int errorNumber)
{
    switch (errorNumber) {
    case EACCES:
    case EPERM:
        return "permission denied";
    case EROFS:
        return "the file system is read-only";
    case ENOSPC:
    case EDQUOT:
        return "the disk is full";
    default:
        return std::strerror(errorNumber);
    }
}

tl::unexpected<Error> unwritable(const fs::path &target, int errorNumber)
{
    return fail(ErrorCode::Unwritable,
                "can't be written: " + reasonOf(errorNumber) + ". Choose another place or free some space.",
                target.string());
}

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] bool valid() const { return m_fd >= 0; }
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

/// Removes the temporary file on every way out but the successful one.
class TemporaryFile
{
public:
    explicit TemporaryFile(fs::path path) : m_path(std::move(path)) {}
    ~TemporaryFile()
    {
        if (!m_kept) {
            std::error_code ignored;
            fs::remove(m_path, ignored);
        }
    }
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;
    [[nodiscard]] const fs::path &path() const { return m_path; }
    void keep() { m_kept = true; }

private:
    fs::path m_path;
    bool m_kept = false;
};

fs::path temporaryNameFor(const fs::path &target)
{
    static std::atomic<unsigned> counter{0};
    return target.parent_path() / ("." + target.filename().string() + ".tmp-" + std::to_string(::getpid()) + "-" +
                                   std::to_string(counter.fetch_add(1)));
}

bool syncPath(const fs::path &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return file.valid() && ::fsync(file.get()) == 0;
}

Result<void> makeFolder(const fs::path &folder)
{
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error)) {
        return {};
    }
    fs::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::Unwritable,
                    "the folder can't be made: " + reasonOf(error.value()) + ". Choose another place.",
                    folder.string());
    }
    return {};
}

Result<void> writeAll(const fs::path &file, std::string_view content, const fs::path &target)
{
    const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!out.valid()) {
        return unwritable(target, errno);
    }
    while (!content.empty()) {
        const ssize_t written = ::write(out.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return unwritable(target, errno);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

Result<void> replaceFile(const fs::path &target, const std::function<Result<void>(const fs::path &)> &write)
{
    if (auto made = makeFolder(target.parent_path()); !made) {
        return made;
    }
    TemporaryFile temporary(temporaryNameFor(target));
    if (auto written = write(temporary.path()); !written) {
        return written;
    }
    if (!syncPath(temporary.path())) {
        return unwritable(target, errno);
    }
    if (::rename(temporary.path().c_str(), target.c_str()) != 0) {
        return unwritable(target, errno);
    }
    temporary.keep();
    // The file is complete either way; a folder that can't be synced (some network mounts) is no failure.
    syncPath(target.has_parent_path() ? target.parent_path() : fs::path("."));
    return {};
}

Result<void> replaceFile(const fs::path &target, std::string_view content)
{
    return replaceFile(target, [&](const fs::path &temporary) { return writeAll(temporary, content, target); });
}

Result<std::string> readTextFile(const fs::path &file)
{
    std::error_code error;
    const auto status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no such file.", file.string());
    }
    if (fs::is_directory(status)) {
        return fail(ErrorCode::Unreadable, "is a folder, not a file.", file.string());
    }
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return fail(ErrorCode::Unreadable, "can't be read: " + reasonOf(errno != 0 ? errno : EIO) + ".", file.string());
    }
    std::ostringstream content;
    content << in.rdbuf();
    if (in.bad()) {
        return fail(ErrorCode::Unreadable, "can't be read to its end. Is the disk all right?", file.string());
    }
    return std::move(content).str();
}

Result<void> ensureWritableFolder(const fs::path &folder)
{
    if (folder.empty()) {
        return fail(ErrorCode::InvalidArgument, "the name is empty. Name a folder, or \".\" for the current one.",
                    "folder");
    }
    if (auto made = makeFolder(folder); !made) {
        return made;
    }
    const TemporaryFile probe(temporaryNameFor(folder / "write-test"));
    if (auto written = writeAll(probe.path(), "x", folder); !written) {
        return written;
    }
    return {};
}

}  // namespace tonewright
