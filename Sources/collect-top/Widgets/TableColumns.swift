/// A table's column: what stands above it, how wide it is, and how readily it goes where room is short.
nonisolated struct TableColumn: Sendable {
    enum Width: Sendable {
        case fixed(Int)
        /// At least so many cells, and a share by weight of what is left.
        case flexible(minimum: Int, weight: Int)
    }

    let title: DisplayText
    var width: Width
    var alignment: Alignment = .leading
    /// Where the columns do not fit, the one with the highest number goes first; 0 stays to the end.
    var hideOrder = 0
    /// Set on the column that the rows are sorted by.
    var sort: Sort?

    enum Sort: Sendable { case ascending, descending }

    init(
        _ title: DisplayText, width: Width, alignment: Alignment = .leading, hideOrder: Int = 0, sort: Sort? = nil
    ) {
        self.title = title
        self.width = width
        self.alignment = alignment
        self.hideOrder = hideOrder
        self.sort = sort
    }

    fileprivate var minimum: Int {
        switch width {
        case .fixed(let cells): max(0, cells)
        case .flexible(let minimum, _): max(0, minimum)
        }
    }

    fileprivate var length: Length {
        switch width {
        case .fixed(let cells): .fixed(cells)
        case .flexible(let minimum, let weight): .atLeast(minimum, weight: weight)
        }
    }

    /// Which columns are shown in `area`, and where; at least one, if there is any.
    static func layout(_ columns: [TableColumn], in area: Rect, gap: Int) -> [(index: Int, area: Rect)] {
        var shown = Array(columns.indices)
        while shown.count > 1 {
            let needed = shown.map { columns[$0].minimum }.reduce(0, +) + gap * (shown.count - 1)
            if needed <= area.width { break }
            let most = shown.map { columns[$0].hideOrder }.max() ?? 0
            // Among equals the rightmost goes.
            guard let victim = shown.lastIndex(where: { columns[$0].hideOrder == most }) else { break }
            shown.remove(at: victim)
        }
        let areas = area.columns(shown.map { columns[$0].length }, gap: gap)
        return zip(shown, areas).map { (index: $0, area: $1) }
    }
}
