import CollectStream
import Synchronization

/// A machine's disk in memory that forgets, at a power failure, everything that a real one may forget.
///
/// Why: a promise about durability is a promise about every order in which a disk may have done its work. Here each of them follows
/// from a seed. Content is `SimulatedFile`; names are durable only after `syncDirectory` of their folder.
/// Use: each process that runs on the machine gets its own `process()`; `kill` and `losePower` end all of them.
final class SimulatedDisk: Sendable {
    enum Name: Equatable { case folder, file(Int) }

    /// A change of names that no `syncDirectory` has covered yet.
    struct NameChange {
        var folders: [String]
        var removes: String?
        var adds: (path: String, name: Name)?
    }

    struct State {
        var random: SeededGenerator
        var files: [Int: SimulatedFile] = [:]
        var lastFile = 0
        /// As programs see them, and as they would be found after a power failure.
        var names: [String: Name] = ["/": .folder]
        var durableNames: [String: Name] = ["/": .folder]
        var changes: [NameChange] = []
        /// The process that runs now; older ones are dead.
        var process = 0
        var lockHolder: Int?
        var fault: SimulatedFault?
        var freeShare = 0.5
    }

    let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededGenerator(seed: seed))) }

    /// The disk as the process that runs now sees it.
    func process() -> SimulatedStorage { state.withLock { SimulatedStorage(disk: self, process: $0.process) } }

    /// Lets an operation of the process that runs now fail; nil takes the plan back.
    func plan(_ fault: SimulatedFault?) { state.withLock { $0.fault = fault } }

    /// Whether the planned fault has happened.
    var faultFired: Bool { state.withLock { $0.fault?.hasFired ?? false } }

    func setFreeShare(_ share: Double) { state.withLock { $0.freeShare = share } }

    /// All processes end; the machine, and its cache, go on.
    func kill() { state.withLock { Self.endProcesses(&$0) } }

    /// All processes end, and what was not synced is partly lost.
    func losePower() {
        state.withLock { state in
            Self.endProcesses(&state)
            for change in state.changes where Bool.random(using: &state.random) {
                Self.apply(change, to: &state.durableNames)
            }
            for file in state.files.keys.sorted() { state.files[file]?.loseUnsynced(&state.random) }
            Self.forgetNames(&state)
        }
    }

    /// A power failure without chance: all names are durable, and of each file's unsynced sectors those that `arrives` names.
    func losePower(keeping arrives: (_ path: String, _ sector: Int) -> Bool) {
        state.withLock { state in
            Self.endProcesses(&state)
            for change in state.changes { Self.apply(change, to: &state.durableNames) }
            for (path, name) in state.durableNames {
                guard case .file(let file) = name else { continue }
                state.files[file]?.loseUnsynced { arrives(path, $0) }
            }
            Self.forgetNames(&state)
        }
    }

    /// Changes a file's durable content behind everybody's back.
    func rot(_ path: String, _ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            guard case .file(let file)? = state.names[path] else { return }
            state.files[file]?.rot(change)
        }
    }

    func makeUnreadable(_ path: String, sector: Int) {
        state.withLock { state in
            guard case .file(let file)? = state.names[path] else { return }
            state.files[file]?.makeUnreadable(sector)
        }
    }

    /// Takes a file away, as a careless person does.
    func lose(_ path: String) {
        state.withLock { state in
            state.names[path] = nil
            state.durableNames[path] = nil
        }
    }

    func swap(_ first: String, _ second: String) {
        state.withLock { state in
            (state.names[first], state.names[second]) = (state.names[second], state.names[first])
            state.durableNames = state.names
        }
    }

    /// A disk with the same durable content, as a copy of an image gives it.
    func copy(seed: UInt64) -> SimulatedDisk {
        let other = SimulatedDisk(seed: seed)
        state.withLock { state in
            other.state.withLock { copy in
                copy.files = state.files
                copy.lastFile = state.lastFile
                copy.names = state.names
                copy.durableNames = state.durableNames
                copy.changes = state.changes
            }
        }
        return other
    }

    func content(_ path: String) -> [UInt8]? {
        state.withLock { state in
            guard case .file(let file)? = state.names[path] else { return nil }
            return state.files[file]?.cache
        }
    }

    func unsyncedSectors(_ path: String) -> [Int] {
        state.withLock { state in
            guard case .file(let file)? = state.names[path] else { return [] }
            return state.files[file]?.unsyncedSectors ?? []
        }
    }

    var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    // MARK: Names

    static func apply(_ change: NameChange, to names: inout [String: Name]) {
        if let removed = change.removes { names[removed] = nil }
        if let added = change.adds { names[added.path] = added.name }
    }

    private static func endProcesses(_ state: inout State) {
        state.process += 1
        state.lockHolder = nil
        state.fault = nil
    }

    private static func forgetNames(_ state: inout State) {
        state.changes = []
        // What lies in a folder that was lost is lost with it.
        state.durableNames = state.durableNames.filter { path, _ in
            state.durableNames[folder(of: path)] == .folder
        }
        state.names = state.durableNames
        let used = state.names.values.compactMap { name in if case .file(let file) = name { file } else { nil } }
        let kept = Set(used)
        state.files = state.files.filter { kept.contains($0.key) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}

/// What goes wrong, and when.
struct SimulatedFault: Sendable {
    enum Kind: Sendable, Equatable {
        /// The call is refused with this `errno`: this one, or also every later one that changes something.
        case refuse(code: Int32, sticky: Bool)
        /// Everything stops in the middle of the call: the process, or the whole machine.
        case stop
    }

    let kind: Kind
    /// Counted from now: 1 is the next operation.
    var countdown: Int
    var hasFired = false
}
