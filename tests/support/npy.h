#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace tonewright::test
{

/// An array of a .npy file (NumPy format 1.0 or 2.0, little-endian float32, float64 or int64, C order), as doubles.
struct Npy {
    std::vector<std::size_t> shape;
    std::vector<double> values;  ///< row-major

    [[nodiscard]] std::size_t rows() const { return shape.empty() ? 0 : shape[0]; }
    [[nodiscard]] std::size_t columns() const { return shape.size() < 2 ? 1 : shape[1]; }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values.at(row * columns() + column); }
};

namespace detail
{

template <class T>
std::vector<double> asDoubles(const std::string &bytes, std::size_t offset)
{
    std::vector<double> values((bytes.size() - offset) / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        T value{};
        std::memcpy(&value, bytes.data() + offset + i * sizeof(T), sizeof(T));
        values[i] = static_cast<double>(value);
    }
    return values;
}

inline std::string field(const std::string &header, const std::string &name, char open, char close)
{
    const auto key = header.find("'" + name + "'");
    const auto begin = header.find(open, header.find(':', key)) + 1;
    return header.substr(begin, header.find(close, begin) - begin);
}

}  // namespace detail

/// Throws std::runtime_error naming the file: a test without its numbers must fail loudly.
inline Npy readNpy(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0)
        throw std::runtime_error("not a .npy file: " + file.string());
    const bool longHeader = bytes[6] > 1;
    std::size_t length = static_cast<unsigned char>(bytes[8]) | (static_cast<unsigned char>(bytes[9]) << 8U);
    if (longHeader)
        length |= (static_cast<std::size_t>(static_cast<unsigned char>(bytes[10])) << 16U) |
                  (static_cast<std::size_t>(static_cast<unsigned char>(bytes[11])) << 24U);
    const std::size_t begin = longHeader ? 12 : 10;
    const std::string header = bytes.substr(begin, length);

    Npy array;
    const std::string type = detail::field(header, "descr", '\'', '\'');
    if (type == "<f4")
        array.values = detail::asDoubles<float>(bytes, begin + length);
    else if (type == "<f8")
        array.values = detail::asDoubles<double>(bytes, begin + length);
    else if (type == "<i8")
        array.values = detail::asDoubles<std::int64_t>(bytes, begin + length);
    else
        throw std::runtime_error("unexpected type " + type + " in " + file.string());
    std::size_t count = 1;
    const std::string shape = detail::field(header, "shape", '(', ')');
    for (std::size_t at = 0; at < shape.size();) {
        std::size_t used = 0;
        if (shape[at] < '0' || shape[at] > '9') {
            ++at;
            continue;
        }
        array.shape.push_back(std::stoul(shape.substr(at), &used));
        count *= array.shape.back();
        at += used;
    }
    if (count != array.values.size())
        throw std::runtime_error("shape and size differ in " + file.string());
    return array;
}

}  // namespace tonewright::test
