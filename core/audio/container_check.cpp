#include "core/audio/container_check.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace tonewright
{

namespace
{

constexpr std::uint64_t kToleranceBytes = 8;
/// Encoders that write to a pipe leave lengths at or near these values.
constexpr std::uint32_t kStreamLength = 0x7FFFF000;

std::string readBytes(std::ifstream &in, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    in.clear();
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
}

std::uint32_t number(std::string_view bytes, bool bigEndian)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[bigEndian ? i : 3 - i]);
        value = (value << 8) | byte;
    }
    return value;
}

std::optional<Truncation> compare(std::uint32_t declared, std::uint64_t offset, std::uint64_t fileBytes)
{
    const std::uint64_t present = fileBytes > offset ? fileBytes - offset : 0;
    if (declared == 0 || declared >= kStreamLength || declared <= present + kToleranceBytes) {
        return std::nullopt;
    }
    return Truncation{.declaredBytes = declared, .presentBytes = present};
}

/// RIFF/RIFX and FORM are lists of chunks (4-byte name, 4-byte length, data padded to even length) after 12 bytes.
std::optional<Truncation> checkChunks(std::ifstream &in, std::uint64_t fileBytes, std::string_view dataName,
                                      bool bigEndian)
{
    std::uint64_t offset = 12;
    while (offset + 8 <= fileBytes) {
        const std::string header = readBytes(in, offset, 8);
        if (header.size() < 8) {
            break;
        }
        const std::uint32_t length = number(std::string_view(header).substr(4), bigEndian);
        if (std::string_view(header).substr(0, 4) == dataName) {
            return compare(length, offset + 8, fileBytes);
        }
        offset += 8 + length + (length & 1U);
    }
    return std::nullopt;
}

/// The last page of a complete OGG stream carries the flag "end of stream" (RFC 3533, header type bit 0x04).
std::optional<Truncation> checkOgg(std::ifstream &in, std::uint64_t fileBytes)
{
    constexpr std::uint64_t kLargestPage = 27 + 255 + 255 * 255;
    const std::uint64_t from = fileBytes > kLargestPage ? fileBytes - kLargestPage : 0;
    const std::string tail = readBytes(in, from, static_cast<std::size_t>(fileBytes - from));
    const std::size_t page = tail.rfind("OggS");
    if (page == std::string::npos || page + 27 > tail.size()) {
        return Truncation{.declaredBytes = fileBytes + 1, .presentBytes = fileBytes};
    }
    const auto segments = static_cast<unsigned char>(tail[page + 26]);
    std::uint64_t pageBytes = 27U + segments;
    for (std::size_t i = 0; i < segments && page + 27 + i < tail.size(); ++i) {
        pageBytes += static_cast<unsigned char>(tail[page + 27 + i]);
    }
    const bool lastPage = (static_cast<unsigned char>(tail[page + 5]) & 0x04U) != 0;
    if (lastPage && page + pageBytes <= tail.size()) {
        return std::nullopt;
    }
    return Truncation{.declaredBytes = std::max(fileBytes + 1, from + page + pageBytes), .presentBytes = fileBytes};
}

}  // namespace

std::string containerName(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    const std::string head = readBytes(in, 0, 12);
    const auto startsWith = [&](std::string_view mark) { return head.compare(0, mark.size(), mark) == 0; };
    if (startsWith("RIFF") || startsWith("RIFX") || startsWith("RF64")) {
        return "WAV";
    }
    if (startsWith("FORM")) {
        return "AIFF";
    }
    if (startsWith(".snd")) {
        return "AU";
    }
    if (startsWith("fLaC")) {
        return "FLAC";
    }
    if (startsWith("OggS")) {
        return "OGG";
    }
    const bool mpegSync =
        head.size() >= 2 && head[0] == '\xFF' && (static_cast<unsigned char>(head[1]) & 0xE0U) == 0xE0U;
    return startsWith("ID3") || mpegSync ? "MP3" : "";
}

std::optional<Truncation> findTruncation(const std::filesystem::path &file)
{
    std::error_code error;
    const std::uint64_t fileBytes = std::filesystem::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in) {
        return std::nullopt;
    }
    const std::string head = readBytes(in, 0, 12);
    const auto startsWith = [&](std::string_view mark) { return head.compare(0, mark.size(), mark) == 0; };
    if (head.size() < 12) {
        return std::nullopt;
    }
    if (startsWith("RIFF")) {
        return checkChunks(in, fileBytes, "data", false);
    }
    if (startsWith("RIFX")) {
        return checkChunks(in, fileBytes, "data", true);
    }
    if (startsWith("FORM")) {
        return checkChunks(in, fileBytes, "SSND", true);
    }
    if (startsWith(".snd")) {
        return compare(number(std::string_view(head).substr(8), true), number(std::string_view(head).substr(4), true),
                       fileBytes);
    }
    if (startsWith("OggS")) {
        return checkOgg(in, fileBytes);
    }
    return std::nullopt;
}

}  // namespace tonewright
