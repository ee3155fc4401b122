import CollectStream
import Glibc
import Synchronization

/// A simulated disk as one process sees it; every call fails once the process has ended.
struct SimulatedStorage: LogStorage {
    let disk: SimulatedDisk
    let process: Int

    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        let file = try run("open", path, changes: access == .create) { (state) throws(LogError) -> Int in
            if case .file(let file)? = state.names[path] {
                if access == .create { throw Self.refusal("open", path, EEXIST) }
                return file
            }
            guard access == .create else { throw Self.refusal("open", path, ENOENT) }
            return Self.addFile(SimulatedFile(), path, &state)
        }
        return SimulatedHandle(storage: self, path: path, file: file)
    }

    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        let file = try run("create", path, changes: true) { (state) throws(LogError) -> Int in
            if state.names[path] != nil { throw Self.refusal("create", path, EEXIST) }
            return Self.addFile(SimulatedFile(zeros: Int(bytes)), path, &state)
        }
        return SimulatedHandle(storage: self, path: path, file: file)
    }

    private static func addFile(_ file: SimulatedFile, _ path: String, _ state: inout SimulatedDisk.State) -> Int {
        state.lastFile += 1
        state.files[state.lastFile] = file
        change(&state, folders: [SimulatedDisk.folder(of: path)], adds: (path, .file(state.lastFile)))
        return state.lastFile
    }

    func kind(of path: String) throws(LogError) -> LogPathKind {
        try run("stat", path) { (state) throws(LogError) in
            switch state.names[path] {
            case .file?: .file
            case .folder?: .directory
            case nil: .none
            }
        }
    }

    func list(_ directory: String) throws(LogError) -> [String] {
        try run("list", directory) { (state) throws(LogError) in
            guard state.names[directory] == .folder else { throw Self.refusal("list", directory, ENOENT) }
            return state.names.keys.filter { SimulatedDisk.folder(of: $0) == directory }.map {
                String($0.dropFirst(directory.count + 1))
            }
        }
    }

    func createDirectory(_ path: String) throws(LogError) {
        try run("create directory", path, changes: true) { (state) throws(LogError) in
            Self.change(&state, folders: [SimulatedDisk.folder(of: path)], adds: (path, .folder))
        }
    }

    func rename(_ source: String, to target: String) throws(LogError) {
        try run("rename", target, changes: true) { (state) throws(LogError) in
            guard let name = state.names[source] else { throw Self.refusal("rename", source, ENOENT) }
            let folders = [SimulatedDisk.folder(of: source), SimulatedDisk.folder(of: target)]
            Self.change(&state, folders: folders, removes: source, adds: (target, name))
        }
    }

    func remove(_ path: String) throws(LogError) {
        try run("remove", path, changes: true) { (state) throws(LogError) in
            guard state.names[path] != nil else { throw Self.refusal("remove", path, ENOENT) }
            Self.change(&state, folders: [SimulatedDisk.folder(of: path)], removes: path)
        }
    }

    func syncDirectory(_ path: String) throws(LogError) {
        try run("sync directory", path, changes: true) { (state) throws(LogError) in
            guard state.names[path] == .folder else { throw Self.refusal("sync directory", path, ENOENT) }
            for change in state.changes where change.folders.contains(path) {
                SimulatedDisk.apply(change, to: &state.durableNames)
            }
            state.changes.removeAll { $0.folders.contains(path) }
        }
    }

    func freeShare(_ path: String) throws(LogError) -> Double {
        try run("statvfs", path) { (state) throws(LogError) in state.freeShare }
    }

    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        try run("lock", path) { (state) throws(LogError) in
            guard state.lockHolder == nil else { throw .lockHeld(path: path, holder: "the other process") }
            state.lockHolder = process
        }
        return SimulatedLock(disk: disk, process: process)
    }

    private static func change(
        _ state: inout SimulatedDisk.State, folders: [String], removes: String? = nil,
        adds: (path: String, name: SimulatedDisk.Name)? = nil
    ) {
        let change = SimulatedDisk.NameChange(folders: folders, removes: removes, adds: adds)
        SimulatedDisk.apply(change, to: &state.names)
        state.changes.append(change)
    }

    // MARK: Faults

    /// Carries out one operation, unless the process has ended or a fault is due.
    /// - Parameter changes: whether it changes something: a sticky fault lets reading go on.
    /// - Parameter interrupted: what is left of the operation when the fault strikes in its middle.
    func run<Value: Sendable>(
        _ operation: String, _ path: String, changes: Bool = false,
        interrupted: (inout SimulatedDisk.State) -> Void = { _ in },
        _ body: (inout SimulatedDisk.State) throws(LogError) -> Value
    ) throws(LogError) -> Value {
        try disk.state.withLock { (state) throws(LogError) in
            guard state.process == process else { throw Self.refusal(operation, path, ESRCH) }
            if let code = Self.faultCode(&state, changes: changes) {
                interrupted(&state)
                throw Self.refusal(operation, path, code)
            }
            return try body(&state)
        }
    }

    private static func faultCode(_ state: inout SimulatedDisk.State, changes: Bool) -> Int32? {
        guard var fault = state.fault else { return nil }
        fault.countdown -= 1
        if fault.countdown == 0, case .refuse = fault.kind, !changes {
            // What only looks is refused by bad sectors; the fault waits for the next change.
            fault.countdown = 1
        }
        if fault.countdown == 0 { fault.hasFired = true }
        state.fault = fault
        switch fault.kind {
        case .stop: return fault.countdown <= 0 ? ESRCH : nil
        case .refuse(let code, let sticky):
            return changes && (fault.countdown == 0 || sticky && fault.countdown < 0) ? code : nil
        }
    }

    static func refusal(_ operation: String, _ path: String, _ code: Int32) -> LogError {
        .storage(StorageFailure(operation: operation, path: path, code: code, reason: "simulated"))
    }
}

/// One open file of one process; it stays readable after its name is gone.
private final class SimulatedHandle: LogFile {
    private let storage: SimulatedStorage
    private let path: String
    private let file: Int

    init(storage: SimulatedStorage, path: String, file: Int) {
        self.storage = storage
        self.path = path
        self.file = file
    }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        let bytes = try storage.run("read", path) { (state) throws(LogError) -> [UInt8] in
            guard let file = state.files[file] else { return [] }
            let start = min(Int(clamping: position), file.cache.count)
            let range = start..<min(start + buffer.count, file.cache.count)
            guard file.canRead(range) else { throw SimulatedStorage.refusal("read", path, EIO) }
            return Array(file.cache[range])
        }
        buffer.copyBytes(from: bytes)
        return bytes.count
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        let content = Array(bytes)
        let file = file
        try storage.run(
            "write", path, changes: true,
            interrupted: { state in
                let part = Int.random(in: 0...content.count, using: &state.random)
                content[..<part].withUnsafeBytes { state.files[file]?.write($0, at: Int(position)) }
            },
            { (state) throws(LogError) in
                content.withUnsafeBytes { state.files[file]?.write($0, at: Int(position)) }
            })
    }

    func sync() throws(LogError) {
        let file = file
        try storage.run(
            "sync", path, changes: true,
            interrupted: { state in
                guard case .refuse? = state.fault?.kind else { return }
                let reverts = Int.random(in: 0..<3, using: &state.random) == 0
                state.files[file]?.failSync(reverts: reverts, &state.random)
            },
            { (state) throws(LogError) in state.files[file]?.sync() })
    }

    func sizeBytes() throws(LogError) -> UInt64 {
        try storage.run("stat", path) { (state) throws(LogError) in UInt64(state.files[file]?.cache.count ?? 0) }
    }
}

private final class SimulatedLock: LogLock {
    private let disk: SimulatedDisk
    private let process: Int

    init(disk: SimulatedDisk, process: Int) {
        self.disk = disk
        self.process = process
    }

    func release() { disk.state.withLock { if $0.lockHolder == process { $0.lockHolder = nil } } }
}
