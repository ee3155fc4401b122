import CollectModel

/// What the Inspector remembers between frames: one response, and how it is being read.
///
/// Invariant: the selected version and answer are identities; where one is gone, the newest or first counts as selected.
nonisolated struct InspectorState: Sendable, Equatable {
    enum Load: Sendable, Equatable {
        case loading
        /// The log does not hold it.
        case missing
        case loaded(ResponseDetail)
    }

    enum Tab: Int, Sendable, CaseIterable {
        case answers, timeline, versions, json, neighbours
    }

    /// An answer by its identity: a question that is repeated in a response has several.
    struct AnswerRef: Sendable, Hashable {
        var questionID: String
        var occurrence: Int
    }

    let formID: String
    let responseID: String
    /// Of the form, where it is known.
    var formTitle: String?
    /// Nobody has seen this response, somebody has typed its id.
    var isTyped: Bool
    var load = Load.loading
    private(set) var tab = Tab.answers
    /// The number of the version that is shown; nil: the newest.
    private(set) var version: Int?
    private(set) var answer: AnswerRef?
    /// First line of the tabs that scroll as a whole.
    private(set) var scroll = 0
    private(set) var neighbour: RecordPlace?
    /// Lines that a page key passes; set by whoever lays out the view.
    var pageRows = 12

    init(formID: String, responseID: String, formTitle: String? = nil, isTyped: Bool = false, load: Load = .loading) {
        self.formID = formID
        self.responseID = responseID
        self.formTitle = formTitle
        self.isTyped = isTyped
        self.load = load
    }

    static let hints: [(key: DisplayText, label: DisplayText)] = [
        ("Tab", "part"), ("j k", "line"), ("< >", "version"), ("y", "copy"), ("Esc", "close"),
    ]

    // MARK: What is shown

    var detail: ResponseDetail? {
        if case .loaded(let detail) = load, !detail.versions.isEmpty { detail } else { nil }
    }

    /// The place of the shown version among the versions, which come newest first.
    var versionIndex: Int {
        guard let version, let detail else { return 0 }
        return detail.versions.firstIndex { $0.version == version } ?? 0
    }

    /// The shown version; of a deletion the newest version that still has answers is `answers(of:)`.
    var shown: ResponseVersion? { detail?.versions[versionIndex] }

    /// The answers of a version with their identities.
    static func refs(_ answers: [Answer]) -> [AnswerRef] {
        var seen: [String: Int] = [:]
        return answers.map { answer in
            defer { seen[answer.questionID, default: 0] += 1 }
            return AnswerRef(questionID: answer.questionID, occurrence: seen[answer.questionID, default: 0])
        }
    }

    /// The place of the selected answer among `answers`.
    func answerIndex(_ answers: [Answer]) -> Int {
        guard let answer else { return 0 }
        return InspectorState.refs(answers).firstIndex(of: answer) ?? 0
    }

    // MARK: What changes it

    mutating func handle(_ key: Key, snapshot: Snapshot, context: ViewContext) -> [AppEffect] {
        switch key {
        case .escape, .character("q"): return [.closeResponse]
        case .tab: turn(by: 1)
        case .backTab: turn(by: -1)
        case .left, .character("<"), .character("h"): changeVersion(by: 1)
        case .right, .character(">"), .character("l"): changeVersion(by: -1)
        case .down, .character("j"): move(by: 1, context)
        case .up, .character("k"): move(by: -1, context)
        case .pageDown, .control("d"): move(by: pageRows, context)
        case .pageUp, .control("u"): move(by: -pageRows, context)
        case .home, .character("g"): move(by: -.max / 2, context)
        case .end, .character("G"): move(by: .max / 2, context)
        case .enter: return openNeighbour()
        case .character("y"): return copy(context)
        default: break
        }
        return []
    }

    private mutating func turn(by step: Int) {
        let tabs = Tab.allCases
        tab = tabs[(tab.rawValue + step + tabs.count) % tabs.count]
        scroll = 0
    }

    /// Versions come newest first: 1 is one older.
    private mutating func changeVersion(by step: Int) {
        guard let detail else { return }
        let index = min(max(versionIndex + step, 0), detail.versions.count - 1)
        version = index == 0 ? nil : detail.versions[index].version
        if tab != .versions { scroll = 0 }
    }

    private mutating func move(by step: Int, _ context: ViewContext) {
        guard let detail, let shown else { return }
        switch tab {
        case .answers:
            let answers = shown.response?.answers ?? []
            guard !answers.isEmpty else { return }
            let index = min(max(answerIndex(answers) + step, 0), answers.count - 1)
            answer = InspectorState.refs(answers)[index]
        case .neighbours:
            guard !detail.neighbours.isEmpty else { return }
            let index = min(max(neighbourIndex(detail) + step, 0), detail.neighbours.count - 1)
            neighbour = detail.neighbours[index].place
        case .timeline: scroll(by: step, of: shown.response?.answers.count ?? 0)
        case .versions: scroll(by: step, of: VersionHistory(detail, mask: context.mask).lines.count)
        case .json: scroll(by: step, of: MaskedJSON(shown.json, form: formID, mask: context.mask).lines.count)
        }
    }

    private mutating func scroll(by step: Int, of count: Int) {
        scroll = min(max(scroll + step, 0), max(0, count - 1))
    }

    func neighbourIndex(_ detail: ResponseDetail) -> Int {
        guard let neighbour else { return 0 }
        return detail.neighbours.firstIndex { $0.place == neighbour } ?? 0
    }

    private func openNeighbour() -> [AppEffect] {
        guard tab == .neighbours, let detail, !detail.neighbours.isEmpty else { return [] }
        let entry = detail.neighbours[neighbourIndex(detail)]
        return [.openResponse(formID: entry.formID, responseID: entry.responseID, place: entry.place)]
    }

    /// What is copied is what is seen: masked text.
    private func copy(_ context: ViewContext) -> [AppEffect] {
        guard let shown else { return [.copy(responseID)] }
        switch tab {
        case .answers:
            let answers = shown.response?.answers ?? []
            guard !answers.isEmpty else { return [.copy(responseID)] }
            return [.copy(context.mask.answer(answers[answerIndex(answers)], form: formID).text)]
        case .json:
            return [
                .copy(
                    MaskedJSON(shown.json, form: formID, mask: context.mask).lines.map(\.text).joined(separator: "\n"))
            ]
        case .timeline, .versions, .neighbours: return [.copy(responseID)]
        }
    }
}
