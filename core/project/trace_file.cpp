#include "core/project/trace_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

#include "core/project/crc32c.h"

namespace tonewright
{

namespace
{

constexpr std::string_view kMagic = "TWTRACE1";
constexpr std::size_t kHeader = 24;
constexpr std::size_t kSlotHead = 8;
constexpr std::uint32_t kStored = 0x01010101;
constexpr std::uint64_t kLongest = 1U << 20U;  // a header that says more is damaged

tl::unexpected<Error> unwritable(const std::string &file)
{
    return fail(ErrorCode::Unwritable,
                fmt::format("can't be written: {}. Free some space or check its permissions.", std::strerror(errno)),
                file);
}

template <class T>
void append(std::string &bytes, T value)
{
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

template <class T>
T at(const std::string &bytes, std::size_t offset)
{
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// `count` bytes from `offset`; fewer where the file ends.
std::string readAt(int fd, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t got = 0;
    while (got < count) {
        const ssize_t now = ::pread(fd, bytes.data() + got, count - got, static_cast<off_t>(offset + got));
        if (now < 0 && errno == EINTR) {
            continue;
        }
        if (now <= 0) {
            break;
        }
        got += static_cast<std::size_t>(now);
    }
    bytes.resize(got);
    return bytes;
}

struct Header {
    std::int64_t first = 0;
    std::uint64_t length = 0;
};

std::optional<Header> readHeader(int fd)
{
    const std::string bytes = readAt(fd, 0, kHeader);
    if (bytes.size() != kHeader || !bytes.starts_with(kMagic)) {
        return std::nullopt;
    }
    const Header header{at<std::int64_t>(bytes, 8), at<std::uint64_t>(bytes, 16)};
    return header.first > 0 && header.length > 0 && header.length <= kLongest ? std::optional(header) : std::nullopt;
}

std::uint64_t slotOffset(const Header &header, std::int64_t episode)
{
    return kHeader + static_cast<std::uint64_t>(episode - header.first) * (kSlotHead + header.length);
}

}  // namespace

TraceFile::~TraceFile()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

TraceFile::TraceFile(TraceFile &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)), m_file(std::move(other.m_file)), m_first(other.m_first),
      m_length(other.m_length)
{
}

TraceFile &TraceFile::operator=(TraceFile &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_file, other.m_file);
    std::swap(m_first, other.m_first);
    std::swap(m_length, other.m_length);
    return *this;
}

Result<TraceFile> TraceFile::open(const std::filesystem::path &file, std::int64_t lastEpisode)
{
    TraceFile traces;
    traces.m_file = file.string();
    traces.m_fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (traces.m_fd < 0) {
        return errno == ENOENT ? Result<TraceFile>(std::move(traces)) : unwritable(traces.m_file);
    }
    const auto header = readHeader(traces.m_fd);
    const bool keeps = header && header->first <= lastEpisode;
    const std::uint64_t end = keeps ? slotOffset(*header, lastEpisode + 1) : 0;
    const off_t now = ::lseek(traces.m_fd, 0, SEEK_END);
    if (now > static_cast<off_t>(end) && ::ftruncate(traces.m_fd, static_cast<off_t>(end)) != 0) {
        return unwritable(traces.m_file);
    }
    if (keeps) {
        traces.m_first = header->first;
        traces.m_length = header->length;
    }
    return traces;
}

Result<void> TraceFile::begin(std::int64_t episode, std::size_t length)
{
    if (m_fd < 0) {
        m_fd = ::open(m_file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    std::string header(kMagic);
    append(header, episode);
    append(header, static_cast<std::uint64_t>(length));
    if (m_fd < 0 || ::pwrite(m_fd, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size())) {
        return unwritable(m_file);
    }
    m_first = episode;
    m_length = length;
    return {};
}

Result<void> TraceFile::put(std::int64_t episode, std::string_view trace)
{
    if (trace.empty()) {
        return {};
    }
    if (m_length == 0) {
        if (auto begun = begin(episode, trace.size()); !begun) {
            return begun;
        }
    }
    if (episode < m_first || trace.size() != m_length) {
        return {};
    }
    std::string slot;
    append(slot, crc32c(trace));
    append(slot, kStored);
    slot += trace;
    const std::uint64_t offset = slotOffset({m_first, m_length}, episode);
    std::size_t done = 0;
    while (done < slot.size()) {
        const ssize_t written =
            ::pwrite(m_fd, slot.data() + done, slot.size() - done, static_cast<off_t>(offset + done));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return unwritable(m_file);
        }
        done += static_cast<std::size_t>(written);
    }
    return {};
}

Result<std::optional<std::string>> TraceFile::read(const std::filesystem::path &file, std::int64_t episode)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT) {
            return std::optional<std::string>();
        }
        return fail(ErrorCode::Unreadable, fmt::format("can't be read: {}.", std::strerror(errno)), file.string());
    }
    std::optional<std::string> trace;
    if (const auto header = readHeader(fd); header && episode >= header->first) {
        std::string slot = readAt(fd, slotOffset(*header, episode), kSlotHead + header->length);
        if (slot.size() == kSlotHead + header->length && at<std::uint32_t>(slot, 4) == kStored) {
            const std::uint32_t sum = at<std::uint32_t>(slot, 0);
            slot.erase(0, kSlotHead);
            if (sum == crc32c(slot)) {
                trace = std::move(slot);
            }
        }
    }
    ::close(fd);
    return trace;
}

}  // namespace tonewright
