#include "core/rl/checkpoint_writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tonewright::rl
{
namespace
{

constexpr std::size_t kMostWaiting = 2;

Result<void> append(const std::filesystem::path &file, const SegmentAppend &segment)
{
    const auto failed = [&file](int number) {
        return fail(ErrorCode::Unwritable,
                    std::string("the experience can't be stored: ") + std::strerror(number) +
                        ". Free some space or choose another place",
                    file.string());
    };
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return failed(errno);
    int problem = ::ftruncate(descriptor, static_cast<off_t>(segment.offset)) == 0 ? 0 : errno;
    std::size_t written = 0;
    while (problem == 0 && written < segment.bytes.size()) {
        const ssize_t count = ::pwrite(descriptor, segment.bytes.data() + written, segment.bytes.size() - written,
                                       static_cast<off_t>(segment.offset + written));
        if (count > 0)
            written += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            problem = errno;
    }
    if (problem == 0 && ::fsync(descriptor) != 0)
        problem = errno;
    ::close(descriptor);
    if (problem != 0)
        return failed(problem);
    return {};
}

}  // namespace

Result<void> writeAgentState(const std::filesystem::path &file, const AgentState &state)
{
    if (!state.appends.empty()) {
        std::error_code ignored;
        std::filesystem::create_directories(file.parent_path(), ignored);  // append() says if it is missing
    }
    for (const auto &segment : state.appends)
        if (auto appended = append(file.parent_path() / segment.file, segment); !appended)
            return appended;
    if (auto written = writeCheckpoint(file, state.checkpoint); !written)
        return written;
    for (const auto &name : state.obsolete) {
        std::error_code ignored;  // only space is lost
        std::filesystem::remove(file.parent_path() / name, ignored);
    }
    return {};
}

CheckpointWriter::CheckpointWriter() : m_thread([this] { run(); }) {}

CheckpointWriter::~CheckpointWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void CheckpointWriter::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_closing || !m_jobs.empty(); });
        if (m_jobs.empty())
            return;
        const Job &job = m_jobs.front();  // a deque's elements stay where they are when others are added
        const bool failedBefore = m_error.has_value();
        lock.unlock();
        // After a failure nothing more is written: a later checkpoint would count on bytes that aren't there.
        auto written = failedBefore ? Result<void>{} : writeAgentState(job.file, job.state);
        lock.lock();
        if (!written)
            m_error = std::move(written).error();
        else if (!failedBefore)
            m_completed.push_back(job.file.string());
        m_jobs.pop_front();
        m_changed.notify_all();
    }
}

Result<void> CheckpointWriter::submit(std::filesystem::path file, AgentState state)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_jobs.size() < kMostWaiting; });
    if (m_error)
        return fail(*m_error);
    m_jobs.push_back({std::move(file), std::move(state)});
    m_changed.notify_all();
    return {};
}

Result<void> CheckpointWriter::finish()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_jobs.empty(); });
    if (m_error)
        return fail(*m_error);
    return {};
}

std::vector<std::string> CheckpointWriter::takeCompleted()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_completed, {});
}

}  // namespace tonewright::rl
