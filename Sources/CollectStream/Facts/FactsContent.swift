/// What a facts file holds, unpacked.
struct FactsContent {
    let origin: FactsOrigin
    let counts: FactsHeader.Counts
    let bytes: [UInt8]

    /// Below it, what a header says is believed: larger files are none of ours.
    private static let mostBytes = 2 << 30
    /// Halves the file, at a quarter of the cost of decoding; higher levels gain a few percent.
    private static let level: Int32 = 3

    init(origin: FactsOrigin, counts: FactsHeader.Counts, bytes: [UInt8]) {
        self.origin = origin
        self.counts = counts
        self.bytes = bytes
    }

    /// The content of a file; nil where it is damaged or holds something else than its header says.
    init?(_ header: FactsHeader, packed: [UInt8]) {
        let size = FactsSections(header.counts).end
        guard size <= Self.mostBytes, let bytes = Unpacker().unpack(packed, bytes: size) else { return nil }
        self.init(origin: header.origin, counts: header.counts, bytes: bytes)
    }

    /// The file; nil where there is no memory for it.
    func packed() -> [UInt8]? {
        let header = FactsHeader(origin: origin, counts: counts)
        return Packer(level: Self.level).pack(bytes).map { header.encoded() + $0 }
    }
}
