/// A record's place in the log: its partition and its ordinal in it.
public struct RecordPlace: Sendable, Hashable, Comparable {
    public var partition: Int
    public var offset: UInt64

    public init(partition: Int, offset: UInt64) {
        self.partition = partition
        self.offset = offset
    }

    public static func < (a: RecordPlace, b: RecordPlace) -> Bool {
        (a.partition, a.offset) < (b.partition, b.offset)
    }
}

/// What happened to a response.
public enum ResponseOperation: String, Sendable, CaseIterable {
    case create, update, delete, restore
}
