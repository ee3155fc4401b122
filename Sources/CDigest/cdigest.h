#ifndef COLLECT_CDIGEST_H
#define COLLECT_CDIGEST_H

#include <openssl/sha.h>
#include <stddef.h>
#include <stdint.h>

// An inline function, because the macro-laden OpenSSL headers should be seen by this module alone.
static inline void cd_sha256(const uint8_t *bytes, size_t length, uint8_t *digest32) {
    SHA256(bytes, length, digest32);
}

#endif
