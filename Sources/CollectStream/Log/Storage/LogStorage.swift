/// The files that the log stands on. The real one is `PosixStorage`; tests pass one that fails.
///
/// Why: every promise about durability is a promise about the order of these calls, so they can be watched and refused.
/// Paths are what the caller was given, joined with `/`. All errors are `LogError.storage`, except where said.
public protocol LogStorage: Sendable {
    /// - Throws: `storage` with `ENOENT` when `.read` or `.readWrite` finds no file, `EEXIST` when `.create` finds one.
    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile
    /// A new file of `bytes` zeros, a multiple of 4,096, all of them on the disk when this returns, its name not yet.
    /// - Throws: `storage` with `EEXIST` when there is such a file.
    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile
    func kind(of path: String) throws(LogError) -> LogPathKind
    /// Names in a directory, without `.` and `..`, in no order.
    func list(_ directory: String) throws(LogError) -> [String]
    func createDirectory(_ path: String) throws(LogError)
    /// Replaces `target` in one step. Durable after `syncDirectory` of its folder.
    func rename(_ source: String, to target: String) throws(LogError)
    func remove(_ path: String) throws(LogError)
    func syncDirectory(_ path: String) throws(LogError)
    /// The share of the disk, 0 to 1, that an ordinary process may still fill.
    func freeShare(_ path: String) throws(LogError) -> Double
    /// Takes the writer's lock for as long as the returned value lives; `holder` is left in the file for others to name.
    /// - Throws: `lockHeld`.
    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock
}

public enum LogFileAccess: Sendable { case read, readWrite, create }
public enum LogPathKind: Sendable { case none, file, directory }

/// One open file. Positions are bytes from its start. May be used from several threads.
public protocol LogFile: AnyObject, Sendable {
    /// Fills `buffer` from `position`; fewer bytes only at the end of the file.
    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int
    /// Writes all of `bytes` or throws; after a throw the content of that range is unknown.
    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError)
    /// Returns when the content is on the disk. After a throw it must be taken as unknown for ever: never retried.
    func sync() throws(LogError)
    func sizeBytes() throws(LogError) -> UInt64
}

/// The writer's lock; ends with `release()` or with its last reference.
public protocol LogLock: AnyObject, Sendable {
    func release()
}
