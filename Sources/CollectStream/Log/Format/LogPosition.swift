/// Where one record stands: its partition and its ordinal there.
///
/// Invariant: an offset is given once; the first is 0. An offset that a torn tail left unacknowledged was never visible.
public struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var partition: Int
    public var offset: UInt64

    public init(partition: Int, offset: UInt64) {
        self.partition = partition
        self.offset = offset
    }

    public var description: String { "\(partition).\(offset)" }

    /// In one word: 8 bits of the partition, 56 bits of the offset in it.
    var place: UInt64 { UInt64(partition) << 56 | offset }

    init(place: UInt64) { self.init(partition: Int(place >> 56), offset: place & (1 << 56 - 1)) }

    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.partition, left.offset) < (right.partition, right.offset)
    }
}

/// How far a reader has come: for each partition, the next offset to read.
///
/// Shape: the token form is `0.120-1.7-2.0-3.44`, all partitions in order, and is what commands print as POSITION.
public struct LogCursor: Hashable, Sendable, CustomStringConvertible {
    public var next: [UInt64]

    public init(next: [UInt64]) { self.next = next }

    /// The start of a log of `partitions` partitions.
    public init(partitions: Int) { next = Array(repeating: 0, count: partitions) }

    /// Reads the token form; nil for anything that `description` would not have printed.
    public init?(token: String) {
        var next: [UInt64] = []
        for part in token.split(separator: "-", omittingEmptySubsequences: false) {
            let pair = part.split(separator: ".", omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0] == "\(next.count)", let offset = UInt64(pair[1]), pair[1] == "\(offset)"
            else {
                return nil
            }
            next.append(offset)
        }
        self.next = next
    }

    public var description: String {
        next.enumerated().map { "\($0.offset).\($0.element)" }.joined(separator: "-")
    }
}

/// What a record did to its response. The numbers stand in the log.
public enum LogOperation: UInt8, Sendable {
    case create = 1
    case update, delete, restore
    /// The platform's own record (see `ControlRecord`), not a response.
    case control
}

/// Facts about a record that readers need before they parse it. The bits stand in the log; unknown bits are kept.
public struct RecordFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// History loaded later: it raises no rate or lateness alert.
    public static let backfill = RecordFlags(rawValue: 1 << 0)
    /// An older version that came behind a newer one: it counts as an operation and was never live. The record names the newest version of that
    /// moment where others name the one that they replace.
    public static let superseded = RecordFlags(rawValue: 1 << 1)
    /// The device's clock was measured to be wrong: the time of the event is the device's, put right.
    public static let clockCorrected = RecordFlags(rawValue: 1 << 2)
    /// What a restoration brings back is an edit, not what was sent first.
    public static let edited = RecordFlags(rawValue: 1 << 3)
}

/// Acknowledged offsets whose bytes are damaged or gone. They are reported and never cut.
public struct LogGap: Hashable, Sendable, CustomStringConvertible {
    public enum Cause: String, Hashable, Sendable {
        /// Bytes that fail their checksum or make no sense.
        case damaged
        /// A segment, or its end, that should exist and does not.
        case missing
    }

    public var partition: Int
    /// The lost offsets; empty where only bytes without records (a marker) are damaged.
    public var offsets: Range<UInt64>
    /// File name of the segment, inside the partition's folder.
    public var segment: String
    /// The damaged bytes of that file; empty when they are missing altogether.
    public var bytes: Range<UInt64>
    public var cause: Cause

    public init(partition: Int, offsets: Range<UInt64>, segment: String, bytes: Range<UInt64>, cause: Cause) {
        self.partition = partition
        self.offsets = offsets
        self.segment = segment
        self.bytes = bytes
        self.cause = cause
    }

    public var description: String {
        """
        partition \(partition): \(offsets.count) acknowledged records (\(offsets.lowerBound)..<\(offsets.upperBound)) \
        are \(cause.rawValue) in \(segment), bytes \(bytes.lowerBound)..<\(bytes.upperBound)
        """
    }
}
