/// A grid of cells: what a view draws and what a terminal, a test or a picture shows.
///
/// Why: views need no terminal, and a terminal sees only finished frames.
/// Shape: `cells` row by row. A glyph of several scalars lies in `clusters`, and its cell names the index.
/// Invariant: each cell of width 2 is followed, on the same row, by one of width 0, and no other cell has width 0.
/// Cost: a 200 × 60 frame full of text is built in well under 3 ms.
///
/// Example:
/// ```swift
/// var frame = Frame(width: 20, height: 1)
/// frame.put("Household survey", x: 0, y: 0, role: .title)
/// ```
nonisolated struct Frame: Sendable {
    let width: Int
    let height: Int
    private(set) var cells: [Cell]
    private(set) var clusters: [String] = []

    init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: .blank, count: self.width * self.height)
    }

    var bounds: Rect { Rect(width: width, height: height) }

    subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

    /// The glyph of a cell; empty for the second half of a wide one.
    func glyph(_ cell: Cell) -> String {
        if cell.width == 0 { return "" }
        if cell.isCluster { return clusters[cell.clusterIndex] }
        return Unicode.Scalar(cell.glyph).map { String(Character($0)) } ?? "\u{FFFD}"
    }

    /// Draws text on one row.
    ///
    /// What lies outside the frame or outside `clip` is left out. A wide glyph that would be cut at an edge becomes
    /// a space on the side that is visible.
    /// - Parameter maxWidth: longer text ends in "…" within that many cells.
    /// - Returns: the column after the text, whether or not it was visible.
    @discardableResult
    mutating func put(
        _ text: DisplayText, x: Int, y: Int, role: Role, emphasis: Emphasis = [], maxWidth: Int? = nil,
        clip: Rect? = nil
    ) -> Int {
        let text = maxWidth.map { text.truncated(to: $0) } ?? text
        let end = x + text.width
        let area = clip.map { bounds.intersection($0) } ?? bounds
        guard y >= area.y, y < area.bottom, end > area.x, x < area.right, !text.isEmpty else { return end }
        let ink = Cell(glyph: 0, width: 1, role: role, emphasis: emphasis)
        if text.isASCII {
            putASCII(text, x: x, y: y, area: area, ink: ink)
        } else {
            putGlyphs(text, x: x, y: y, area: area, ink: ink)
        }
        return end
    }

    /// Draws text on the first row of `area`, cut and aligned within it.
    mutating func put(
        _ text: DisplayText, in area: Rect, alignment: Alignment = .leading, role: Role, emphasis: Emphasis = []
    ) {
        guard !area.isEmpty else { return }
        let cut = text.truncated(to: area.width)
        let shift =
            switch alignment {
            case .leading: 0
            case .centre: (area.width - cut.width) / 2
            case .trailing: area.width - cut.width
            }
        put(cut, x: area.x + shift, y: area.y, role: role, emphasis: emphasis, clip: area)
    }

    /// Draws one scalar of one cell, such as a line or a block.
    mutating func put(symbol: Unicode.Scalar, x: Int, y: Int, role: Role, emphasis: Emphasis = []) {
        guard bounds.contains(x: x, y: y), let shown = TextSanitiser.visible(symbol),
            CellWidth.of(shown.value) == 1
        else { return }
        clearHalves(from: x, to: x + 1, y: y)
        cells[y * width + x] = Cell(glyph: shown.value, width: 1, role: role, emphasis: emphasis)
    }

    /// Fills an area with one scalar of one cell.
    mutating func fill(_ area: Rect, with symbol: Unicode.Scalar = " ", role: Role, emphasis: Emphasis = []) {
        let area = bounds.intersection(area)
        guard !area.isEmpty, let shown = TextSanitiser.visible(symbol), CellWidth.of(shown.value) == 1 else { return }
        let cell = Cell(glyph: shown.value, width: 1, role: role, emphasis: emphasis)
        for y in area.y..<area.bottom {
            clearHalves(from: area.x, to: area.right, y: y)
            let start = y * width
            for x in area.x..<area.right { cells[start + x] = cell }
        }
    }

    /// Gives an area another role, for example the selected row of a table; the glyphs stay.
    mutating func restyle(_ area: Rect, role: Role? = nil, adding emphasis: Emphasis = []) {
        let area = bounds.intersection(area)
        for y in area.y..<area.bottom {
            for x in area.x..<area.right {
                let index = y * width + x
                if let role { cells[index].role = role }
                cells[index].emphasis.formUnion(emphasis)
            }
        }
    }

    /// Copies a whole frame so that its top left comes to `(x, y)`.
    mutating func put(_ other: Frame, x: Int, y: Int) {
        let area = bounds.intersection(Rect(x: x, y: y, width: other.width, height: other.height))
        for row in area.y..<area.bottom {
            clearHalves(from: area.x, to: area.right, y: row)
            for column in area.x..<area.right {
                let cell = other[column - x, row - y]
                // A wide glyph that the edge cuts in two leaves a space on its visible side.
                let isCut =
                    (cell.width == 2 && column + 1 == area.right) || (cell.width == 0 && column == area.x)
                if isCut {
                    cells[row * width + column] = Cell(
                        glyph: 0x20, width: 1, role: cell.role, emphasis: cell.emphasis)
                } else {
                    cells[row * width + column] = adopt(cell, from: other)
                }
            }
        }
    }

    private mutating func adopt(_ cell: Cell, from other: Frame) -> Cell {
        guard cell.isCluster, cell.width > 0 else { return cell }
        var copy = cell
        copy.glyph = intern(other.clusters[cell.clusterIndex])
        return copy
    }

    private mutating func putASCII(_ text: DisplayText, x: Int, y: Int, area: Rect, ink: Cell) {
        let first = max(x, area.x)
        let last = min(x + text.width, area.right)
        clearHalves(from: first, to: last, y: y)
        let start = y * width
        var cell = ink
        var column = x
        for byte in text.string.utf8 {
            if column >= last { break }
            if column >= first {
                cell.glyph = UInt32(byte)
                cells[start + column] = cell
            }
            column += 1
        }
    }

    private mutating func putGlyphs(_ text: DisplayText, x: Int, y: Int, area: Rect, ink: Cell) {
        let scalars = text.string.unicodeScalars
        var scanner = GlyphScanner(scalars)
        clearHalves(from: max(x, area.x), to: min(x + text.width, area.right), y: y)
        let start = y * width
        var column = x
        while let glyph = scanner.next(), column < area.right {
            let next = column + glyph.width
            if column >= area.x, next <= area.right {
                var cell = ink
                cell.glyph = code(scalars[glyph.range])
                cell.width = UInt8(glyph.width)
                cells[start + column] = cell
                if glyph.width == 2 {
                    cells[start + column + 1] = Cell(glyph: 0, width: 0, role: ink.role, emphasis: ink.emphasis)
                }
            } else if next > area.x {
                let visible = column < area.x ? area.x : column
                cells[start + visible] = Cell(glyph: 0x20, width: 1, role: ink.role, emphasis: ink.emphasis)
            }
            column = next
        }
    }

    private mutating func code(_ scalars: Substring.UnicodeScalarView) -> UInt32 {
        let first = scalars.startIndex
        if let only = scalars.first, scalars.index(after: first) == scalars.endIndex { return only.value }
        return intern(String(scalars))
    }

    private mutating func intern(_ cluster: String) -> UInt32 {
        clusters.append(cluster)
        return UInt32(clusters.count - 1) | Cell.clusterBit
    }

    /// Before cells `from..<to` are written: a wide glyph that straddles either end loses its other half to a space.
    private mutating func clearHalves(from: Int, to: Int, y: Int) {
        guard from < to else { return }
        let start = y * width
        if cells[start + from].width == 0, from > 0 { blank(start + from - 1) }
        if to < width, cells[start + to].width == 0 { blank(start + to) }
    }

    private mutating func blank(_ index: Int) {
        cells[index].glyph = 0x20
        cells[index].width = 1
    }
}

nonisolated extension Frame: Equatable {
    /// Equal when they look equal; where a cluster lies in the list does not matter.
    static func == (left: Frame, right: Frame) -> Bool {
        guard left.width == right.width, left.height == right.height else { return false }
        for index in left.cells.indices where !left.cell(at: index, equals: right) { return false }
        return true
    }

    /// Whether the cell at `index` looks the same in `other`, which has the same size.
    func cell(at index: Int, equals other: Frame) -> Bool {
        let mine = cells[index]
        let theirs = other.cells[index]
        guard mine.isCluster, theirs.isCluster, mine.width > 0 else { return mine == theirs }
        var aligned = mine
        aligned.glyph = theirs.glyph
        return aligned == theirs && clusters[mine.clusterIndex] == other.clusters[theirs.clusterIndex]
    }
}
