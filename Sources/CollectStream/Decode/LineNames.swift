import CollectModel

/// What decoded lines are called: their forms' and responses' ids, which the decoder and the batch hold that they were decoded with.
struct LineNames {
    let decoder: ResponseDecoder
    let batch: FactBatch

    func form(of line: ResponseDecoder.Line) -> FormEntry { decoder.form(of: line) }

    func responseID(of line: ResponseDecoder.Line) -> String {
        String(decoding: batch.bytes(of: line.responseID), as: UTF8.self)
    }

    /// Whether form and response id are these, byte by byte: Unicode's equivalence is not ours.
    func isOf(_ line: ResponseDecoder.Line, formID: String, responseID: String) -> Bool {
        batch.bytes(of: line.responseID).elementsEqual(responseID.utf8)
            && form(of: line).withIDBytes { $0.elementsEqual(formID.utf8) }
    }

    /// Whether a line of these names and one of other names speak of the same response.
    func areOfOneResponse(_ line: ResponseDecoder.Line, _ others: LineNames, _ other: ResponseDecoder.Line) -> Bool {
        batch.bytes(of: line.responseID).elementsEqual(others.batch.bytes(of: other.responseID))
            && form(of: line).withIDBytes { mine in
                others.form(of: other).withIDBytes { mine.elementsEqual($0) }
            }
    }

    /// The sentence for a line that contradicts what is known.
    func conflictText(of line: ResponseDecoder.Line) -> String {
        let id = responseID(of: line)
        return line.operation == .create
            ? "conflict: response \(id) is known with other content; send an update to change it"
            : "conflict: response \(id) has a newer version or is deleted"
    }
}
