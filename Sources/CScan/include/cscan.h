// Finds the end of a JSON string and compares bytes, sixteen at a time. A door of its own because Swift has no way to turn the lanes of a
// comparison into a mask; inline in the header, so that Swift's compiler inlines it and no call is made for a value.
#ifndef COLLECT_CSCAN_H
#define COLLECT_CSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// How far a scan reads behind `most` bytes: that much must be readable.
enum { CSC_OVERREAD = 32 };

/// The plain bytes of a string, from its first byte on.
typedef struct {
    size_t length;      ///< bytes before the first quote, backslash or control character; `most` or more where none was found
    uint32_t not_ascii; ///< not 0 where one of the sixteen-byte blocks that were looked at may hold a byte above 127
} csc_plain;

/// Bytes of `p` before the first `"`, `\` or byte below 0x20, looking at `most` bytes at least.
static inline csc_plain csc_plain_string(const uint8_t *p, size_t most)
{
    csc_plain found = {0, 0};
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
    while (found.length < most) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(p + found.length));
        const __m128i stops = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, escape)),
            _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(stops), high = (uint32_t)_mm_movemask_epi8(block);
        if (mask) {
            const uint32_t before = (uint32_t)__builtin_ctz(mask);
            found.not_ascii |= high & ((1u << before) - 1);
            found.length += before;
            return found;
        }
        found.not_ascii |= high;
        found.length += 16;
    }
#else
    while (found.length < most) {
        const uint8_t byte = p[found.length];
        if (byte == '"' || byte == '\\' || byte < 0x20) { return found; }
        found.not_ascii |= byte & 0x80u;
        found.length++;
    }
#endif
    return found;
}

/// Whether the first `length` bytes at `a` and `b` are the same; `CSC_OVERREAD` bytes behind both are readable.
/// Most literals of a layout are of one step, which then takes no branch that depends on their length.
static inline bool csc_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
#if defined(__SSE2__)
    __m128i low, high;
    for (;;) {
        low = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)b));
        high = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(a + 16)), _mm_loadu_si128((const __m128i *)(b + 16)));
        if (length <= 32) { break; }
        if (_mm_movemask_epi8(_mm_and_si128(low, high)) != 0xffff) { return false; }
        a += 32;
        b += 32;
        length -= 32;
    }
    const uint64_t same = (uint64_t)(uint32_t)_mm_movemask_epi8(low) | (uint64_t)(uint32_t)_mm_movemask_epi8(high) << 16;
    return (~same & (((uint64_t)1 << length) - 1)) == 0;
#else
    return memcmp(a, b, length) == 0;
#endif
}

#endif
