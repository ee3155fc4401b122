import CSimdjson

/// Memory that will be needed soon.
enum ComingMemory {
    /// Has the cache line at `address` fetched while other work is done. Reads nothing, so any address will do.
    @inline(__always)
    static func expect(_ address: UnsafeRawPointer) { csj_expect(address) }
}
