#ifndef COLLECT_CZSTD_H
#define COLLECT_CZSTD_H

#include <stdint.h>
#include <zstd.h>

// Inline functions, because the parameters are enumeration constants and the content size's sentinels are macros that Swift does not see.

// Sets what every frame of ours has: its content's size, and a checksum of it. 0: set.
static inline int cz_prepare(ZSTD_CCtx *context, int level) {
    if (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))) return -1;
    if (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))) return -1;
    return 0;
}

// The size of the content of the frame at `bytes`; UINT64_MAX when it does not say, or is no frame.
static inline uint64_t cz_content_size(const void *bytes, size_t length) {
    unsigned long long size = ZSTD_getFrameContentSize(bytes, length);
    return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ? UINT64_MAX : size;
}

#endif
