#include "core/base/npy.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <string>

#include "core/base/atomic_file.h"

namespace tonewright
{

namespace
{

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

Result<void> writeWith(const std::filesystem::path &file, const std::function<void(std::ostream &)> &write)
{
    return replaceFile(file, [&](const std::filesystem::path &temporary) -> Result<void> {
        std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
        write(stream);
        stream.flush();
        if (!stream)
            return fail(ErrorCode::Unwritable, "can't be written. Choose another place or free some space.",
                        file.string());
        return {};
    });
}

template <class T>
void put(std::ostream &stream, std::span<const T> values)
{
    stream.write(reinterpret_cast<const char *>(values.data()), std::streamsize(values.size_bytes()));
}

template <class T>
Result<void> writeArray(const std::filesystem::path &file, std::string_view type, const NpyShape &shape,
                        std::span<const T> values)
{
    std::size_t count = 1;
    for (const std::size_t size : shape)
        count *= size;
    if (count != values.size())
        return fail(ErrorCode::Internal, fmt::format("{} values don't fill the array.", values.size()), file.string());
    return writeWith(file, [&](std::ostream &stream) {
        stream << npyHeader(type, shape);
        put(stream, values);
    });
}

}  // namespace

// Magic, version, length and the dictionary, padded with spaces so that values begin at a multiple of 64.
std::string npyHeader(std::string_view type, const NpyShape &shape)
{
    std::string sizes;
    for (const std::size_t size : shape)
        sizes += fmt::format("{}, ", size);
    if (shape.size() > 1)
        sizes.resize(sizes.size() - 2);
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type,
                                     shape.size() == 1 ? sizes.substr(0, sizes.size() - 1) : sizes);
    constexpr std::size_t kPrefix = 10, kAlignment = 64;
    const std::size_t unpadded = kPrefix + header.size() + 1;
    header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
    header += '\n';
    std::string result("\x93NUMPY\x01\x00", 8);
    result += char(header.size() & 0xffU);
    result += char(header.size() >> 8U);
    return result + header;
}

Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const float> values)
{
    return writeArray(file, "<f4", shape, values);
}

Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const double> values)
{
    return writeArray(file, "<f8", shape, values);
}

Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const std::int64_t> values)
{
    return writeArray(file, "<i8", shape, values);
}

Result<void> writeNpyRows(const std::filesystem::path &file, std::size_t rows, std::size_t columns,
                          const std::function<void(std::size_t, std::span<float>)> &fill)
{
    return writeWith(file, [&](std::ostream &stream) {
        stream << npyHeader("<f4", {rows, columns});
        std::vector<float> row(columns);
        for (std::size_t index = 0; index < rows && stream; ++index) {
            std::fill(row.begin(), row.end(), 0.0F);
            fill(index, row);
            put<float>(stream, row);
        }
    });
}

Result<NpyMatrix> readNpyMatrix(const std::filesystem::path &file)
{
    const auto read = readTextFile(file);
    if (!read)
        return fail(read.error());
    const auto unusable = [&file](const std::string &what) { return fail(ErrorCode::BadData, what, file.string()); };
    const std::string_view bytes = *read;
    constexpr std::size_t kPrefix = 10;
    if (bytes.size() < kPrefix || bytes.substr(0, 8) != std::string_view("\x93NUMPY\x01\x00", 8))
        return unusable("isn't a .npy file of format 1.0.");
    const std::size_t length = static_cast<unsigned char>(bytes[8]) | static_cast<unsigned char>(bytes[9]) * 256U;
    if (bytes.size() < kPrefix + length)
        return unusable("ends within its header. Make it again.");
    const std::string header(bytes.substr(kPrefix, length));
    NpyMatrix matrix;
    const auto shape = header.find("'shape': (");
    if (header.find("'descr': '<f4'") == std::string::npos ||
        header.find("'fortran_order': False") == std::string::npos || shape == std::string::npos ||
        std::sscanf(header.c_str() + shape, "'shape': (%zu, %zu)", &matrix.rows, &matrix.columns) != 2)
        return unusable("isn't a matrix of float32 in C order.");
    const std::string_view data = bytes.substr(kPrefix + length);
    constexpr std::size_t kMostColumns = std::size_t{1} << 32U;  // the product below stays a number
    if (matrix.columns == 0 || matrix.columns > kMostColumns || data.size() % (matrix.columns * sizeof(float)) != 0 ||
        data.size() / (matrix.columns * sizeof(float)) != matrix.rows)
        return unusable(
            fmt::format("should hold {} times {} numbers and doesn't. Make it again.", matrix.rows, matrix.columns));
    matrix.values.resize(matrix.rows * matrix.columns);
    std::copy_n(data.data(), data.size(), reinterpret_cast<char *>(matrix.values.data()));
    return matrix;
}

}  // namespace tonewright
