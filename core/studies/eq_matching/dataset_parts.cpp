#include "core/studies/eq_matching/dataset_parts.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

#include "core/rl/checkpoint_file.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr const char *kBlock = "rows";

}  // namespace

DatasetParts::DatasetParts(std::filesystem::path folder, std::int64_t rows, std::int64_t rowsPerPart,
                           std::size_t columns, std::string made)
    : m_folder(std::move(folder)), m_rows(rows), m_rowsPerPart(rowsPerPart), m_columns(columns), m_made(std::move(made))
{
}

std::int64_t DatasetParts::rowsIn(std::int64_t part) const
{
    return std::min(m_rowsPerPart, m_rows - firstRow(part));
}

std::filesystem::path DatasetParts::file(std::int64_t part) const
{
    return m_folder / fmt::format("part-{:06}.bin", part);
}

Json DatasetParts::headerOf(std::int64_t part) const
{
    return {{"first_row", firstRow(part)}, {"rows", rowsIn(part)}, {"columns", m_columns}, {"made", m_made}};
}

Result<void> DatasetParts::write(std::int64_t part, std::span<const float> values) const
{
    rl::Checkpoint checkpoint;
    checkpoint.header = headerOf(part);
    checkpoint.blocks[kBlock].assign(reinterpret_cast<const char *>(values.data()), values.size_bytes());
    return rl::writeCheckpoint(file(part), checkpoint);
}

Result<std::vector<float>> DatasetParts::read(std::int64_t part) const
{
    const auto checkpoint = rl::readCheckpoint(file(part));
    if (!checkpoint)
        return fail(checkpoint.error());
    std::vector<float> values(static_cast<std::size_t>(rowsIn(part)) * m_columns);
    const auto block = checkpoint->blocks.find(kBlock);
    if (checkpoint->header != headerOf(part) || block == checkpoint->blocks.end() ||
        block->second.size() != values.size() * sizeof(float))
        return fail(ErrorCode::BadData, "this part of a data set has other rows, columns or settings",
                    file(part).string());
    std::memcpy(values.data(), block->second.data(), block->second.size());
    return values;
}

}  // namespace tonewright::eq_matching
