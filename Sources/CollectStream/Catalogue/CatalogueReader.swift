import CollectModel
import Yams

/// Turns the tree of a catalogue into the catalogue, and collects everything that is wrong with it.
///
/// Why all of it: somebody who writes a file of a thousand lines by hand should mend it once, not once a mistake.
/// Shape: what is wrong is noted with its place and left out, and reading goes on; `outcome` then has problems, or a catalogue.
/// Bound: `mostListed` problems and as many warnings are kept, the rest is counted.
struct CatalogueReader {
    private static let mostListed = 1_000

    let path: String
    private var problems: [CatalogueProblem] = []
    private var unlisted = 0
    private var warnings: [CatalogueWarning] = []

    var language: String?
    var organisations: [Organisation] = []
    var optionLists: [String: [CatalogueOption]] = [:]
    var forms: [CatalogueForm] = []
    var teams: [Team] = []
    var retention = RetentionTerms()
    var noAnswerCodes: [Int]?

    init(path: String) { self.path = path }

    /// Reads the whole file.
    mutating func read(_ root: Node) {
        // A document that was begun and holds nothing.
        if let scalar = root.scalar, Self.isNothing(scalar) { return }
        let keys = ["language", "keepDays", "noAnswerCodes", "organisations", "optionLists", "forms", "teams"]
        guard let top = fields(of: root, "keys such as forms and teams", keys) else { return }
        language = top["language"].flatMap { languageTag($0) }
        if let days = top["keepDays"].flatMap({ keepDays($0) }) { retention.days = days }
        noAnswerCodes = top["noAnswerCodes"].map { self.noAnswerCodes($0) }
        // What others refer to comes first, wherever it stands in the file.
        if let node = top["organisations"] { readOrganisations(node) }
        if let node = top["optionLists"] { readOptionLists(node) }
        if let node = top["forms"] { readForms(node) }
        if let node = top["teams"] { readTeams(node) }
    }

    /// - Throws: `problems`, where there is one.
    func outcome() throws(CatalogueError) -> CatalogueFile.Reading {
        let warnings = warnings.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        guard problems.isEmpty else {
            throw .problems(
                problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }, unlisted: unlisted, warnings: warnings)
        }
        return CatalogueFile.Reading(
            catalogue: FormCatalogue(
                language: language, organisations: organisations, forms: forms, teams: teams, retention: retention,
                noAnswerCodes: noAnswerCodes),
            warnings: warnings)
    }

    mutating func expect(_ expected: String, at node: Node, found: String? = nil) {
        guard problems.count < Self.mostListed else {
            unlisted += 1
            return
        }
        problems.append(
            CatalogueProblem(
                path: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, expected: expected,
                found: found ?? Self.words(for: node)))
    }

    /// The values of a mapping by their keys. Keys that are not `known` are warned of; those that look like a term of keeping are a problem,
    /// because a misspelt one would delete what somebody wanted to keep.
    mutating func fields(of node: Node, _ what: String, _ known: [String]) -> [String: Node]? {
        guard let mapping = node.mapping else {
            expect(what, at: node)
            return nil
        }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                expect("a key, such as \(known[0])", at: key)
                continue
            }
            if known.contains(name) {
                fields[name] = value
            } else if Self.isCutByComma(value, in: mapping) {
                expectQuotes(at: key)
            } else {
                leave(key, name, value, known)
            }
        }
        return fields
    }

    /// Whether a key without a value is what a comma inside `{…}` has cut off: `{en: Polio, round 2}`.
    static func isCutByComma(_ value: Node, in mapping: Node.Mapping) -> Bool {
        guard let scalar = value.scalar, isNothing(scalar), scalar.string.isEmpty,
            let start = mapping.mark, let first = mapping.first?.key.mark
        else { return false }
        // Braces begin before their first key; without them the two are the same place.
        return (start.line, start.column) != (first.line, first.column)
    }

    mutating func expectQuotes(at key: Node) {
        expect("quotes around a text with a comma, or a key with its value", at: key)
    }

    private mutating func leave(_ key: Node, _ name: String, _ value: Node, _ known: [String]) {
        let near = NearestName.of(name, among: known)
        if Self.isLikeKeepDays(name) || Self.saysKeepDays(value) {
            let place = known.contains("keepDays") ? "keepDays" : "keepDays at the top of the file or of a form"
            return expect(
                "\(near == "keepDays" || near == nil ? place : near ?? place), so that nothing expires by mistake",
                at: key,
                found: "the unknown key \(Self.quoted(name))")
        }
        guard warnings.count < Self.mostListed else { return }
        let advice = near.map { "did you mean \($0)?" } ?? "known here: \(known.joined(separator: ", "))"
        warnings.append(
            CatalogueWarning(
                path: path, line: key.mark?.line ?? 1, column: key.mark?.column ?? 1,
                text: "unknown key \(Self.quoted(name)) is left alone; \(advice)"))
    }

    private static func isLikeKeepDays(_ name: String) -> Bool { NearestName.of(name, among: ["keepDays"]) != nil }

    /// Whether a term of keeping stands anywhere below. Depth is bounded by the parser, size by the file.
    private static func saysKeepDays(_ node: Node) -> Bool {
        switch node {
        case .mapping(let mapping):
            mapping.contains { isLikeKeepDays($0.key.scalar?.string ?? "") || saysKeepDays($0.value) }
        case .sequence(let list): list.contains { saysKeepDays($0) }
        default: false
        }
    }

    /// What stands at a node, in a few words.
    static func words(for node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            return isNothing(scalar) ? "nothing" : scalar.string.isEmpty ? "an empty text" : quoted(scalar.string)
        case .mapping(let mapping): return mapping.isEmpty ? "{}" : "keys and values"
        case .sequence(let list): return list.isEmpty ? "an empty list" : "a list"
        case .alias: return "an alias"
        }
    }

    static func quoted(_ text: String) -> String {
        let shown = text.prefix(40)
        return "\"\(shown)\(shown.endIndex == text.endIndex ? "" : "…")\""
    }

    /// A key without a value, or one of the words that YAML has for it.
    static func isNothing(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
