/// What the catalogue says about a question's answers.
public enum PersonalTag: String, Sendable, CaseIterable, Codable {
    /// Says nothing about a person.
    case none
    /// Could help to recognise a person together with other answers.
    case quasi
    /// Names a person.
    case direct
    /// Could harm a person.
    case sensitive
}

/// A value as somebody may see it.
public struct Masked: Sendable, Hashable {
    public let text: String
    /// True if anything was taken away; views mark it.
    public let isMasked: Bool

    static func clear(_ text: String) -> Masked { Masked(text: text, isMasked: false) }
    static func masked(_ text: String) -> Masked { Masked(text: text, isMasked: true) }
    public static let hidden = Masked(text: "••••", isMasked: true)
}

/// The one masking function: everything that shows, streams or exports an answer passes here.
///
/// Why one: platforms that mask in their screens and forget their interfaces leak through the latter.
/// Rules: telephone numbers keep country code and last digits, e-mails first letter and domain, names first letter, positions a cell of
/// about 5 km, postal addresses nothing, network addresses their /24, dates of birth the year; signatures and files are hidden; free text is shown, but for numbers and
/// e-mails inside it. In doubt it masks: a question that looks like a name is one, until the catalogue tags it.
/// Tags: `sensitive` hides everything; `direct` masks whatever the label; `none` shows whatever the label, a telephone number or a position
/// as well, except for files and for numbers and e-mails inside free text, which are somebody else's.
/// Cost: some microseconds a value, linear in its length; hostile values too.
///
///     Mask(role: .analyst, reveal: false).text("+27605559400", type: "Phone", key: "Phone", tag: nil).text   // +27•••••9400
public struct Mask: Sendable {
    private let role: Role
    private let isClear: Bool
    /// What the catalogue says about questions; replaced when it changes.
    public var tags: PersonalTags

    /// `reveal`: personal data was asked for with a reason. It counts only for roles that may.
    public init(role: Role, reveal: Bool, tags: PersonalTags = PersonalTags()) {
        self.role = role
        self.tags = tags
        isClear = reveal && role.mayReveal
    }

    /// An answer's text, by the question's type, label and tag. `labels` saves reading the same label again.
    public func text(
        _ value: String, type: String, key: String, tag: PersonalTag?, labels: LabelMemo? = nil
    ) -> Masked {
        if role == .operations { return .hidden }
        if isClear || value.isEmpty { return .clear(value) }
        if tag == .sensitive { return .hidden }
        switch type.lowercased() {
        case "signature", "media", "image", "audio", "video", "file", "drawing": return .hidden
        case "phone", "email", "location", "line", "polygon", "choice", "multichoice", "boolean", "number", "rating",
            "ranking", "time", "barcode":
            if tag == PersonalTag.none { return .clear(value) }
        default: break
        }
        switch type.lowercased() {
        case "phone": return PhoneMask.whole(value)
        case "email": return EmailMask.whole(value)
        case "location", "line", "polygon": return position(in: value)
        case "date", "datetime": return date(value, key: key, tag: tag, labels)
        case "choice", "multichoice", "boolean", "number", "rating", "ranking", "time", "barcode":
            if tag == .direct { return .hidden }
            return kind(of: key, labels) == .phone ? PhoneMask.whole(value) : .clear(value)
        default: return freeText(value, key: key, tag: tag, labels)
        }
    }

    /// A position, rounded to one decimal (about 11 km).
    public func location(latitude: Double, longitude: Double) -> Masked {
        if role == .operations { return .hidden }
        if isClear { return .clear("\(latitude), \(longitude)") }
        return PositionMask.rounded(latitude: latitude, longitude: longitude)
    }

    /// A position's cell for maps: five letters (about 5 km), or nil where no position may be shown or none was given.
    public func cell(latitude: Double, longitude: Double) -> String? {
        role == .operations
            ? nil : PositionMask.geohash(latitude: latitude, longitude: longitude, letters: isClear ? 9 : 5)
    }

    /// A network address: the first three of four numbers, or the first three groups of version 6.
    public func address(_ value: String) -> Masked {
        if isClear || value.isEmpty { return .clear(value) }
        let numbers = value.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.count == 4, numbers.allSatisfy({ UInt8($0) != nil }) {
            return .masked(numbers[..<3].joined(separator: ".") + ".•")
        }
        let groups = value.prefix(45).split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count >= 4, groups[..<3].allSatisfy({ $0.count <= 4 && UInt16($0, radix: 16) != nil }) else {
            return .hidden
        }
        return .masked(groups[..<3].joined(separator: ":") + ":•")
    }

    /// Whether mean, extremes and quantiles of a number question with this label may be shown: each of them may be somebody's telephone
    /// number.
    public func showsFigures(of label: String) -> Bool {
        isClear || QuestionLabel.kind(of: label) != .phone
    }

    /// A device's or a collector's id: shown, unless it is a telephone number or an e-mail address. A serial number of digits alone is
    /// none: support needs it to find the device.
    public func identifier(_ id: String) -> Masked {
        if isClear { return .clear(id) }
        if id.unicodeScalars.contains(where: \.isAt) { return FreeTextMask.scrub(id) }
        let isNumber = id.hasPrefix("+") && id.unicodeScalars.count { $0.decimalDigit != nil } >= 7
        return isNumber ? PhoneMask.whole(id) : .clear(id)
    }

    /// Whether a cell with so many people in it may be shown as a number.
    public func showsCell(of count: Int) -> Bool {
        count == 0 || count >= 5 || role.seesSmallCells
    }

    /// Nothing is hidden from whoever asked with a reason.
    var showsAll: Bool { isClear }

    private func kind(of label: String, _ labels: LabelMemo?) -> QuestionLabel.Kind {
        labels?.kind(of: label) ?? QuestionLabel.kind(of: label)
    }

    private func freeText(_ value: String, key: String, tag: PersonalTag?, _ labels: LabelMemo?) -> Masked {
        switch (tag, kind(of: key, labels)) {
        case (.sensitive?, _): .hidden
        case (.direct?, _): NameMask.whole(value)
        case (PersonalTag.none?, _): FreeTextMask.scrub(value)
        case (nil, .address): .hidden
        case (_, .phone): PhoneMask.whole(value)
        case (_, .email): EmailMask.whole(value)
        case (_, .name): NameMask.whole(value)
        case (_, .birth): year(of: value)
        default: FreeTextMask.scrub(value)
        }
    }

    private func date(_ value: String, key: String, tag: PersonalTag?, _ labels: LabelMemo?) -> Masked {
        switch tag {
        case .sensitive: .hidden
        case .direct, .quasi: year(of: value)
        case .none?: .clear(value)
        case nil: kind(of: key, labels) == .birth ? year(of: value) : FreeTextMask.date(value)
        }
    }

    private func year(of value: String) -> Masked {
        let start = value.prefix(5)
        guard start.count == 5, start.last == "-", start.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return .hidden
        }
        return .masked(String(start) + "••-••")
    }

    private func position(in value: String) -> Masked {
        let parts = value.prefix(100).split { !($0.isASCII && ($0.isNumber || $0 == "." || $0 == "-")) }
        guard parts.count >= 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]) else {
            return .hidden
        }
        return PositionMask.rounded(latitude: latitude, longitude: longitude)
    }
}
