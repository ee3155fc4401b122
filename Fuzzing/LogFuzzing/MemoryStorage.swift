import CollectStream
import Synchronization

/// Files in memory: hundreds of logs a second can be damaged, recovered and thrown away.
///
/// Contract: what `LogStorage` promises, and preconditions for what it asks of its callers. Everything written is durable at once, so a
/// log that is wrong on this storage is wrong because of its bytes.
final class MemoryStorage: LogStorage {
    private struct State {
        var files: [String: MemoryFile] = [:]
        var directories: Set<String> = []
        var isLocked = false
    }

    /// Far more than a small log can ask for honestly.
    static let largestFileBytes = 32 << 20

    private let state = Mutex(State())
    private let power = PowerSupply()

    /// - Parameter files: contents by path, relative to `root`; their folders come with them.
    init(root: String, files: [String: [UInt8]] = [:]) {
        state.withLock { state in
            state.directories.insert(root)
            for (name, bytes) in files {
                let path = "\(root)/\(name)"
                state.files[path] = MemoryFile(bytes, path: path, power: power)
                var folder = Self.folder(of: path)
                while folder.count > root.count {
                    state.directories.insert(folder)
                    folder = Self.folder(of: folder)
                }
            }
        }
    }

    /// Every path with its content.
    var contents: [String: [UInt8]] { state.withLock { $0.files.mapValues(\.bytes) } }

    /// After `changes` more changes all fail, as in a process that is killed; a write in progress arrives by half. Nil: none fails.
    func cutPower(afterChanges changes: Int?) { power.remaining.withLock { $0 = changes } }

    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        guard access == .create else {
            guard let file = state.withLock({ $0.files[path] }) else { throw .refused("open", path, "no such file") }
            return file
        }
        return try create(path, [])
    }

    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        precondition(bytes % 4096 == 0, "a file of zeros is a multiple of 4,096 bytes, not \(bytes)")
        precondition(bytes <= Self.largestFileBytes, "a small log asks for a file of \(bytes) bytes")
        return try create(path, [UInt8](repeating: 0, count: Int(bytes)))
    }

    private func create(_ path: String, _ bytes: [UInt8]) throws(LogError) -> any LogFile {
        try power.use("create", path)
        let file = MemoryFile(bytes, path: path, power: power)
        let isNew = state.withLock { state in
            guard state.files[path] == nil, state.directories.contains(Self.folder(of: path)) else { return false }
            state.files[path] = file
            return true
        }
        guard isNew else { throw .refused("create", path, "it is there already, or its folder is not") }
        return file
    }

    func kind(of path: String) throws(LogError) -> LogPathKind {
        state.withLock { $0.files[path] != nil ? .file : $0.directories.contains(path) ? .directory : .none }
    }

    func list(_ directory: String) throws(LogError) -> [String] {
        let names = state.withLock { state -> [String]? in
            guard state.directories.contains(directory) else { return nil }
            return (Array(state.files.keys) + state.directories).filter { Self.folder(of: $0) == directory }.map {
                String($0.dropFirst(directory.count + 1))
            }
        }
        guard let names else { throw .refused("list", directory, "no such directory") }
        return names
    }

    func createDirectory(_ path: String) throws(LogError) {
        try power.use("create directory", path)
        state.withLock { _ = $0.directories.insert(path) }
    }

    func rename(_ source: String, to target: String) throws(LogError) {
        try power.use("rename to", target)
        let found = state.withLock { state -> Bool in
            guard let file = state.files.removeValue(forKey: source) else { return false }
            state.files[target] = file
            return true
        }
        if !found { throw .refused("rename to", target, "no such file") }
    }

    func remove(_ path: String) throws(LogError) {
        try power.use("remove", path)
        state.withLock { _ = $0.files.removeValue(forKey: path) }
    }

    func syncDirectory(_ path: String) throws(LogError) { try power.use("sync directory", path) }
    func freeShare(_ path: String) throws(LogError) -> Double { 1 }

    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        let isFree = state.withLock { state in
            defer { state.isLocked = true }
            return !state.isLocked
        }
        guard isFree else { throw .lockHeld(path: path, holder: holder) }
        return MemoryLock { [weak self] in self?.state.withLock { $0.isLocked = false } }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

/// How many changes a storage still carries out.
private final class PowerSupply: Sendable {
    let remaining = Mutex<Int?>(nil)

    func use(_ operation: String, _ path: String) throws(LogError) {
        let isOn = remaining.withLock { remaining in
            guard let left = remaining else { return true }
            remaining = max(0, left - 1)
            return left > 0
        }
        if !isOn { throw .refused(operation, path, "the power is off") }
    }
}

private final class MemoryFile: LogFile {
    private let path: String
    private let power: PowerSupply
    private let content: Mutex<[UInt8]>

    init(_ bytes: [UInt8], path: String, power: PowerSupply) {
        content = Mutex(bytes)
        self.path = path
        self.power = power
    }

    var bytes: [UInt8] { content.withLock { $0 } }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        content.withLock { content in
            guard position < content.count else { return 0 }
            let start = Int(position)
            let count = min(buffer.count, content.count - start)
            content.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
            }
            return count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        let end = position + UInt64(bytes.count)
        precondition(end <= MemoryStorage.largestFileBytes, "a small log writes at \(position) of \(path)")
        do {
            try power.use("write", path)
        } catch {
            put(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), at: Int(position))
            throw error
        }
        put(bytes, at: Int(position))
    }

    private func put(_ bytes: UnsafeRawBufferPointer, at start: Int) {
        content.withLock { content in
            let end = start + bytes.count
            if content.count < end { content.append(contentsOf: repeatElement(0, count: end - content.count)) }
            content.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]).copyMemory(from: bytes)
            }
        }
    }

    func sync() throws(LogError) { try power.use("sync", path) }
    func sizeBytes() throws(LogError) -> UInt64 { content.withLock { UInt64($0.count) } }
}

private final class MemoryLock: LogLock {
    private let free: @Sendable () -> Void
    private let isHeld = Mutex(true)

    init(_ free: @escaping @Sendable () -> Void) { self.free = free }

    /// Once only: by a later time the lock may be another's.
    func release() {
        let wasHeld = isHeld.withLock { isHeld in
            defer { isHeld = false }
            return isHeld
        }
        if wasHeld { free() }
    }

    deinit { release() }
}

extension LogError {
    fileprivate static func refused(_ operation: String, _ path: String, _ reason: String) -> LogError {
        .storage(StorageFailure(operation: operation, path: path, code: 5, reason: reason))
    }
}
