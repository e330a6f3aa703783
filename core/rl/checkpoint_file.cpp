#include "core/rl/checkpoint_file.h"

#include "core/base/atomic_file.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"

namespace tonewright::rl
{
namespace
{

constexpr std::string_view kMagic = "TWCHECK1";

}  // namespace

Result<void> writeCheckpoint(const std::filesystem::path &file, const Checkpoint &checkpoint)
{
    ByteWriter out;
    for (const char letter : kMagic)
        out.value(letter);
    out.text(checkpoint.header.dump());
    out.value<std::uint64_t>(checkpoint.blocks.size());
    for (const auto &[name, bytes] : checkpoint.blocks) {
        out.text(name);
        out.text(bytes);
    }
    out.value<std::uint64_t>(stableHash(out.bytes()));
    return replaceFile(file, out.bytes());
}

Result<Checkpoint> readCheckpoint(const std::filesystem::path &file)
{
    const auto bytes = readTextFile(file);
    if (!bytes)
        return fail(bytes.error());
    const std::string_view all = *bytes;
    const auto broken = [&file](const char *what) {
        return fail(ErrorCode::BadData, std::string(what) + ". Train again, or put back a copy of this checkpoint",
                    file.string());
    };
    if (!all.starts_with(kMagic))
        return broken("this is not a Tonewright checkpoint");
    if (all.size() < kMagic.size() + sizeof(std::uint64_t))
        return broken("the checkpoint is cut short");
    const std::string_view content = all.substr(0, all.size() - sizeof(std::uint64_t));
    std::uint64_t sum = 0;
    ByteReader(all.substr(content.size())).value(sum);
    if (sum != stableHash(content))
        return broken("the checkpoint is damaged: its check sum doesn't fit");

    ByteReader in(content.substr(kMagic.size()));
    std::string header;
    std::uint64_t count = 0;
    in.text(header);
    in.value(count);
    Checkpoint checkpoint;
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        std::string name;
        std::string block;
        if (in.text(name) && in.text(block))
            checkpoint.blocks.emplace(std::move(name), std::move(block));
    }
    checkpoint.header = Json::parse(header, nullptr, false);
    if (!in.ok() || !in.atEnd() || !checkpoint.header.is_object())
        return broken("the checkpoint's content can't be read");
    return checkpoint;
}

}  // namespace tonewright::rl
