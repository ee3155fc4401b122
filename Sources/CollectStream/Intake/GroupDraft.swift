import CollectModel

/// A group of lines while it is decided: what will be stored, and what will only be counted.
struct GroupDraft {
    private enum Pending {
        /// Index of its draft.
        case accepted(Int)
        case other(ResponseIntake.Outcome)
    }

    var drafts: [RecordDraft] = []
    /// By form.
    private(set) var counts: [String: IntakeCounts] = [:]
    private(set) var conflicts: [(form: String, note: ConflictNote)] = []
    private var pending: [Pending] = []
    /// Of so many conflicts of a group it is noted whom they speak of: more are a sender gone wild, and every one of them is counted.
    private static let mostNotes = 100

    mutating func accept(_ draft: RecordDraft) {
        pending.append(.accepted(drafts.count))
        drafts.append(draft)
    }

    mutating func duplicate(form: String) {
        counts[form, default: IntakeCounts()].duplicates += 1
        pending.append(.other(.duplicate))
    }

    mutating func conflict(_ sentence: String, form: String, _ note: ConflictNote) {
        counts[form, default: IntakeCounts()].conflicts += 1
        if conflicts.count < Self.mostNotes { conflicts.append((form, note)) }
        pending.append(.other(.conflict(sentence)))
    }

    mutating func expire(_ responseID: String, form: String) {
        counts[form, default: IntakeCounts()].lateRetries += 1
        pending.append(.other(.expired(responseID)))
    }

    mutating func reject(_ reason: RejectReason, form: String) {
        counts[form, default: IntakeCounts()].rejected += 1
        pending.append(.other(.rejected(reason)))
    }

    /// The outcomes in the order of the lines, once the log has given the drafts their positions.
    func outcomes(at positions: [LogPosition]) -> [ResponseIntake.Outcome] {
        pending.map { pending in
            switch pending {
            case .accepted(let index): .accepted(positions[index])
            case .other(let outcome): outcome
            }
        }
    }
}
