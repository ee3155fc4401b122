import CollectModel

/// The response that somebody asked for by its id, or by a part of it.
///
/// Why parts: the stream shows the end of an id, and that is what people type.
nonisolated struct WantedResponse: Sendable, Equatable {
    /// Shorter parts would be found by chance.
    static let fewestLetters = 4

    let formID: String
    let responseID: String
    /// Nil where only the id is known.
    let place: RecordPlace?

    /// What came lately is asked first, by the whole id and then by its beginning or end; else the id is looked for in the selected form.
    ///
    /// Cost: a pass over the recent entries.
    /// - Throws: `CommandError.manyResponses` where a part fits several, `noFormSelected` where nothing says in which form to look.
    init(_ text: String, in state: AppState) throws(CommandError) {
        // As the stream writes it.
        let wanted = String(text.drop { $0 == "…" })
        let recent = state.snapshot.recent
        var found = recent.last { $0.responseID == wanted }
        if found == nil, wanted.count >= Self.fewestLetters {
            let similar = recent.filter { $0.responseID.hasSuffix(wanted) || $0.responseID.hasPrefix(wanted) }
            let count = Set(similar.map(\.responseID)).count
            guard count <= 1 else { throw .manyResponses(wanted, count: count) }
            found = similar.last
        }
        if let found {
            (formID, responseID, place) = (found.formID, found.responseID, found.place)
        } else {
            guard let selected = state.formID else { throw .noFormSelected }
            (formID, responseID, place) = (selected, wanted, nil)
        }
    }

    var opening: AppEffect { .openResponse(formID: formID, responseID: responseID, place: place) }
}
