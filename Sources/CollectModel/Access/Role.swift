/// Who somebody is to an organisation; what they may follows from it (see `Access`).
public enum Role: String, Sendable, CaseIterable, Codable {
    /// Collects responses in the field.
    case collector
    /// Leads teams of collectors.
    case fieldLead = "field-lead"
    /// Answers questions about single responses.
    case support
    case analyst
    /// Answers for the data: the only one who changes responses.
    case manager
    /// Runs the system, and never sees an answer.
    case operations = "operator"
    /// Another program: a sink, a business-intelligence tool.
    case integration

    /// Reads `field-lead`, `Field Lead`, `field_lead` or `fieldLead` alike; nil for anything else.
    public init?(parsing text: String) {
        let letters = { (name: String) in String(name.lowercased().filter { $0 >= "a" && $0 <= "z" }) }
        let wanted = letters(text)
        // Anything but letters and the usual joints is no role, however much it looks like one.
        guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_" || $0 == " ") }),
            let role = Self.allCases.first(where: { letters($0.rawValue) == wanted })
        else { return nil }
        self = role
    }

    /// Whether this role may ask for personal data in clear, giving a reason. The asking is audited and expires; that is the caller's part.
    public var mayReveal: Bool {
        self == .manager || self == .support
    }

    /// Whether counts below five are shown. In a cell that small a person can be recognised.
    public var seesSmallCells: Bool {
        self == .manager
    }
}
