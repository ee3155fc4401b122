import Foundation

extension NaiveDesk {
    /// A response's answers with what stands inside of them, each behind the one in which it stands: the rows of a matrix as choices, the
    /// answers of each instance of a repeat.
    static func flat(_ response: Object) -> [Any] {
        (response["answers"] as? [Any] ?? []).flatMap { flat($0, isGone: false, depth: 0) }
    }

    private static func flat(_ answer: Any, isGone: Bool, depth: Int) -> [Any] {
        guard var answer = answer as? Object else { return [answer] }
        if isGone { answer["state"] = "gone with what it stands in" }
        let state = answer["state"]
        let isGone = !(state == nil || state is NSNull || state as? String == "active")
        switch answer["questionType"] as? String {
        case "Matrix":
            return [answer]
                + rows(of: answer).map { row in
                    var choice: Object = [
                        "questionId": "\(answer["questionId"] as? String ?? "")/\(row.id)", "questionType": "MatrixRow",
                        "text": row.choice,
                    ]
                    choice["state"] = answer["state"]
                    return choice
                }
        case "Repeat", "Group":
            let instances = (answer["repeat"] as? [Any])?.compactMap { $0 as? Object } ?? []
            guard depth < 4 else { return [answer] }
            return [answer]
                + instances.flatMap { instance in
                    (instance["answers"] as? [Any] ?? []).flatMap { flat($0, isGone: isGone, depth: depth + 1) }
                }
        default: return [answer]
        }
    }

    /// What was chosen in each row of a matrix.
    static func rows(of answer: Object) -> [(id: String, choice: String)] {
        (answer["rows"] as? [Any] ?? []).compactMap { row in
            guard let row = row as? Object, let id = row["rowId"] as? String, !id.isEmpty else { return nil }
            let named = row["choice"] as? Object
            return (row["choice"] as? String ?? named?["label"] as? String ?? named?["code"] as? String).map {
                (id, $0)
            }
        }
    }
}
