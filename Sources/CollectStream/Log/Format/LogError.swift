import Glibc

/// What the ingestion log refuses or cannot do. Every case carries the place, and what was expected and found there.
///
/// `description` is the user's sentence: what failed, where, what to do.
public enum LogError: Error, Hashable, Sendable {
    /// The operating system refused a call.
    case storage(StorageFailure)
    case directoryMissing(path: String)
    /// The path holds files that no Collect log would hold; `found` names one of them.
    case foreignDirectory(path: String, found: String)
    case unsupportedVersion(path: String, found: Int, supported: Int)
    /// `log.json` is unreadable, or absent although segments exist.
    case descriptionDamaged(path: String, detail: String)
    /// Another writer holds the lock; `holder` is its process id and command.
    case lockHeld(path: String, holder: String)
    case diskFull(path: String, freePercent: Int, requiredPercent: Int)
    /// More is queued than the log may hold in memory: wait for `ResponseLog.makeRoom()`.
    case busy(queuedBytes: Int, limitBytes: Int)
    case invalidDraft(index: Int, reason: String)
    /// An earlier write or sync failed; the partition takes nothing until the log is reopened.
    case poisoned(partition: Int, cause: StorageFailure)
    /// The group may or may not be on disk: repeat it with the same ids.
    case durabilityUnknown(partition: Int, cause: StorageFailure)
    case closed
    case noSuchPartition(found: Int, partitions: Int)
    /// A reader asked for an offset that the log has not reached.
    case beyondEnd(position: LogPosition, end: UInt64)
    /// Retention has removed what stood at the position; `begin` is where its partition begins.
    case expired(position: LogPosition, begin: UInt64)
    /// The source of a backup is a directory in which no log has begun.
    case nothingToBackUp(path: String)
    /// The target of a restore holds a log already.
    case backupExists(path: String)
    /// The target of a backup holds the copy of another log.
    case backupOfOtherLog(path: String)
    /// The record was acknowledged and its bytes are damaged.
    case damaged(LogGap)
    /// What is kept beside the log for recognising retries cannot be trusted; nothing of the log is lost.
    case identitiesDamaged(path: String)
}

/// One refused call of the operating system.
public struct StorageFailure: Error, Hashable, Sendable {
    public var operation: String
    public var path: String
    /// `errno`; 0 where the call succeeded with less than was asked.
    public var code: Int32
    public var reason: String

    public init(operation: String, path: String, code: Int32, reason: String) {
        self.operation = operation
        self.path = path
        self.code = code
        self.reason = reason
    }
}

extension StorageFailure: CustomStringConvertible {
    public var description: String { "\(operation) \(path): \(reason)" }
}

extension LogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .storage(let failure): "\(failure)"
        case .directoryMissing(let path):
            "\(path): no such data directory; check the path, or create it with import or demo"
        case .foreignDirectory(let path, let found):
            "\(path): not a Collect data directory (it holds \(found)); choose an empty directory"
        case .unsupportedVersion(let path, let found, let supported):
            "\(path): log format \(found), this program reads format \(supported); use the version that wrote it"
        case .descriptionDamaged(let path, let detail):
            "\(path): \(detail); restore this file from a backup, the segments are untouched"
        case .lockHeld(let path, let holder): "\(path): already being written by \(holder); stop it first"
        case .diskFull(let path, let free, let required):
            "\(path): \(free) % of the disk is free, \(required) % is required; make room, reading goes on"
        case .busy(let queued, let limit): "the log's queue holds \(queued) of \(limit) bytes; try again shortly"
        case .invalidDraft(let index, let reason): "record \(index) of the group: \(reason)"
        case .poisoned(let partition, let cause):
            "partition \(partition) takes no more records since \(cause); check the disk, then restart"
        case .durabilityUnknown(let partition, let cause):
            "partition \(partition): it is not known whether the records were stored (\(cause)); send them again"
        case .closed: "the log is closed"
        case .noSuchPartition(let found, let partitions): "no partition \(found): the log has \(partitions)"
        case .beyondEnd(let position, let end):
            "position \(position) lies beyond the log's end \(end): it belongs to another log or a lost tail"
        case .expired(let position, let begin):
            "position \(position) has expired and is no longer kept; partition \(position.partition) begins at \(begin)"
        case .nothingToBackUp(let path): "\(path): no log has begun here yet; there is nothing to copy"
        case .backupExists(let path): "\(path): holds a log already; restore into a new directory"
        case .backupOfOtherLog(let path): "\(path): holds another log; choose another directory for this one"
        case .damaged(let gap): "\(gap)"
        case .identitiesDamaged(let path):
            "\(path): damaged; no response is lost; start again, and it is built anew from the log"
        }
    }
}

extension LogError {
    /// Whether the disk refused to give back what it once took (`EIO`): damage, and no reason to stop reading.
    var isUnreadable: Bool {
        if case .storage(let failure) = self { return failure.code == EIO && failure.operation == "read" }
        return false
    }
}
