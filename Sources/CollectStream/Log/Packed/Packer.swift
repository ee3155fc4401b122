import CZstd

/// zstd's state for packing.
struct Packer: ~Copyable {
    private let context: OpaquePointer?

    init(level: Int32) {
        context = ZSTD_createCCtx()
        if let context, cz_prepare(context, level) != 0 { preconditionFailure("zstd refuses the level \(level)") }
    }

    deinit { ZSTD_freeCCtx(context) }

    /// One frame with its content's size and checksum; nil when there is no memory for it.
    func pack(_ block: [UInt8]) -> [UInt8]? {
        guard let context else { return nil }
        var isDone = false
        let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(block.count)) { room, count in
            let size = block.withUnsafeBytes {
                ZSTD_compress2(context, room.baseAddress, room.count, $0.baseAddress, $0.count)
            }
            isDone = ZSTD_isError(size) == 0
            count = isDone ? size : 0
        }
        return isDone ? frame : nil
    }
}

/// zstd's state for unpacking, made once: a new one for each block would cost a tenth of the work.
// Guard: it is not copied, and its owner uses it behind a lock.
struct Unpacker: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer?

    init() { context = ZSTD_createDCtx() }

    deinit { ZSTD_freeDCtx(context) }

    /// The content of one frame; nil when it is damaged, its checksum included, or does not hold exactly `bytes`.
    func unpack(_ frame: [UInt8], bytes: Int) -> [UInt8]? {
        guard let context else { return nil }
        var isWhole = false
        let content = [UInt8](unsafeUninitializedCapacity: bytes) { room, count in
            count = 0
            let size = frame.withUnsafeBytes {
                ZSTD_decompressDCtx(context, room.baseAddress, bytes, $0.baseAddress, $0.count)
            }
            guard ZSTD_isError(size) == 0, size == bytes else { return }
            isWhole = true
            count = bytes
        }
        return isWhole ? content : nil
    }
}
