import CollectModel

/// What changed from version to version, as lines; the newest version first.
///
/// Access: both sides of a change passed the mask; where they look the same afterwards, it says that something changed.
/// Cost: linear in the answers of all versions.
nonisolated struct VersionHistory: Sendable {
    enum Line: Sendable {
        case version(ResponseVersion, changes: Int?)
        case changed(label: String, from: Masked, to: Masked)
        case added(label: String, Masked)
        case removed(label: String, Masked)
        /// A change that the mask hides.
        case hidden(label: String, Masked)
    }

    private(set) var lines: [Line] = []

    init(_ detail: ResponseDetail, mask: Mask) {
        for (index, version) in detail.versions.enumerated() {
            // A deletion has no answers, and a restored response is compared with what was deleted.
            let older = detail.versions.dropFirst(index + 1).first { $0.response != nil }?.response
            guard let newer = version.response, let older else {
                lines.append(.version(version, changes: nil))
                continue
            }
            let changes = VersionHistory.changes(from: older, to: newer, mask: mask)
            lines.append(.version(version, changes: changes.count))
            lines += changes
        }
    }

    private static func changes(from olderVersion: FormResponse, to newerVersion: FormResponse, mask: Mask) -> [Line] {
        let (older, newer, form) = (olderVersion.answers, newerVersion.answers, newerVersion.formID)
        let before = Dictionary(zip(InspectorState.refs(older), older)) { first, _ in first }
        var changes: [Line] = []
        for (ref, answer) in zip(InspectorState.refs(newer), newer) {
            guard let old = before[ref] else {
                changes.append(.added(label: answer.key, mask.answer(answer, form: form)))
                continue
            }
            guard old.shown != answer.shown || old.state != answer.state else { continue }
            let (from, to) = (mask.answer(old, form: form), mask.answer(answer, form: form))
            if old.state != answer.state {
                changes.append(
                    answer.state == "active" ? .added(label: answer.key, to) : .removed(label: answer.key, from))
            } else if from == to {
                changes.append(.hidden(label: answer.key, to))
            } else {
                changes.append(.changed(label: answer.key, from: from, to: to))
            }
        }
        let after = Set(InspectorState.refs(newer))
        for (ref, answer) in zip(InspectorState.refs(older), older) where !after.contains(ref) {
            changes.append(.removed(label: answer.key, mask.answer(answer, form: form)))
        }
        return changes
    }

    /// The answers of a version that are not as they were in the version before.
    static func changedRefs(_ detail: ResponseDetail, at index: Int) -> Set<InspectorState.AnswerRef> {
        guard let newer = detail.versions[index].response?.answers,
            let older = detail.versions.dropFirst(index + 1).first(where: { $0.response != nil })?.response?.answers
        else { return [] }
        let before = Dictionary(zip(InspectorState.refs(older), older)) { first, _ in first }
        return Set(
            zip(InspectorState.refs(newer), newer).compactMap { ref, answer in
                guard let old = before[ref] else { return ref }
                return old.shown == answer.shown && old.state == answer.state ? nil : ref
            })
    }
}

/// How long each answer took, by the device's clock.
///
/// Units: ms. Shape: in the order of the answers; nil where the device gave no time.
nonisolated struct AnswerTimes: Sendable {
    /// Since the first answer was opened, or since the response was begun.
    private(set) var offsets: [Int64?]
    /// Since the answer before it in time.
    private(set) var dwells: [Int64?]
    let totalMs: Int64

    init(_ response: FormResponse) {
        let times = response.answers.map(\.createdMs)
        let known = times.indices.filter { times[$0] != nil }.sorted { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
        offsets = Array(repeating: nil, count: times.count)
        dwells = offsets
        let first = known.first.flatMap { times[$0] }
        var previous = min(response.createdMs ?? first ?? 0, first ?? 0)
        let start = previous
        for index in known {
            guard let time = times[index] else { continue }
            // Only times that no clock shows could overflow.
            offsets[index] = time.subtractingReportingOverflow(start).partialValue
            dwells[index] = time.subtractingReportingOverflow(previous).partialValue
            previous = time
        }
        totalMs = max(0, previous.subtractingReportingOverflow(start).partialValue)
    }

    /// A pause in which somebody did something else: the interview, or the truth, may have suffered.
    static let longPauseMs: Int64 = 300_000
}
