#include "core/audio/sample_source.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <system_error>

#include "core/base/content_hash.h"

namespace tonewright
{

namespace
{

constexpr std::size_t kHashBlock = std::size_t{1} << 18U;  // bytes
constexpr std::int64_t kReadBlock = 1 << 14;               // frames: what a reader holds
constexpr std::int64_t kNearlyThere = 1 << 13;             // frames: skipping these is cheaper than seeking

}  // namespace

ClipSource::ClipSource(std::shared_ptr<const Clip> clip) : m_clip(std::move(clip)) {}

Result<void> ClipSource::read(std::int64_t begin, std::span<float> out) const
{
    const auto size = std::int64_t(out.size());
    const std::int64_t from = std::clamp<std::int64_t>(-begin, 0, size);
    const std::int64_t to = std::clamp<std::int64_t>(frames() - begin, from, size);
    std::fill(out.begin(), out.begin() + from, 0.0F);
    std::copy_n(m_clip->samples.begin() + (begin + from), to - from, out.begin() + from);
    std::fill(out.begin() + to, out.end(), 0.0F);
    return {};
}

Result<std::shared_ptr<const FileSource>> FileSource::open(const std::filesystem::path &file)
{
    auto reader = AudioReader::open(file);
    if (!reader)
        return fail(reader.error());
    return std::shared_ptr<const FileSource>(new FileSource(file, std::move(*reader)));
}

FileSource::FileSource(std::filesystem::path file, AudioReader reader) : m_file(std::move(file)), m_info(reader.info())
{
    m_idle.push_back(std::make_unique<OpenReader>(OpenReader{std::move(reader), 0}));
}

/// The idle reader that stands nearest before `begin`, else any, else a new one.
Result<std::unique_ptr<FileSource::OpenReader>> FileSource::takeReader(std::int64_t begin) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            const auto distance = [begin](const std::unique_ptr<OpenReader> &one) {
                return one->next <= begin ? begin - one->next : INT64_MAX;
            };
            const auto best = std::min_element(m_idle.begin(), m_idle.end(),
                                               [&](const auto &a, const auto &b) { return distance(a) < distance(b); });
            auto taken = std::move(*best);
            m_idle.erase(best);
            return taken;
        }
    }
    auto reader = AudioReader::open(m_file);
    if (!reader)
        return fail(reader.error());
    return std::make_unique<OpenReader>(OpenReader{std::move(*reader), 0});
}

Result<void> FileSource::readWith(OpenReader &open, std::int64_t begin, std::span<float> out)
{
    std::int64_t skip = begin - open.next;
    if (skip < 0 || skip > kNearlyThere) {
        if (auto moved = open.reader.seek(begin); !moved)
            return moved;
        skip = 0;
    }
    const auto channels = std::size_t(open.reader.info().channels);
    const float scale = 1.0F / float(channels);
    std::size_t done = 0;
    open.next = -1;  // unknown, should reading fail
    std::int64_t position = begin - skip;
    while (done < out.size()) {
        const auto wanted = std::min<std::int64_t>(std::int64_t(out.size() - done) + skip, kReadBlock);
        const auto block = open.reader.read(wanted);
        if (!block)
            return fail(block.error());
        const auto got = std::int64_t(block->size() / channels);
        position += got;
        const float *values = block->data() + std::size_t(std::min(skip, got)) * channels;
        const auto used = std::size_t(std::max<std::int64_t>(got - skip, 0));
        skip = std::max<std::int64_t>(skip - got, 0);
        for (std::size_t i = 0; i < used; ++i) {
            float sum = 0;
            for (std::size_t channel = 0; channel < channels; ++channel)
                sum += values[i * channels + channel];
            out[done + i] = sum * scale;
        }
        done += used;
        if (got < wanted)
            break;  // the end of a format whose length is an estimate
    }
    std::fill(out.begin() + std::ptrdiff_t(done), out.end(), 0.0F);
    open.next = position;
    return {};
}

Result<void> FileSource::read(std::int64_t begin, std::span<float> out) const
{
    const auto size = std::int64_t(out.size());
    const std::int64_t from = std::clamp<std::int64_t>(-begin, 0, size);
    const std::int64_t to = std::clamp<std::int64_t>(frames() - begin, from, size);
    std::fill(out.begin(), out.begin() + from, 0.0F);
    std::fill(out.begin() + to, out.end(), 0.0F);
    if (to == from)
        return {};
    auto open = takeReader(begin + from);
    if (!open)
        return fail(open.error());
    auto result = readWith(**open, begin + from, out.subspan(std::size_t(from), std::size_t(to - from)));
    if (result) {
        const std::lock_guard lock(m_mutex);
        m_idle.push_back(std::move(*open));
    }
    return result;
}

std::string FileSource::identity() const
{
    std::error_code failed;
    const std::string path = std::filesystem::absolute(m_file, failed).string();
    const auto size = std::filesystem::file_size(m_file, failed);
    const auto written = std::filesystem::last_write_time(m_file, failed);
    if (failed)
        return {};
    ContentHash hash;
    const std::string all = fmt::format("{}\n{}\n{}", path, size, written.time_since_epoch().count());
    hash.add(std::as_bytes(std::span(all)));
    return hash.text();
}

Result<std::string> FileSource::contentKey() const
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_key.empty())
            return m_key;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> stream(std::fopen(m_file.c_str(), "rb"), &std::fclose);
    if (!stream)
        return fail(ErrorCode::Unreadable, "can't be read. Check that it is still there.", m_file.string());
    ContentHash hash;
    std::vector<std::byte> block(kHashBlock);
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), stream.get()))
        hash.add(std::span(block).first(got));
    if (std::ferror(stream.get()) != 0)
        return fail(ErrorCode::Unreadable, "can't be read to its end.", m_file.string());
    const std::lock_guard lock(m_mutex);
    m_key = hash.text();
    return m_key;
}

}  // namespace tonewright
