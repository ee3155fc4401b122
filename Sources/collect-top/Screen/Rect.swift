/// An area of cells; the origin is the screen's top left.
///
/// Why: layout has to be right at every size a terminal can have, also 1 × 1. All helpers here are total.
/// Invariant: width and height are never negative, and what a split gives covers its rectangle without overlap.
///
/// Example:
/// ```swift
/// Rect(width: 80, height: 24).rows([.fixed(1), .flexible(1), .fixed(1)])[1].height == 22
/// ```
nonisolated struct Rect: Sendable, Hashable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int

    init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    var right: Int { x + width }
    var bottom: Int { y + height }
    var isEmpty: Bool { width == 0 || height == 0 }

    func contains(x column: Int, y row: Int) -> Bool {
        column >= x && column < right && row >= y && row < bottom
    }

    func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(right, other.right) - left, height: min(bottom, other.bottom) - top)
    }

    /// What is left inside a margin; empty, and still inside, if the margin takes everything.
    func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
        let left = min(max(0, left), width)
        let top = min(max(0, top), height)
        return Rect(
            x: x + left, y: y + top, width: width - left - max(0, right), height: height - top - max(0, bottom))
    }

    func inset(by margin: Int) -> Rect {
        inset(left: margin, top: margin, right: margin, bottom: margin)
    }

    /// The line at `offset` from the top, empty if there is none.
    func row(_ offset: Int) -> Rect {
        guard offset >= 0, offset < height else { return Rect(x: x, y: y, width: 0, height: 0) }
        return Rect(x: x, y: y + offset, width: width, height: 1)
    }

    /// An area of the given size in the middle, made smaller where it does not fit.
    func centred(width wanted: Int, height wantedHeight: Int) -> Rect {
        let fitWidth = min(max(0, wanted), width)
        let fitHeight = min(max(0, wantedHeight), height)
        return Rect(
            x: x + (width - fitWidth) / 2, y: y + (height - fitHeight) / 2, width: fitWidth, height: fitHeight)
    }

    /// Stacks areas from top to bottom, one for each length.
    func rows(_ lengths: [Length], gap: Int = 0) -> [Rect] {
        Length.spans(lengths, total: height, gap: gap).map { span in
            Rect(x: x, y: y + span.lowerBound, width: width, height: span.count)
        }
    }

    /// Lines areas up from left to right, one for each length.
    func columns(_ lengths: [Length], gap: Int = 0) -> [Rect] {
        Length.spans(lengths, total: width, gap: gap).map { span in
            Rect(x: x + span.lowerBound, y: y, width: span.count, height: height)
        }
    }
}

/// How much of a line an area wants.
nonisolated enum Length: Sendable, Hashable {
    /// Exactly this many cells, while there is room.
    case fixed(Int)
    /// A share of what the others leave, in proportion to the weight.
    case flexible(Int)
    /// A share, but at least `minimum` cells while there is room.
    case atLeast(Int, weight: Int)

    fileprivate var minimum: Int {
        switch self {
        case .fixed(let cells): max(0, cells)
        case .flexible: 0
        case .atLeast(let cells, _): max(0, cells)
        }
    }

    fileprivate var weight: Int {
        switch self {
        case .fixed: 0
        case .flexible(let weight), .atLeast(_, let weight): max(0, weight)
        }
    }

    /// Divides `total` cells: minima first, in order, then the rest by weight, with rounding that loses no cell.
    ///
    /// Where nothing is flexible the rest stays free at the end.
    static func spans(_ lengths: [Length], total: Int, gap: Int) -> [Range<Int>] {
        let total = max(0, total)
        let gap = max(0, gap)
        var free = max(0, total - gap * max(0, lengths.count - 1))
        var sizes = lengths.map { length in
            let given = min(length.minimum, free)
            free -= given
            return given
        }
        let weights = lengths.map(\.weight)
        let allWeights = weights.reduce(0, +)
        var weightBefore = 0
        for index in lengths.indices where allWeights > 0 {
            let from = free * weightBefore / allWeights
            weightBefore += weights[index]
            sizes[index] += free * weightBefore / allWeights - from
        }
        var start = 0
        return sizes.map { size in
            let lower = min(start, total)
            let upper = min(lower + size, total)
            start = upper + gap
            return lower..<upper
        }
    }
}
