/// What kind of text a question asks for, where that can be checked.
public enum TextFormat: Sendable {
    case plain, barcode, email, url

    /// The domain of an address, in lower case, or nil where the text is none. ASCII only, as addresses are on the wire.
    ///
    /// - Source: RFC 5321 4.5.3.1 for lengths, RFC 1123 2.1 for names of hosts; RFC 3986 for `http` and `https` URLs. Quoted local parts and
    ///   addresses of numbers are not taken.
    func domain(in text: UnsafeRawBufferPointer) -> String? {
        switch self {
        case .plain, .barcode: return nil
        case .email:
            guard let at = text.lastIndex(of: UInt8(ascii: "@")), at >= 1, at <= 64,
                text[..<at].allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") })
            else { return nil }
            return Self.host(text[(at + 1)...])
        case .url:
            let prefix = ["https://", "http://"].first { Self.begins(text, with: $0) }
            guard let prefix, text.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
            let rest = text[prefix.utf8.count...]
            let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
            var authority = rest[..<end]
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
            if let colon = authority.lastIndex(of: UInt8(ascii: ":")) {
                guard authority[(colon + 1)...].allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
                authority = authority[..<colon]
            }
            return Self.host(authority)
        }
    }

    private static func begins(_ text: UnsafeRawBufferPointer, with prefix: String) -> Bool {
        text.count > prefix.utf8.count && zip(text, prefix.utf8).allSatisfy { lower($0) == $1 }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }

    /// A name of at least two labels.
    private static func host(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
        guard bytes.count <= 253 else { return nil }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2 else { return nil }
        for label in labels {
            let isName = label.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7A ~= lower($0) || $0 == 0x2D }
            guard (1...63).contains(label.count), isName, label.first != 0x2D, label.last != 0x2D else { return nil }
        }
        return String(decoding: bytes.map(lower), as: UTF8.self)
    }
}

/// Texts that can be checked: bar codes, e-mail addresses, links. Of more than 4,096 different ones a sample speaks, and says its error.
public struct AddressFigures: Sendable, Equatable {
    /// Answers that are a whole address; nil for bar codes.
    public var valid: Estimate?
    /// The domains that most of them have.
    public var domains: [ValueCount] = []
    public var repeats: Repeats

    private static let topDomains = 10

    init(_ values: TextCounts, as format: TextFormat) {
        var valid: Int64 = 0
        var domains = TextCounts(limit: values.limit)
        values.forEach { _, count, text in
            guard let domain = format.domain(in: text) else { return }
            valid += count
            domains.add(domain, change: count)
        }
        repeats = values.repeats
        guard format != .barcode else { return }
        self.valid = Estimate(value: valid << Int64(values.level), error: values.distinct.error)
        self.domains = domains.ranked(most: Self.topDomains)
    }
}
