import CChecksum

/// Little-endian fields in raw bytes, as every file of the log stores them. Bounds are the caller's, checked in debug builds.
extension UnsafeRawBufferPointer {
    @inline(__always) func word16(at offset: Int) -> UInt16 {
        UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inline(__always) func word32(at offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always) func word64(at offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always) func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }
}

extension UnsafeMutableRawBufferPointer {
    @inline(__always) func put<Word: FixedWidthInteger>(_ word: Word, at offset: Int) {
        storeBytes(of: word.littleEndian, toByteOffset: offset, as: Word.self)
    }
}

/// CRC-32C of `bytes`, continued from `previous`.
/// - Source: RFC 3720, appendix B.4.
@inline(__always) func crc32c(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress else { return previous }
    return cc_crc32c(previous, base.assumingMemoryBound(to: UInt8.self), bytes.count)
}

/// The next multiple of 8, the alignment of everything in a segment.
@inline(__always) func aligned8(_ bytes: Int) -> Int { (bytes + 7) & ~7 }
