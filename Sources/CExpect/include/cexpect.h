// Asks for memory that will be needed soon. A door of its own because Swift has no word for it; inline in the header, so that no call is made.
#ifndef COLLECT_CEXPECT_H
#define COLLECT_CEXPECT_H

/// Has the cache line at `address` fetched while other work is done. Reads nothing, so any address will do.
static inline void cex_expect(const void *address)
{
    __builtin_prefetch(address);
}

#endif
