public import CollectModel

extension FormCatalogue {
    /// At most so many forms are described in full; the others have their title. A file of more would be read for seconds.
    private static let mostDescribed = 200
    /// Forms whose teams are listed, and teams of each: the busiest, so that some collectors have no team, as in the field.
    private static let mostStaffed = 50
    private static let mostTeams = 8

    /// What the organisations behind simulated forms would write: questions with their options, targets that some forms miss, hours, teams.
    ///
    /// - Parameters:
    ///   - forms: the busiest first.
    ///   - rate: responses a second, which the targets go by.
    public init(simulating forms: [SimulatedForm], rate: Double, nowMs: Int64) {
        let today = nowMs.flooredQuotient(dividedBy: 86_400_000)
        self.init(
            forms: forms.enumerated().map { index, form in
                index < Self.mostDescribed
                    ? form.described(index: index, rate: rate, days: today - 1...today + 12)
                    : CatalogueForm(id: form.id, title: LocalText([(form.language, form.title)]))
            },
            teams: forms.prefix(Self.mostStaffed).enumerated().flatMap { index, form in
                form.teams(most: Self.mostTeams, prefix: "team-\(index + 1)")
            })
    }
}

extension SimulatedForm {
    fileprivate func described(index: Int, rate: Double, days: ClosedRange<Int64>) -> CatalogueForm {
        // What a day and an hour of simulation bring by the target's second day, more or less.
        let ambition = [1, 0.8, 1.3, 0.9][index % 4]
        let wanted = max(50, 56_000 * rate * share * ambition)
        return CatalogueForm(
            id: id, title: LocalText([(language, title)]),
            target: ResponseTarget(responses: Int64((min(wanted, 9e8) / 50).rounded(.up)) * 50, days: days),
            activeHours: ActiveHours(
                fromMinute: 6 * 60, untilMinute: 21 * 60, utcOffsetMinutes: utcOffsetMinutes),
            minimumMs: Int64(template.medianSeconds / 5) * 1000,
            questions: zip(questions, scripts).map { question, script in
                CatalogueQuestion(
                    id: question.id, label: LocalText([(language, question.label)]),
                    personal: script.template.answers.personal, range: script.template.answers.range,
                    options: question.options.enumerated().map { number, option in
                        CatalogueOption(code: "\(number + 1)", label: LocalText([(language, option)]))
                    })
            })
    }

    fileprivate func teams(most: Int, prefix: String) -> [Team] {
        let people = collectors().prefix(most * Self.teamSize)
        return stride(from: 0, to: people.count, by: Self.teamSize).map { start in
            let members = people[start..<min(start + Self.teamSize, people.count)]
            return Team(
                id: "\(prefix)-\(start / Self.teamSize + 1)", name: members.first?.team, region: region,
                collectors: members.map(\.id), devices: members.map(\.device))
        }
    }
}

extension AnswerModel {
    /// What the answers say of a person; nil for free text, where nobody knows.
    fileprivate var personal: PersonalTag? {
        switch self {
        case .person, .phone, .email: .direct
        case .file(_, _, let mime, _): mime == "image/png" ? .direct : .quasi
        case .gender, .age, .birthDate, .birthDateFromMonths, .location: .quasi
        case .phrase, .url: nil
        default: PersonalTag.none
        }
    }

    fileprivate var range: SoftRange? {
        switch self {
        case .age: SoftRange(min: 0, max: 120)
        case .whole(_, _, let low, let high): SoftRange(min: Double(low), max: Double(high))
        case .rating(let top): SoftRange(min: 1, max: Double(top))
        case .count, .amount, .partOfPrevious: SoftRange(min: 0)
        default: nil
        }
    }
}
