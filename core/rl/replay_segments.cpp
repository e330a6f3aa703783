// How a TransitionReplay is stored: the growing part in segment files, the rest in the checkpoint.
#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>

#include "core/base/atomic_file.h"
#include "core/rl/transition_replay.h"

namespace tonewright::rl
{
namespace
{

constexpr std::uint32_t kMagic = 0x47455354;  // "TSEG"

struct BlockHeader {
    std::uint32_t magic = kMagic;
    std::uint32_t width = 0;  // floats of a transition
    std::uint64_t first = 0;  // index of the block's first transition
    std::uint64_t count = 0;
    std::uint64_t sum = 0;  // of the rows
};

/// Multiply and mix over 64-bit words in four lanes: a block of 8 MB in about a millisecond, where a byte-wise sum
/// would hold the training thread ten times longer. Finds damage, not malice.
std::uint64_t wordSum(std::string_view bytes)
{
    constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ULL;
    std::array<std::uint64_t, 4> lanes = {1, 2, 3, 4};
    const auto mix = [](std::uint64_t lane, std::uint64_t word) {
        lane = (lane ^ word) * prime;
        return lane ^ (lane >> 29U);
    };
    std::size_t at = 0;
    std::array<std::uint64_t, 4> words{};
    for (; at + sizeof words <= bytes.size(); at += sizeof words) {
        std::memcpy(words.data(), bytes.data() + at, sizeof words);
        for (std::size_t lane = 0; lane < lanes.size(); ++lane)
            lanes[lane] = mix(lanes[lane], words[lane]);
    }
    words = {bytes.size(), 0, 0, 0};
    std::memcpy(words.data() + 1, bytes.data() + at, std::min(bytes.size() - at, 3 * sizeof(std::uint64_t)));
    std::uint64_t sum = lanes[0];
    for (const std::uint64_t word : {lanes[1], lanes[2], lanes[3], words[0], words[1], words[2], words[3]})
        sum = mix(sum, word);
    for (; at + 3 * sizeof(std::uint64_t) < bytes.size(); ++at)
        sum = mix(sum, static_cast<unsigned char>(bytes[at + 3 * sizeof(std::uint64_t)]));
    return sum;
}

std::string segmentName(const std::string &prefix, std::uint64_t number)
{
    return fmt::format("{}-{:06}.seg", prefix, number);
}

}  // namespace

void TransitionReplay::appendRows(std::uint64_t from, std::uint64_t to, AgentState &state, const std::string &prefix)
{
    const std::uint64_t number = from / m_perSegment;
    if (m_segments.empty() || m_segments.back().number != number)
        m_segments.push_back({number, 0});
    Segment &segment = m_segments.back();
    BlockHeader header{.width = static_cast<std::uint32_t>(m_width), .first = from, .count = to - from};
    const std::size_t rowBytes = m_width * sizeof(float);
    std::string bytes(sizeof header + static_cast<std::size_t>(to - from) * rowBytes, '\0');
    char *out = bytes.data() + sizeof header;
    for (std::uint64_t index = from; index < to;) {
        const auto slot = static_cast<std::size_t>(index % m_config.capacity);
        const auto run = static_cast<std::size_t>(std::min<std::uint64_t>(to - index, m_config.capacity - slot));
        std::memcpy(out, row(slot), run * rowBytes);
        out += run * rowBytes;
        index += run;
    }
    header.sum = wordSum(std::string_view(bytes).substr(sizeof header));
    std::memcpy(bytes.data(), &header, sizeof header);
    const std::uint64_t offset = segment.bytes;
    segment.bytes += bytes.size();
    state.appends.push_back({segmentName(prefix, number), offset, std::move(bytes)});
}

void TransitionReplay::save(ByteWriter &out, AgentState &state, const std::string &prefix)
{
    for (std::uint64_t from = std::max(m_saved, oldest()); from < m_added;) {
        const std::uint64_t to = std::min(m_added, (from / m_perSegment + 1) * m_perSegment);
        appendRows(from, to, state, prefix);
        from = to;
    }
    m_saved = m_added;
    const auto lost = [this](const Segment &segment) { return (segment.number + 1) * m_perSegment <= oldest(); };
    for (const Segment &segment : m_segments)
        if (lost(segment))
            state.obsolete.push_back(segmentName(prefix, segment.number));
    std::erase_if(m_segments, lost);

    out.value<std::uint64_t>(m_config.capacity);
    out.value<std::uint64_t>(m_width);
    out.value(m_added);
    out.value(m_largest);
    out.value<std::uint64_t>(m_segments.size());
    for (const Segment &segment : m_segments) {
        out.value(segment.number);
        out.value(segment.bytes);
    }
    std::vector<double> priorities(m_tree ? size() : 0);
    for (std::size_t slot = 0; slot < priorities.size(); ++slot)
        priorities[slot] = m_tree->weight(slot);
    out.array(std::span<const double>(priorities));
}

namespace
{

tl::unexpected<Error> damaged(const std::filesystem::path &file)
{
    return fail(ErrorCode::BadData,
                "the stored experience is damaged or cut short. Train again, or put back a copy of the checkpoint with "
                "its segments",
                file.string());
}

}  // namespace

Result<std::uint64_t> TransitionReplay::readSegment(const std::filesystem::path &file, std::uint64_t bytes)
{
    std::uint64_t restored = 0;
    const auto content = readTextFile(file);
    if (!content)
        return content.error().code == ErrorCode::NotFound ? damaged(file) : fail(content.error());
    if (content->size() < bytes)
        return damaged(file);
    std::string_view rest = std::string_view(*content).substr(0, static_cast<std::size_t>(bytes));
    const std::size_t rowBytes = m_width * sizeof(float);
    while (!rest.empty()) {
        BlockHeader header;
        if (rest.size() < sizeof header)
            return damaged(file);
        std::memcpy(&header, rest.data(), sizeof header);
        rest.remove_prefix(sizeof header);
        if (header.magic != kMagic || header.width != m_width || header.count > rest.size() / rowBytes ||
            header.first + header.count > m_added ||
            wordSum(rest.substr(0, static_cast<std::size_t>(header.count) * rowBytes)) != header.sum)
            return damaged(file);
        for (std::uint64_t i = 0; i < header.count; ++i) {
            if (header.first + i < oldest())
                continue;
            std::memcpy(row(static_cast<std::size_t>((header.first + i) % m_config.capacity)),
                        rest.data() + static_cast<std::size_t>(i) * rowBytes, rowBytes);
            ++restored;
        }
        rest.remove_prefix(static_cast<std::size_t>(header.count) * rowBytes);
    }
    return restored;
}

Result<void> TransitionReplay::load(ByteReader &in, const std::filesystem::path &folder, const std::string &prefix)
{
    std::uint64_t capacity = 0;
    std::uint64_t width = 0;
    std::uint64_t added = 0;
    double largest = 0;
    std::uint64_t count = 0;
    in.value(capacity);
    in.value(width);
    in.value(added);
    in.value(largest);
    in.value(count);
    std::vector<Segment> segments;
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        Segment &segment = segments.emplace_back();
        in.value(segment.number);
        in.value(segment.bytes);
    }
    std::vector<double> priorities;
    in.array(priorities);
    const std::uint64_t filled = std::min<std::uint64_t>(added, m_config.capacity);
    if (!in.ok() || capacity != m_config.capacity || width != m_width || priorities.size() != (m_tree ? filled : 0))
        return fail(ErrorCode::BadData, "the stored experience doesn't fit this run's replay settings");
    m_added = m_saved = added;
    m_largest = largest;
    std::uint64_t restored = 0;
    for (const Segment &segment : segments) {
        const auto read = readSegment(folder / segmentName(prefix, segment.number), segment.bytes);
        if (!read)
            return fail(read.error());
        restored += *read;
    }
    if (restored != filled)
        return damaged(folder);
    m_segments = std::move(segments);
    if (m_tree) {
        m_tree.emplace(m_config.capacity);
        for (std::size_t slot = 0; slot < priorities.size(); ++slot)
            m_tree->set(slot, priorities[slot]);
    }
    return {};
}

}  // namespace tonewright::rl
