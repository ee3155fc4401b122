import CollectModel

/// Evaluates the alert rules once a second.
struct AlertWatch {
    private static let everyMs: Int64 = 1000
    private(set) var book: AlertBook
    private var evaluatedMs = Int64.min

    init(rules: [AlertRule]) { book = AlertBook(rules: rules) }

    /// Evaluates what `signals` gives, unless that was done less than a second ago.
    mutating func evaluate(nowMs: Int64, _ signals: () -> AlertSignals) {
        guard evaluatedMs == .min || nowMs - evaluatedMs >= Self.everyMs || nowMs < evaluatedMs else { return }
        evaluatedMs = nowMs
        _ = book.evaluate(signals(), nowMs: nowMs)
    }
}
