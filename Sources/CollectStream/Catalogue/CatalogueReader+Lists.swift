import CollectModel
import Yams

/// Lists: organisations, option lists, forms with their questions, teams.
extension CatalogueReader {
    /// Where names were given first, so that a second one is told of it.
    struct Taken {
        private var lines: [String: Int] = [:]

        /// The line in which `name` was taken before; nil, and it is taken now, where it was free.
        mutating func line(of name: String, or node: Node) -> Int? {
            if let line = lines[name] { return line }
            lines[name] = node.mark?.line ?? 1
            return nil
        }

    }

    mutating func list(_ node: Node, _ what: String) -> [Node] {
        guard let list = node.sequence else {
            expect("a list of \(what)", at: node)
            return []
        }
        return Array(list)
    }

    /// The fields of one entry of a list and its id, which no other entry has.
    private mutating func entry(
        _ node: Node, _ what: String, _ keys: [String], _ taken: inout Taken
    ) -> (id: String, fields: [String: Node])? {
        let article = "aeiou".contains(what.prefix(1)) ? "an" : "a"
        guard let fields = fields(of: node, "\(article) \(what) with an id", ["id"] + keys) else { return nil }
        guard let idNode = fields["id"] else {
            expect("an id of the \(what)", at: node, found: "none")
            return nil
        }
        guard let id = text(idNode, "an id of the \(what)", most: Self.mostIDBytes) else { return nil }
        if let line = taken.line(of: id, or: idNode) {
            expect(
                "an id that no other \(what) has", at: idNode, found: "\(Self.quoted(id)) again, first in line \(line)")
        }
        return (id, fields)
    }

    mutating func readOrganisations(_ node: Node) {
        var taken = Taken()
        for node in list(node, "organisations") {
            guard let (id, fields) = entry(node, "organisation", ["name", "languages"], &taken) else { continue }
            let languages = fields["languages"].map { list($0, "languages") } ?? []
            organisations.append(
                Organisation(
                    id: id, name: fields["name"].flatMap { localText($0, "a name") },
                    languages: languages.compactMap { languageTag($0) }))
        }
    }

    mutating func readOptionLists(_ node: Node) {
        guard let mapping = node.mapping else { return expect("option lists by their names", at: node) }
        for (key, value) in mapping {
            guard let name = text(key, "the name of an option list", most: Self.mostIDBytes) else { continue }
            optionLists[name] = options(value)
        }
    }

    mutating func readForms(_ node: Node) {
        let known = Set(organisations.map(\.id))
        let keys = ["title", "organisation", "keepDays", "target", "activeHours", "minimumSeconds", "questions"]
        var taken = Taken()
        for node in list(node, "forms") {
            guard let (id, fields) = entry(node, "form", keys, &taken) else { continue }
            if let days = fields["keepDays"].flatMap({ keepDays($0) }) { retention.daysByForm[id] = days }
            let organisation = fields["organisation"].flatMap {
                text($0, "an organisation's id", most: Self.mostIDBytes)
            }
            if let organisation, !known.contains(organisation), let node = fields["organisation"] {
                let near = NearestName.of(organisation, among: known.sorted()).map { ": did you mean \($0)?" } ?? ""
                expect("an id from the list organisations", at: node, found: Self.quoted(organisation) + near)
            }
            forms.append(
                CatalogueForm(
                    id: id, title: fields["title"].flatMap { localText($0, "a title") }, organisation: organisation,
                    target: fields["target"].flatMap { target($0) },
                    activeHours: fields["activeHours"].flatMap { activeHours($0) },
                    minimumMs: fields["minimumSeconds"].flatMap { minimumMs($0) },
                    questions: fields["questions"].map { questions($0) } ?? []))
        }
    }

    private mutating func questions(_ node: Node) -> [CatalogueQuestion] {
        var taken = Taken()
        var questions: [CatalogueQuestion] = []
        for node in list(node, "questions") {
            let keys = ["label", "personal", "minimumSeconds", "range", "noAnswerCodes", "options"]
            guard let (id, fields) = entry(node, "question", keys, &taken) else { continue }
            questions.append(
                CatalogueQuestion(
                    id: id, label: fields["label"].flatMap { localText($0, "a label") },
                    personal: fields["personal"].flatMap { personalTag($0) },
                    minimumMs: fields["minimumSeconds"].flatMap { minimumMs($0) },
                    range: fields["range"].flatMap { range($0) },
                    noAnswerCodes: fields["noAnswerCodes"].map { noAnswerCodes($0) },
                    options: fields["options"].map { sharedOrOwnOptions($0) } ?? []))
        }
        return questions
    }

    /// Numbers that say why there is no answer.
    mutating func noAnswerCodes(_ node: Node) -> [Int] {
        list(node, "numbers such as -99").compactMap {
            whole($0, in: NoAnswerCodes.range, "a whole number from -999 to -1 that says why there is no answer")
        }
    }

    /// A list of options, or the name of one.
    private mutating func sharedOrOwnOptions(_ node: Node) -> [CatalogueOption] {
        guard let name = node.scalar?.string, !name.isEmpty else { return options(node) }
        if let shared = optionLists[name] { return shared }
        let near = NearestName.of(name, among: optionLists.keys.sorted()).map { ": did you mean \($0)?" } ?? ""
        expect("a list of options, or the name of one under optionLists", at: node, found: Self.quoted(name) + near)
        return []
    }

    private mutating func options(_ node: Node) -> [CatalogueOption] {
        var options: [CatalogueOption] = []
        var spellings: [String: (option: Int, line: Int)] = [:]
        for node in list(node, "options") {
            guard let option = option(node) else { continue }
            let index = options.count
            options.append(option)
            for spelling in option.spellings {
                guard let other = spellings[spelling] else {
                    spellings[spelling] = (index, node.mark?.line ?? 1)
                    continue
                }
                expect(
                    "a code and labels that no other option of the list has", at: node,
                    found: "\(Self.quoted(spelling)) again, first in line \(other.line)")
            }
        }
        return options
    }

    private mutating func option(_ node: Node) -> CatalogueOption? {
        if node.scalar != nil { return text(node, "an option").map { CatalogueOption(code: $0) } }
        guard let fields = fields(of: node, "an option", ["code", "label"]) else { return nil }
        guard let code = fields["code"] else {
            expect("a code of the option", at: node, found: "none")
            return nil
        }
        let label = fields["label"].flatMap { localText($0, "a label") }
        return text(code, "a code of the option").map { CatalogueOption(code: $0, label: label) }
    }

    mutating func readTeams(_ node: Node) {
        var (taken, collectors, devices) = (Taken(), Taken(), Taken())
        for node in list(node, "teams") {
            guard let (id, fields) = entry(node, "team", ["name", "region", "collectors", "devices"], &taken) else {
                continue
            }
            teams.append(
                Team(
                    id: id, name: fields["name"].flatMap { text($0, "a name") },
                    region: fields["region"].flatMap { text($0, "a region") },
                    collectors: fields["collectors"].map { members($0, "collector", &collectors) } ?? [],
                    devices: fields["devices"].map { members($0, "device", &devices) } ?? []))
        }
    }

    private mutating func members(_ node: Node, _ what: String, _ taken: inout Taken) -> [String] {
        var ids: [String] = []
        for node in list(node, "\(what)s") {
            guard let id = text(node, "an id of a \(what)", most: Self.mostIDBytes) else { continue }
            if let line = taken.line(of: id, or: node) {
                expect("a \(what) in one team only", at: node, found: "\(Self.quoted(id)) again, first in line \(line)")
            } else {
                ids.append(id)
            }
        }
        return ids
    }
}
