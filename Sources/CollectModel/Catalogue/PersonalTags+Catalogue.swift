extension PersonalTags {
    /// The tags of these forms; of two forms of one id those of the first.
    init(_ forms: [CatalogueForm]) {
        var all: [String: [String: PersonalTag]] = [:]
        for form in forms {
            let tagged = form.questions.compactMap { question in question.personal.map { (question.id, $0) } }
            if !tagged.isEmpty, all[form.id] == nil { all[form.id] = Dictionary(tagged) { first, _ in first } }
        }
        self.init(byForm: all)
    }
}
