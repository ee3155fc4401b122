/// Remembers what questions' labels give away, for whoever masks many answers at once.
///
/// Why: reading a label in an unspaced or an accented script costs microseconds, a screen holds a few dozen labels in hundreds of
/// answers.
/// Isolation: one drawing's or one export's own. Bound: `limit` labels, then it begins anew.
public final class LabelMemo {
    private static let limit = 10_000
    private var kinds: [String: QuestionLabel.Kind] = [:]

    public init() {}

    func kind(of label: String) -> QuestionLabel.Kind {
        if let known = kinds[label] { return known }
        if kinds.count >= Self.limit { kinds.removeAll(keepingCapacity: true) }
        let kind = QuestionLabel.kind(of: label)
        kinds[label] = kind
        return kind
    }
}
