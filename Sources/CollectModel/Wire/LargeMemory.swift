import Glibc

/// Memory for large tables: in pages of 2 MB where the kernel gives them to whoever asks.
///
/// Why: of hundreds of megabytes in pages of 4 KB each first touch of a page and each jump costs as much as the work on it.
/// - Source: madvise(2), MADV_HUGEPAGE; a refusal changes nothing but the speed.
public enum LargeMemory {
    private static let hugePageBytes = 2 << 20

    /// Memory for `count` elements, which `deallocate` frees.
    public static func allocate<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = count * MemoryLayout<Element>.stride
        guard bytes >= 2 * hugePageBytes else { return .allocate(capacity: count) }
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: hugePageBytes)
        _ = madvise(raw, bytes, MADV_HUGEPAGE)
        return raw.bindMemory(to: Element.self, capacity: count)
    }

    /// Asks for large pages for memory that was allocated and not touched yet.
    public static func advise(_ memory: UnsafeMutableRawBufferPointer) {
        guard memory.count >= 2 * hugePageBytes, let base = memory.baseAddress else { return }
        let start = base.alignedUp(toMultipleOf: hugePageBytes)
        _ = madvise(start, memory.count - (start - base), MADV_HUGEPAGE)
    }
}
