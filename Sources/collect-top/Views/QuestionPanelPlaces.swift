import CollectModel

/// Locations: the box around them, the cells they stand in, and a map of dots.
nonisolated extension QuestionPanel {
    func drawLocation(_ location: LocationStatistics, in area: Rect, first: Int, on frame: inout Frame) {
        drawBox(location, in: area.row(0), on: &frame)
        guard !location.cells.isEmpty else { return }
        let body = area.inset(top: 1)
        let cells = location.cells.compactMap(PlaceCell.init)
        // Wider than three times its height a map is mostly sea.
        let mapWidth = min(body.width / 2, max(body.height * 3, 16))
        let parts = body.columns([.fixed(mapWidth), .atLeast(0, weight: 1)], gap: 2)
        let visible = cells.filter { context.mask.showsCell(of: Int(clamping: $0.count)) }
        drawMap(visible, in: parts[0], on: &frame)
        let entries = location.cells.dropFirst(first).prefix(parts[1].height).map { cell in
            Entry(label: shownCell(cell), count: cell.count, share: share(cell.count))
        }
        draw(Array(entries), in: parts[1], isRelative: true, on: &frame)
    }

    /// West, south, east and north, each corner as exact as the mask allows.
    private func drawBox(_ location: LocationStatistics, in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.figure("with position", AnswerWords.cell(location.count, mask: context.mask), on: &frame)
        line.figure("cells", AnswerWords.count(Int64(location.cells.count)), on: &frame)
        drawSuspects(
            [
                ("at (0, 0)", location.atOrigin), ("swapped", location.swapped), ("impossible", location.impossible),
                ("the very same point", location.repeats.answers.value),
            ], on: &line, &frame)
        drawCorners(location, on: &line, &frame)
        if context.mask.showsCell(of: Int(clamping: location.accuracy.count)), let p50 = location.accuracy.p50 {
            line.figure("accuracy p50", AnswerWords.number(p50) + " m", on: &frame)
        }
    }

    private func drawCorners(_ location: LocationStatistics, on line: inout AnswerLine, _ frame: inout Frame) {
        guard let box = location.box, context.mask.showsCell(of: Int(clamping: location.count)) else { return }
        let low = context.mask.location(latitude: box.south, longitude: box.west)
        let high = context.mask.location(latitude: box.north, longitude: box.east)
        let arrow = AnswerMarks.arrow(context.symbols)
        let words = DisplayText(low.text, maxCells: 28) + arrow + DisplayText(high.text, maxCells: 28)
        line.figure("box", words, role: low.isMasked ? .masked : .text, on: &frame)
    }

    /// The cell's letters, as many as the mask gives.
    private func shownCell(_ cell: ValueCount) -> Masked {
        guard let place = PlaceCell(cell),
            let letters = context.mask.cell(latitude: place.latitude, longitude: place.longitude)
        else { return context.mask.text(cell.value, type: "File", key: "", tag: nil) }
        return Masked.ownWords(String(letters.prefix(cell.value.utf8.count)))
    }

    /// One dot a cell in braille; a cell of the screen with one mark where there is no braille.
    private func drawMap(_ cells: [PlaceCell], in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty, context.mask.cell(latitude: 0, longitude: 0) != nil, !cells.isEmpty else { return }
        let (dotsAcross, dotsDown) = context.symbols == .braille ? (2, 4) : (1, 1)
        let grid = (width: area.width * dotsAcross, height: area.height * dotsDown)
        let bounds = PlaceBounds(cells)
        var dots = [UInt32](repeating: 0, count: area.width * area.height)
        for cell in cells {
            let (x, y) = bounds.place(cell, width: grid.width, height: grid.height)
            let bit = Self.brailleBits[context.symbols == .braille ? y % 4 : 0][context.symbols == .braille ? x % 2 : 0]
            dots[y / dotsDown * area.width + x / dotsAcross] |= bit
        }
        for (index, bits) in dots.enumerated() {
            let isBraille = context.symbols == .braille
            let symbol = isBraille ? Unicode.Scalar(0x2800 + bits) : context.symbols == .ascii ? "o" : "▪"
            let (x, y) = (area.x + index % area.width, area.y + index / area.width)
            if bits == 0 {
                frame.put(symbol: context.symbols == .ascii ? "." : "·", x: x, y: y, role: .barTrack)
            } else if let symbol {
                frame.put(symbol: symbol, x: x, y: y, role: .bar)
            }
        }
    }

    /// Dots of a braille cell by row and column. - Source: Unicode chapter 21.1.
    private static let brailleBits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}

/// A geohash cell as a point on the map: its middle. Units: degrees.
nonisolated struct PlaceCell: Sendable {
    let latitude: Double
    let longitude: Double
    let count: Int64

    /// Nil where the letters are no geohash.
    /// - Source: G. Niemeyer, geohash.org; base 32 without a, i, l, o.
    init?(_ cell: ValueCount) {
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0)
        guard !cell.value.isEmpty, cell.value.utf8.count <= 12 else { return nil }
        var isLongitude = true
        for letter in cell.value.utf8 {
            guard let value = Self.letters.firstIndex(of: letter) else { return nil }
            for bit in (0..<5).reversed() {
                let isUpper = value >> bit & 1 == 1
                if isLongitude {
                    let middle = (west + east) / 2
                    if isUpper { west = middle } else { east = middle }
                } else {
                    let middle = (south + north) / 2
                    if isUpper { south = middle } else { north = middle }
                }
                isLongitude.toggle()
            }
        }
        latitude = (south + north) / 2
        longitude = (west + east) / 2
        count = cell.count
    }

    private static let letters = Array("0123456789bcdefghjkmnpqrstuvwxyz".utf8)
}

/// The part of the earth that a map shows. Cells stand in places by their share of it; a single place stands in the middle.
nonisolated struct PlaceBounds: Sendable {
    private let south, north, west, east: Double

    init(_ cells: [PlaceCell]) {
        south = cells.map(\.latitude).min() ?? 0
        north = cells.map(\.latitude).max() ?? 0
        west = cells.map(\.longitude).min() ?? 0
        east = cells.map(\.longitude).max() ?? 0
    }

    func place(_ cell: PlaceCell, width: Int, height: Int) -> (x: Int, y: Int) {
        let across = east > west ? (cell.longitude - west) / (east - west) : 0.5
        let down = north > south ? (north - cell.latitude) / (north - south) : 0.5
        return (
            Int((Scale.unit(across) * Double(width - 1)).rounded()),
            Int((Scale.unit(down) * Double(height - 1)).rounded())
        )
    }
}
