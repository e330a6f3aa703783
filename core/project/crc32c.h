#pragma once

#include <cstdint>
#include <string_view>

namespace tonewright
{

/// CRC-32C (Castagnoli; polynomial 0x1EDC6F41 reflected, initial value and final exclusive-or 0xFFFFFFFF), as in iSCSI
/// (RFC 3720, appendix B.4, has test vectors).
std::uint32_t crc32c(std::string_view bytes);

/// The form that TFRecord files store, so that a sum of data that contain sums stays meaningful:
/// ((crc >> 15) | (crc << 17)) + 0xA282EAD8.
std::uint32_t maskedCrc32c(std::string_view bytes);

}  // namespace tonewright
