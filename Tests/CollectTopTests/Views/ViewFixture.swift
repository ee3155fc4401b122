import CollectModel

@testable import collect_top

/// What the tests of views share: a context that hides personal data, and a screen that has seen the sample.
nonisolated enum ViewFixture {
    static func context(symbols: SymbolSet = .braille, role: CollectModel.Role = .manager) -> ViewContext {
        ViewContext(
            symbols: symbols, glyphs: .standard, mask: Mask(role: role, reveal: false), nowMs: SampleSnapshot.nowMs,
            utcOffsetSeconds: SampleSnapshot.utcOffsetSeconds)
    }

    /// A screen of this size after `messages`.
    static func state(
        _ width: Int = 80, _ height: Int = 24, _ snapshot: Snapshot? = SampleSnapshot.focused(on: SampleSnapshot.id(3)),
        keys: [Key] = []
    ) -> AppState {
        var state = AppState(context: context())
        _ = updateApp(&state, .resized(width: width, height: height))
        _ = updateApp(&state, .themes(names: ["dark", "default", "light", "nord"], current: "default"))
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs))
        if let snapshot { _ = updateApp(&state, .snapshot(snapshot)) }
        for key in keys { _ = updateApp(&state, .key(key)) }
        return state
    }

    static func frame(
        _ state: AppState, symbols: SymbolSet = .braille, role: CollectModel.Role = .manager
    ) -> Frame {
        var state = state
        state.context.symbols = symbols
        state.context.mask = Mask(role: role, reveal: false)
        return AppView.render(state)
    }

    /// The keys that type a text.
    static func keys(_ text: String) -> [Key] { text.map { .character($0) } }
}
