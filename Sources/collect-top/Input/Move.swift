/// A step through a list.
nonisolated enum Move: Sendable, Hashable {
    case up, down, pageUp, pageDown, halfUp, halfDown, first, last

    /// Where the step leads from `index` in a list of `count`; nil in an empty one. Without a place to start from it begins at the
    /// top.
    func target(from index: Int?, count: Int, page: Int) -> Int? {
        guard count > 0 else { return nil }
        let page = max(1, page)
        guard let index else { return self == .last ? count - 1 : 0 }
        let wanted =
            switch self {
            case .up: index - 1
            case .down: index + 1
            case .pageUp: index - page
            case .pageDown: index + page
            case .halfUp: index - max(1, page / 2)
            case .halfDown: index + max(1, page / 2)
            case .first: 0
            case .last: count - 1
            }
        return min(max(0, wanted), count - 1)
    }

    /// The first row to show so that `index` is among `height` rows and the view moves least.
    static func scroll(_ first: Int, toShow index: Int?, count: Int, height: Int) -> Int {
        let height = max(1, height)
        let kept = min(max(0, first), max(0, count - height))
        guard let index else { return kept }
        return min(max(kept, index - height + 1), index)
    }
}
