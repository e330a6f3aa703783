#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/npy.h"

namespace tonewright
{

/// NumPy's .npz: a ZIP archive (PKWARE APPNOTE 6.3, stored, without ZIP64) of .npy arrays, which numpy.load() opens.
/// Writes to a stream that can seek, one array after the other, values in as many pieces as one likes. Archives of 4 GB
/// and more can't be written: see fits().
class NpzWriter
{
public:
    explicit NpzWriter(std::ostream &stream);

    /// An array whose values follow by append() until the next array begins. The shape must be filled exactly.
    void begin(std::string_view name, std::string_view type, const NpyShape &shape);
    void append(std::span<const std::byte> values);
    void finish();  ///< the table of contents; last

    void add(std::string_view name, const NpyShape &shape, std::span<const double> values);
    void add(std::string_view name, std::int64_t value);
    void add(std::string_view name, std::string_view utf8);  ///< a string, as <U

    /// Whether this many bytes of values can be written.
    static bool fits(std::uint64_t bytes) { return bytes < 0xFFF00000U; }

private:
    struct Entry {
        std::string name;
        std::uint32_t crc = 0;
        std::uint32_t size = 0;
        std::uint32_t offset = 0;
    };
    void close();
    void header(const Entry &entry, bool central);

    std::ostream &m_stream;
    std::vector<Entry> m_entries;
    bool m_open = false;
};

/// CRC-32 of ZIP (polynomial 0xEDB88320 reflected); `before`: of what came before.
std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace tonewright
