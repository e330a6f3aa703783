#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace tonewright
{

/// A text as a CSV field (RFC 4180): quoted, with quotes doubled, if it holds a comma, a quote or a line break.
std::string csvField(std::string_view text);

/// Reads the next record (RFC 4180; lines may end in CR LF, too) into `fields`, unquoted. False at the end. Quoted
/// fields may hold line breaks. Strict about nothing else: what follows a closing quote belongs to the field.
bool readCsvRecord(std::istream &stream, std::vector<std::string> &fields);

}  // namespace tonewright
