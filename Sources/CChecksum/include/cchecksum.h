// CRC-32C (Castagnoli), because Swift has no intrinsic for the processor's instruction and a table in Swift is ten times slower.
#ifndef COLLECT_CCHECKSUM_H
#define COLLECT_CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// Continues `crc` (0 at the start) over `length` bytes. RFC 3720, appendix B.4.
uint32_t cc_crc32c(uint32_t crc, const uint8_t *bytes, size_t length);

#endif
