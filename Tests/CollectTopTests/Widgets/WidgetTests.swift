import Testing

@testable import collect_top

struct WidgetTests {
    @Test(arguments: SymbolSet.allCases)
    func `charts look as in their golden frames`(_ symbols: SymbolSet) {
        var frame = Frame(width: 40, height: 16)
        for (row, share) in [0, 0.001, 0.3, 0.5625, 1, 7, -1, .nan].enumerated() {
            Bar(share: share, symbols: symbols).draw(in: Rect(x: 0, y: row, width: 10, height: 1), on: &frame)
        }
        let wave = (0..<40).map { Double(($0 * 7) % 17) }
        Sparkline(values: wave, symbols: symbols).draw(in: Rect(x: 12, y: 0, width: 12, height: 1), on: &frame)
        Sparkline(values: wave, symbols: symbols).draw(in: Rect(x: 12, y: 2, width: 12, height: 3), on: &frame)
        Sparkline(values: [1, .infinity, -.infinity, .nan, 2], symbols: symbols)
            .draw(in: Rect(x: 12, y: 6, width: 12, height: 1), on: &frame)
        Histogram(counts: [1, 4, 9, 16, 9, 4, 1, 0], axis: .ends(low: "18", high: "94"), symbols: symbols)
            .draw(in: Rect(x: 26, y: 0, width: 14, height: 6), on: &frame)
        HeatMap(
            values: [[0, 1, 2, 3, 4, 5, nil], [5, 4, 3, 2, 1, 0], [.nan]], rowLabels: ["Mon", "Tue", "月"],
            symbols: symbols
        ).draw(in: Rect(x: 0, y: 10, width: 20, height: 4), on: &frame)
        KeyHints(hints: [.init("?", "help"), .init("Enter", "open"), .init("q", "back"), .init("Space", "freeze")])
            .draw(in: Rect(x: 0, y: 15, width: 30, height: 1), on: &frame)
        FrameSnapshot.expect(frame, "widgets-charts-\(symbols.rawValue)-40x16")
    }

    @Test(arguments: [false, true])
    func `borders carry their titles`(_ isFocused: Bool) {
        var frame = Frame(width: 40, height: 8)
        Border(title: "Forms", note: "3 of 12", isFocused: isFocused)
            .draw(in: Rect(width: 24, height: 4), on: &frame)
        Border(title: "日本語の長い題名です", note: "hidden", isFocused: isFocused)
            .draw(in: Rect(x: 25, y: 0, width: 15, height: 3), on: &frame)
        Border(title: "x", isFocused: isFocused, symbols: .ascii)
            .draw(in: Rect(x: 0, y: 5, width: 12, height: 3), on: &frame)
        FrameSnapshot.expect(frame, "border-\(isFocused ? "focused" : "plain")-40x8")
    }

    @Test func `a popup covers what lies under it`() {
        var frame = Frame(width: 30, height: 9)
        for row in 0..<9 { frame.put("日本語日本語日本語日本語日本語", x: 0, y: row, role: .dim) }
        let inside = Popup(title: "Freeze?", width: 11, height: 2).draw(in: frame.bounds, on: &frame)
        frame.put("+1,234 new", in: inside, role: .text)
        FrameSnapshot.expect(frame, "popup-30x9")
    }

    @Test(arguments: [(60, 8), (24, 5)])
    func `a table shows the columns and rows that fit`(_ width: Int, _ height: Int) {
        var frame = Frame(width: width, height: height)
        forms(selected: 9).draw(in: frame.bounds, on: &frame)
        FrameSnapshot.expect(frame, "table-12-forms-\(width)x\(height)")
    }

    @Test func `an empty table says so`() {
        var frame = Frame(width: 30, height: 5)
        Table<Int>(columns: columns, rows: [], emptyText: "no form has answered").draw(in: frame.bounds, on: &frame)
        FrameSnapshot.expect(frame, "table-empty-30x5")
    }

    @Test func `the selection stays on its row when rows move, and the view moves least`() {
        var table = forms(selected: 9)
        #expect(table.scrollPosition(height: 6) == 5)
        table.rows.reverse()
        #expect(table.scrollPosition(height: 6) == 0)
        table.selected = 4
        #expect(table.scrollPosition(height: 6) == 3)
        table.scroll = 4
        #expect(table.scrollPosition(height: 6) == 4)
        table.scroll = 400
        table.selected = nil
        #expect(table.scrollPosition(height: 6) == 7)
        table.selected = 77
        #expect(table.scrollPosition(height: 100) == 0)
    }

    @Test func `every widget is total at every size`() {
        for width in 0...64 {
            for height in [0, 1, 2, 3, 7, 30] {
                for symbols in SymbolSet.allCases {
                    var frame = Frame(width: width, height: height)
                    let area = Rect(x: width / 3, y: height / 3, width: width, height: height)
                    let inside = Border(title: "日本語", note: "n", symbols: symbols).draw(in: area, on: &frame)
                    forms(selected: 3).draw(in: inside, on: &frame)
                    _ = Popup(title: "t", width: 20, height: 5).draw(in: area, on: &frame)
                    Sparkline(values: [1, 2, 3], symbols: symbols).draw(in: area, on: &frame)
                    Histogram(counts: Array(repeating: 3, count: 50), axis: .columns(["1", "50"]), symbols: symbols)
                        .draw(in: area, on: &frame)
                    HeatMap(values: [[1, 2]], rowLabels: ["a"], symbols: symbols).draw(in: area, on: &frame)
                    KeyHints(hints: [.init("日", "x")]).draw(in: area, on: &frame)
                    #expect(frame.cells.count == width * height)
                }
            }
        }
    }

    private var columns: [TableColumn] {
        [
            TableColumn("Form", width: .flexible(minimum: 10, weight: 1)),
            TableColumn("Live", width: .fixed(7), alignment: .trailing, sort: .descending),
            TableColumn("Rate", width: .fixed(8), hideOrder: 1),
            TableColumn("Target", width: .flexible(minimum: 8, weight: 1), hideOrder: 2),
        ]
    }

    private func forms(selected: Int) -> Table<Int> {
        Table(
            columns: columns,
            rows: (0..<12).map { number in
                .init(
                    id: number,
                    cells: [
                        .text(DisplayText("Form \(number) 家庭の調査")), .text(DisplayText("\(12_345 - number * 1_000)")),
                        .sparkline((0..<16).map { Double(($0 * number) % 7) }), .bar(Double(number) / 11, .good),
                    ], role: number == 2 ? .critical : .text)
            }, selected: selected)
    }
}
