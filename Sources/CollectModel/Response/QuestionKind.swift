/// What an answer is treated as. The type's own name is kept beside it, so an unknown type is carried and counted, never refused.
///
/// Why: forms change before servers do (research: "Unknown questionType must be stored verbatim").
/// Shape: one case for each set of statistics; several type names may share a case.
public enum QuestionKind: UInt8, Sendable, CaseIterable {
    case text, barcode, email, url, choice, multiChoice, ranking, number, phone, location, date, time, media, matrix,
        repeating, other

    /// The kind of a question type by its name on the wire. Cost: one comparison of at most nine bytes for known names.
    public init(typeName: String) {
        switch typeName {
        case "Text", "LongText": self = .text
        case "Barcode": self = .barcode
        case "Email": self = .email
        case "Url": self = .url
        case "Choice", "Boolean", MatrixRow.typeName: self = .choice
        case "MultiChoice": self = .multiChoice
        case "Ranking": self = .ranking
        case "Number", "Rating": self = .number
        case "Phone": self = .phone
        case "Location": self = .location
        case "Date", "DateTime": self = .date
        case "Time": self = .time
        case "Image", "Photo", "Audio", "Video", "File", "Media", "Signature", "Drawing": self = .media
        case "Matrix": self = .matrix
        case "Repeat", "Group": self = .repeating
        default: self = .other
        }
    }
}
