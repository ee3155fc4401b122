/// One cell of a frame: eight plain bytes, so that a frame can be filled, copied and compared like memory.
///
/// Shape: `glyph` is a scalar's number, or, with the highest bit set, an index into the frame's list of clusters.
/// Units: `width` in cells: 1, 2, or 0 for the second half of the wide glyph to the left.
nonisolated struct Cell: Sendable, Hashable {
    var glyph: UInt32
    var width: UInt8
    var role: Role
    var emphasis: Emphasis

    static let blank = Cell(glyph: 0x20, width: 1, role: .text, emphasis: [])

    static let clusterBit: UInt32 = 0x8000_0000

    var isCluster: Bool { glyph & Cell.clusterBit != 0 }
    var clusterIndex: Int { Int(glyph & ~Cell.clusterBit) }
}
