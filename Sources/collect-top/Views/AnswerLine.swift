import CollectModel

/// Writes one row from left to right in several roles, and stops where the row ends.
///
/// Why: a line of figures is labels and values in turn; whoever writes it should not count columns.
/// Example: `var line = AnswerLine(area.row(0)); line.figure("late", "132", role: .late, on: &frame)`
nonisolated struct AnswerLine: Sendable {
    let area: Rect
    private(set) var x: Int

    init(_ area: Rect) {
        self.area = area
        x = area.x
    }

    var room: Int { max(0, area.right - x) }
    var isAtStart: Bool { x == area.x }

    mutating func put(_ text: DisplayText, _ role: Role, emphasis: Emphasis = [], on frame: inout Frame) {
        guard room > 0, !text.isEmpty, area.height > 0 else { return }
        x = frame.put(text, x: x, y: area.y, role: role, emphasis: emphasis, maxWidth: room, clip: area)
    }

    mutating func space(_ cells: Int = 1) { x += cells }

    /// An answer as it may be seen: what is masked is drawn as such.
    mutating func put(_ value: Masked, _ role: Role = .text, maxCells: Int? = nil, on frame: inout Frame) {
        let cells = min(maxCells ?? room, room)
        guard cells > 0 else { return }
        put(DisplayText(value.text, maxCells: cells), value.isMasked ? .masked : role, on: &frame)
    }

    /// `label value`, two cells away from what stands before it; left out where it does not fit whole.
    ///
    /// - Returns: whether it was drawn, so that a writer can stop at the first figure that does not fit.
    @discardableResult
    mutating func figure(
        _ label: DisplayText, _ value: DisplayText, role: Role = .text, on frame: inout Frame
    ) -> Bool {
        let gap = isAtStart ? 0 : 2
        let needed = gap + label.width + (label.isEmpty ? 0 : 1) + value.width
        guard needed <= room else { return false }
        space(gap)
        put(label, .dim, on: &frame)
        if !label.isEmpty { space() }
        put(value, role, on: &frame)
        return true
    }
}

/// Marks that the views of answers share.
nonisolated enum AnswerMarks {
    /// One cell for what happened to a response; a creation is the rule and stays quiet.
    static func mark(_ operation: ResponseOperation, symbols: SymbolSet) -> (text: DisplayText, role: Role) {
        switch (operation, symbols) {
        case (.create, .ascii): ("+", .dim)
        case (.create, _): ("+", .dim)
        case (.update, _): ("~", .info)
        case (.delete, .ascii): ("x", .warn)
        case (.delete, _): ("×", .warn)
        case (.restore, .ascii): ("^", .info)
        case (.restore, _): ("↺", .info)
        }
    }

    static func word(_ operation: ResponseOperation) -> DisplayText {
        switch operation {
        case .create: "created"
        case .update: "edited"
        case .delete: "deleted"
        case .restore: "restored"
        }
    }

    /// The mark of a device whose clock is wrong.
    static func skew(_ symbols: SymbolSet) -> DisplayText { symbols == .ascii ? "!" : "≠" }

    static func dot(_ symbols: SymbolSet) -> DisplayText { symbols == .ascii ? " | " : " · " }

    static func arrow(_ symbols: SymbolSet) -> DisplayText { symbols == .ascii ? " -> " : " → " }

    /// A line under a heading or between parts.
    static func rule(_ symbols: SymbolSet, isHeavy: Bool = false) -> Unicode.Scalar {
        switch (symbols, isHeavy) {
        case (.ascii, false): "-"
        case (.ascii, true): "="
        case (_, false): "─"
        case (_, true): "━"
        }
    }
}

nonisolated extension Mask {
    /// A collector's id: often a plain code, sometimes somebody's telephone number or e-mail address.
    func collector(_ id: String) -> Masked {
        text(id, type: "Text", key: "", tag: nil)
    }
}
