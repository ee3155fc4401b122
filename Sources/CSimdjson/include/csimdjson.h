// The one door to simdjson: parses a document and hands out its tape, so that Swift walks the values without a call for each.
// simdjson is C++, and Swift's C++ import would cost every importer of CollectStream the interoperability mode.
#ifndef COLLECT_CSIMDJSON_H
#define COLLECT_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable behind every document that is parsed in place.
extern const size_t CSJ_PADDING;

typedef struct csj_parser csj_parser;

/// What a parse left behind. The pointers stay true until the parser's next parse or its end.
typedef struct {
    const uint64_t *tape;      ///< simdjson's tape: doc/tape.md of simdjson
    const uint8_t *strings;    ///< strings as a 32-bit length, the bytes, a zero byte
    size_t tape_words;         ///< words of the tape in use
    int error;                 ///< 0, or simdjson's error code
} csj_document;

/// NULL when memory is short. `depth_max` counts nested objects and arrays.
csj_parser *csj_parser_new(size_t depth_max);
void csj_parser_free(csj_parser *parser);

/// Parses `bytes`, behind which CSJ_PADDING readable bytes stand. Never throws.
csj_document csj_parse(csj_parser *parser, const uint8_t *bytes, size_t length);

/// Has the cache line at `address` fetched while other work is done. Reads nothing.
static inline void csj_expect(const void *address)
{
    __builtin_prefetch(address);
}

/// Whether the bytes are valid UTF-8.
bool csj_is_utf8(const uint8_t *bytes, size_t length);

/// simdjson's sentence for an error code; a static string.
const char *csj_error_message(int error);

#ifdef __cplusplus
}
#endif
#endif
