/// The content of `log.json`: what a log is, fixed when it is created.
public struct LogDescription: Hashable, Sendable {
    static let format = "collect-log"
    /// The format that this program writes and reads.
    static let supportedVersion = 1
    static let maxPartitions = 64

    public var logID: LogID
    public var partitions: Int
    public var createdMs: Int64

    var json: String {
        """
        {"format": "\(Self.format)", "version": \(Self.supportedVersion), "uuid": "\(logID)", \
        "partitions": \(partitions), "hash": "murmur2", "createdMs": \(createdMs)}

        """
    }

    /// Reads `log.json`.
    /// - Throws: `foreignDirectory` when it is another program's file, `unsupportedVersion`, `descriptionDamaged`.
    init(json: [UInt8], path: String, directory: String) throws(LogError) {
        guard let fields = FlatJSON.object(json) else {
            throw .descriptionDamaged(path: path, detail: "not a JSON object of texts and whole numbers")
        }
        guard fields["format"] == .text(Self.format) else {
            throw .foreignDirectory(path: directory, found: "a log.json of another program")
        }
        guard case .number(let version)? = fields["version"] else {
            throw .descriptionDamaged(path: path, detail: "no format version")
        }
        guard version == Int64(Self.supportedVersion) else {
            throw .unsupportedVersion(path: path, found: Int(version), supported: Self.supportedVersion)
        }
        guard case .text(let uuid)? = fields["uuid"], let logID = LogID(uuid),
            case .number(let partitions)? = fields["partitions"], (1...Int64(Self.maxPartitions)).contains(partitions),
            case .number(let createdMs)? = fields["createdMs"], fields["hash"] == .text("murmur2")
        else {
            throw .descriptionDamaged(path: path, detail: "uuid, partitions, hash or createdMs is missing or wrong")
        }
        self.init(logID: logID, partitions: Int(partitions), createdMs: createdMs)
    }

    init(logID: LogID, partitions: Int, createdMs: Int64) {
        self.logID = logID
        self.partitions = partitions
        self.createdMs = createdMs
    }
}

/// Just enough JSON for `log.json`: one object of texts without escapes and whole numbers. Foundation costs more at start
/// than the whole of opening a log.
enum FlatJSON {
    enum Value: Hashable { case text(String), number(Int64) }

    static func object(_ bytes: [UInt8]) -> [String: Value]? {
        var rest = bytes[...]
        var fields: [String: Value] = [:]
        guard take("{", from: &rest) else { return nil }
        if !take("}", from: &rest) {
            repeat {
                guard let name = text(&rest), take(":", from: &rest), let value = value(&rest) else { return nil }
                fields[name] = value
            } while take(",", from: &rest)
            guard take("}", from: &rest) else { return nil }
        }
        skipSpace(&rest)
        return rest.isEmpty ? fields : nil
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> Value? {
        if let text = text(&rest) { return .text(text) }
        let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == 0x2D }
        rest = rest[digits.endIndex...]
        return Int64(String(decoding: digits, as: UTF8.self)).map(Value.number)
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard take("\"", from: &rest) else {
            return nil
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let content = rest[..<end]
        guard content.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") }) else { return nil }
        rest = rest[(end + 1)...]
        return String(decoding: content, as: UTF8.self)
    }

    private static func take(_ character: Unicode.Scalar, from rest: inout ArraySlice<UInt8>) -> Bool {
        skipSpace(&rest)
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }
}
