import CollectModel

/// Answers that stand in an answer: the rows of a matrix, the answers of a repeat.
extension AnswerReader {
    /// Reads the rows of a matrix, `[{"rowId": …, "choice": …}]`, each as a choice; those without a name or an answer are left out.
    mutating func readRows(_ i: Int, of matrix: FieldBytes, at place: Int) throws(RejectReason) {
        var count = 0
        var isUniform = true
        var at = i + 1
        while at < tape.after(i) - 1 {
            if let (id, choice) = row(at) {
                try checkRoom(in: i)
                rowName.removeAll(keepingCapacity: true)
                rowName.append(contentsOf: matrix)
                rowName.append(contentsOf: String(MatrixRow.separator).utf8)
                rowName.append(contentsOf: id)
                var fact = newFact(question: rowQuestion())
                if !batch[place].flags.contains(.active) { fact.flags.remove(.active) }
                batch.fillText(&fact, choice)
                let row = batch.append(fact)
                count += 1
                let before = batch[row - 1]
                if count > 1, !batch.text(of: before).elementsEqual(batch.text(of: fact)) { isUniform = false }
            }
            at = tape.after(at)
        }
        batch[place].set(number: Double(count))
        if isUniform { batch[place].flags.insert(.uniform) }
    }

    private mutating func rowQuestion() -> Int32 {
        rowName.withUnsafeBufferPointer { name in
            Self.rowType.withUnsafeBufferPointer { form.question(id: name, type: $0, cursor: &cursor) }
        }
    }

    private static let rowType = Array(MatrixRow.typeName.utf8)

    private func row(_ i: Int) -> (id: FieldBytes, choice: FieldBytes)? {
        guard tape.kind(i) == .object else { return nil }
        var id: FieldBytes?
        var choice: FieldBytes?
        var at = i + 1
        while at < tape.after(i) - 1 {
            switch FieldName(tape.string(at)) {
            case .rowId: id = tape.stringIfAny(at + 1)
            case .choice: choice = optionName(at + 1)
            default: break
            }
            at = tape.after(at + 1)
        }
        guard let id, let choice, id.count >= 1, id.count <= ResponseLimits.idBytes,
            choice.count <= ResponseLimits.textBytes
        else { return nil }
        return (id, choice)
    }

    /// Reads the instances of a repeat, `[{"answers": […]}]`.
    mutating func readInstances(
        _ i: Int, of place: Int, _ level: Level, into response: inout ResponseFields
    ) throws(RejectReason) {
        var count = 0
        var at = i + 1
        while at < tape.after(i) - 1 {
            if tape.kind(at) == .object {
                count += 1
                if let answers = answers(of: at), level.depth <= Self.deepest {
                    var inner = level
                    inner.path += "repeat[\(count - 1)]."
                    try readAnswers(answers, inner, into: &response)
                }
            }
            at = tape.after(at)
        }
        batch[place].set(number: Double(count))
    }

    private func answers(of instance: Int) -> Int? {
        var found: Int?
        var at = instance + 1
        while at < tape.after(instance) - 1 {
            if FieldName(tape.string(at)) == .answers, tape.kind(at + 1) == .array { found = at + 1 }
            at = tape.after(at + 1)
        }
        return found
    }
}
