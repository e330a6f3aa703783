#pragma once

// TW_MULTIVERSION before a function: compile it for SSE2 and for AVX2 and choose when the program starts. AVX2 without
// FMA, so that both give the same bits. Off under sanitizers, whose start-up doesn't go with resolver functions.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__) &&                           \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TW_MULTIVERSION __attribute__((target_clones("avx2", "default")))
#else
#define TW_MULTIVERSION
#endif
