import Glibc

/// Copies files so that their new name stands for all of their content, or is not there.
struct FileCopier {
    private static let stepBytes = 1 << 20

    let storage: any LogStorage

    /// Copies the first `bytes` of a file, all of it when nil, replacing `target` in one step.
    /// - Returns: the bytes copied; nil when there is no such file.
    func copy(_ source: String, to target: String, bytes: UInt64? = nil) throws(LogError) -> UInt64? {
        let file: any LogFile
        do throws(LogError) {
            file = try storage.open(source, .read)
        } catch {
            if case .storage(let failure) = error, failure.code == ENOENT { return nil }
            throw error
        }
        let size = try file.sizeBytes()
        let wanted = min(bytes ?? size, size)
        try replace(target) { (copy) throws(LogError) in
            var position: UInt64 = 0
            while position < wanted {
                let count = Int(min(UInt64(Self.stepBytes), wanted - position))
                let part = try file.bytes(at: position, count: count)
                guard part.count == count else {
                    throw .storage(
                        StorageFailure(operation: "copy", path: source, code: 0, reason: "it became shorter meanwhile"))
                }
                try copy.write(part, at: position)
                position += UInt64(count)
            }
        }
        return wanted
    }

    /// Makes a file of `bytes`, replacing `target` in one step.
    func write(_ bytes: [UInt8], to target: String) throws(LogError) {
        try replace(target) { (copy) throws(LogError) in try copy.write(bytes, at: 0) }
    }

    private func replace(_ target: String, _ fill: (any LogFile) throws(LogError) -> Void) throws(LogError) {
        let draft = target + ".tmp"
        if try storage.kind(of: draft) == .file { try storage.remove(draft) }
        let copy = try storage.open(draft, .create)
        try fill(copy)
        try copy.sync()
        try storage.rename(draft, to: target)
        try storage.syncDirectory(target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ".")
    }
}
