#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer and replay.cpp call with one input. Returns 0; a finding is a crash, a sanitizer's report, an abort,
/// a time-out or too much memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
