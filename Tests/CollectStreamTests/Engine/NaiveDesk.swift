import Foundation

/// The rules of identity, slow and plain: every version of every response in a dictionary, as JSON that Foundation has parsed.
///
/// Why: what the folds give must equal what somebody would count who kept everything and looked again. It shares no code with them.
struct NaiveDesk {
    typealias Object = [String: Any]

    /// A mistake, planted to show that the comparison notices it.
    enum Mistake: CaseIterable {
        case none, keepsWhatWasReplaced, keepsWhatWasDeleted, countsRetries, forgetsRestored, revivesWhatCameLate
    }

    enum Kind { case created, updated, deleted, restored, createdBefore, updatedBefore }

    struct Event {
        var kind: Kind
        var form: String
        /// nil for a deletion of what was never seen.
        var response: Object?
        /// The version that an update replaces.
        var old: Object?
    }

    struct Refusals: Equatable {
        var duplicates = 0
        var conflicts = 0
        var rejected = 0
    }

    private struct Known {
        /// nil for a deletion.
        var versions: [Object?]
        /// The number of the first of them; above 1 where a change came before what it changes.
        var first = 1
        /// Older versions that came later.
        var late: [Int: Object] = [:]
        /// Numbers of versions that are no edit: what was sent first, and what a restoration brought back of it.
        var originals: Set<Int> = []
        /// What is live now is an edit.
        var isEdited: Bool { current != nil && !originals.contains(newest) }
        var newest: Int { first + versions.count - 1 }
        var all: [Object?] { versions + late.values.map { $0 } }
        var isDeleted: Bool { versions.last.map { $0 == nil } ?? false }
        var current: Object? { versions.last ?? nil }
        var contentIsOriginal: Bool {
            if let place = versions.lastIndex(where: { $0 != nil }) { return originals.contains(first + place) }
            return late.keys.max() == 1
        }
        /// What a restoration brings back.
        var content: Object? {
            versions.last { $0 != nil } ?? late.max { $0.key < $1.key }?.value
        }
    }

    private(set) var events: [Event] = []
    private(set) var refusals: [String: Refusals] = [:]
    private(set) var rejectedWithoutForm = 0
    private(set) var live: [(form: String, response: Object)] = []
    /// The number of live responses of each form that are not what was sent first.
    private(set) var edited: [String: Int] = [:]
    /// The number of live edits whose responses name a device.
    var editedWithDevice: Int {
        known.values.count { $0.isEdited && !($0.current?["deviceId"] as? String ?? "").isEmpty }
    }
    private var known: [String: Known] = [:]
    private let mistake: Mistake

    init(mistake: Mistake = .none) { self.mistake = mistake }

    mutating func take(_ line: String) {
        guard !line.allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\r" }) else { return }
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object,
            let input = Input(object)
        else {
            rejectedWithoutForm += 1
            return
        }
        take(input)
    }

    /// What a line says, once it is found to be well formed.
    private struct Input {
        var op = "create"
        var form: String
        var id: String
        var ifVersion: Int?
        var response: Object?

        init?(_ object: Object) {
            guard let op = object["op"] as? String, object["answers"] == nil else {
                guard let form = NaiveDesk.id(object["formId"]), let id = NaiveDesk.responseID(object) else {
                    return nil
                }
                self.form = form
                self.id = id
                response = object
                return
            }
            guard ["create", "update", "delete", "restore"].contains(op), let form = NaiveDesk.id(object["formId"])
            else { return nil }
            self.op = op
            self.form = form
            ifVersion = (object["ifVersion"] as? NSNumber)?.intValue
            if op == "delete" || op == "restore" {
                guard let id = NaiveDesk.id(object["responseId"]) else { return nil }
                self.id = id
                return
            }
            guard var inner = object["response"] as? Object else { return nil }
            if let own = inner["formId"] as? String, own != form { return nil }
            inner["formId"] = form
            if let outer = object["responseId"] { inner["responseId"] = outer } else if op == "update" { return nil }
            guard let id = NaiveDesk.responseID(inner) else { return nil }
            self.id = id
            response = inner
        }
    }

    static func id(_ value: Any?) -> String? {
        guard let id = value as? String, (1...128).contains(id.utf8.count) else { return nil }
        return id
    }

    /// The id of a response that is well formed, nil for any other.
    private static func responseID(_ response: Object) -> String? {
        guard let answers = response["answers"] as? [Any] else { return nil }
        var onAnswer: String?
        for answer in answers {
            guard let answer = answer as? Object, id(answer["questionId"]) != nil else { return nil }
            onAnswer = onAnswer ?? id(answer["responseId"])
        }
        if let own = response["responseId"] as? String { return id(own) }
        return onAnswer ?? "derived from " + spelled(without(response, ["ip", "client", "syncedFromDeviceAt"]))
    }

    /// Two responses with equal contents are the same response sent twice.
    static func content(_ response: Object) -> String {
        spelled(without(response, ["ip", "client", "syncedFromDeviceAt", "formId", "responseId"]))
    }

    private static func without(_ object: Object, _ names: [String]) -> Object {
        object.filter { !names.contains($0.key) }
    }

    private static func spelled(_ value: Any) -> String {
        if let object = value as? Object {
            return "{" + object.keys.sorted().map { "\($0)=" + spelled(object[$0] ?? "") }.joined(separator: "\u{1}")
                + "}"
        }
        if let list = value as? [Any] { return "[" + list.map(spelled).joined(separator: "\u{1}") + "]" }
        if let text = value as? String { return "\"\(text)\"" }
        if let number = value as? NSNumber { return "\(number.doubleValue)" }
        return "null"
    }

    private mutating func take(_ input: Input) {
        let key = input.form + "\u{0}" + input.id
        let wasEdited = known[key]?.isEdited ?? false
        defer {
            let isEdited = known[key]?.isEdited ?? false
            edited[input.form, default: 0] += (isEdited ? 1 : 0) - (wasEdited ? 1 : 0)
        }
        guard var known = known[key] else {
            return takeNew(input, key)
        }
        let content = input.response.map(Self.content)
        if let version = late(input, known), let response = input.response {
            if let twin = known.late[version] { return refuse(input.form, Self.content(twin) == content) }
            known.late[version] = response
            self.known[key] = known
            if mistake == .revivesWhatCameLate { live.append((input.form, response)) }
            let kind = input.op == "create" ? Kind.createdBefore : .updatedBefore
            return events.append(Event(kind: kind, form: input.form, response: response, old: nil))
        }
        if input.op == "create" {
            let isRetry = known.all.contains { $0.map(Self.content) == content }
            if isRetry, mistake == .countsRetries { live.append((input.form, input.response ?? [:])) }
            return refuse(input.form, isRetry)
        }
        if input.op == "delete", known.isDeleted { return refuse(input.form, true) }
        if input.op == "restore", !known.isDeleted { return refuse(input.form, true) }
        if input.op == "update" {
            if let current = known.current, Self.content(current) == content { return refuse(input.form, true) }
            if known.isDeleted { return refuse(input.form, false) }
        }
        if input.op == "restore", known.content == nil {
            refusals[input.form, default: Refusals()].rejected += 1
            return
        }
        if let seen = input.ifVersion, seen != known.newest {
            let wasMade = input.op == "update" && known.all.contains { $0.map(Self.content) == content }
            return refuse(input.form, wasMade)
        }
        change(&known, input)
        self.known[key] = known
    }

    /// What nothing is known of yet: a new response, or a change that came before what it changes.
    private mutating func takeNew(_ input: Input, _ key: String) {
        let (form, seen) = (input.form, input.ifVersion ?? 1)
        switch input.op {
        case "create":
            known[key] = Known(versions: [input.response], originals: [1])
            events.append(Event(kind: .created, form: form, response: input.response, old: nil))
        case "update" where (1...1 << 24).contains(seen):
            known[key] = Known(versions: [input.response], first: seen + 1)
            events.append(Event(kind: .updated, form: form, response: input.response, old: nil))
        case "delete" where (1...1 << 24).contains(seen):
            known[key] = Known(versions: [nil], first: seen + 1)
            return events.append(Event(kind: .deleted, form: form, response: nil, old: nil))
        default:
            refusals[form, default: Refusals()].rejected += 1
            return
        }
        if let response = input.response { live.append((form, response)) }
    }

    /// The number of the older version that a line brings of what began too late; nil where it brings none.
    private func late(_ input: Input, _ known: Known) -> Int? {
        guard known.first > 1 else { return nil }
        if input.op == "create" { return 1 }
        guard input.op == "update", let seen = input.ifVersion, seen >= 1, seen + 1 < known.first else { return nil }
        return seen + 1
    }

    private mutating func refuse(_ form: String, _ isRetry: Bool) {
        if isRetry {
            refusals[form, default: Refusals()].duplicates += 1
        } else {
            refusals[form, default: Refusals()].conflicts += 1
        }
    }

    private mutating func change(_ known: inout Known, _ input: Input) {
        let form = input.form
        switch input.op {
        case "delete":
            guard let old = known.current else { return }
            if mistake != .keepsWhatWasDeleted { remove(old, form) }
            events.append(Event(kind: .deleted, form: form, response: old, old: nil))
            known.versions.append(nil)
        case "restore":
            guard let back = known.content else { return }
            if known.contentIsOriginal { known.originals.insert(known.newest + 1) }
            if mistake != .forgetsRestored { live.append((form, back)) }
            events.append(Event(kind: .restored, form: form, response: back, old: nil))
            known.versions.append(back)
        default:
            guard let old = known.current, let new = input.response else { return }
            if mistake != .keepsWhatWasReplaced { remove(old, form) }
            live.append((form, new))
            events.append(Event(kind: .updated, form: form, response: new, old: old))
            known.versions.append(new)
        }
    }

    private mutating func remove(_ response: Object, _ form: String) {
        let spelling = Self.spelled(response)
        if let at = live.lastIndex(where: { $0.form == form && Self.spelled($0.response) == spelling }) {
            live.remove(at: at)
        }
    }
}
