/// The list of themes, with a sample of what matters most: each step shows the whole screen in the theme.
nonisolated enum ThemePicker {
    static func draw(_ state: ThemePickerState, _ context: ViewContext, in area: Rect, on frame: inout Frame) {
        let widest = state.names.map { DisplayText($0, maxCells: 30).width }.max() ?? 0
        let height = min(state.names.count, max(1, area.height - 5))
        let popup = Popup(title: "Theme", width: max(36, widest + 4), height: height + 2, symbols: context.symbols)
        let inside = popup.draw(in: area, on: &frame)
        let list = inside.inset(bottom: 2)
        let first = Move.scroll(0, toShow: state.index, count: state.names.count, height: list.height)
        for (offset, name) in state.names.dropFirst(first).prefix(list.height).enumerated() {
            let line = list.row(offset)
            if name == state.original { frame.put(context.symbols == .ascii ? "*" : "•", in: line, role: .key) }
            frame.put(DisplayText(name), in: line.inset(left: 2), role: .text)
            if first + offset == state.index { frame.restyle(line, role: .selection) }
        }
        var sample = TextLine(separator: " ")
        for (text, role) in [
            ("live" as DisplayText, Role.live), ("good", .good), ("warn", .warn), ("critical", .critical),
            ("late", .late),
            ("masked", .masked),
        ] { sample.add(text, role) }
        sample.draw(in: inside.row(inside.height - 1), on: &frame)
    }
}
