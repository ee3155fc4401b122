/// What opening a log found and did.
public struct RecoveryReport: Hashable, Sendable {
    /// The unfinished end of a partition: cut, with a copy kept.
    public struct TornTail: Hashable, Sendable {
        public var partition: Int
        /// The position that the next record takes. Nothing at or after it was known to be acknowledged.
        public var offset: UInt64
        /// File name of the segment, inside the partition's folder.
        public var segment: String
        public var bytes: Range<UInt64>
        /// Where the copy is.
        public var copy: String
    }

    public var torn: [TornTail] = []
    /// Acknowledged records that are lost: never cut, served as gaps, worth a critical alert.
    public var damage: [LogGap] = []

    public init() {}
}
